"""A folder of reports before its sources are read: forms, register, and which files are sources."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nianbao import source
from nianbao.archive.entries import NAMED, REGISTER, SUFFIXES, Cache, Entry, Reader, named_file
from nianbao.archive.kept import Readings
from nianbao.model import disk
from nianbao.model.disk import Kind as FileKind
from nianbao.model.disk import Trouble, Unreadable
from nianbao.model.finding import Location, Problem, Refusal
from nianbao.model.form import Form
from nianbao.model.register import Register
from nianbao.site_forms import FORMS, KINDS, forms_of, kind_folders

# A source of a folder, or a folder below it that can't be opened, with the reason.
Source = tuple[Path, Trouble | None]


@dataclass(frozen=True)
class Folder:
    """A folder of reports: the site's forms, its register, and the sources in order.

    `entries` holds that of the register while something is wrong with it.
    """

    directory: Path
    forms: Mapping[str, Form]
    register: Register
    has_register: bool
    entries: tuple[Entry, ...]
    sources: tuple[Source, ...]

    def reader(self, cache: Cache, *, receipts: bool = False, known: Readings | None = None) -> Reader:
        """Return what reads the sources of the folder."""
        register = self.register if self.has_register else None
        return Reader(self.directory, self.forms, register, cache, receipts, known)


def opened(directory: Path) -> Folder:
    """Return a folder of reports, its sources not read yet.

    Raises Refusal if it is missing or a form of the site does not hold together.
    """
    if disk.kind(directory) is not FileKind.FOLDER:
        raise Refusal("no-folder", path=disk.path_text(directory))
    forms = forms_of(directory)
    register, entries, has_one = _register(directory)
    return Folder(directory, forms, register, has_one, tuple(entries), tuple(source_files(directory)))


def read(reader: Reader, source_: Source) -> Entry:
    """Return the entry of a source, or the one that stands for a folder that can't be opened."""
    path, why = source_
    return reader.entry(path) if why is None else _unreadable_folder(path, why)


def has_register(root: Path) -> bool:
    """Whether a folder holds a register, or anything that has its name."""
    return disk.name_exists(root / REGISTER)


def _register(directory: Path) -> tuple[Register, list[Entry], bool]:
    """Return the register, an entry for it where something is wrong with it, and whether a site has one.

    A register that can't be read lists nobody; that is a problem of its entry, not an error.
    """
    path, file = directory / REGISTER, named_file(directory / REGISTER)
    if not disk.name_exists(path):
        return Register(), [], False
    try:
        data = disk.read(path)
    except Unreadable as error:
        problem = Problem("SRC001", "closed", Location(file), {"detail": error.trouble})
        return Register(), [Entry(file, None, None, None, (problem,), is_register=True)], True
    register, problems, exposures = source.redacted_register(*source.read_register(data, file), data, file)
    entry = Entry(file, None, None, None, problems, is_register=True, exposures=exposures)
    return register, [entry] if problems or exposures else [], True


def _unreadable_folder(folder: Path, why: Trouble) -> Entry:
    """Return the entry that stands for a folder that can't be opened: it may hold reports."""
    file = named_file(folder)
    return Entry(file, None, None, None, (Problem("SRC001", "closed_folder", Location(file), {"detail": why}),))


def source_files(directory: Path) -> list[Source]:
    """Return the sources of a folder, sorted by path, and folders that can't be opened, with the reason.

    Hidden files, notes (`_…`, a README), forms and kinds are none. A file that can't be read is still one.
    """
    data = {directory / FORMS, *kind_folders(directory)}
    noted = {directory, directory / KINDS}

    def is_ours(path: Path) -> bool:
        return not path.name.startswith((".", "_")) and path not in data

    files: list[Source] = []
    for path, is_folder, why in disk.walk(directory, is_ours):
        if why is not None:
            files.append((path, why))
        # Any folder may end like a source; one that is named like a report stands in the place of one.
        elif not is_ours(path) or path.suffix not in SUFFIXES or (is_folder and not NAMED.fullmatch(path.stem)):
            continue
        elif path != directory / REGISTER and not (path.parent in noted and path.stem.upper() == "README"):
            files.append((path, None))
    return sorted(files, key=lambda item: item[0])


def with_duplicates_noted(entries: list[Entry]) -> Iterator[Entry]:
    """Yield the entries; those that share agency, year and kind carry the problem SRC008, the first one too.

    The report that pages show is the first one by file name.
    """
    places: dict[tuple[str | None, int | None, str], list[str]] = {}
    for entry in entries:
        places.setdefault((entry.agency, entry.year, entry.kind), []).append(entry.file)
    for entry in entries:
        duplicates = [file for file in places[entry.agency, entry.year, entry.kind] if file != entry.file]
        if entry.year is None or not duplicates:
            yield entry
            continue
        at = entry.report.at("year") if entry.report else Location(entry.file)
        problem = Problem(
            "SRC008", "default", at, {"files": duplicates, "agency": entry.agency, "year": entry.year}
        )
        yield replace(entry, problems=(*entry.problems, problem))
