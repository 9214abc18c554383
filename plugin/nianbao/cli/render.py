"""`nianbao render`: the whole site as finished Markdown, for another site generator or a CMS."""

from pathlib import Path

import click

from nianbao import archive as archives
from nianbao import downloads, render
from nianbao.checking.check import run
from nianbao.checking.visibility import Visibility
from nianbao.cli.files import write_bytes
from nianbao.cli.progress import shown
from nianbao.cli.sites import CACHE, site_of
from nianbao.messages import Messages
from nianbao.model import disk
from nianbao.model.disk import Kind
from nianbao.model.finding import Refusal
from nianbao.rules import CATALOGUE
from nianbao.site import Site


@click.command("render")
@click.argument("reports", type=click.Path(path_type=Path), default=Path("reports"))
@click.option("-o", "directory", type=click.Path(path_type=Path), required=True)
@click.option("--tables", type=click.Choice(["styled", "inline"]), default="styled")
@click.option("--force", is_flag=True)
@click.pass_obj
def render_(messages: Messages, reports: Path, *, directory: Path, tables: str, force: bool) -> int:
    """Write every page as finished Markdown with its tables, and every download.

    With --tables inline the statutory tables need no stylesheet and survive editors that strip classes.
    """
    publication = _publication(reports, messages, inline_tables=tables == "inline")
    if not publication.archive.entries:
        raise Refusal("no-reports", path=reports.as_posix())
    files = {directory / item.path: _content(item) for item in publication.items()}
    for path in files:
        if not disk.real(path).is_relative_to(disk.real(directory)):
            raise Refusal("render-outside", path=path.as_posix())
        if not force and disk.stands(path):
            raise Refusal("file-exists", path=path.as_posix())
    for path, content in shown(list(files.items()), messages.word("render-progress")):
        write_bytes(path, content, force=force)
    click.echo(messages.word("render-done", files=len(files), directory=directory.as_posix()), err=True)
    judged = publication.verdicts.judgements
    return int(any(Visibility(item, publication.options.findings).status == "unreadable" for item in judged))


def _publication(root: Path, messages: Messages, *, inline_tables: bool) -> Site:
    site = site_of(root)
    words = Messages(site.language) if site.language else messages
    archive = archives.load(root).reviewed(site.reviews, site.reviews_since)
    kinds = tuple(kind for kind in site.kinds if downloads.makeable(kind))
    options = render.Options(
        path=site.whole.path,
        findings=site.whole.findings,
        downloads=kinds,
        directory_urls=site.whole.directory_urls,
        rules=tuple(rule.code for rule in CATALOGUE),
        severities=site.severities,
        site_url=site.whole.url,
        data=downloads.data_names(kinds),
        license=site.whole.license,
        inline_tables=inline_tables,
    )
    verdicts = run(CATALOGUE, archive, severities=site.severities)
    cache = root / ".." / CACHE
    return Site(
        archive, verdicts, options, words, downloads.Store(cache) if disk.kind(cache) is Kind.FOLDER else None
    )


def _content(item: render.Page | render.Asset) -> bytes:
    return item.content if isinstance(item, render.Asset) else render.finished(item).encode("utf-8", "replace")
