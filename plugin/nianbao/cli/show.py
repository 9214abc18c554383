"""`nianbao show`: one report as the tool understands it."""

from collections.abc import Iterator
from pathlib import Path

import click

from nianbao import archive as archives
from nianbao.messages import Messages
from nianbao.model import disk
from nianbao.model.disk import Kind, Trouble, Unreadable
from nianbao.model.finding import Refusal
from nianbao.model.report import Derived, Report


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.option("--format", "style", type=click.Choice(["json", "text"]), default="text")
@click.pass_obj
def show(messages: Messages, source: Path, *, style: str) -> int:
    """Print one report as the tool understands it, as text or as the JSON of its download."""
    archive, report = source_of(source, messages)
    agency = archive.agency(report.agency)
    if style == "json":
        from nianbao.downloads.json import report_text  # noqa: PLC0415 - text is the usual form

        click.echo(report_text(report, agency), nl=False)
    else:
        click.echo("\n".join(_text(report, agency.name, messages)))
    return 0


def source_of(source: Path, messages: Messages) -> tuple[archives.Archive, Report]:
    """Return the report in a source file and the archive it stands in.

    Raises Refusal for a file that is missing or no source, or that can't be read, with what is wrong in it.
    """
    if disk.kind(source) is Kind.MISSING:
        raise Refusal("no-file", path=disk.path_text(source))
    if disk.kind(source) is Kind.FOLDER:
        raise Unreadable(source, Trouble("folder"))
    archive = archives.load(archives.root_of(source))
    wanted = archives.files_below(archives.root_of(source), source)
    entry = next((entry for entry in archive.entries if entry.file in wanted), None)
    if entry is None or entry.is_register:
        raise Refusal(
            "show-no-report", path=disk.path_text(source), reports=disk.path_text(archives.root_of(source))
        )
    if entry.report is None:
        raise Refusal("no-source", path=disk.path_text(source), problems=_problems(archive, wanted, messages))
    return archive, entry.report


def _problems(archive: archives.Archive, files: frozenset[str], messages: Messages) -> list[str]:
    """Return the sentences on what is wrong with files that can't be read."""
    from nianbao.checking.check import run  # noqa: PLC0415 - only a file that can't be read is judged
    from nianbao.rules import CATALOGUE  # noqa: PLC0415

    verdicts = run(CATALOGUE, archive, files=files)
    return [f"{finding.location} {messages.finding(finding, None).message}" for finding in verdicts.findings]


def _text(report: Report, agency: str, messages: Messages) -> Iterator[str]:
    """Yield the lines of a report as text: facts, corrections, tables row by row, prose.

    An asterisk marks figures that the tool added up.
    """
    yield report.title_for(agency)
    yield messages.word(
        "show-facts", agency=agency, id=report.agency, year=report.kind.stem(report.year), form=report.form_id
    )
    for item in report.corrections:
        before, after = (value or messages.word("show-blank") for value in (item.before, item.after))
        facts = {"date": item.day, "at": item.at, "before": before, "after": after, "reason": item.reason}
        yield messages.word("show-correction", **facts)
    for table in report.form.tables.values() if report.form else ():
        if table.key not in report.tables:
            continue
        yield f"\n{table.caption}"
        for row in table.rows.values():
            figures = [report.figures.get(place) for place in table.places if place.row == row.key]
            cells = [
                messages.word("show-absent") if f is None else f.cell.raw.strip() or messages.word("show-blank")
                for f in figures
            ]
            marks = [
                text + ("*" if isinstance(f, Derived) else "") for text, f in zip(cells, figures, strict=True)
            ]
            yield f"  {row.label.name}\t" + "\t".join(marks)
    for section in report.sections:
        yield f"\n{section.heading or messages.word('show-preamble')}\n{section.markdown}"
