"""What sources said in an earlier build, found again by their content.

Of a report its facts are kept, not its figures and texts: most builds look at those of few reports, and reading
them from the source is as quick as from anywhere else.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pickle import UnpicklingError
from typing import Any, Final, Protocol

from nianbao import source
from nianbao.model.digest import digest
from nianbao.model.form import Form
from nianbao.model.kind import Kind
from nianbao.model.parcel import packed, unpacked
from nianbao.model.report import Report

# What is read when it is first looked at.
_LATER: Final = ("figures", "tables", "sections", "marks")
# What damaged bytes make of reading them.
DAMAGE: Final = (UnpicklingError, ValueError, TypeError, LookupError, EOFError, AttributeError, ImportError)


class Contents(Protocol):
    """A place where contents are kept under keys."""

    def find(self, key: str) -> bytes | None:
        """Return a content; None where there is none."""

    def keep(self, key: str, content: bytes) -> None:
        """Keep a content."""


class _Later:
    """An attribute of a report that is read with all others like it when it is first looked at."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, report: Any, kind: type | None = None) -> Any:
        if report is None:
            return self
        report.__dict__.update(report.__dict__.pop("_read")().__dict__)
        return report.__dict__[self._name]


class _KnownReport(Report):
    """A report whose facts are known."""

    figures = _Later()
    tables = _Later()
    sections = _Later()
    marks = _Later()

    @classmethod
    def of(cls, facts: Mapping[str, object], read: Callable[[], Report | None]) -> "_KnownReport":
        """Return a report of these facts; `read` returns the whole of it."""
        report = object.__new__(cls)
        report.__dict__.update(facts, _read=read)
        return report


@dataclass(frozen=True)
class Readings:
    """What sources gave before. `basis` is a digest of everything that reading depends on beside them."""

    contents: Contents
    basis: str

    def reading(  # noqa: PLR0913, PLR0917 - what the file's place says are three separate things
        self, data: bytes, file: str, forms: Mapping[str, Form], agency: str, year: int, kind: Kind | None
    ) -> source.Reading:
        """Return what a source gives, redacted: what is known of it, or what is read now."""

        def read() -> source.Reading:
            return source.redacted(source.read(data, file, forms, agency, year, kind), data)

        place = repr((self.basis, file, agency, year, kind and kind.id, digest(data)))
        key = digest(place.encode("utf-8", "surrogatepass"))
        try:
            if content := self.contents.find(key):
                facts, problems, exposures = unpacked(content, forms)
                report = _KnownReport.of(facts, lambda: read().report) if facts else None
                return source.Reading(report, problems, exposures)
        except DAMAGE:
            pass
        reading = read()
        self.contents.keep(key, packed((_facts(reading.report), reading.problems, reading.exposures)))
        return reading


def _facts(report: Report | None) -> dict[str, object] | None:
    """Return what is kept of a report."""
    if report is None:
        return None
    facts = {field.name: getattr(report, field.name) for field in fields(report) if field.name not in _LATER}
    return {**facts, "prose": report.prose, "rows": report.rows}
