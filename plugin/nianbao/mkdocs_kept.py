"""Pages and downloads kept from one build to the next, each with what it depends on.

A page is kept as the HTML its Markdown was converted to, under everything the conversion depends on (`basis`),
with the questions its making asked of the reports and a digest of their answers. It is taken while the answers are
the same.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.toc import AnchorLink

from nianbao import downloads, render
from nianbao.archive.asked import Question
from nianbao.mkdocs_markdown import NAME
from nianbao.model.constants import pattern
from nianbao.model.digest import digest

# Events at which another plugin may change a page's Markdown, or count its words.
_BEFORE_CONVERSION: Final = ("pre_page", "page_read_source", "page_markdown")
# Extensions of these packages depend on the text and on their settings alone; of the others nobody knows.
_PACKAGES: Final = ("Markdown", "pymdown-extensions", "mkdocs", "mkdocs-material", "nh3", "Jinja2")
# Links within the site are judged when they are converted; files are read in where an extension finds its mark.
_NOT_ALONE = pattern(r"\]\((?!https?://)|\]:|8<")
# Large files are kept in parts of so many bytes, and written anew where they have more parts than this: they would
# crowd out all others.
_PART: Final = 4 * 2**20
_MOST_PARTS: Final = 64


class DamagedError(Exception):
    """A part of what is kept can't be read any more."""


@dataclass(frozen=True)
class KeptPage:
    """A page of ours as it was converted: what the hooks put in place of what MkDocs would find out.

    `toc` is the table of contents, each entry with title, id, level and the entries below it.
    """

    title: str
    html: str
    head: str
    summary: str
    readable: str
    anchors: list[str]
    toc: list[Any]
    meta: Mapping[str, object] = field(default_factory=dict)

    def page(self, path: str) -> render.Page:
        """Return the page: one slot that holds all of it."""
        seed = render.seed_of(f"{path}\0{self.html}")
        token = f"{seed}x0x"
        return render.Page(
            path, self.title, f"{token}\n", {token: self.html}, meta=self.meta, seed=seed, summary=self.summary
        )

    def links(self) -> list[AnchorLink]:
        """Return the table of contents as MkDocs has it."""
        return [_link(entry) for entry in self.toc]


def _link(entry: list[Any]) -> AnchorLink:
    link = AnchorLink(entry[0], entry[1], entry[2])
    link.children = [_link(below) for below in entry[3]]
    return link


def contents(links: Iterable[AnchorLink]) -> list[Any]:
    """Return a table of contents as lists, for `KeptPage.toc`."""
    return [[link.title, link.id, link.level, contents(link.children)] for link in links]


class Kept:
    """What is kept of a site between builds; nothing where `basis` is empty."""

    @property
    def is_on(self) -> bool:
        """Whether anything is kept."""
        return bool(self._basis)

    def __init__(self, store: downloads.Store, basis: str, context: render.RenderContext) -> None:
        self._store, self._basis = store, basis
        self._answers = render.Answers(context)

    def page(self, path: str) -> KeptPage | None:
        """Return the page of a path, if it would be made the same today."""
        content = self._store.find(self._key(path)) if self._basis else None
        try:
            facts, html, readable = (content or b"").decode("utf-8", "surrogatepass").split("\0")
            questions, answers, page = json.loads(facts)
            if self._answers.together(tuple(map(tuple, questions))) == answers:
                return KeptPage(html=html, readable=readable, **page)
        except (ValueError, TypeError, KeyError):
            pass
        return None

    def keep_page(self, plan: render.Plan, page: KeptPage, asked: set[Question], markdown: str) -> None:
        """Keep a page that was made of Markdown, unless what surrounds it has a part in it."""
        texts = page.html, page.readable
        if self._basis and not _NOT_ALONE.search(markdown) and not any("\0" in text for text in texts):
            questions = tuple(sorted(asked, key=str))
            facts = {name: value for name, value in vars(page).items() if name not in {"html", "readable"}}
            head = json.dumps((questions, self._answers.together(questions), facts), ensure_ascii=False)
            self._store.keep(self._key(plan.path), "\0".join((head, *texts)).encode("utf-8", "surrogatepass"))

    def pieces(self, asset: render.Asset) -> Iterable[bytes]:
        """Return the content of a download, kept or made now. Its iterator may raise DamagedError."""
        if not self._basis or asset.asked is None:
            return asset.pieces()
        answers = self._answers.together(asset.asked)
        head = (self._store.find(self._key(asset.path)) or b"").decode().split()
        if len(head) == 2 and head[0] == answers and head[1].isdigit():  # noqa: PLR2004 - answers, number of parts
            return self._found(asset, int(head[1]))
        return self._written(asset, answers)

    def _found(self, asset: render.Asset, count: int) -> Iterator[bytes]:
        """Yield the parts of a download that is kept."""
        for number in range(count):
            part = self._store.find(self._key(asset.path, number))
            if part is None:
                raise DamagedError(asset.path)
            yield part

    def _written(self, asset: render.Asset, answers: str) -> Iterator[bytes]:
        """Yield the pieces of a download, and keep them in parts if they are not too many."""
        pieces: list[bytes] = []
        count = waiting = 0
        for piece in asset.pieces():
            yield piece
            pieces.append(piece)
            waiting += len(piece)
            if waiting >= _PART:
                self._keep_part(asset, count, pieces)
                count, waiting, pieces = count + 1, 0, []
        self._keep_part(asset, count, pieces)
        if count < _MOST_PARTS:
            self._store.keep(self._key(asset.path), f"{answers} {count + 1}".encode())

    def _keep_part(self, asset: render.Asset, number: int, pieces: list[bytes]) -> None:
        if number < _MOST_PARTS:
            self._store.keep(self._key(asset.path, number), b"".join(pieces))

    def _key(self, path: str, part: int | None = None) -> str:
        which = b"" if part is None else str(part).encode()
        return downloads.key_of((self._basis.encode(), path.encode("utf-8", "surrogatepass"), which))


def of(config: MkDocsConfig, store: downloads.Store, context: render.RenderContext) -> Kept:
    """Return what is kept of a site in a store."""
    return Kept(store, _basis(config, context) if store.folder else "", context)


def _basis(config: MkDocsConfig, context: render.RenderContext) -> str:
    """Return a digest of everything pages depend on beside reports; empty where not everything is known.

    That is so where another plugin has a part in a page's Markdown, or an extension of Markdown is of a package
    that isn't known.
    """
    for event in _BEFORE_CONVERSION:
        methods = config.plugins.events[event]
        if any("nianbao" not in getattr(method, "__module__", "") for method in methods):
            return ""
    versions = _versions(config.markdown_extensions)
    if versions is None:
        return ""
    settings = {name: value for name, value in config.mdx_configs.items() if name != NAME}
    options = context.options
    own = [file for folder in options.template_dirs for file in sorted((folder / "nianbao").rglob("*.html"))]
    parts = (
        downloads.package_digest(),
        versions,
        [*config.markdown_extensions],
        _said(settings),
        _said(options),
        [digest(Path(file).read_bytes()) for file in own],
        context.messages.language,
        context.whole.register,
        [(form, form.kind.content) for form in context.whole.forms.values()],
    )
    return digest(repr(parts).encode("utf-8", "surrogatepass"))


def _versions(extensions: Iterable[str]) -> list[str] | None:
    """Return the packages of extensions with their versions; None where one isn't known."""
    of_markdown = {
        name
        for entry in metadata.entry_points(group="markdown.extensions")
        if entry.dist and entry.dist.name == "Markdown"
        for name in (entry.name, entry.value.partition(":")[0])
    }
    if any(name not in of_markdown and not name.startswith("pymdownx.") for name in {*extensions} - {NAME}):
        return None
    return [f"{name} {metadata.version(name)}" for name in _PACKAGES if _is_installed(name)]


def _is_installed(package: str) -> bool:
    """Return whether a package is there."""
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _said(value: object) -> str:
    """Return settings as text that is the same in every process; functions are named."""
    if isinstance(value, Mapping):
        return str(sorted((str(key), _said(each)) for key, each in value.items()))
    if isinstance(value, list | tuple):
        return str([_said(each) for each in value])
    if callable(value):
        return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', type(value))}"
    return repr(value)
