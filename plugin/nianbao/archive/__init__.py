"""All reports of a folder in order: by agency, by year, and the year before.

Personal information stops here: what an archive holds, file names too, is masked.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from nianbao.archive.entries import REGISTER, SUFFIXES, Cache, Entry, Reader, named_file
from nianbao.archive.folder import (
    Folder,
    Source,
    has_register,
    opened,
    read,
    source_files,
    with_duplicates_noted,
)
from nianbao.archive.kept import Readings
from nianbao.model import disk
from nianbao.model import kind as kinds
from nianbao.model.disk import Kind as FileKind
from nianbao.model.disk import Unreadable
from nianbao.model.form import Form, builtin, kinds_of
from nianbao.model.kind import Kind
from nianbao.model.register import Agency, Register
from nianbao.model.report import Report
from nianbao.site_forms import FORMS, forms_of, site_forms


@dataclass(frozen=True)
class Archive:
    """The register, the forms and every source file, ordered by file name.

    What is looked up by agency and year, and every list of reports, is of one kind, `kind`: the default one, until
    `of_kind` says another. `entries` and `agencies` are those of all kinds in an archive that was loaded.

    `drafts` says of reports, by agency and year, which stages of review they lack; they are among the entries
    only where drafts are shown.
    """

    register: Register
    forms: Mapping[str, Form]
    entries: tuple[Entry, ...]
    has_register: bool = True
    drafts: Mapping[tuple[str, int, str], tuple[str, ...]] = field(default_factory=dict)
    kind: Kind = field(default_factory=kinds.builtin)

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds a report can be of, by id, the default one first."""
        return kinds_of(self.forms)

    def of_kind(self, kind: str) -> "Archive":
        """Return the archive of one kind's reports alone; what belongs to no report goes with the default kind."""
        if kind not in self._parts:
            entries = tuple(e for e in self.entries if e.kind == kind)
            drafts = {key: lacking for key, lacking in self.drafts.items() if key[2] == kind}
            alone = len(entries) == len(self.entries) and self.kind.id == kind
            part = replace(self, entries=entries, drafts=drafts, kind=self.kinds[kind])
            self._parts[kind] = self if alone else part
        return self._parts[kind]

    @cached_property
    def by_kind(self) -> tuple["Archive", ...]:
        """The archives of the default kind, and of every other kind that has reports or drafts."""
        filed = {entry.kind for entry in self.entries} | {kind for _, _, kind in self.drafts}
        return tuple(self.of_kind(id_) for id_ in self.kinds if id_ == kinds.DEFAULT or id_ in filed)

    @cached_property
    def _parts(self) -> dict[str, "Archive"]:
        """The archives of single kinds made so far, by kind: `of_kind` is asked again for every page."""
        return {}

    @cached_property
    def _by_place(self) -> Mapping[tuple[str | None, int | None], Entry]:
        """The first entry for each agency and year of this archive's kind."""
        by_place: dict[tuple[str | None, int | None], Entry] = {}
        for entry in self.entries:
            if entry.year is not None and entry.kind == self.kind.id:
                by_place.setdefault((entry.agency, entry.year), entry)
        return by_place

    @cached_property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies of the register, then those that only reports name."""
        known = self.register.by_id
        named = dict.fromkeys(
            [
                *(entry.agency for entry in self.entries if entry.agency and entry.year),
                *(name for name, _, _ in self.drafts),
            ]
        )
        return (*self.register.agencies, *(Agency(name, name) for name in named if name not in known))

    @cached_property
    def members(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies below an agency, by its id."""
        return _grouped((agency.parent, agency) for agency in self.agencies if agency.parent)

    @cached_property
    def successors(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies that name an agency as their predecessor, by its id."""
        return _grouped((name, agency) for agency in self.agencies for name in agency.predecessors)

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The report years of this kind, ascending, those of drafts included."""
        return tuple(sorted({year for agency, year in (*self._by_place, *self._drafts) if agency and year}))

    @property
    def _drafts(self) -> Iterator[tuple[str, int]]:
        """Agency and year of the drafts of this archive's kind."""
        return ((agency, year) for agency, year, kind in self.drafts if kind == self.kind.id)

    def lacking(self, agency: str, year: int) -> tuple[str, ...]:
        """Return which stages of review the report of an agency and year lacks, if it is a draft."""
        return self.drafts.get((agency, year, self.kind.id), ())

    @cached_property
    def reports(self) -> tuple[Report, ...]:
        """The readable reports by agency (in the order of `agencies`) and year."""
        return tuple(e.report for agency in self.agencies for e in self.of_agency(agency.id) if e.report)

    def agency(self, name: str) -> Agency:
        """Return an agency by id; one the register does not know is named by its id."""
        return self.register.by_id.get(name) or Agency(name, name)

    def entry(self, agency: str, year: int) -> Entry | None:
        """Return the first file for an agency and year, readable or not; None where there is none."""
        return self._by_place.get((agency, year))

    def report(self, agency: str, year: int) -> Report | None:
        """Return the report of an agency and year, if it can be read."""
        entry = self.entry(agency, year)
        return entry.report if entry else None

    def of_agency(self, agency: str) -> tuple[Entry, ...]:
        """Return an agency's files by year, one for each year."""
        return self._of_agency.get(agency, ())

    @cached_property
    def _of_agency(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each agency, by its id, in the order of their years."""
        by_agency: dict[str, list[Entry]] = {}
        for entry in sorted(self._by_place.values(), key=lambda entry: entry.year or 0):
            if entry.agency:
                by_agency.setdefault(entry.agency, []).append(entry)
        return {agency: tuple(entries) for agency, entries in by_agency.items()}

    def of_year(self, year: int) -> tuple[Entry, ...]:
        """Return a year's files in the order of `agencies`."""
        entries = (self.entry(agency.id, year) for agency in self.agencies)
        return tuple(entry for entry in entries if entry)

    def before(self, report: Report) -> Report | None:
        """Return the same agency's report of the year before, or None."""
        return self.report(report.agency, report.year - 1)

    def predecessors(self, report: Report) -> tuple[Report, ...]:
        """Return last year's reports of the bodies the register names as predecessors."""
        names = self.agency(report.agency).predecessors
        reports = (self.report(name, report.year - 1) for name in names)
        return tuple(item for item in reports if item)

    def earlier(self, report: Report) -> tuple[Report, ...]:
        """Return last year's report of the agency, and after a merger, split or founding its predecessors'."""
        own = self.before(report)
        others = (item for item in self.predecessors(report) if item is not own)
        return (*([own] if own else []), *others)

    def reviewed(self, stages: tuple[str, ...], since: int = 0, *, show_drafts: bool = False) -> "Archive":
        """Return the archive of a site where reports need these stages of review, from a report year on.

        A report that lacks one is a draft; unless drafts are shown, nothing of it is in what is returned but that
        it is in preparation. A file that can't be read is no draft: it is a fault to be seen.
        """
        drafts: dict[tuple[str, int, str], tuple[str, ...]] = {}
        kept = []
        for entry in self.entries:
            report = entry.report
            lacking = report.lacks(stages) if report and report.year >= since else ()
            if report and lacking:
                drafts[report.agency, report.year, report.kind.id] = lacking
            if show_drafts or not lacking:
                kept.append(entry)
        return replace(self, entries=tuple(kept), drafts=drafts)


def _grouped(pairs: Iterable[tuple[str, Agency]]) -> Mapping[str, tuple[Agency, ...]]:
    """Return the agencies paired with each name, in the order of the pairs."""
    by_name: dict[str, list[Agency]] = {}
    for name, agency in pairs:
        by_name.setdefault(name, []).append(agency)
    return {name: tuple(agencies) for name, agencies in by_name.items()}


def load(directory: Path, cache: Cache | None = None, *, receipts: bool = False) -> Archive:
    """Read a reports folder: register, the site's own forms, every source file.

    A broken file becomes an Entry with problems and never hides the others. Raises Refusal if the folder is
    missing or a form of the site does not hold together. `cache` keeps what was read for the next call;
    `receipts` takes those of imports along.
    """
    return load_opened(opened(directory), cache, receipts=receipts)


def load_opened(
    folder: Folder,
    cache: Cache | None = None,
    *,
    receipts: bool = False,
    known: Readings | None = None,
    watched: Callable[[Sequence[Source]], Iterable[Source]] = iter,
) -> Archive:
    """Read the sources of a folder, as `load` does.

    `known` has what they gave in earlier builds; `watched` gives them back one by one, as they are read.
    """
    reader = folder.reader({} if cache is None else cache, receipts=receipts, known=known)
    return archived(folder, [read(reader, source) for source in watched(folder.sources)])


def archived(folder: Folder, entries: Iterable[Entry]) -> Archive:
    """Return the archive of a folder whose sources gave these entries, in their order."""
    every = with_duplicates_noted([*folder.entries, *entries])
    return Archive(folder.register, folder.forms, tuple(every), folder.has_register)


def load_file(path: Path) -> Archive:
    """Read one source that belongs to no reports folder: nothing around it is read, and no register is asked."""
    forms = builtin()
    return Archive(Register(), forms, (Reader(path.parent, forms, None, {}).entry(path),), has_register=False)


def load_text(data: bytes, name: str) -> Archive:
    """Read one source from its text; `name` is what messages call it."""
    forms = builtin()
    return Archive(Register(), forms, (Reader(Path(), forms, None, {}).entry_of(data, name),), has_register=False)


def root_of(path: Path) -> Path:
    """Return the reports folder a file or folder belongs to: the nearest one above that holds a register.

    Where none does, it is the folder itself, or the one the file stands in.
    """
    start = path if disk.kind(path) is FileKind.FOLDER else path.parent
    # As the path was given, so that messages name files the same way; the folders above the current one come last.
    for folder in (start, *start.parents, *start.absolute().parents):
        with suppress(Unreadable):
            if disk.kind(folder / REGISTER) is not FileKind.MISSING:
                return folder
    return start


def files_below(root: Path, path: Path) -> frozenset[str]:
    """Return the names, as `load(root)` gives them, of the sources that a path is or holds.

    Links are followed, so that a file is known under any of its names.
    """
    wanted = disk.real(path)
    below = ((file, disk.real(file)) for file, _ in source_files(root))
    return frozenset(named_file(file) for file, real in below if wanted in (real, *real.parents))


__all__ = [
    "FORMS",
    "REGISTER",
    "SUFFIXES",
    "Archive",
    "Cache",
    "Entry",
    "Folder",
    "Source",
    "archived",
    "files_below",
    "forms_of",
    "has_register",
    "load",
    "load_file",
    "load_opened",
    "load_text",
    "opened",
    "read",
    "root_of",
    "site_forms",
]
