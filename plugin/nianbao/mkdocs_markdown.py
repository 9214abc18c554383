"""A Markdown extension that finishes our pages while Markdown is converted, for whoever converts it.

Themes, print and blog plugins, feeds and search all take a page's HTML from Markdown's converter, some before any
hook of MkDocs runs. So the tables are there when the converter returns. Between a page's source and its HTML its
Markdown is veiled: it has no braces, which template plugins would take for theirs.
"""

from collections.abc import Callable
from typing import Any, Final

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor

from nianbao.model.constants import pattern

NAME: Final = "nianbao.mkdocs_markdown"
# What the tokens of a page begin with (`render.page.seed_of`), and the tokens themselves.
_SEED: Final = pattern(r"nb[0-9a-f]{24}(?![0-9a-f])")
TOKEN: Final = pattern(r"nb[0-9a-f]{24}(?:x\d{1,9}x|[ok]|-)")
# Behind all others, which work on texts and not on pages.
_FIRST, _LAST = 10_000, -10_000

Finish = Callable[[str], str]


class Unfinished:
    """The pages of a build whose Markdown has tokens, by the seed of these, with what finishes their HTML."""

    def __init__(self) -> None:
        self._finish: dict[str, Finish] = {}

    def __deepcopy__(self, memo: object) -> "Unfinished":
        """Return the pages themselves: copies of a site's settings speak of the same pages."""
        return self

    def clear(self) -> None:
        """Forget the pages of the build before."""
        self._finish.clear()

    def add(self, seed: str, finish: Finish) -> None:
        """Remember a page."""
        self._finish[seed] = finish

    def seeds_in(self, text: str) -> list[str]:
        """Return the seeds of the known pages that a text has tokens of."""
        return [seed for seed in dict.fromkeys(_SEED.findall(text)) if seed in self._finish]

    def finished(self, seeds: list[str], text: str) -> str:
        """Return converted HTML with the pages of some seeds finished.

        The table of contents has each heading pass here, too, before the whole page; there is nothing to finish.
        """
        for seed in seeds:
            if seed in text:
                text = self._finish[seed](text)
        return text


def veiled(text: str, seed: str) -> str:
    """Return Markdown without braces: each is a token that begins with the page's seed."""
    return text.replace("{", f"{seed}o").replace("}", f"{seed}k") if seed else text


def _unveiled(text: str, seed: str) -> str:
    """Return veiled Markdown with its braces."""
    return text.replace(f"{seed}o", "{").replace(f"{seed}k", "}")


class _Begin(Preprocessor):
    """Notes whose Markdown is converted, and lifts the veil."""

    def __init__(self, md: Markdown, extension: "NianbaoExtension") -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with their braces."""
        text = "\n".join(lines)
        self._extension.seeds = seeds = self._extension.unfinished.seeds_in(text)
        if not seeds:
            return lines
        for seed in seeds:
            text = _unveiled(text, seed)
        return text.split("\n")


class _End(Postprocessor):
    """Finishes the HTML of the page whose Markdown was converted."""

    def __init__(self, md: Markdown, extension: "NianbaoExtension") -> None:
        super().__init__(md)
        self._extension = extension

    def run(self, text: str) -> str:
        """Return the finished HTML."""
        return self._extension.unfinished.finished(self._extension.seeds, text)


class NianbaoExtension(Extension):
    """The extension; `pages` is what the plugin knows of the pages of the build."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"pages": [Unfinished(), "the pages of the build"]}
        super().__init__(**settings)
        self.unfinished: Unfinished = self.getConfig("pages")
        self.seeds: list[str] = []

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Markdown's own name
        """Put the first and the last step of converting in their places."""
        md.preprocessors.register(_Begin(md, self), "nianbao_begin", _FIRST)
        md.postprocessors.register(_End(md, self), "nianbao_end", _LAST)


def makeExtension(**settings: Any) -> NianbaoExtension:  # noqa: N802 - Markdown's own name
    """Return the extension, as Markdown asks for it by the name of this module."""
    return NianbaoExtension(**settings)
