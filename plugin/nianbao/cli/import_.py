"""`nianbao import`: messy files become sources, with a receipt of how they were understood."""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import click

from nianbao import archive, source
from nianbao.analysis.personal_data import masked
from nianbao.cli import import_summary
from nianbao.cli.files import Change, write_all
from nianbao.cli.import_files import File, gather, is_folder
from nianbao.cli.import_summary import Outcome
from nianbao.cli.locking import locked
from nianbao.cli.progress import with_progress
from nianbao.importers import Draft, Given, limits
from nianbao.importers import draft as draft_of
from nianbao.messages import Messages
from nianbao.model import disk
from nianbao.model.disk import Kind
from nianbao.model.finding import Refusal
from nianbao.model.form import NO_FORM, kinds_of
from nianbao.model.register import Agency, Register, is_agency_id
from nianbao.site_forms import forms_of
from nianbao.source.receipt import SUFFIX


class _Folder:
    """A folder of reports that sources are imported into.

    It knows the site's forms, and the register, to which agencies that are not in it are added. `keys` is the
    language of the keys in what is written, `zh` or `en`.
    """

    def __init__(self, directory: Path, keys: str) -> None:
        self.directory, self.keys = directory, keys
        self.forms = forms_of(directory)
        self.path = directory / archive.REGISTER
        self.text, self.register = "", Register()
        self.look()

    def look(self) -> None:
        """Read the register as it is now: another run may have written it.

        Raises Refusal if it can't be read, or not be added to.
        """
        data = disk.read(self.path) if disk.name_exists(self.path) else b""
        if data == self.text.encode():
            return
        register, problems = source.read_register(data, disk.path_text(self.path))
        if problems:
            lines = [f"{problem.location.line}:{problem.location.column}" for problem in problems]
            raise Refusal("import-register-broken", path=disk.path_text(self.path), problems=lines)
        self.text, self.register = data.decode(), register

    def agrees(self, draft: Draft) -> bool:
        """Return whether a draft's agency is as unknown to the register as it was when the file was read.

        If another run has entered it since, the file has to be read again with what the register says now.
        """
        new = draft.newcomer
        return new is None or (new.id not in self.register.by_id and not any(map(self.register.named, new.names)))

    def existing(self, draft: Draft) -> Path | None:
        """Return the source an agency and year have already, in any of its shapes; None where there is none."""
        place = self.place(draft)
        shapes = (place.with_suffix(suffix) for suffix in sorted(archive.SUFFIXES))
        return next((path for path in shapes if disk.name_exists(path)), None)

    def place(self, draft: Draft) -> Path:
        """Return where a draft's source belongs: AGENCY/YEAR.md, or AGENCY/YEAR-KIND.md, below the folder.

        Raises Refusal for an agency no folder can be named after, and for a place that links lead out of the
        folder.
        """
        if not is_agency_id(draft.report.agency):
            raise Refusal("import-bad-agency", agency=draft.report.agency)
        place = self.directory / draft.report.agency / f"{draft.report.kind.stem(draft.report.year)}.md"
        for path in (place, place.with_suffix(SUFFIX)):
            if not disk.real(path).is_relative_to(disk.real(self.directory)):
                raise Refusal("import-outside", path=disk.path_text(path))
        return place

    def write(self, draft: Draft, receipt: str, *, force: bool) -> Path:
        """Write a draft's receipt, its agency into the register, and its source: all of them, or none.

        The source comes last: a receipt without it accounts for nothing and is replaced, and a register may hold
        an agency that has no reports. So whatever ends the command in between, the next one takes the file up
        again.
        """
        path = self.place(draft)
        changes = [Change(path.with_suffix(SUFFIX), receipt.encode("utf-8", "replace"), force=True)]
        register = self._with(draft.newcomer) if draft.newcomer else None
        if register:
            changes.append(Change(self.path, register[0].encode(), force=True))
        text = draft.source or source.write(draft.report, self.keys, self.forms)
        write_all([*changes, Change(path, text.encode("utf-8", "replace"), force=force)])
        if register:
            self.text, self.register = register
        return path

    def _with(self, agency: Agency) -> tuple[str, Register]:
        """Return the register's text and agencies with one more at the end; what is there stays as it is.

        The entry is tried as written, indented, and in place of an empty list: the first that reads back is
        taken. Raises Refusal where none does.
        """
        entry = source.register_entry(agency, self.keys)
        head = self.text if not self.text or self.text.endswith("\n") else self.text + "\n"
        indented = "".join(f"  {line}\n" for line in entry.splitlines())
        for text in (head + entry, head + indented, _without_empty_list(head) + entry):
            register, problems = source.read_register(text.encode(), self.path.as_posix())
            if not problems and len(register.agencies) == len(self.register.agencies) + 1:
                return text, register
        raise Refusal("import-register-broken", path=self.path.as_posix(), problems=[agency.id])


def _without_empty_list(text: str) -> str:
    """Return a register's text without the empty list that stands for no agencies."""
    return re.sub(r"(?m)^\[\s*\][ \t]*$", "", text)


@dataclass
class _Batch:
    """The files of one command. No bad file ends it.

    `claimed` is which file of this command an agency and year came from: a second one is not written over the
    first.
    """

    folder: _Folder
    given: Given
    messages: Messages
    force: bool
    claimed: dict[Path, File] = field(default_factory=dict)

    def take(self, file: File) -> Outcome:
        """Read a file, write its source unless there is one, and return the outcome.

        A refusal becomes an outcome too, so that the other files are still imported.
        """
        try:
            data = _read(file.path)
            draft = self._draft(file, data)
            if not draft.is_addressed:
                return self._not_written(file, draft)
            # Other imports into the folder wait; what they have entered since counts.
            with locked(self.folder.directory):
                self.folder.look()
                if not self.folder.agrees(draft):
                    draft = self._draft(file, data)
                return self._written(file, draft, data) if draft.is_addressed else self._not_written(file, draft)
        except Refusal as refusal:
            return Outcome(file, import_summary.FAILED, why=self.messages.refusal(refusal))

    def _draft(self, file: File, data: bytes) -> Draft:
        """Return the draft of a file, read with what the command's options and its folders say."""
        return draft_of(
            file.name,
            data,
            forms=self.folder.forms,
            register=self.folder.register,
            agency=self.given.agency,
            year=self.given.year,
            form=self.given.form,
            kind=self.given.kind,
            folders=file.folders,
        )

    def _not_written(self, file: File, draft: Draft) -> Outcome:
        """Return the outcome of no report, or one of unknown agency, year or kind: nothing is written."""
        if not draft.is_report:
            return Outcome(file, import_summary.HELD, draft, why=self.messages.word("import-held-no-report"))
        unknown = [self.messages.word(f"fact-{point.what}") for point in draft.open if point.what in _ADDRESS]
        word = "import-held" if draft.has_kind else "import-held-kind"
        return Outcome(file, import_summary.HELD, draft, why=self.messages.word(word, unknown=unknown))

    def _written(self, file: File, draft: Draft, data: bytes) -> Outcome:
        """Write the source of a file whose place is known, unless there is one, and return the outcome.

        A source that is there is passed over where the file was met in a folder, and refused where the user named
        it. Raises Refusal for that, and where it has another shape (`.yml`) than the one to be written.
        """
        place, existing = self.folder.place(draft), self.folder.existing(draft)
        if first := self.claimed.get(place):
            names = {"first": disk.path_text(first.path), "output": disk.path_text(place)}
            return Outcome(file, import_summary.TWIN, draft, why=self.messages.word("import-twin", **names))
        self.claimed[place] = file
        if existing and file.walked and not self.force:
            why = self.messages.word("import-there", output=disk.path_text(existing))
            return Outcome(file, import_summary.THERE, draft, output=existing, why=why)
        if existing and not self.force:
            raise Refusal("file-exists", path=disk.path_text(existing))
        if existing and existing != place:
            raise Refusal("import-other-shape", path=disk.path_text(existing), output=disk.path_text(place))
        receipt = import_summary.receipt(draft, file.name, hashlib.sha256(data).hexdigest(), self.messages)
        output = self.folder.write(draft, receipt, force=self.force)
        return Outcome(file, import_summary.OPEN if draft.open else import_summary.READ, draft, output=output)


_ADDRESS = frozenset({"agency", "year", "kind"})


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--agency", metavar="ID")
@click.option("--year", type=click.IntRange(1990, 2099))
@click.option("--form", metavar="ID")
@click.option("--kind", metavar="KIND")
@click.option("-o", "directory", type=click.Path(path_type=Path), default=Path("reports"))
@click.option("--keys", type=click.Choice(["zh", "en"]), default="zh")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--force", is_flag=True)
@click.pass_obj
def import_(  # noqa: PLR0913 - one parameter for each option of the public command
    messages: Messages,
    files: tuple[Path, ...],
    *,
    agency: str | None,
    year: int | None,
    form: str | None,
    kind: str | None,
    directory: Path,
    keys: str,
    style: str,
    force: bool,
) -> int:
    """Turn files, or all files of folders, into sources: reports/AGENCY/YEAR.md, with notes."""
    folder = _Folder(directory, keys)
    if agency and not folder.register.named(agency) and not is_agency_id(agency):
        raise Refusal("import-bad-agency", agency=agency)
    if form and form != NO_FORM and form not in folder.forms:
        raise Refusal("import-unknown-form", form=form, known=tuple(folder.forms))
    known = kinds_of(folder.forms)
    if kind and kind not in known:
        raise Refusal("no-kind", kind=kind, known=tuple(known))
    gathered = gather(files, directory)
    batch = _Batch(folder, Given(agency or "", year or 0, form or "", kind=kind or ""), messages, force)
    outcomes = [batch.take(file) for file in with_progress(gathered.files, messages.word("import-progress"))]
    for path, detail in gathered.closed:
        why = messages.word("cant-read", path=disk.path_text(path), detail=detail)
        outcomes.append(Outcome(File(path), import_summary.FAILED, why=why))
    for line in _complaints(outcomes, messages):
        click.echo(masked(line), err=True)
    for line in import_summary.passed_over(gathered, messages):
        click.echo(masked(line), err=True)
    _print_outcomes(outcomes, messages, style, many=any(map(is_folder, files)))
    return _code(outcomes)


def _complaints(outcomes: Sequence[Outcome], messages: Messages) -> Iterator[str]:
    """Yield what could not be done, in the order of the files.

    It goes to standard error; everything else that is printed is a result.
    """
    for outcome in outcomes:
        if outcome.what in {import_summary.FAILED, import_summary.TWIN}:
            why = (
                outcome.why
                if outcome.what == import_summary.FAILED
                else f"{disk.path_text(outcome.file.path)}: {outcome.why}"
            )
            yield messages.word("refused", message=why)
    if not outcomes:
        yield messages.word("refused", message=messages.word("import-no-files"))


def _print_outcomes(outcomes: Sequence[Outcome], messages: Messages, style: str, *, many: bool) -> None:
    """Print the result; of whole folders notes are left to the receipts. It may stand in a log: it is masked."""
    if style == "json":
        entries = [entry for outcome in outcomes if (entry := import_summary.as_json(outcome, messages))]
        click.echo(masked(json.dumps(entries, ensure_ascii=False, indent=1)))
        return
    for outcome in outcomes:
        if not many or outcome.what in {import_summary.OPEN, import_summary.HELD}:
            for line in import_summary.in_full(outcome, messages, notes=not many):
                click.echo(masked(line))
    for line in import_summary.table(outcomes, messages) if many and outcomes else ():
        click.echo(masked(line))


def _code(outcomes: Sequence[Outcome]) -> int:
    """Return the exit code: 2 where nothing was readable, 1 where something is left for a person to decide.

    A source that was there already needs nobody: a command that meets only such files has done its work.
    """
    results = {outcome.what for outcome in outcomes}
    if results <= {import_summary.FAILED}:
        return 2
    return int(not results <= {import_summary.READ, import_summary.THERE})


def _read(path: Path) -> bytes:
    """Return the bytes of a file, at most one more than an import takes.

    Raises Refusal for one that does not exist or can't be read; a larger one is refused by its size later on.
    """
    if disk.kind(path) is Kind.MISSING:
        raise Refusal("no-file", path=disk.path_text(path))
    # What is larger is refused by its size; so no more of it is read than shows that.
    return disk.read(path, limits.LARGEST_FILE + 1)
