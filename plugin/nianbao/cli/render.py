"""`nianbao render`: the whole site as finished Markdown, for another site generator or a CMS."""

from dataclasses import replace
from pathlib import Path

import click

from nianbao import archive as archives
from nianbao import render
from nianbao.checking.analyses import Analyses
from nianbao.checking.check import run
from nianbao.checking.visibility import Visibility
from nianbao.cli.cache import opened_store
from nianbao.cli.files import write_bytes
from nianbao.cli.progress import with_progress
from nianbao.messages import Messages
from nianbao.model import disk
from nianbao.model.finding import Refusal
from nianbao.rules import CATALOGUE
from nianbao.settings import settings_of
from nianbao.site import Site


@click.command("render")
@click.argument("reports", type=click.Path(path_type=Path), default=Path("reports"))
@click.option("-o", "directory", type=click.Path(path_type=Path), required=True)
@click.option("--tables", type=click.Choice(["styled", "inline"]), default="styled")
@click.option("--force", is_flag=True)
@click.pass_obj
def render_(messages: Messages, reports: Path, *, directory: Path, tables: str, force: bool) -> int:
    """Write every page as finished Markdown with its tables, and every download.

    With --tables inline the statutory tables need no stylesheet and survive editors that strip classes. Without
    --force nothing is written where one of the files is there. Exit code 1 where a source can't be read.
    """
    site = _site(reports, messages, inline_tables=tables == "inline")
    if not site.archive.entries:
        raise Refusal("no-reports", path=reports.as_posix())
    output, sources = disk.real(directory / site.options.path), disk.real(reports)
    if output.is_relative_to(sources) or sources.is_relative_to(output):
        raise Refusal("render-in-sources", path=disk.path_text(reports))
    files = {directory / item.path: item for item in site.items()}
    for path in files:
        if not disk.real(path).is_relative_to(disk.real(directory)):
            raise Refusal("render-outside", path=path.as_posix())
        if not force and disk.name_exists(path):
            raise Refusal("file-exists", path=path.as_posix())
    for path, item in with_progress(list(files.items()), messages.word("render-progress")):
        write_bytes(path, _content(item), force=force)
    click.echo(messages.word("render-done", files=len(files), directory=directory.as_posix()), err=True)
    judged = site.verdicts.judgements
    return int(any(Visibility(item, site.options.findings).status == "unreadable" for item in judged))


def _site(root: Path, messages: Messages, *, inline_tables: bool) -> Site:
    """Return the site of a reports folder under the settings of its mkdocs.yml.

    Drafts are left out. Downloads that a build has kept in the cache are used where there is one.
    """
    settings = settings_of(root)
    words = Messages(settings.language) if settings.language else messages
    archive = archives.load(root).reviewed(settings.reviews, settings.reviews_since)
    options = replace(settings.render_options, inline_tables=inline_tables)
    analyses = Analyses(archive)
    verdicts = run(CATALOGUE, archive, analyses=analyses, severities=settings.severities)
    return Site(archive, verdicts, options, words, opened_store(root), analyses)


def _content(item: render.Plan | render.Asset) -> bytes:
    """Return the bytes of a file of the site; a page as finished Markdown."""
    if isinstance(item, render.Asset):
        return item.content
    return render.page_markdown(item.make()).encode("utf-8", "replace")
