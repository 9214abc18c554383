"""The targets: each takes the bytes of a file, does with them what the product does, and checks what came out."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import markdown

import mutate
import site_of_one
import words
from crash import Broken
from nianbao import archive, downloads, importers, render, source
from nianbao.analysis import personal_data
from nianbao.checking import check
from nianbao.checking.analyses import Analyses
from nianbao.cli import import_summary
from nianbao.model import form
from nianbao.model.register import Agency, Register
from nianbao.model.report import Narrative, Review
from nianbao.rules import CATALOGUE
from nianbao.source import receipt

FORMS = form.builtin()
AGENCY = site_of_one.AGENCY
KNOWN = Register((Agency(AGENCY, "示例市示例局", "示例局"),))
SELDOM = 8
CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Target:
    """What is called with the bytes, and how bytes are changed. The name is that of its folder of the corpus."""

    name: str
    call: Callable[[bytes], None]
    change: Callable

    def mutated(self, data, dice):
        """Return other bytes of the same kind."""
        return self.change(data, dice, self.seeds)

    @property
    def seeds(self):
        """The files of the corpus."""
        return _seeds(self.name)


@cache
def _seeds(name):
    return [path.read_bytes() for path in sorted((CORPUS / name).iterdir())]


@cache
def _base():
    data = (site_of_one.BASE / "2023.md").read_bytes()
    return source.read(data, "reports/example-bureau/2023.md", FORMS).report


# --- sources -----------------------------------------------------------------------------------------------------


def read_source(data, suffix):
    """Read a source, mask it, and write it again: reading what was written is the identity."""
    reading = source.read(data, f"reports/{AGENCY}/2023{suffix}", FORMS, AGENCY, 2023)
    if reading.report is None and not reading.problems:
        raise Broken("source: neither report nor problem")
    safe = source.redacted(reading, data)
    if reading.report and not reading.problems:
        same_again(reading.report, suffix)
    if safe.report:
        _ = safe.report.whole, safe.report.suspects


def same_again(report, suffix=".md", what="source"):
    """Hold source.write to be undone by source.read, in both languages of keys."""
    for keys in ("zh", "en"):
        write = source.write if suffix == ".md" else source.write_yaml
        written = write(report, keys, FORMS)
        again = source.read(written.encode("utf-8", "replace"), f"x{suffix}", FORMS).report
        if again is None:
            raise Broken(f"{what}: what was written can't be read", written[:2000])
        for fact in _FACTS:
            if getattr(again, fact) != getattr(report, fact):
                raise Broken(f"{what}: {fact} changed", f"{getattr(report, fact)!r} {getattr(again, fact)!r}")
        for fact, told in _TOLD.items():
            if told(again) != told(report):
                raise Broken(f"{what}: {fact} changed", _difference(told(report), told(again)))


_FACTS = ("agency", "year", "form_id", "title", "signed_by", "signed", "published", "provenance")
_TOLD = {
    # A review that says nothing is none.
    "reviews": lambda report: [review for review in report.reviews if review != Review()],
    "figures": lambda report: {place: figure.cell.raw for place, figure in report.figures.items()},
    "waivers": lambda report: [replace(waiver, line=1, column=1) for waiver in report.waivers],
    "corrections": lambda report: [replace(item, line=1, column=1) for item in report.corrections],
    "sections": lambda report: [(item.key, item.heading, item.markdown) for item in report.sections],
}


def _difference(before, after):
    if isinstance(before, dict):
        keys = [key for key in {**before, **after} if before.get(key) != after.get(key)]
        return str([(str(key), before.get(key), after.get(key)) for key in keys[:3]])
    return f"{before!r}\n{after!r}"[:3000]


def read_register(data):
    """Read a register, ask it everything, and append an agency of it to another."""
    found, problems = source.read_register(data, "agencies.yml")
    safe, _, _ = source.redacted_register(found, problems, data, "agencies.yml")
    for agency in (*found.agencies, *safe.agencies):
        _ = agency.due(2023), agency.existed(2023), found.named(agency.name), found.named(agency.id)
    for agency in found.agencies:
        entry = source.register_entry(agency)
        again, wrong = source.read_register(entry.encode("utf-8", "replace"), "agencies.yml")
        kept = [(item.id, item.name, item.short, item.aliases) for item in again.agencies]
        if not problems and (wrong or kept != [(agency.id, agency.name, agency.short, agency.aliases)]):
            raise Broken("register: an entry is not read as it was written", entry)
    if _sometimes(data):
        check.run(CATALOGUE, archive.Archive(found, FORMS, (archive.Entry("x.md", AGENCY, 2023, _base()),)))


def read_form(data):
    """Read a form of the site's own, and make a site of a report on it."""
    folder = site_of_one.folder().home / "forms"
    folder.mkdir(exist_ok=True)
    (folder / "own.yml").write_bytes(data)
    forms = archive.site_forms(folder)
    for item in (forms[name] for name in forms if forms[name] is not FORMS.get(name)):
        _ = item.places, item.measures, item.headlines, item.table_names
        text = (site_of_one.BASE / "2023.md").read_text("utf-8").replace("---\n", f"---\n表式: {item.id}\n", 1)
        report = source.read(text.encode("utf-8", "replace"), "x.md", forms).report
        if report:
            entry = archive.Entry("x.md", AGENCY, 2023, report)
            site_of_one.whole(archive.Archive(KNOWN, forms, (entry,)), ("json", "csv"))


def whole_line(data, suffix=".md"):
    """From the bytes of a source to every page and download."""
    # Office files take longer than all the rest.
    kinds = downloads.KINDS if _sometimes(data) else ("json", "csv")
    site_of_one.whole(site_of_one.folder().with_source(data, suffix), kinds)


def _sometimes(data):
    """Say whether an input is one of those in eight for which something slow is done: always the same ones."""
    return zlib.crc32(data) % SELDOM == 0


# --- imports -----------------------------------------------------------------------------------------------------


def import_file(data, suffix):
    """Import a file as the command does, but in this process, with its receipt, and read what was written."""
    name = f"report{suffix}"
    made = importers.drafted(name, data, FORMS, KNOWN, importers.Given("", 0, "", ()))
    told = import_summary.receipt(made, name, "0" * 64, site_of_one.ZH)
    site_of_one.json_of("receipt", told)
    if receipt.read(told) is None:
        raise Broken("receipt: not read as it was written", told[:2000])
    if not made.is_addressed:
        made = replace(
            made, report=replace(made.report, agency=made.report.agency or AGENCY, year=made.report.year or 2023)
        )
    if made.source:
        if source.read(made.source.encode("utf-8", "replace"), "x.md", FORMS).report is None:
            raise Broken("import: a source that can't be read", made.source[:2000])
        return
    report = made.report
    site_of_one.encoded("import", source.write(report, "zh", FORMS))
    same_again(report, what="import")


# --- text --------------------------------------------------------------------------------------------------------


def claims(data):
    """Read prose above real tables: every claim has an answer, and all rules have one."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    base = _base()
    sections = tuple(
        replace(item, markdown=text) if item.key == "overview" else item for item in base.sections
    ) or (Narrative("overview", "", text),)
    report = replace(base, sections=sections)
    reports = archive.Archive(KNOWN, FORMS, (archive.Entry(report.file, AGENCY, 2023, report),))
    ledger = Analyses(reports).claims(report)
    for mention in ledger.mentions:
        section = report.sections[mention.span.section]
        if not 0 <= mention.span.start < mention.span.end <= len(section.markdown):
            raise Broken("claims: a span outside its text", str(mention))
    answers = ((ledger.counts, ledger.answer), (ledger.shares, ledger.share), (ledger.changes, ledger.change))
    for found, answer in answers:
        for _, claim in found:
            answer(claim)
    if _sometimes(data):
        check.run(CATALOGUE, reports)


def receipts(data):
    """Read a receipt, write it again, and lay it beside a report."""
    found = receipt.read(data.decode("utf-8", "replace"))
    if found is None:
        return
    written = receipt.write(found)
    site_of_one.json_of("receipt", written)
    site_of_one.encoded("receipt", written)
    again = receipt.read(written)
    if again is None or receipt.write(again) != written:
        raise Broken("receipt: not read as it was written", written[:2000])
    made = render.import_page.page(_prepared(), _base(), found)
    site_of_one.page(made)


@cache
def _prepared():
    data = (site_of_one.BASE / "2023.md").read_bytes()
    reports = site_of_one.folder().with_source(data, ".md")
    return site_of_one.published(reports, check.run(CATALOGUE, reports)).context


def embedding(data):
    """Follow the comments of a page of the site's own."""
    text = data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    found = render.embed(_prepared(), text, f"---\na: b\n---\n{text}", "page/index.html")
    if found is None:
        return
    converted = markdown.markdown(found.page.markdown, extensions=["attr_list", "tables", "fenced_code"])
    made = render.finish_embedded(converted, found)
    if left := [token for token in found.comments if token in made]:
        raise Broken("embedding: a token that is left", made[max(0, made.find(left[0]) - 200) :][:500])
    if not all(note.line > 0 and note.message for note in found.notes):
        raise Broken("embedding: a note without place or words")


def masking(data):
    """Mask a text: what is masked stays so, and is as long as it was."""
    text = data.decode("utf-8", "replace")
    for mark in ("*", personal_data.IN_PROSE, personal_data.IN_NAMES):
        once = personal_data.masked(text, mark)
        if personal_data.masked(once, mark) != once:
            raise Broken("masked: not the same when masked again", repr((text[:500], once[:500])))
        if len(once) != len(text):
            raise Broken("masked: another length", repr((text[:500], once[:500])))
    spans = personal_data.traces(text)
    if any(not 0 <= trace.start < trace.end <= len(text) for trace in spans):
        raise Broken("masked: a trace outside its text", repr(text[:500]))


def _text(*groups):
    return partial(mutate.text, groups=groups)


def _tree(*groups):
    return partial(mutate.tree, groups=groups)


_SOURCE = _tree(words.LABELS, words.FACTS, words.NUMBERS, words.DATES, words.YAML, words.MARKDOWN, words.PRIVATE)
_PROSE = _text(words.LABELS, words.NUMBERS, words.DATES, words.MARKDOWN, words.CHARACTERS)
TARGETS = {
    target.name: target
    for target in (
        Target("source-md", partial(read_source, suffix=".md"), _SOURCE),
        Target("source-yml", partial(read_source, suffix=".yml"), _SOURCE),
        Target(
            "register",
            read_register,
            _text(words.YAML, words.NUMBERS, words.DATES, words.PRIVATE, words.CHARACTERS),
        ),
        Target("form", read_form, _tree(words.YAML, words.NUMBERS, words.LABELS, words.CHARACTERS)),
        Target("text", partial(import_file, suffix=".txt"), _text(*words.GROUPS, words.FILING)),
        Target("markdown", partial(import_file, suffix=".md"), _text(*words.GROUPS, words.FILING)),
        Target("html", partial(import_file, suffix=".html"), _text(words.HTML, *words.GROUPS)),
        Target("docx", partial(import_file, suffix=".docx"), mutate.package),
        Target("xlsx", partial(import_file, suffix=".xlsx"), mutate.package),
        Target("workbook", partial(import_file, suffix=".xlsx"), mutate.package),
        Target("pdf", partial(import_file, suffix=".pdf"), mutate.pdf),
        Target("claims", claims, _PROSE),
        Target("receipt", receipts, _text(words.NUMBERS, words.CHARACTERS, words.JSON, words.MARKDOWN)),
        Target("embedding", embedding, _text(words.MARKDOWN, words.NUMBERS, words.CHARACTERS)),
        Target("masking", masking, _text(words.PRIVATE, words.NUMBERS, words.CHARACTERS, words.HTML)),
        Target("line-md", whole_line, _SOURCE),
        Target("line-yml", partial(whole_line, suffix=".yml"), _SOURCE),
    )
}
