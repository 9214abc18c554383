"""What plugins beside ours expect that MkDocs does not say, each named with what it does.

- MkDocs asks whether a page is excluded only for those without a place of their own in the navigation.
- Themes and plugins take headings from the table of contents, as it was made of the Markdown.
- static-i18n drops the pages other plugins add, and builds the site once for each language.
"""

from collections.abc import Iterable
from html import escape
from typing import Any, Final

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import PluginCollection
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import AnchorLink

from nianbao import render

_LANGUAGES: Final = "i18n"


def inclusion(path: str, config: MkDocsConfig) -> InclusionLevel:
    """Return whether a site leaves a file out, by `exclude_docs` and `draft_docs`, or where else it stands."""
    if config.exclude_docs is not None and config.exclude_docs.match_file(path):
        return InclusionLevel.EXCLUDED
    if config.draft_docs is not None and config.draft_docs.match_file(path):
        return InclusionLevel.DRAFT
    return InclusionLevel.NOT_IN_NAV


def are_dropped(plugins: PluginCollection) -> bool:
    """Whether a plugin of the site drops pages that are not on the disk below docs_dir."""
    return _LANGUAGES in plugins


def put_back(plugins: PluginCollection, added: Iterable[File], files: Files) -> None:
    """Add our files once more that a plugin has dropped, below the folder of the language that is being built."""
    languages: Any = plugins.get(_LANGUAGES)
    language, default = languages.current_language, languages.default_language
    for file in added:
        if file.src_uri in files.src_uris:
            continue
        if language != default and not file.dest_uri.startswith(f"{language}/"):
            file.dest_uri = f"{language}/{file.dest_uri}"
            for known in ("url", "abs_dest_path"):
                file.__dict__.pop(known, None)
        for name, value in (
            ("locale", language), ("locale_alternate_of", language), ("localization", None),
            ("norm_src_uri", file.src_uri), ("alternates", {language: file}),
        ):  # fmt: skip
            setattr(file, name, value)
        files.append(file)


def secure(links: Iterable[AnchorLink], ours: render.Page) -> None:
    """Make the entries of a table of contents say what the headings of the safe page say.

    `links` are changed in place, and those below them too.
    """
    for link in links:
        link.title = render.toc_title(link.title)
        link.id = escape(render.anchor(link.id, ours))
        secure(link.children, ours)
