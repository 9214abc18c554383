"""What becomes searchable: in the search of the theme a line for the index and each agency, in ours the reports.

Both search plugins (MkDocs's and Material's) parse the HTML of each page they are given and index each figure of
each table; ours are given a line instead. MkDocs's tells browsers to split Chinese with a library that only
servers have, so that the script ends at the first Chinese word.
"""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import wraps
from html import escape
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.contrib.search import SearchPlugin
from mkdocs.plugins import PluginCollection
from mkdocs.structure.files import File, InclusionLevel

from nianbao import render, search_index
from nianbao.messages import line
from nianbao.mkdocs_kept import DamagedError, Kept
from nianbao.mkdocs_log import log
from nianbao.model import disk
from nianbao.model.digest import digest
from nianbao.model.finding import Refusal
from nianbao.search_index import is_there

__all__ = ["is_there", "list_briefly", "speak_chinese", "write"]

_SEARCHES: Final = ("search", "material/search")
_ADDING: Final = ("add_page", "add_entry_from_context")
_CHINESE: Final = "zh"
# Together these keep a run of Chinese characters as one word.
_INSTEAD: Final = ("en", "ja")


def speak_chinese(config: MkDocsConfig) -> None:
    """Give MkDocs's search, where it was to speak Chinese by its options or the theme's, what browsers can."""
    # What Material splits Chinese with tells of its dictionary whatever was asked for.
    logging.getLogger("jieba").setLevel(logging.WARNING)
    for search in config.plugins.values():
        if isinstance(search, SearchPlugin):
            languages = search.config.lang or [config.theme.locale.language]
            if _CHINESE in languages:
                kept = (language for language in languages if language != _CHINESE)
                search.config.lang = [*dict.fromkeys((*_INSTEAD, *kept))]


def list_briefly(plugins: PluginCollection, summary_of: Callable[[str], str | None]) -> None:
    """Make search plugins list a page of ours by its title and summary; with an empty one it isn't listed.

    `summary_of` returns the summary of the page of a source path, None for a page of the site's own.
    """
    for name in _SEARCHES:
        index = getattr(plugins.get(name), "search_index", None)
        for method in _ADDING:
            add = getattr(index, method, None)
            if add is not None and not hasattr(add, "__wrapped__"):
                setattr(index, method, _briefly(add, summary_of))


def _briefly(add: Callable[[Any], None], summary_of: Callable[[str], str | None]) -> Callable[[Any], None]:
    """Return what adds a page to an index, with the summary of ours in the place of its content meanwhile."""

    @wraps(add)
    def added(page: Any) -> None:
        summary = summary_of(page.file.src_uri)
        if summary is None:
            add(page)
        elif summary:
            whole = page.content
            page.content = f"<p>{escape(summary)}</p>"
            try:
                add(page)
            finally:
                page.content = whole

    return added


def write(site: Path, context: render.RenderContext, files: Iterable[File], kept: Kept | None) -> None:
    """Write the index of the reports beside their pages, for those pages that the site has.

    Where it can't be made or written, a warning says why: the list of agencies still has its filter. The index of
    the build before is `kept` while no report has changed.
    """
    shown = {file.src_uri: file.dest_uri for file in files if file.inclusion.value > InclusionLevel.DRAFT.value}
    index = shown.get(context.path())
    if index is None:
        return
    folder = (site / index).parent / render.SEARCH
    asked = tuple(question for part in context.by_kind for question in render.everything(part.kind.id))
    paths = digest("\0".join(shown).encode("utf-8", "surrogatepass"))
    asset = render.Asset(f"{render.SEARCH} {search_index.version()} {paths}", lambda: _made(context, shown), asked)
    try:
        content = _whole(asset, kept)
        for name, part in _unpacked(content):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(part)
    except OSError as error:
        _warn(context, Refusal("search-write", path=folder, detail=disk.trouble(error)))
    except Refusal as refusal:
        _warn(context, refusal)


def _whole(asset: render.Asset, kept: Kept | None) -> bytes:
    """Return the packed index, kept or made now."""
    try:
        return b"".join(kept.pieces(asset) if kept else asset.pieces())
    except DamagedError:
        return asset.content


def _made(context: render.RenderContext, shown: Collection[str]) -> Iterator[bytes]:
    """Yield the files of the index: a line of JSON that says their lengths, then their contents.

    Nothing for a site without reports. Raises Refusal where it can't be made.
    """
    records = [record for record in render.records(context) if record.path in shown]
    made = dict(sorted(search_index.files(records).items())) if records else {}
    yield json.dumps({name: len(content) for name, content in made.items()}).encode() + b"\n"
    yield from made.values()


def _unpacked(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each file that `_made` has packed."""
    head, _, rest = content.partition(b"\n")
    start = 0
    for name, length in json.loads(head).items():
        yield name, rest[start : start + length]
        start += length


def _warn(context: render.RenderContext, why: Refusal) -> None:
    """Log that there is no search of the reports."""
    log.warning("%s", line(context.messages.word("search-failed", why=why)))
