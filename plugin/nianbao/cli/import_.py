"""`nianbao import`: messy files become sources, with a receipt of how they were understood."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from nianbao import archive, source
from nianbao.cli.files import write_file
from nianbao.cli.progress import shown
from nianbao.finding import Refusal
from nianbao.importers import Draft, Remark, draft, limits
from nianbao.privacy import masked
from nianbao.register import Agency, Register
from nianbao.wording import Wording

_ID = re.compile(r"[^\W_](?:[\w-]*[^\W_])?")


@dataclass(frozen=True)
class _Receipt:
    """What became of one file; `output` is None while its agency or year is open."""

    input: Path
    output: Path | None
    draft: Draft


class _Folder:
    """A folder of reports: its forms, and its register, to which unknown agencies are added."""

    def __init__(self, directory: Path, keys: str) -> None:
        self.directory, self.keys = directory, keys
        self.forms = archive.site_forms(directory / archive.FORMS)
        self.path = directory / archive.REGISTER
        self.text = _read(self.path).decode("utf-8-sig", "replace") if self.path.is_file() else ""
        self.register, problems = source.read_register(self.text.encode(), self.path.as_posix())
        if problems:
            lines = [f"{problem.location.line}:{problem.location.column}" for problem in problems]
            raise Refusal("import-register-broken", path=self.path.as_posix(), problems=lines)

    def write(self, made: Draft, *, force: bool) -> Path:
        """Write a draft's source, and its agency into the register; nothing is written if one of both can't be."""
        path = self.directory / made.report.agency / f"{made.report.year}.md"
        register = self._with(made.newcomer) if made.newcomer else None
        write_file(path, made.source or source.write(made.report, self.keys, self.forms), force=force)
        if register:
            self.text, self.register = register
            write_file(self.path, self.text, force=True)
        return path

    def _with(self, agency: Agency) -> tuple[str, Register]:
        """Return the register's text and agencies with one more at the end; what is there stays as it is."""
        entry = source.register_entry(agency, self.keys)
        head = self.text if not self.text or self.text.endswith("\n") else self.text + "\n"
        indented = "".join(f"  {line}\n" for line in entry.splitlines())
        for text in (head + entry, head + indented, _without_empty_list(head) + entry):
            register, problems = source.read_register(text.encode(), self.path.as_posix())
            if not problems and len(register.agencies) == len(self.register.agencies) + 1:
                return text, register
        raise Refusal("import-register-broken", path=self.path.as_posix(), problems=[agency.id])


def _without_empty_list(text: str) -> str:
    return re.sub(r"(?m)^\[\s*\][ \t]*$", "", text)


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--agency", metavar="ID", help="Whose reports they are: an id or name of the register, or a new id.")
@click.option("--year", type=click.IntRange(1990, 2099), help="The report year.")
@click.option("--form", metavar="ID", help="The form, or none for prose only.")
@click.option(
    "-o", "directory", type=click.Path(path_type=Path), default=Path("reports"), help="The reports folder."
)
@click.option("--keys", type=click.Choice(["zh", "en"]), default="zh", help="Language of the keys written.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="What to print.")
@click.option("--force", is_flag=True, help="Replace sources that are there already.")
@click.pass_obj
def import_(  # noqa: PLR0913 - one parameter for each option of the public command
    wording: Wording,
    files: tuple[Path, ...],
    *,
    agency: str | None,
    year: int | None,
    form: str | None,
    directory: Path,
    keys: str,
    style: str,
    force: bool,
) -> int:
    """Turn text, web pages, Word, Excel and PDF files into sources: reports/AGENCY/YEAR.md, with notes."""
    folder = _Folder(directory, keys)
    if agency and not folder.register.named(agency) and not _ID.fullmatch(agency):
        raise Refusal("import-bad-agency", agency=agency)
    receipts = []
    for path in shown(files, wording.word("import-progress")):
        try:
            made = draft(
                path.name,
                _read(path),
                forms=folder.forms,
                register=folder.register,
                agency=agency,
                year=year,
                form=form,
            )
            output = folder.write(made, force=force) if made.is_addressed else None
        except Refusal as refusal:
            click.echo(masked(wording.word("refused", message=wording.refusal(refusal))), err=True)
            continue
        receipts.append(_Receipt(path, output, made))
    if style == "json":
        told = json.dumps([_json(receipt, wording) for receipt in receipts], ensure_ascii=False, indent=1)
    else:
        told = "\n".join(line for receipt in receipts for line in _text(receipt, wording))
    # The source keeps what was filed; what is said about it may stand in a log.
    click.echo(masked(told), nl=bool(receipts))
    if not receipts:
        return 2
    return int(len(receipts) < len(files) or any(receipt.draft.open for receipt in receipts))


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise Refusal("no-file", path=path.as_posix())
    try:
        if path.stat().st_size > limits.LARGEST_FILE:
            raise Refusal("import-too-large", file=path.name, size=limits.LARGEST_FILE // 1_000_000)
        return path.read_bytes()
    except OSError as error:
        raise Refusal("cant-read", path=path.as_posix(), detail=error.strerror or str(error)) from error


def _message(wording: Wording, remark: Remark) -> str:
    return wording.word(f"import-note-{remark.code}", **remark.fields)


def _json(receipt: _Receipt, wording: Wording) -> dict[str, Any]:
    made = receipt.draft
    return {
        "input": receipt.input.as_posix(),
        "output": receipt.output.as_posix() if receipt.output else None,
        "agency": made.report.agency or None,
        "year": made.report.year or None,
        "form": made.report.form_id,
        "cells": {"expected": made.counts.expected, "read": made.counts.read, "blank": made.counts.blank},
        "notes": [
            {"code": n.code, "message": _message(wording, n), "line": n.line, **_where(made, n.line, wording)}
            for n in made.notes
        ],
        "open": [
            {"what": point.what, "text": point.text, "line": point.line, **_where(made, point.line, wording)}
            for point in made.open
        ],
    }


def _where(made: Draft, line: int, wording: Wording) -> dict[str, str]:
    """Say in words where a counted line is, for files without lines."""
    spot = made.spots.get(line)
    return {"place": wording.word(f"import-spot-{spot.kind}", **spot.fields)} if spot else {}


def _text(receipt: _Receipt, wording: Wording) -> Iterator[str]:
    made = receipt.draft
    unknown = wording.word("import-unknown")
    yield wording.word(
        "import-done" if receipt.output else "import-not-written",
        input=receipt.input.as_posix(),
        output=receipt.output.as_posix() if receipt.output else "",
        agency=made.report.agency or unknown,
        year=made.report.year or unknown,
        form=made.report.form_id,
        expected=made.counts.expected,
        read=made.counts.read,
        blank=made.counts.blank,
    )
    if receipt.output and made.newcomer:
        yield wording.word("import-newcomer", id=made.newcomer.id, name=made.newcomer.name)
    for note in made.notes:
        yield _told("note", made, note.line, _message(wording, note), wording)
    for point in made.open:
        message = wording.word(f"import-open-{point.what}", text=point.text)
        yield _told("open", made, point.line, message, wording)


def _told(kind: str, made: Draft, line: int, message: str, wording: Wording) -> str:
    if place := _where(made, line, wording):
        return wording.word(f"import-{kind}-place", **place, message=message)
    return wording.word(f"import-{kind}-line", line=line, message=message)
