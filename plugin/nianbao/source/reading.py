"""From the bytes of a source file to a Report and the list of everything that is wrong with the file.

Two shapes are read: Markdown with YAML front matter, and YAML alone with the prose under `sections`. Reading
never stops at the first problem: as much of the report as can be understood is returned with all problems noted
(SRC001 to SRC004, SRC007). What depends on other files (register, place in the folder) is noted by the archive.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date
from functools import lru_cache
from typing import Final

from nianbao.analysis.personal_data import Exposure, masked
from nianbao.corrections import FACTS
from nianbao.model import kind as kinds
from nianbao.model.constants import pattern
from nianbao.model.finding import Location, Place, Problem
from nianbao.model.form import NO_FORM, Form, for_year, of_kind
from nianbao.model.kind import Kind
from nianbao.model.normalisation import label_key
from nianbao.model.report import YEAR, Figure, Narrative, Provenance, Report, Review, Waiver
from nianbao.model.yamltext import Mapping as YamlMapping
from nianbao.model.yamltext import Node, Scalar, Sequence, YamlError, parse
from nianbao.source import corrections, prose, record, tables
from nianbao.source.keys import CHINESE, NAMES, ProblemLog, day, value_named

YAML_SUFFIXES: Final = (".yml", ".yaml")
FENCE: Final = "---"
MAX_EXCERPT: Final = 60

# What an item of a list can't do without.
_REQUIRED: Final = {"waivers": ("rule", "reason"), "corrections": ("date", "at", "reason")}
# The slips people make most, by what the line looks like; each has a sentence of its own in SRC001.
_SLIPS = {
    "tab": pattern(r" *(?P<slip>\t)"),
    "wide_colon": pattern(r"[^:#'\"]*?[^\s:#'\"](?P<slip>\uff1a)"),
    "no_space": pattern(r"\s*[^\s:#'\"\[{]+(?P<slip>:)[^\s/]"),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file gave: a report if its YAML could be read at all, and every problem.

    `exposures` are what `redacted` masked; `read` alone leaves them empty.
    """

    report: Report | None
    problems: tuple[Problem, ...]
    exposures: tuple[Exposure, ...] = ()


def read(  # noqa: PLR0913, PLR0917 - what the file's place says are three separate things
    data: bytes,
    file: str,
    forms: Mapping[str, Form],
    agency: str = "",
    year: int = 0,
    kind: Kind | None = None,
) -> Reading:
    """Return the report of one source and its problems.

    `file` is the path that findings name; its suffix decides the shape. `forms` are all forms by id. `agency`,
    `year` and `kind`, from the file's place, stand in where the file states none.
    """
    log = ProblemLog(file)
    source = decoded(data, log)
    parts = _split(source, file, log) if source is not None else None
    if parts is None:
        return Reading(None, tuple(log.problems))
    front_matter, body, body_line = parts
    try:
        root = parse(front_matter, 1 if file.endswith(YAML_SUFFIXES) else 2)
    except YamlError as error:
        explain(error, front_matter, log, 1 if file.endswith(YAML_SUFFIXES) else 2)
        return Reading(None, tuple(log.problems))
    if not isinstance(root, YamlMapping):
        log.add("SRC001", "no_mapping", root or (1, 1))
        return Reading(None, tuple(log.problems))
    report = _Reader(log, forms, root, kind).report(body, body_line, agency, year)
    return Reading(report, tuple(log.problems))


def decoded(data: bytes, log: ProblemLog) -> str | None:
    """Return UTF-8 bytes as text with line feeds only, without a byte order mark.

    None where they are no UTF-8, which is noted: as GBK where they could be that (variant `gbk`).
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        try:
            data.decode("gb18030")
            variant = "gbk"
        except UnicodeDecodeError:
            variant = "encoding"
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        log.add("SRC001", variant, (before.count(b"\n") + 1, column))
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _split(text: str, file: str, log: ProblemLog) -> tuple[str, str, int] | None:
    """Return front matter, body and the number of the body's first line; the YAML shape has no body.

    None, with a note, where the front matter does not begin or end.
    """
    if file.endswith(YAML_SUFFIXES):
        return text, "", 1
    lines = text.split("\n")
    if lines[0].rstrip() != FENCE:
        log.add("SRC001", "no_front_matter", (1, 1))
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() in {FENCE, "..."}), None)
    if end is None:
        log.add("SRC001", "unclosed_front_matter", (1, 1))
        return None
    return "\n".join(lines[1:end]) + "\n", "\n".join(lines[end + 1 :]), end + 2


def explain(error: YamlError, front_matter: str, log: ProblemLog, first_line: int) -> None:
    """Note a YAML error: as one of the usual slips where the line, or the one before, looks like it.

    Any other error has the parser's words as `detail`. `first_line` is the line of the file the front matter
    begins on.
    """
    lines = front_matter.split("\n")
    index = min(max(error.line - first_line, 0), len(lines) - 1)
    if error.kind == "syntax":
        for slip, looks in _SLIPS.items():
            for number in (index, index - 1):
                match = looks.match(lines[number]) if number >= 0 else None
                if match:
                    at = (first_line + number, match.start("slip") + 1)
                    log.add("SRC001", slip, at, line=at[0], text=_excerpt(lines[number]))
                    return
    at = (error.line, error.column)
    log.add("SRC001", error.kind, at, line=error.line, text=_excerpt(lines[index]), detail=error.detail)


def _excerpt(line: str) -> str:
    """Return a line short and clean enough to stand in a message, personal information masked."""
    # Masked before it is cut: half a number would not be recognised any more.
    clean = masked("".join(char for char in line.strip() if char.isprintable()))
    return clean if len(clean) <= MAX_EXCERPT else clean[:MAX_EXCERPT] + "\u2026"


@lru_cache(maxsize=64)
def _keys(forms: tuple[Form, ...], ours: str) -> Mapping[str, str]:
    """Return the English keys of facts and tables by every accepted name.

    Two kinds may call tables by the same names: those of the kind `ours` count.
    """
    ordered = sorted(forms, key=lambda form: form.kind.id == ours)
    names = {label_key(name): t.key for f in ordered for t in f.tables.values() for name in (t.key, t.label)}
    return {**NAMES()["report"], **names}


class _Reader:
    """Reads the mapping of one source; every step notes its problems and goes on.

    `entries` are the entries of the mapping by English key, tables by the keys of their forms.
    """

    def __init__(self, log: ProblemLog, forms: Mapping[str, Form], root: YamlMapping, kind: Kind | None) -> None:
        self.log, self.forms, self.kind = log, forms, kind
        ours = self._stated_kind(root) or (kind.id if kind else kinds.DEFAULT)
        self.entries = log.fields(root, _keys(tuple(forms.values()), ours), CHINESE()["report"])
        self.root = root

    def _stated_kind(self, root: YamlMapping) -> str:
        """Return the kind of the form that is named, as far as one is."""
        for key, value in root.entries:
            if NAMES()["report"].get(label_key(key.text)) == "form" and isinstance(value, Scalar):
                form = self.forms.get(value.text.strip())
                return form.kind.id if form else ""
        return ""

    def report(self, body: str, body_line: int, agency: str, year: int) -> Report:
        """Return the report; `body` is the prose behind the front matter, from line `body_line` on."""
        entries = self.entries
        stated_year = self.year(year)
        form_id, form = self.form(stated_year)
        figures, table_marks = self.tables(form)
        sections = prose.sections(body, form, body_line)
        if "sections" in entries:
            sections = (*sections, *prose.yaml_sections(entries["sections"][1], form, self.log))
        self.quotes(sections, form, figures)
        facts = {key: self.log.text(entries.get(key)) for key in FACTS}
        current = corrections.CurrentReport(form, figures, sections, facts)
        return Report(
            agency=self.required("agency", agency),
            year=stated_year,
            form_id=form_id,
            form=form,
            file=self.log.file,
            title=facts["title"],
            signed_by=facts["signed_by"],
            signed=self.date("signed", facts["signed"]),
            published=self.date("published", facts["published"]),
            record=record.read(entries, self.log),
            provenance=Provenance(**self.facts("source")),
            reviews=tuple(Review(**facts) for _, facts in self.items("reviews")),
            waivers=tuple(Waiver(**facts, line=at.line, column=at.column) for at, facts in self.items("waivers")),
            corrections=corrections.corrections(self.items("corrections"), current, self.log),
            figures=figures,
            tables=table_marks,
            sections=sections,
            stated_kind=self.kind,
            marks={
                key: (value.line, value.column)
                for key, (_, value) in entries.items()
                if not (isinstance(value, Scalar) and value.is_null)
            },
        )

    def required(self, key: str, otherwise: str) -> str:
        """Return the text of a fact that must be stated; note where it is not, and return `otherwise`."""
        stated = self.log.text(self.entries.get(key)).strip()
        if not stated:
            self.log.add("SRC004", "required", self.root, key=CHINESE()["report"][key])
        return stated or otherwise

    def year(self, otherwise: int) -> int:
        """Return the year of four digits; `otherwise`, with a note, where none is stated."""
        stated = self.required("year", "")
        if not stated:
            return otherwise
        if not YEAR.fullmatch(stated):
            self.log.add("SRC004", "year", self.entries["year"][1], actual=stated)
            return otherwise
        return int(stated)

    def form(self, year: int) -> tuple[str, Form | None]:
        """Return the id of the form and the form, which is None for a report of no form.

        A form that is stated and known holds; else it is the one of the kind for the year.
        """
        stated = self.log.text(self.entries.get("form")).strip()
        if stated and (stated == NO_FORM or value_named(stated) == NO_FORM):
            return NO_FORM, None
        kind = self.kind.id if self.kind else kinds.DEFAULT
        if stated and stated not in self.forms:
            known = [*of_kind(self.forms, kind), NO_FORM]
            self.log.add("SRC004", "form", self.entries["form"][1], actual=stated, known=known)
        # Without a year the newest form serves to read on and find the other problems.
        form = self.forms.get(stated) or for_year(self.forms, year or MAXYEAR, kind)
        return (form.id, form) if form else (NO_FORM, None)

    def tables(self, form: Form | None) -> tuple[dict[Place, Figure], dict[str, tuple[int, int]]]:
        """Return the figures of all tables, automatic ones added up, and the line and column of each table."""
        figures: dict[Place, Figure] = {}
        marks: dict[str, tuple[int, int]] = {}
        for name, (key, node) in self.entries.items():
            if name in NAMES()["report"].values():
                continue
            if not form or name not in form.tables:
                self.log.add("SRC002", "no_table", key, key=key.text)
                continue
            marks[name] = (key.line, key.column)
            figures.update(tables.read_table(form.tables[name], form, key, node, self.log))
        if form:
            tables.derive(form, figures)
        return figures, marks

    def date(self, key: str, stated: str) -> date | None:
        """Return the day of a fact; None where none is stated, and, with a note, where it is none."""
        filed = day(stated.strip())
        if stated and filed is None:
            name, value = self.entries[key]
            self.log.add("SRC004", "date", value, key=name.text, actual=stated)
        return filed

    def facts(self, key: str) -> dict[str, str]:
        """Return the texts of a small mapping by English key; empty where there is none."""
        node = self.log.mapping(self.entries.get(key))
        if node is None:
            return {}
        return {name: self.log.text(entry) for name, entry in self._fields(key, node).items()}

    def items(self, key: str) -> list[tuple[Node, dict[str, str]]]:
        """Return a list of small mappings, each with its node; one mapping alone is a list of one.

        Left out, with a note, are items that are no mapping, or without a fact they can't do without.
        """
        entry = self.entries.get(key)
        if entry is None or (isinstance(entry[1], Scalar) and entry[1].is_null):
            return []
        nodes = entry[1].items if isinstance(entry[1], Sequence) else (entry[1],)
        items: list[tuple[Node, dict[str, str]]] = []
        for node in nodes:
            if isinstance(node, YamlMapping):
                fields = self._fields(key, node)
                items.append((node, {name: self.log.text(item) for name, item in fields.items()}))
            else:
                self.log.add("SRC004", "mapping", node, key=entry[0].text)
        required = _REQUIRED.get(key, ())
        for at, facts in items:
            for name in required:
                if not facts.get(name):
                    self.log.add("SRC004", "required", at, key=CHINESE()[key][name])
        return [(at, facts) for at, facts in items if all(facts.get(name) for name in required)]

    def _fields(self, key: str, node: YamlMapping) -> dict[str, tuple[Scalar, Node]]:
        """Return the entries of a small mapping by English key; `key` names its kind in data/keys.yml."""
        return self.log.fields(node, NAMES()[key], CHINESE()[key])

    def quotes(self, sections: tuple[Narrative, ...], form: Form | None, figures: Mapping[Place, Figure]) -> None:
        """Note every quoted figure that is no cell of this report (SRC007)."""
        for section in sections:
            for quote in prose.quotes(section.markdown):
                place = form.find(quote.path) if form else None
                if place is None or place not in figures:
                    location = Location(self.log.file, *section.at(quote.start))
                    variant = "default" if place is None else "row_absent"
                    self.log.problems.append(Problem("SRC007", variant, location, {"path": quote.path}))
