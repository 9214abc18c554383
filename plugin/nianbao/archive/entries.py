"""The sources of a folder of reports, one by one: what each gave, whose report it is, what is wrong with it."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from nianbao import source
from nianbao.analysis.personal_data import IN_NAMES, Exposure, Trace, masked, traces
from nianbao.archive.kept import Readings
from nianbao.model import disk
from nianbao.model import kind as kinds
from nianbao.model.constants import pattern
from nianbao.model.digest import digest
from nianbao.model.disk import Unreadable
from nianbao.model.finding import Location, Problem
from nianbao.model.form import Form, kinds_of
from nianbao.model.kind import Kind
from nianbao.model.register import Register, is_agency_id
from nianbao.model.report import YEAR, Report
from nianbao.source.receipt import SUFFIX as RECEIPT
from nianbao.source.receipt import Receipt
from nianbao.source.receipt import read as read_receipt

REGISTER: Final = "agencies.yml"
SUFFIXES: Final = frozenset({".md", ".yml", ".yaml"})

# A source is named after its year, one of another kind than the default after that too.
NAMED: Final = pattern(lambda: rf"(?P<year>{YEAR.pattern})(?:-(?P<kind>.+))?")

# What was read of a file before, with its bytes, by its path: valid while its stamp is the same.
Cache = MutableMapping[Path, tuple[tuple[object, ...], source.Reading, bytes]]


@dataclass(frozen=True)
class Entry:
    """One source file: what it gave and what is wrong with it.

    `agency` and `year` are the report's, or those its place in the folder names when it can't be read; None where
    that is no place: a file elsewhere, or an agency that no address can be made of. The register travels as an
    entry of its own while something is wrong with it. `exposures` is the personal information that was masked.
    `receipt` is that of the import it came from, where receipts were asked for. `content` are the bytes of the
    file, and of its receipt.
    """

    file: str
    agency: str | None
    year: int | None
    report: Report | None
    problems: tuple[Problem, ...] = ()
    is_register: bool = False
    exposures: tuple[Exposure, ...] = ()
    receipt: Receipt | None = None
    place_kind: str = kinds.DEFAULT
    content: bytes = b""

    @cached_property
    def identity(self) -> str:
        """A digest that differs where anything differs that the entry says, for one register and its forms."""
        what = (self.file, self.agency, self.year, self.kind, self.problems, self.exposures)
        return digest(repr(what).encode("utf-8", "surrogatepass") + self.content)

    @property
    def prose(self) -> str:
        """A digest of the prose of the report; empty without one."""
        return self.report.prose if self.report else ""

    @property
    def kind(self) -> str:
        """The id of the report's kind; of one that can't be read, the kind its place names."""
        return self.report.kind.id if self.report else self.place_kind


def named_file(path: Path) -> str:
    """Return a path as an archive names it: readable, with nothing personal in it."""
    return masked(disk.path_text(path), IN_NAMES)


@lru_cache(maxsize=4096)
def _named(part: str) -> tuple[str, tuple[Trace, ...]]:
    """Return a part of a path, readable and masked, with what is personal in it."""
    name = disk.readable(part)
    return masked(name, IN_NAMES), traces(name)


@dataclass(frozen=True)
class Reader:
    """Reads the sources of one folder.

    `register` is None where the site has none. `cache` holds what was read before, by path; `receipts` says
    whether the receipts of imports are read along. `known` has what sources gave in earlier builds.
    """

    directory: Path
    forms: Mapping[str, Form]
    register: Register | None
    cache: Cache
    receipts: bool = False
    known: Readings | None = None

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds a source can be of, by id."""
        return kinds_of(self.forms)

    def entry(self, path: Path) -> Entry:
        """Return the entry of one file, whatever is wrong with it.

        Where the file can't be read as a report, agency and year are those its place in the folder names.
        """
        file = named_file(path)
        named = [_named(part) for part in path.relative_to(self.directory).parts]
        parts = tuple(part for part, _ in named)
        in_path = [Exposure(trace.kind, trace.masked, Location(file)) for _, found in named for trace in found]
        place = NAMED.fullmatch(disk.readable(path.stem)) if len(parts) == 2 else None  # noqa: PLR2004
        kind = self.kinds.get(place["kind"] or kinds.DEFAULT) if place else None
        if place and (kind is None or place["kind"] == kinds.DEFAULT):
            problem = self.unknown_kind(file, place["year"], place["kind"])
            return Entry(file, None, None, None, (problem,), exposures=tuple(in_path))
        in_place = kind is not None
        agency, year = (parts[0], int(place["year"])) if place else ("", 0)
        reading, content = self.reading(path, file, agency, year, kind)
        report, exposures = reading.report, (*in_path, *reading.exposures)
        if report is None or not report.agency or not report.year:
            nowhere = () if in_place else (Problem("SRC006", "no_place", Location(file), {"actual": file}),)
            problems = (*reading.problems, *nowhere)
            if in_place and not is_agency_id(agency):
                problems = (*problems, Problem("SRC009", "folder", Location(file), {"actual": agency}))
                agency, year = "", 0
            named_kind = kind.id if kind else kinds.DEFAULT
            return Entry(
                file,
                agency or None,
                year or None,
                None,
                problems,
                exposures=exposures,
                place_kind=named_kind,
                content=content,
            )
        blank = Entry(file, None, None, None, (), exposures=exposures, content=content)
        return self.filed(path, report, reading, (agency, year, kind), blank)

    def entry_of(self, data: bytes, file: str) -> Entry:
        """Return the entry of a source that stands in no folder, such as one read from standard input."""
        reading = source.redacted(source.read(data, file, self.forms, "", 0, None), data)
        report = reading.report
        if report is None or not report.agency or not report.year:
            return Entry(file, None, None, None, reading.problems, exposures=reading.exposures)
        return Entry(file, report.agency, report.year, report, reading.problems, exposures=reading.exposures)

    def unknown_kind(self, file: str, year: str, kind: str) -> Problem:
        """Return the problem (SRC006) of a file that is named after a kind the site does not have."""
        others = [id_ for id_ in self.kinds if id_ != kinds.DEFAULT]
        fields = {"actual": file, "kind": masked(kind, IN_NAMES), "known": others, "year": year}
        return Problem("SRC006", "unknown_kind" if others else "no_kinds", Location(file), fields)

    def filed(
        self,
        path: Path,
        report: Report,
        reading: source.Reading,
        place: tuple[str, int, Kind | None],
        blank: Entry,
    ) -> Entry:
        """Return the entry of a report that can be read; `place` is what its folder and file name say.

        `blank` is the entry to fill in. A report whose facts differ from its place is kept, with the problem
        SRC006; one whose agency is no id is not (SRC009).
        """
        if not is_agency_id(report.agency):
            # Nothing is made of such a report: its name would be a folder of pages, of downloads, of data.
            problem = Problem("SRC009", "default", report.at("agency"), {"actual": report.agency})
            return replace(blank, problems=(*reading.problems, problem))
        problems = (*reading.problems, *self.unknown_agency(report))
        agency, year, kind = place
        if (agency, year, kind and kind.id) != (report.agency, report.year, report.kind.id):
            expected = f"{report.agency}/{report.kind.stem(report.year)}{path.suffix}"
            actual = "/".join(_named(part)[0] for part in path.relative_to(self.directory).parts)
            fields = {"expected": expected, "actual": actual}
            problems = (*problems, Problem("SRC006", "default", report.at("agency"), fields))
        entry = replace(blank, agency=report.agency, year=report.year, report=report, problems=problems)
        if self.receipts and (kept := _receipt(path)):
            receipt, content = kept
            return replace(entry, receipt=receipt, content=entry.content + content)
        return entry

    def unknown_agency(self, report: Report) -> Iterator[Problem]:
        """Yield a problem for an agency that the register does not know."""
        if self.register is None or report.agency not in self.register.by_id:
            variant = "default" if self.register else "no_register"
            fields = {"agency": report.agency, "register": REGISTER}
            yield Problem("SRC005", variant, report.at("agency"), fields)

    def reading(
        self, path: Path, file: str, agency: str, year: int, kind: Kind | None
    ) -> tuple[source.Reading, bytes]:
        """Return what a file says and its bytes; from the cache while nothing about it has changed.

        What is kept is redacted: personal information never gets into an archive.
        """
        try:
            stamp = (*disk.stamp(path), path.as_posix(), *self.forms.values())
            known = path in self.cache and self.cache[path][0] == stamp
            data = b"" if known else disk.read(path)
        except Unreadable as error:
            closed = Problem("SRC001", "closed", Location(file), {"detail": error.trouble})
            return source.Reading(None, (closed,)), b""
        if not known:
            place = (agency, year, kind)
            if self.known:
                reading = self.known.reading(data, file, self.forms, *place)
            else:
                reading = source.redacted(source.read(data, file, self.forms, *place), data)
            self.cache[path] = (stamp, reading, data)
        return self.cache[path][1:]


def _receipt(path: Path) -> tuple[Receipt, bytes] | None:
    """Return the receipt beside a source and its bytes; None where there is none, or it can't be read."""
    try:
        data = disk.read(path.with_suffix(RECEIPT))
        receipt = read_receipt(data.decode("utf-8"))
    except (Unreadable, UnicodeDecodeError):
        return None
    return (receipt, data) if receipt else None
