"""Rules and forms explained: one page a rule, one page a form, and a list of each."""

from collections.abc import Iterator

from nianbao.form import Form
from nianbao.render import prose, tables
from nianbao.render.page import Page, Site, Slot, assemble
from nianbao.render.report_page import WIDE
from nianbao.wording import RuleText


def pages(site: Site) -> Iterator[Page]:
    """Yield the list of rules, a page for each rule, and a page for each form."""
    texts = [site.wording.rule(code) for code in site.options.rules]
    here = site.path("rules")
    title = site.wording.word("rules-title")
    yield assemble(
        here,
        title,
        [
            site.slot("open.html", here, name="rules", title=title, parts=("rules",)),
            f"# {prose.plain(title)}",
            site.slot("rules.html", here, rules=texts, forms=site.archive.forms.values()),
        ],
        meta=WIDE,
    )
    for rule in texts:
        yield _rule(site, rule)
    for form in site.archive.forms.values():
        yield _form(site, form)


def _rule(site: Site, rule: RuleText) -> Page:
    here = site.path("rules", rule.code)
    word = site.wording.word
    title = f"{rule.code} {rule.title}"
    told = {"rule-reason": rule.reason, "rule-remedy": rule.remedy, "rule-basis": rule.basis}
    sections = [
        text
        for key, said in told.items()
        if said
        for text in (prose.heading(2, word(key), key.removeprefix("rule-")), prose.plain(said))
    ]
    return assemble(
        here,
        title,
        [
            site.slot("open.html", here, name="rule", title=rule.code, parts=("rules", rule.code)),
            f"# {prose.plain(title)}",
            site.slot("rule.html", here, rule=rule),
            prose.plain(rule.statement),
            *sections,
            Slot("</div>"),
        ],
        meta=WIDE,
    )


def _form(site: Site, form: Form) -> Page:
    here = site.path("forms", form.id)
    title = form.names[site.wording.language]
    numerals = {section.key: section.numeral for section in form.sections}
    blocks: list[str | Slot] = [
        site.slot("open.html", here, name="form", title=form.id, parts=("forms", form.id)),
        f"# {prose.plain(title)}",
        site.slot("form.html", here, form=form),
    ]
    for table in form.tables.values():
        blocks += [
            prose.heading(2, table.caption, table.key),
            site.slot(
                "form_table.html",
                here,
                table=table,
                numeral=numerals.get(table.section, ""),
                filed=True,
                parts=tables.parts(table, None, {}, site.wording),
                kinds=frozenset(),
            ),
        ]
    return assemble(here, title, [*blocks, Slot("</div>")], meta=WIDE)
