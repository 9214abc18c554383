"""What a site is made of: pages of Markdown with slots, and assets; and how slots are filled.

A page's tables never pass through Markdown: a slot is a token in a paragraph of its own, which stands for
finished HTML until the theme has done its work. The token is made from the page's own text, so no report can
contain it.
"""

import hashlib
import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import quote

from nianbao.archive import Archive, Entry
from nianbao.checking.analyses import Analyses
from nianbao.checking.check import Verdicts
from nianbao.checking.visibility import Visibility
from nianbao.messages import Messages
from nianbao.model import kind as kinds
from nianbao.model.finding import Severity
from nianbao.model.kind import Kind
from nianbao.render.prose.inline import Signed
from nianbao.render.tables.renderer import TableRenderer
from nianbao.source.safe_prose import plain

# The one stylesheet is these files in this order; what comes later outweighs what comes before.
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

# What is shown of a report that has not been reviewed and is not published.
PREPARED: Final = "in_preparation"

# The full-width forms stand at a fixed distance from the ASCII characters they widen (Unicode block FF00).
_WIDE = 0xFEE0
_SAFE_TITLE = str.maketrans({char: chr(ord(char) + _WIDE) for char in "<>\"'`"})


@dataclass(frozen=True, slots=True)
class Slot:
    """Finished HTML that takes its place in a page after Markdown and theme have run."""

    html: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the page's own: level, text, the id it is linked by, its language if not the page's."""

    level: int
    text: str
    anchor: str
    lang: str = ""


@dataclass(frozen=True)
class Page:
    """One page: its path below the site's source folder, its title for the theme, Markdown, and its slots.

    `source` names the file the page was made from, if one. `meta` holds what a theme may want to know. Only
    the index has a place in the site's navigation. `signed` is what the signs in the Markdown stand for. `seed`
    stands before the ids of the page's own headings while it is Markdown: no prose has ids like these.
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

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The ids of the page's own headings, as they are linked by."""
        return frozenset(re.findall(rf"\{{#{self.seed}-([\w-]+)", self.markdown)) if self.seed else frozenset()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the site that is no page."""

    path: str
    content: bytes


@dataclass(frozen=True)
class Options:
    """What a site can choose. `path` is the folder of the pages, `findings` all, errors or none.

    `directory_urls` is False where addresses must name `index.html`; `template_dirs` are searched for a
    site's own templates before the package's; `rules` are the codes of the rules that get a page, `severities`
    the site's own by code. `site_url` is where the site will stand, if known. `review` is for those who write
    the reports: the pages then also show what the text says of the tables. `handback` adds a printable note of
    what to mend for each report with findings. `data` names the files of the site's data, `license` the licence
    of the data or its address. `inline_tables` gives statutory tables their looks in place, for systems without
    the stylesheet.
    """

    path: str = "reports"
    findings: str = "all"
    downloads: tuple[str, ...] = ("json", "csv")
    directory_urls: bool = True
    template_dirs: tuple[Path, ...] = ()
    rules: tuple[str, ...] = ()
    severities: Mapping[str, Severity] = field(default_factory=dict)
    site_url: str = ""
    review: bool = False
    handback: bool = False
    data: tuple[str, ...] = ()
    license: str = ""
    inline_tables: bool = False


def assemble(
    path: str,
    title: str,
    blocks: Iterable[str | Slot | Heading],
    source: str = "",
    meta: Mapping[str, object] | None = None,
) -> Page:
    """Return the page of these blocks: Markdown as it is; slots and our ids as tokens no block contains."""
    parts = list(blocks)
    texts = "\0".join(_text(part) for part in parts)
    seed = "nb" + hashlib.sha256(f"{path}\0{texts}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
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
    # Themes put titles into their templates without escaping, some after undoing ours.
    safe = html.escape(title.translate(_SAFE_TITLE), quote=False)
    return Page(path, safe, "\n\n".join(lines) + "\n", slots, source, meta or {}, seed=seed)


def title_lines(title: str, year: int) -> str:
    """Return a title as Markdown, broken before the year, as official titles are: who above, what below."""
    before, stated, rest = title.partition(str(year))
    return f"{plain(before)}<br>{plain(stated + rest)}" if before.strip() and stated else plain(title)


def _text(part: str | Slot | Heading) -> str:
    return part if isinstance(part, str) else part.html if isinstance(part, Slot) else part.text


def extended(page: Page, slot: Slot) -> Page:
    """Return a page with one more slot at its end."""
    seed = hashlib.sha256(f"{page.markdown}\0{slot.html}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
    token = f"nb{seed}x{len(page.slots)}x"
    return replace(page, markdown=f"{page.markdown}\n{token}\n", slots={**page.slots, token: slot.html})


def reserve(text: str, page: Page) -> str:
    """Turn the tokens of a converted page into comments, which search indexes and link checks pass over."""
    for token in page.slots:
        text = text.replace(f"<p>{token}</p>", _comment(token)).replace(f"\n{token}\n", f"\n{_comment(token)}\n")
    return text


def fill(text: str, page: Page) -> str:
    """Put each slot's HTML where its token stands."""
    for token, content in page.slots.items():
        text = text.replace(_comment(token), content).replace(f"<p>{token}</p>", content).replace(token, content)
    return text


def _comment(token: str) -> str:
    return f"<!--{token}-->"


class Link:
    """Addresses of a site's pages as seen from one of them, which is about reports of one kind."""

    def __init__(self, options: Options, here: str, kind: Kind | None = None) -> None:
        self._options = options
        self._kind = kind or kinds.builtin()
        self._here = here.split("/")[:-1]

    def to(self, *parts: object) -> str:
        """Return the relative address of the page in a folder below the site's report path."""
        return self._relative(*parts) + ("/" if self._options.directory_urls else "/index.html")

    def report(self, agency: str, year: int, *rest: object) -> str:
        """Return the relative address of a report's page, or of one below it."""
        return self.to(*self._kind.of_report(agency, year, *rest))

    def report_file(self, agency: str, year: int, name: str) -> str:
        """Return the relative address of a file beside a report's page."""
        return self.file(*self._kind.of_report(agency, year, name))

    def report_absolute(self, agency: str, year: int) -> str:
        """Return the full address of a report's page."""
        return self.absolute(*self._kind.of_report(agency, year))

    def report_absolute_file(self, agency: str, year: int, name: str) -> str:
        """Return the full address of a file beside a report's page."""
        return self.absolute_file(*self._kind.of_report(agency, year, name))

    def year(self, year: int, *rest: object) -> str:
        """Return the relative address of a year's page, or of one below it."""
        return self.to(*self._kind.of_year(year, *rest))

    def comparison(self, *rest: object) -> str:
        """Return the relative address of the pages that compare figures."""
        return self.to(*self._kind.of_comparison(*rest))

    def file(self, *parts: object) -> str:
        """Return the relative address of a file below the site's report path."""
        return self._relative(*parts)

    def absolute(self, *parts: object) -> str:
        """Return the full address of the page in a folder, for use in other sites."""
        return self.absolute_file(*parts) + ("/" if self._options.directory_urls else "/index.html")

    def absolute_file(self, *parts: object) -> str:
        """Return the full address of a file below the site's report path."""
        path = "/".join([self._options.path, *map(str, parts)])
        return f"{self._options.site_url.rstrip('/')}/{quote(path)}"

    def _relative(self, *parts: object) -> str:
        target = "/".join([self._options.path, *map(str, parts)]).split("/")
        here = self._here
        shared = 0
        for one, other in zip(target, here, strict=False):
            if one != other:
                break
            shared += 1
        return quote("/".join([".."] * (len(here) - shared) + target[shared:]) or ".")


@dataclass(frozen=True)
class RenderContext:
    """Everything a page is made from: reports, their analyses and verdicts, options, words, and templates.

    `archive` holds the reports of one kind, the one the page is about, and `whole` all reports of the site.
    `html(template, **values)` fills a template.
    """

    archive: Archive
    analyses: Analyses
    verdicts: Verdicts
    options: Options
    messages: Messages
    html: Callable[..., str]
    whole: Archive

    @property
    def kind(self) -> Kind:
        """The kind of report the page is about."""
        return self.archive.kind

    @property
    def by_kind(self) -> "tuple[RenderContext, ...]":
        """What pages are made from for each kind of report on the site, the default one first."""
        return tuple(self.of_kind(part.kind.id) for part in self.whole.by_kind)

    def of_kind(self, kind: str) -> "RenderContext":
        """Return what pages about another kind of report are made from."""
        if kind == self.kind.id:
            return self
        if kind not in self._others:
            part = self.whole.of_kind(kind)
            self._others[kind] = replace(self, archive=part, messages=self.messages.of(part.kind))
        return self._others[kind]

    @cached_property
    def _others(self) -> "dict[str, RenderContext]":
        return {}

    def link(self, here: str) -> Link:
        """Return the addresses of pages as seen from the page `here`."""
        return Link(self.options, here, self.kind)

    def path(self, *parts: object) -> str:
        """Return the source path of the page in a folder below the site's report path."""
        return "/".join([self.options.path, *map(str, parts), "index.md"])

    def slot(self, template: str, here: str, /, **values: object) -> Slot:
        """Return a filled template; every template knows the site's words `w`, its links and itself."""
        return Slot(self.piece(template, here, **values))

    def piece(self, template: str, here: str, /, **values: object) -> str:
        """Return the HTML of a slot, for a page of the site that may be none of ours."""
        return self.html(template, w=self.messages.word, link=self.link(here), here=here, site=self, **values)

    def public(self, entry: Entry) -> Visibility:
        """Return what the site shows of the judgement of an entry."""
        return self._public[entry.file]

    def hands_back(self, entry: Entry | None) -> bool:
        """Return whether an entry gets a hand-back note: the site makes notes, and there is something to mend."""
        return self.options.handback and entry is not None and bool(self.public(entry).open)

    @cached_property
    def compares(self) -> bool:
        """Return whether there are pages to compare figures on; one report alone is compared with nothing."""
        return sum(report.form is not None for report in self.archive.reports) > 1

    def status(self, entry: Entry | None) -> str:
        """Return the status the site shows of an entry; `missing` where there is none."""
        return self.public(entry).status if entry else "missing"

    def status_in(self, agency: str, year: int) -> str:
        """Return the status the site shows of an agency in a year: also of a report that is in preparation."""
        entry = self.archive.entry(agency, year)
        return PREPARED if entry is None and self.archive.lacking(agency, year) else self.status(entry)

    @cached_property
    def table_renderer(self) -> TableRenderer:
        """What prints the statutory tables."""
        return TableRenderer(self.html, self.messages)

    @cached_property
    def _public(self) -> Mapping[str, Visibility]:
        judgements = self.verdicts.judgements
        return {judged.entry.file: Visibility(judged, self.options.findings) for judged in judgements}

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries that have a page, by file."""
        return {entry.file: entry for entry in self.archive.entries if entry.agency and entry.year}
