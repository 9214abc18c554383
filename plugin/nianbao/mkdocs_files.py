"""Our pages and downloads as files of MkDocs, made when MkDocs asks for them and let go when it has them.

MkDocs reads all pages before it writes the first, and keeps what it has read. So nothing of a page of ours stays
in memory: what was made of it lies in a temporary file between reading and writing.
"""

import os
import tempfile
import threading
from collections.abc import Iterable, Iterator
from functools import cached_property
from os.path import relpath
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import TableOfContents

from nianbao import mkdocs_neighbours, render
from nianbao.archive.asked import Question  # noqa: TC001 - plugins look at types
from nianbao.mkdocs_kept import DamagedError, Kept, KeptPage, contents
from nianbao.mkdocs_markdown import Unfinished, veiled
from nianbao.model.constants import pattern

# What an address in an attribute may not hold; themes print it as it is.
_ADDRESS_MARKS = pattern(r"[\s\"'<>`\\{}]")
_GENERATED_BY: Final = "nianbao"


class Workshop:
    """What the files of a build share: a place for texts that wait, and one for Markdown that plugins read.

    `unfinished` learns of each page that is made; `kept` has pages and downloads of the build before, if any.
    """

    kept: Kept | None = None

    def __init__(self, unfinished: Unfinished) -> None:
        self.unfinished = unfinished
        self._lock = threading.Lock()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def begin(self) -> None:
        """Forget what the build before has left."""
        self.remove()
        self.unfinished.clear()

    @cached_property
    def _waiting(self) -> Any:
        """The file of the texts that wait. Raises OSError where none can be made."""
        return tempfile.TemporaryFile(prefix="nianbao-")

    def put_away(self, text: str) -> tuple[int, int] | str:
        """Write a text to the file; return its place and length in bytes, or the text where there is no room."""
        content = text.encode("utf-8", "surrogatepass")
        try:
            with self._lock:
                place = self._waiting.seek(0, os.SEEK_END)
                self._waiting.write(content)
        except OSError:
            return text
        return place, len(content)

    def fetched(self, place: tuple[int, int] | str) -> str:
        """Return a text that was put away."""
        if isinstance(place, str):
            return place
        with self._lock:
            self._waiting.seek(place[0])
            content: bytes = self._waiting.read(place[1])
        return content.decode("utf-8", "surrogatepass")

    def written(self, path: str, text: str) -> str:
        """Write the Markdown of a page; return its file. Raises OSError where it can't be written."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="nianbao-")
        file = Path(self._folder.name, path)
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode("utf-8", "replace"))
        return str(file)

    def remove(self) -> None:
        """Remove what was written."""
        if self._folder:
            self._folder.cleanup()
            self._folder = None
        if "_waiting" in self.__dict__:
            self._waiting.close()
            del self._waiting


class _PutAway:
    """An attribute of a page, or of its file, whose text lies in the workshop's file instead of in memory."""

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}_put_away"

    def __get__(self, owner: Any, kind: type | None = None) -> Any:
        if owner is None:
            return self
        place = owner.__dict__.get(self._name)
        return None if place is None else owner.workshop.fetched(place)

    def __set__(self, owner: Any, text: str | None) -> None:
        owner.__dict__[self._name] = None if text is None else owner.workshop.put_away(text)


class LightPage(MkDocsPage):
    """A page of MkDocs that holds neither its Markdown nor its HTML in memory."""

    content = _PutAway()
    markdown = _PutAway()

    @property
    def workshop(self) -> Workshop:
        """Where its texts are."""
        file: Any = self.file
        return cast("Workshop", file.workshop)


class _OurFile(File):
    """A file that stands in no folder of the site's sources.

    While `waits`, it is there to be linked to, and MkDocs does nothing else with it: the preview makes it when it
    is asked for.
    """

    def __init__(self, path: str, config: MkDocsConfig, inclusion: InclusionLevel) -> None:
        # Raises UnicodeEncodeError where the system can't take the name.
        os.fsencode(path)
        super().__init__(path, None, config.site_dir, config.use_directory_urls, inclusion=inclusion)
        self.generated_by = _GENERATED_BY
        self.waits = False

    def is_documentation_page(self) -> bool:
        """Whether MkDocs makes a page of it now."""
        return not self.waits and super().is_documentation_page()

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - MkDocs's own signature
        """Copy it to the site, unless it waits to be asked for."""
        if not self.waits:
            super().copy_file(dirty)


class PageFile(_OurFile):
    """A page of ours as a file of Markdown."""

    head = _PutAway()

    def __init__(
        self, plan: render.Plan, config: MkDocsConfig, inclusion: InclusionLevel, workshop: Workshop
    ) -> None:
        super().__init__(plan.path, config, inclusion)
        self.plan = plan
        self.workshop = workshop
        self._made: render.Page | None = None
        self.summary = ""
        self._kept: KeptPage | None = None
        self._asked: set[Question] | None = None
        self._replaced: str | None = None
        self.head = None
        uri = Path(relpath(plan.source, config.docs_dir)).as_posix() if plan.source else None
        self.edit_uri = uri and _ADDRESS_MARKS.sub(lambda mark: quote(mark[0]), uri)

    @property
    def made(self) -> render.Page:
        """The page; it is made again where it was let go. Raises Refusal for what can't be shown."""
        if self._made is None:
            kept = self.workshop.kept
            if kept and self._kept is None and self._asked is None:
                self._kept = kept.page(self.src_uri)
            if self._kept:
                self._made = self._kept.page(self.src_uri)
            else:
                self._asked = set()
                self._made = self.plan.make(self._asked if kept and kept.is_on else None)
            self.workshop.unfinished.add(self._made.seed, lambda html: render.finish(html, self.made))
        return self._made

    def settle(self, page: MkDocsPage, html: str) -> None:
        """Make the table of contents and the ids of a page say what the converted page says."""
        ours = self.made
        if self._kept:
            page.toc = TableOfContents(self._kept.links())
            page.present_anchor_ids = set(self._kept.anchors)
            return
        mkdocs_neighbours.secure(page.toc, ours)
        page.present_anchor_ids = {render.anchor(name, ours) for name in page.present_anchor_ids or ()}
        here = (page.links_to_anchors or {}).get(self, {})
        for name in list(here):
            here[render.linked(name, ours)] = here.pop(name)
        if self.workshop.kept:
            anchors, toc = sorted(page.present_anchor_ids), contents(page.toc)
            words = render.readable(ours)
            kept = KeptPage(ours.title, html, ours.head, ours.summary, words, anchors, toc, ours.meta)
            self.workshop.kept.keep_page(self.plan, kept, self._asked or set(), ours.markdown)

    def let_go(self) -> str:
        """Keep of the page what is still to be written into the finished one; return its words."""
        kept, ours = self._kept, self.made
        self.head = kept.head if kept else ours.head
        self.summary = ours.summary
        words = kept.readable if kept else render.readable(ours)
        self._made = self._kept = self._asked = None
        return words

    @property
    def content_string(self) -> str:
        """The page's Markdown, veiled, or what another plugin has put in its place."""
        return veiled(self.made.markdown, self.made.seed) if self._replaced is None else self._replaced

    @content_string.setter
    def content_string(self, value: str) -> None:
        self._replaced = value

    @property
    def content_bytes(self) -> bytes:
        """The page's Markdown in UTF-8; a lone surrogate becomes a question mark."""
        return self.content_string.encode("utf-8", "replace")

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        self._replaced = value.decode("utf-8-sig")

    @property
    def abs_src_path(self) -> str | None:
        """The page's Markdown as a file, for plugins that read it from there."""
        return self.workshop.written(self.src_uri, self.content_string)

    def is_modified(self) -> bool:
        """Whether `--dirty` makes it again: what it was made of isn't known to MkDocs."""
        return True


class AssetFile(_OurFile):
    """A download or another file of ours that is no page."""

    def __init__(
        self, asset: render.Asset, config: MkDocsConfig, inclusion: InclusionLevel, workshop: Workshop
    ) -> None:
        super().__init__(asset.path, config, inclusion)
        self._asset = asset
        self._workshop = workshop
        self._replaced: str | bytes | None = None

    @property
    def _content(self) -> str | bytes | None:
        """The file's bytes, or what another plugin has put in their place."""
        return self._asset.content if self._replaced is None else self._replaced

    @_content.setter
    def _content(self, value: str | bytes | None) -> None:
        self._replaced = value

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002, ARG002 - MkDocs's own signature
        """Write it piece by piece: the data of all reports may be larger than the memory."""
        if self.waits or self._replaced is not None:
            super().copy_file()
            return
        kept = self._workshop.kept
        path = Path(self.abs_dest_path)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            _write(path, kept.pieces(self._asset) if kept else self._asset.pieces())
        except DamagedError:
            _write(path, self._asset.pieces())


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file from its beginning."""
    with path.open("wb") as file:
        file.writelines(pieces)


def lightened(files: Iterable[File], nav: Navigation, config: MkDocsConfig) -> Iterator[PageFile | AssetFile]:
    """Give pages of ours that the navigation hasn't taken a light page each; yield their files and our assets'."""
    taken = {id(page) for page in nav.pages}
    for file in files:
        if isinstance(file, AssetFile):
            yield file
        elif isinstance(file, PageFile) and id(file.page) not in taken:
            LightPage(None, file, config)
            yield file
