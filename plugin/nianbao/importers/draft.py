"""What an import made of a file: a report, and everything a person should know about how it was understood."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from nianbao.importers.document import ImportNote, SourcePlace
from nianbao.model.finding import Place
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.source.receipt import Origin

# The open points of a report that can be of several kinds, and of a document that shows nothing of a report.
KIND: Final = "kind"
NO_REPORT: Final = "not-a-report"


@dataclass(frozen=True, slots=True)
class OpenPoint:
    """Something the import could not decide.

    `what` names the sentence `import-open-<what>` of data/words/import.yml; `text` is as filed.
    """

    what: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Counts:
    """Cells of the form, those something was written in, and those stated to be there with nothing in them.

    What is neither read nor blank belongs to rows that were not found or are open.
    """

    expected: int = 0
    read: int = 0
    blank: int = 0

    @classmethod
    def of(cls, report: Report) -> "Counts":
        """Return the counts of a report."""
        read = sum(1 for figure in report.figures.values() if figure.cell.raw)
        return cls(len(report.form.places) if report.form else 0, read, len(report.figures) - read)


@dataclass(frozen=True)
class Draft:
    """A report as far as it could be understood, import notes and open points, both in the file's order.

    `newcomer` is the agency to add to the register, if the register does not have it yet. While the agency, the
    year or the kind is open, the report carries an empty text, 0 or no form in its place and must not be written.
    `source` is the text to write where the file was a source already. `places` says where a counted
    line is, for files without lines, `origins` what each figure was read from.
    """

    report: Report
    notes: tuple[ImportNote, ...]
    open: tuple[OpenPoint, ...]
    counts: Counts
    newcomer: Agency | None = None
    source: str = ""
    places: Mapping[int, SourcePlace] = field(default_factory=lambda: MappingProxyType({}))
    origins: Mapping[Place, Origin] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def is_addressed(self) -> bool:
        """Whether it is a report of known agency, year and kind, with a place among the reports."""
        return bool(self.report.agency and self.report.year and self.has_kind and self.is_report)

    @property
    def is_report(self) -> bool:
        """Whether the document shows anything of a report."""
        return all(point.what != NO_REPORT for point in self.open)

    @property
    def has_kind(self) -> bool:
        """Whether it is known of which kind the report is."""
        return all(point.what != KIND for point in self.open)


@dataclass(frozen=True)
class Given:
    """What the person importing says: agency (an id or name), year, form and kind; empty or 0 where they don't.

    `folders` are the names of the folders the file lies in, the outermost first.
    """

    agency: str = ""
    year: int = 0
    form: str = ""
    folders: tuple[str, ...] = ()
    kind: str = ""
