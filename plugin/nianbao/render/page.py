"""Pages of Markdown with slots, assets, and how slots are filled.

A page's tables never pass through Markdown: a slot is a token in a paragraph of its own, which stands for
finished HTML until the Markdown is converted. The token is derived from the page's own text, so no report can
contain it.
"""

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from nianbao.archive.asked import Question
from nianbao.model.constants import pattern
from nianbao.render.prose.inline import Signed
from nianbao.source.safe_prose import plain

# The stylesheet is these files joined in this order; a later rule overrides an earlier one.
STYLES: Final = (
    "page",
    "verdict",
    "tables",
    "lists",
    "endings",
    "agency",
    "draft",
    "import",
    "phone",
    "claims",
    "print",
)

# The script is these files joined in this order; the second calls the first.
SCRIPTS: Final = ("search", "nianbao")

# The full-width forms stand at a fixed distance from the ASCII characters they widen (Unicode block FF00).
_WIDE = 0xFEE0
_SAFE_TITLE = str.maketrans({char: chr(ord(char) + _WIDE) for char in "<>\"'`"})


# The tokens of slots, alone in a paragraph or not.
_SLOT = pattern(r"<p>(nb[0-9a-f]{24}x\d+x)</p>|(nb[0-9a-f]{24}x\d+x)")
# What a heading of a page of ours ends in while it is Markdown.
_ANCHOR = pattern(r"\{#(nb[0-9a-f]{24})-([\w-]+)")


@dataclass(frozen=True, slots=True)
class Slot:
    """Finished HTML that takes its place in a page once its Markdown is converted."""

    html: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page's own: level 1 to 6, text, the id it is linked by, its language if not the page's."""

    level: int
    text: str
    anchor: str
    lang: str = ""


@dataclass(frozen=True)
class Page:
    """One page: its path below the site's source folder, its title for the theme, Markdown, and its slots.

    `slots` maps tokens to HTML. `source` names the file the page was made from, empty where there is none.
    `meta` holds facts for the theme and for front matter, such as `hide`. Only the index has a place in the
    site's navigation. `signed` lists the signs in the Markdown with the tags they become. `seed` is the prefix
    of the ids of the page's own headings while it is Markdown: no prose has ids like these. `dataset` and
    `feeds` are HTML for the head of the finished page: what search engines and readers of feeds look for.
    `summary` is the line a theme's search finds the page by; pages without one are not in it.
    """

    path: str
    title: str
    markdown: str
    slots: Mapping[str, str]
    source: str = ""
    meta: Mapping[str, object] = field(default_factory=dict)
    in_navigation: bool = False
    signed: tuple[Signed, ...] = ()
    seed: str = ""
    dataset: str = ""
    feeds: str = ""
    summary: str = ""

    @property
    def head(self) -> str:
        """The HTML for the head of the finished page."""
        return self.feeds + self.dataset

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The ids of the page's own headings, as they are linked by."""
        found = _ANCHOR.findall(self.markdown) if self.seed else ()
        return frozenset(anchor for seed, anchor in found if seed == self.seed)


@dataclass(frozen=True, slots=True, eq=False)
class Asset:
    """A file of the site that is no page; its bytes are made, piece by piece, when they are asked for.

    `asked` is what they depend on; None for what is not worth keeping.
    """

    path: str
    pieces: Callable[[], Iterable[bytes]]
    asked: tuple[Question, ...] | None = None

    @property
    def content(self) -> bytes:
        """The whole file."""
        return b"".join(self.pieces())

    @classmethod
    def of(cls, path: str, make: Callable[[], bytes], *asked: Question) -> "Asset":
        """Return a file that is made in one piece."""
        return cls(path, lambda: (make(),), asked or None)


def assemble(
    path: str,
    title: str,
    blocks: Iterable[str | Slot | Heading],
    source: str = "",
    meta: Mapping[str, object] | None = None,
) -> Page:
    """Return the page of these blocks: Markdown as it is; slots and the page's ids as tokens no block contains.

    The tokens begin with a SHA-256 digest of path and text, so the same blocks give the same bytes and prose
    can't contain a token by chance or on purpose. Blocks are parted by blank lines. The title is escaped,
    because themes put it into their templates as it is.
    """
    parts = list(blocks)
    texts = "\0".join(_text(part) for part in parts)
    seed = seed_of(f"{path}\0{texts}")
    slots: dict[str, str] = {}
    lines = []
    for part in parts:
        if isinstance(part, Slot):
            token = f"{seed}x{len(slots)}x"
            slots[token] = part.html
            lines.append(token)
        elif isinstance(part, Heading):
            lang = f" lang={part.lang}" if part.lang else ""
            lines.append(f"{'#' * part.level} {plain(part.text)} {{#{seed}-{part.anchor}{lang}}}")
        else:
            lines.append(part)
    # Themes put titles into their templates without escaping; some even undo an escape.
    safe = html.escape(title.translate(_SAFE_TITLE), quote=False)
    return Page(path, safe, "\n\n".join(lines) + "\n", slots, source, meta or {}, seed=seed)


def title_lines(title: str, year: int) -> str:
    """Return a title as Markdown, broken before the year, as official titles are: agency above, report below.

    A title that doesn't state the year, or begins with it, stays on one line.
    """
    before, stated, rest = title.partition(str(year))
    return f"{plain(before)}<br>{plain(stated + rest)}" if before.strip() and stated else plain(title)


def _text(part: str | Slot | Heading) -> str:
    """Return the text of a block that the seed of tokens is derived from."""
    return part if isinstance(part, str) else part.html if isinstance(part, Slot) else part.text


def seed_of(text: str) -> str:
    """Return what the tokens of a page begin with: `nb` and a digest of what is in it."""
    return "nb" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24]


def fill(text: str, slots: Mapping[str, str]) -> str:
    """Return converted HTML with each slot's content in the place of its token, and of a paragraph around it."""
    if not slots:
        return text

    def filled(found: re.Match[str]) -> str:
        content = slots.get(found[1] or found[2])
        return found[0] if content is None else content

    return _SLOT.sub(filled, text)


def readable(page: Page) -> str:
    """Return the Markdown of a page for people to read: its words, without slots, ids and signs."""
    text = page.markdown
    for token in page.slots:
        text = text.replace(token, "")
    text = re.sub(rf" ?\{{#{page.seed}-[^{{}}]*\}}", "", text) if page.seed else text
    for sign in {sign for item in page.signed for sign in item[:2]}:
        text = text.replace(sign, "")
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
