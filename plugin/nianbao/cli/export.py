"""`nianbao export`: the downloads of the site, as files."""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import click

from nianbao import archive as archives
from nianbao.analysis.personal_data import masked
from nianbao.checking.check import run
from nianbao.cli.cache import opened_store
from nianbao.cli.files import write_bytes
from nianbao.cli.paths import grouped, loaded
from nianbao.cli.progress import with_progress
from nianbao.downloads import KINDS, LIBRARIES, Downloads, makeable, site_data
from nianbao.messages import Messages
from nianbao.model import disk
from nianbao.model.disk import Kind, Unreadable
from nianbao.model.finding import Finding, Refusal
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.rules import CATALOGUE
from nianbao.settings import Settings, settings_of

HTML: Final = "html"
# The data of the whole site that go with the files of a kind; the description comes with all it describes.
DATA: Final[Mapping[str, frozenset[str]]] = {
    "json": frozenset({"reports.json"}),
    "csv": frozenset({"figures.csv", "datapackage.json", "reports.json"}),
}


@dataclass(frozen=True)
class _Folder:
    """A reports folder and what is wanted of it (`files` None: all).

    `messages` are in the language of the site's pages, where its settings name one.
    """

    root: Path
    archive: archives.Archive
    files: frozenset[str] | None
    settings: Settings
    downloads: Downloads
    messages: Messages

    def reports(self) -> Iterator[tuple[Report, Agency]]:
        """Yield the reports wanted that can be read, with their agencies, each agency, year and kind once."""
        for report in (report for part in self.archive.by_kind for report in part.reports):
            if self.files is None or report.file in self.files:
                yield report, self.archive.agency(report.agency)

    def unreadable(self) -> Iterator[archives.Entry]:
        """Yield the entries of files wanted that can't be read.

        The register, which names the agencies, is always wanted.
        """
        for entry in self.archive.entries:
            is_wanted = self.files is None or entry.file in self.files
            is_closed = any(problem.code == "SRC001" for problem in entry.problems)
            if entry.report is None and (is_closed if entry.is_register else is_wanted):
                yield entry

    def content(self, report: Report, agency: Agency, kind: str) -> bytes:
        """Return the content of a report's download of a kind, `html` included."""
        if kind == HTML:
            from nianbao.render import fragment  # noqa: PLC0415 - templates and Markdown are for pages only

            return fragment(report, agency, self.messages.of(report.kind)).encode("utf-8", "replace")
        return self.downloads.file(report, agency, kind)

    def data(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield the data of the site that go with a kind, by their path below the folder of the export.

        Example: with `csv` the table of all figures and its description.
        """
        if kind not in DATA:
            return
        verdicts = run(CATALOGUE, self.archive, severities=self.settings.severities)
        kinds = {*self.settings.downloads, kind}
        for part in self.archive.by_kind:
            words = self.messages.of(part.kind)
            for name, content in site_data(part, verdicts, kinds, self.settings.whole, words):
                if name in DATA[kind]:
                    yield "/".join(map(str, part.kind.of_data(name))), content


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--to", "kind", type=click.Choice([*KINDS, HTML]), required=True)
@click.option("-o", "directory", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
@click.pass_obj
def export(messages: Messages, paths: tuple[Path, ...], *, kind: str, directory: Path | None, force: bool) -> int:
    """Write reports as the site offers them (default: all of reports/).

    Files go to DIR/AGENCY/YEAR/report.KIND; one report without -o goes to standard output. Exit code 1 where a
    file wanted can't be read.
    """
    if not makeable(kind):
        library = LIBRARIES[kind]
        raise Refusal("export-needs", kind=kind, package=library.package, extra=library.extra)
    folders = [_folder(root, files, messages) for root, files in grouped(paths or (Path("reports"),)).items()]
    wanted = [(folder, report, agency) for folder in folders for report, agency in folder.reports()]
    left_out = [(folder, entry) for folder in folders for entry in folder.unreadable()]
    for folder, entry in left_out:
        problems = [messages.finding(finding, None).message for finding in _findings(folder, entry)]
        click.echo(masked(messages.word("export-skipped", file=entry.file, problems=problems)), err=True)
    if not wanted:
        raise Refusal("no-reports", path=" ".join(path.as_posix() for path in paths) or "reports")
    if directory is None:
        if len(wanted) > 1:
            raise Refusal("export-where", reports=len(wanted))
        folder, report, agency = wanted[0]
        _print(folder.content(report, agency, kind), kind)
    else:
        written = _write(folders, wanted, kind, directory, force=force)
        click.echo(messages.word("export-done", files=written, directory=directory.as_posix()), err=True)
    return int(bool(left_out))


def _folder(root: Path, files: frozenset[str] | None, messages: Messages) -> _Folder:
    """Return a reports folder, read under the settings of its mkdocs.yml.

    What the site does not publish yet is no download either, unless it is asked for by name.
    """
    is_folder = disk.kind(root) is Kind.FOLDER
    settings = settings_of(root if is_folder else root.parent)
    words = Messages(settings.language) if settings.language else messages
    downloads = Downloads(words, opened_store(root))
    # What the site does not publish yet is no download either, unless it is asked for by name.
    archive = loaded(root)
    published = archive if files is not None else archive.reviewed(settings.reviews, settings.reviews_since)
    return _Folder(root, published, files, settings, downloads, words)


def _findings(folder: _Folder, entry: archives.Entry) -> Iterator[Finding]:
    """Return the findings on one file."""
    return run(CATALOGUE, folder.archive, files=frozenset({entry.file})).findings


def _print(content: bytes, kind: str) -> None:
    """Write a download to standard output. Raises Refusal for a binary file on a terminal."""
    if kind in LIBRARIES and sys.stdout.isatty():
        raise Refusal("export-terminal", kind=kind)
    click.echo(content, nl=False)


def _write(
    folders: list[_Folder],
    wanted: list[tuple[_Folder, Report, Agency]],
    kind: str,
    directory: Path,
    *,
    force: bool,
) -> int:
    """Write all files and return their number.

    None is written if one would take the place of another, or of a file that is there (without `force`). Data of
    the whole site go along where all of one reports folder is exported.
    """
    names = [_path(directory, report, kind) for _, report, _ in wanted]
    whole = folders[0] if len(folders) == 1 and folders[0].files is None else None
    data = {directory / name: content for name, content in (whole.data(kind) if whole else ())}
    seen: set[Path] = set()
    for name in names:
        if name in seen:
            raise Refusal("export-twice", path=name.as_posix())
        seen.add(name)
        if not force and disk.name_exists(name):
            raise Refusal("file-exists", path=name.as_posix())
    missing = {name: content for name, content in data.items() if not _is_there(name, content)}
    for name in missing:
        if not force and disk.name_exists(name):
            raise Refusal("file-exists", path=name.as_posix())
    label = folders[0].messages.word("export-progress")
    for name, (folder, report, agency) in with_progress(list(zip(names, wanted, strict=True)), label):
        write_bytes(name, folder.content(report, agency, kind), force=force)
    for name, content in missing.items():
        write_bytes(name, content, force=force)
    return len(names) + len(missing)


def _path(directory: Path, report: Report, kind: str) -> Path:
    """Return where a report's file goes below the folder of the export.

    Raises Refusal where its agency, or a link, would lead out of the folder.
    """
    path = directory.joinpath(*map(str, report.kind.of_report(report.agency, report.year, f"report.{kind}")))
    if not disk.real(path).is_relative_to(disk.real(directory)):
        raise Refusal("export-outside", agency=report.agency, file=report.file)
    return path


def _is_there(path: Path, content: bytes) -> bool:
    """Return whether a file with just this content is there.

    Other kinds write some of the same data, which is no reason to refuse the second.
    """
    try:
        return disk.read(path) == content
    except Unreadable:
        return False
