"""Rules and forms explained: one page a rule, one page a form, and a list of both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import groupby
from string import Formatter
from typing import Final

from nianbao.messages import RuleText
from nianbao.model.finding import Names, Severity
from nianbao.model.form import Form, of_kind
from nianbao.model.register import Agency
from nianbao.render.context import RenderContext
from nianbao.render.page import Heading, Page, Slot, assemble
from nianbao.render.pages.report import WIDE
from nianbao.render.pages.verdict import Numbered, family, numbered
from nianbao.render.plan import Plan, Shared
from nianbao.render.tables.cells import table_id
from nianbao.source import safe_prose

_OPEN: Final = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Failing:
    """The report a rule fails in now: agency, year, and its findings of the rule with their numbers."""

    agency: Agency
    year: int
    findings: tuple[Numbered, ...]


@dataclass(frozen=True, slots=True)
class RuleOnSite:
    """A rule on this site: its texts, the severity it has here, and the reports it fails in, agency by agency."""

    text: RuleText
    severity: Severity
    failing: tuple[Failing, ...]

    @property
    def finding_count(self) -> int:
        """The number of findings of the rule that the site shows."""
        return sum(len(each.findings) for each in self.failing)

    @property
    def agencies(self) -> tuple[tuple[Agency, tuple[Failing, ...]], ...]:
        """The agencies whose reports it fails in, each once with these."""
        return tuple((agency, tuple(each)) for agency, each in groupby(self.failing, key=lambda f: f.agency))


def pages(context: RenderContext) -> Iterator[Plan]:
    """Yield the list of rules, a page for each rule, and a page for each form.

    Rules are those the site's options name, in that order; forms are all the archive knows, of every kind.
    """
    shared = Shared(context)
    rules = _Rules(shared.context)
    yield Plan(context.path("rules"), context, partial(_list, rules=rules), shared=shared)
    for code in context.options.rules:
        yield Plan(context.path("rules", code), context, partial(_rule_of, rules=rules, code=code), shared=shared)
    for form in context.archive.forms.values():
        yield Plan(context.path("forms", form.id), context, partial(_form, form=form))


class _Rules:
    """The rules on this site, worked out when the first of their pages is made."""

    def __init__(self, context: RenderContext) -> None:
        self._context = context

    @cached_property
    def by_code(self) -> Mapping[str, RuleOnSite]:
        """The rules by code, in the order of the site's options."""
        failing = _failing(self._context)
        return {
            code: _rule_on_site(self._context, code, failing.get(code, [])) for code in self._context.options.rules
        }


def _list(context: RenderContext, rules: _Rules) -> Page:
    """Return the list of rules and forms."""
    here = context.path("rules")
    title = context.messages.word("rules-title")
    families = [
        (name, tuple(each))
        for name, each in groupby(rules.by_code.values(), key=lambda rule: family(rule.text.code))
    ]
    return assemble(
        here,
        title,
        [
            context.slot("open.html", here, name="rules", title=title, parts=("rules",)),
            f"# {safe_prose.plain(title)}",
            context.slot("rules.html", here, families=families, forms=of_kind(context.archive.forms).values()),
        ],
        meta=WIDE,
    )


def _rule_of(context: RenderContext, rules: _Rules, code: str) -> Page:
    """Return the page of the rule with a code."""
    return _rule(context, rules.by_code[code])


def _failing(context: RenderContext) -> dict[str, list[Failing]]:
    """Return the reports each rule fails in now, by code, as far as the site shows it."""
    findings: dict[str, list[Failing]] = {}
    for agency in context.archive.agencies:
        for entry in context.archive.of_agency(agency.id):
            by_code: dict[str, list[Numbered]] = {}
            for item in numbered(context, entry):
                by_code.setdefault(item.finding.code, []).append(item)
            for code, items in by_code.items():
                findings.setdefault(code, []).append(Failing(agency, entry.year or 0, tuple(items)))
    return findings


def _rule_on_site(context: RenderContext, code: str, failing: list[Failing]) -> RuleOnSite:
    """Return a rule with the severity of this site, which may be the site's own."""
    text = context.messages.rule(code)
    return RuleOnSite(text, context.options.severities.get(code, text.severity), tuple(failing))


def _rule(context: RenderContext, rule: RuleOnSite) -> Page:
    """Return the page of a rule: statement, reason, remedy, legal basis, an example, and where it fails now."""
    text = rule.text
    here = context.path("rules", text.code)
    word = context.messages.word
    title = f"{text.code} {text.title}"
    texts = {"rule-reason": text.reason, "rule-remedy": text.remedy, "rule-basis": text.basis}
    sections = [
        block
        for key, explanation in texts.items()
        if explanation
        for block in (Heading(2, word(key), key.removeprefix("rule-")), safe_prose.plain(explanation))
    ]
    return assemble(
        here,
        title,
        [
            context.slot("open.html", here, name="rule", title=text.code, parts=("rules", text.code)),
            f"# {safe_prose.plain(title)}",
            context.slot("rule.html", here, rule=rule),
            safe_prose.plain(text.statement),
            *sections,
            Heading(2, word("rule-example"), "example"),
            context.slot(
                "rule_example.html",
                here,
                rule=rule,
                sentences=() if rule.failing else _open_sentences(text, _summed(context, text.code)),
            ),
            Heading(2, word("rule-here"), "here"),
            context.slot("rule_here.html", here, rule=rule),
        ],
        meta=WIDE,
    )


def _summed(context: RenderContext, code: str) -> str:
    """Return the forms' name for the parts of the sums a rule judges; an ellipsis unless all use the same."""
    forms = of_kind(context.archive.forms, context.kind.id).values()
    names = {
        context.messages.value(Names(item.what)) for form in forms for item in form.identities if item.rule == code
    }
    return names.pop() if len(names) == 1 else _OPEN


def _open_sentences(text: RuleText, summed: str) -> tuple[str, ...]:
    """Return a rule's sentences with an ellipsis for each figure, for a rule that fails nowhere on the site."""
    words_for = {None: "", "identity": summed}
    return tuple(
        "".join(literal + words_for.get(name, _OPEN) for literal, name, _, _ in Formatter().parse(message))
        for variant, message in text.messages.items()
        if not variant.endswith(".remedy")
    )


def _form(context: RenderContext, form: Form) -> Page:
    """Return the page of a form: its blank tables with the names that imports and sources accept."""
    here = context.path("forms", form.id)
    title = form.names[context.messages.language]
    numerals = {section.key: section.numeral for section in form.sections}
    blocks: list[str | Slot | Heading] = [
        context.slot("open.html", here, name="form", title=form.id, parts=("forms", form.id)),
        f"# {safe_prose.plain(title)}",
        context.slot("form.html", here, form=form),
    ]
    for number, table in enumerate(form.tables.values(), 1):
        name = table_id(number)
        blocks += [
            Heading(2, table.caption, table.key, "zh-CN"),
            context.slot(
                "form_table.html",
                here,
                table=table,
                numeral=numerals.get(table.section, ""),
                filed=True,
                parts=context.table_renderer.parts(table, None, {}, name),
                name=name,
                kinds=frozenset(),
                back=False,
            ),
        ]
    return assemble(here, title, [*blocks, Slot("</div>")], meta=WIDE)
