"""`nianbao new`: next year's source, with what last year's report carried forward."""

from pathlib import Path
from typing import Final

import click

from nianbao import archive as archives
from nianbao.analysis.personal_data import masked
from nianbao.cli.files import write_bytes, write_file
from nianbao.cli.locking import locked
from nianbao.drafting import skeleton
from nianbao.messages import Messages
from nianbao.model import disk
from nianbao.model import form as forms_module
from nianbao.model import kind as kinds
from nianbao.model.finding import Refusal
from nianbao.model.form import Form
from nianbao.model.register import Agency
from nianbao.model.report import YEAR

# What a file of each shape may end in.
_ENDINGS: Final = {"md": (".md",), "yml": (".yml", ".yaml"), "xlsx": (".xlsx",)}


@click.command()
@click.argument("agency")
@click.argument("year")
@click.option(
    "--to",
    "shape",
    type=click.Choice(["md", "yml", "xlsx"]),
    default="md",
)
@click.option("--kind", metavar="KIND")
@click.option("--form", "form_id", metavar="ID")
@click.option("--keys", type=click.Choice(["zh", "en"]), default="zh")
@click.option("--reports", "directory", type=click.Path(path_type=Path), default=Path("reports"))
@click.option("-o", "output", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True)
@click.pass_obj
def new(  # noqa: PLR0913 - one parameter for each option of the public command
    messages: Messages,
    agency: str,
    year: str,
    *,
    shape: str,
    kind: str | None,
    form_id: str | None,
    keys: str,
    directory: Path,
    output: Path | None,
    force: bool,
) -> int:
    """Begin the report of an agency (id or name) for a year: reports/AGENCY/YEAR.md.

    What last year's report carried forward is filled in, totals are left to the tool, everything else is blank;
    what is left to fill is printed, and stands in the file as comments. With --to xlsx it is an Excel workbook
    (AGENCY-YEAR.xlsx) that `nianbao import` takes back. Raises Refusal where agency and year have a source.
    """
    number = _year(year)
    if output and output.suffix not in _ENDINGS[shape]:
        raise Refusal("new-ending", path=disk.path_text(output), shape=shape, known=_ENDINGS[shape])
    archive = archives.load(directory)
    register = directory / archives.REGISTER
    if disk.name_exists(register):
        # One that can't be opened lists nobody, and must not be taken for one that lacks the agency.
        disk.read(register, 1)
    filer = _agency(archive, agency, register)
    archive = archive.of_kind(_kind(archive, kind, form_id))
    form = _form(archive, number, form_id)
    draft = skeleton.begin(archive, filer, number, form)
    if shape == "xlsx":
        path, stem = output or Path(f"{filer.id}-{form.kind.stem(number)}.xlsx"), "workbook"
        write_bytes(path, _workbook(draft, messages), force=force)
    else:
        path, stem = output or directory / filer.id / f"{form.kind.stem(number)}.{shape}", "new"
        text = draft.source(messages, keys, archive.forms, yaml=shape == "yml")
        # What another run writes for the same agency and year, in whatever shape, is there before or after.
        with locked(directory):
            if output is None:
                _refuse_twin(path)
            write_file(path, text, force=force)
    tasks = draft.todo(messages)
    fields = {"path": path.as_posix(), "agency": filer.name, "year": number, "form": form.id, "tasks": len(tasks)}
    lines = [messages.word(f"{stem}-written", **fields)]
    lines += [messages.word("new-task", number=n, message=message) for n, message in enumerate(tasks, 1)]
    click.echo(masked("\n".join([*lines, messages.word(f"{stem}-next", path=path.as_posix())])))
    return 0


def _workbook(begun: skeleton.Skeleton, messages: Messages) -> bytes:
    """Return the filing workbook of a skeleton. Raises Refusal where openpyxl is not installed."""
    try:
        from nianbao.downloads.filing_workbook import workbook  # noqa: PLC0415 - openpyxl may not be there
    except ModuleNotFoundError as error:
        raise Refusal("workbook-needs") from error
    return workbook(begun, messages.of(begun.form.kind))


def _year(text: str) -> int:
    """Return a report year. Raises Refusal for any other text."""
    if not YEAR.fullmatch(text):
        raise Refusal("new-bad-year", actual=text, example=2024)
    return int(text)


def _kind(archive: archives.Archive, kind: str | None, form_id: str | None) -> str:
    """Return the kind asked for, else that of the form asked for, else the default one.

    Raises Refusal for an unknown kind, and for a form of another kind than the one asked for.
    """
    if kind is not None and kind not in archive.kinds:
        raise Refusal("no-kind", kind=kind, known=list(archive.kinds))
    form = archive.forms.get(form_id or "")
    if form and kind not in {None, form.kind.id}:
        raise Refusal("import-form-of-kind", form=form.id, kind=kind)
    return form.kind.id if form else kind or kinds.DEFAULT


def _form(archive: archives.Archive, year: int, form_id: str | None) -> Form:
    """Return the form asked for, or the one of the year.

    Raises Refusal for an unknown form, or a year before there was any.
    """
    if form_id and form_id not in archive.forms:
        raise Refusal("no-form", form=form_id, known=list(archive.forms))
    forms = forms_module.of_kind(archive.forms, archive.kind.id)
    form = forms[form_id] if form_id else forms_module.for_year(forms, year, archive.kind.id)
    if form is None:
        since, kind = min(item.since for item in forms.values()), archive.kind
        if kind.is_default:
            raise Refusal("new-no-form", year=year, since=since)
        raise Refusal("new-no-form-of-kind", year=year, since=since, name=next(iter(kind.names.values())))
    return form


def _agency(archive: archives.Archive, name: str, register: Path) -> Agency:
    """Return the agency with an id or name.

    Raises Refusal for an unknown one, with up to three that are near: alike in writing, or with the name in
    theirs.
    """
    if found := archive.register.named(name):
        return found
    if not archive.has_register:
        raise Refusal("new-no-register", register=register.as_posix())
    from difflib import get_close_matches  # noqa: PLC0415 - unknown names are rare

    agencies = {word: agency for agency in archive.register.agencies for word in (agency.id, *agency.names)}
    near = [agencies[word] for word in get_close_matches(name, agencies, n=3, cutoff=0.5)]
    near = near or [agency for word, agency in agencies.items() if name in word]
    nearest = list(dict.fromkeys(f"{agency.id} ({agency.name})" for agency in near))
    if nearest:
        raise Refusal("new-near-agency", agency=name, register=register.as_posix(), near=nearest[:3])
    raise Refusal("new-unknown-agency", agency=name, register=register.as_posix())


def _refuse_twin(path: Path) -> None:
    """Raise Refusal where agency and year have a source already, in another shape than the one asked for."""
    for suffix in archives.SUFFIXES - {path.suffix}:
        if disk.name_exists(twin := path.with_suffix(suffix)):
            raise Refusal("new-twin", path=disk.path_text(twin))
