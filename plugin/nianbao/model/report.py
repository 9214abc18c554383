"""One filled report: one agency, one year, as filed.

What was filed (`Filed`) and what the tool added up because the source said so (`Derived`) are different types;
what is doubted is a third, `finding.Finding`, and never touches either.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Final, NamedTuple

from nianbao.model import kind as kinds
from nianbao.model import normalisation
from nianbao.model.cell import BLANK, Cell
from nianbao.model.constants import pattern
from nianbao.model.digest import digest
from nianbao.model.finding import Location, Place
from nianbao.model.form import Form, Identity
from nianbao.model.kind import Kind
from nianbao.model.record import Record

PREAMBLE: Final = "preamble"
UNPLACED: Final = "unplaced"
# A report year, as sources, folders and files of imports state it.
YEAR: Final = pattern(r"(?:19|20)[0-9]{2}")


class Filed(NamedTuple):
    """A figure as it stands in the source. `by_default`: it comes from the table's default for rows left out."""

    cell: Cell
    line: int
    column: int
    by_default: bool = False


class Derived(NamedTuple):
    """A figure the source left to the tool (`auto`). `cell` is blank while its parts can't be added up."""

    cell: Cell
    line: int
    column: int
    identity: Identity


Figure = Filed | Derived


@dataclass(frozen=True)
class Narrative:
    """The prose of one section, in Markdown.

    `key` is the section's key in the form, PREAMBLE, UNPLACED, or empty for a heading the form does not know.
    `heading` is as written, without the marks of Markdown; `line` is where it stands, `text_line` where the
    text begins, in the source file.
    """

    key: str
    heading: str
    markdown: str
    line: int = 1
    text_line: int = 1

    def at(self, start: int) -> tuple[int, int]:
        """Return line and column, both from 1, in the source file of an offset (from 0) in the text."""
        line = bisect_left(self._breaks, start)
        return self.text_line + line, start - (self._breaks[line - 1] if line else -1)

    @cached_property
    def _breaks(self) -> Sequence[int]:
        """The offsets at which the lines of the text end.

        With thousands of places to name, none may cost a look at the whole text.
        """
        return array("L", (match.start() for match in re.finditer("\n", self.markdown)))


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a report came from: file name, address, day of retrieval (ISO) and SHA-256 of the original."""

    file: str = ""
    url: str = ""
    retrieved: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """Who passed a report at which stage, and when (ISO)."""

    stage: str = ""
    person: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Waiver:
    """A public explanation of a finding: the rule, the place, why, who signed, until when (ISO).

    `fingerprint` is that of the finding it was written for; with other figures the explanation lapses.
    """

    rule: str
    at: str = ""
    reason: str = ""
    by: str = ""
    until: str = ""
    fingerprint: str = ""
    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Correction:
    """A change made to a report after it was published: the day, what stood there, what stands there, and why.

    `at` names the place as the source writes it. `place` is the cell, where it is one; otherwise `part` is the
    key of a section, its heading where the form knows none, or the English key of a fact such as `signed`.
    """

    day: date
    at: str
    before: str
    after: str
    reason: str
    place: Place | None = None
    part: str = ""
    line: int = 1
    column: int = 1


@dataclass(frozen=True)
class Report:
    """One report as the tool understands it.

    `form` is None for prose-only reports (`form_id` is then "none"). `rows` says which rows of which table the
    source names (or its default covers), in order; a row the source leaves out has no figures. `marks` gives
    line and column of each fact, by its English key. `stated_kind` is the kind its place names, where it has no
    form to say so.
    """

    agency: str
    year: int
    form_id: str
    form: Form | None
    file: str = ""
    title: str = ""
    signed_by: str = ""
    signed: date | None = None
    published: date | None = None
    record: Record = field(default_factory=Record)
    provenance: Provenance = field(default_factory=Provenance)
    reviews: tuple[Review, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    corrections: tuple[Correction, ...] = ()
    figures: Mapping[Place, Figure] = field(default_factory=dict)
    tables: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    sections: tuple[Narrative, ...] = ()
    marks: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    stated_kind: Kind | None = None

    @property
    def kind(self) -> Kind:
        """What kind of report it is: its form's; of one without a form the one that was stated."""
        return self.form.kind if self.form else self.stated_kind or kinds.builtin()

    def cell(self, place: Place) -> Cell:
        """Return what a cell says; a cell of a row the source leaves out is blank."""
        figure = self.figures.get(place)
        return figure.cell if figure else BLANK

    @cached_property
    def whole(self) -> tuple[int | None, ...]:
        """The whole numbers in the cells of the form (`Form.places`), None for what is not filed as one."""
        filed = self.figures.get
        places = self.form.places if self.form else ()
        return tuple([figure.cell.whole if (figure := filed(place)) else None for place in places])

    @cached_property
    def prose(self) -> str:
        """A digest of the texts of all sections."""
        texts = "\0".join(section.markdown for section in self.sections)
        return digest(texts.encode("utf-8", "surrogatepass"))

    @cached_property
    def rows(self) -> Mapping[tuple[str, str], str]:
        """A digest of the figures of each row of a table that the source states, as filed."""
        rows: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
        for place, figure in self.figures.items():
            cells = rows.setdefault((place.table, place.row), [])
            cells.append((place.column, figure.cell.raw, figure.cell.kind.value))
        return {
            row: digest(repr(sorted(cells)).encode("utf-8", "surrogatepass"))[:32] for row, cells in rows.items()
        }

    @cached_property
    def suspects(self) -> tuple[Place, ...]:
        """The places, in the source's order, whose cell is anything but a plain whole number."""
        return tuple([place for place, figure in self.figures.items() if not figure.cell.is_plain])

    def has_row(self, table: str, row: str) -> bool:
        """Return whether the source states a row, itself or through the table's default."""
        if not self.form or table not in self.tables:
            return False
        return not self.figures.keys().isdisjoint(self.form.tables[table].of_row[row])

    @property
    def is_imported(self) -> bool:
        """Whether an import made it of a file, so that what it lacks may stand in the original."""
        return bool(self.provenance.file)

    def title_for(self, agency_name: str) -> str:
        """Return the title as filed, or the usual one where the report gives itself none."""
        return self.title or self.kind.title(agency_name, self.year)

    def section(self, key: str) -> Narrative | None:
        """Return the first section with a key, or None."""
        return next((section for section in self.sections if section.key == key), None)

    def lacks(self, stages: tuple[str, ...]) -> tuple[str, ...]:
        """Return which of these stages of review nobody has passed the report at, in the order given.

        Stages are compared as labels are: widths and spaces do not matter.
        """
        passed = {normalisation.label_key(review.stage) for review in self.reviews}
        return tuple(stage for stage in stages if normalisation.label_key(stage) not in passed)

    def locate(self, place: Place | None) -> Location:
        """Return where a cell is written; where its table is, or the file, when it is not."""
        if place and (figure := self.figures.get(place)):
            return Location(self.file, figure.line, figure.column)
        line, column = self.tables.get(place.table, (1, 1)) if place else (1, 1)
        return Location(self.file, line, column)

    def written_at(self, line: int, column: int) -> Place | None:
        """Return the one cell that is written at a place of the source; None where there is none, or several."""
        found = [place for place, figure in self.figures.items() if (figure.line, figure.column) == (line, column)]
        return found[0] if len(found) == 1 else None

    def at(self, fact: str) -> Location:
        """Return where a fact (by its English key) is written, or the start of the file."""
        return Location(self.file, *self.marks.get(fact, (1, 1)))
