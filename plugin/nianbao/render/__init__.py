"""From an archive and its verdicts to the pages of a site, without any site generator.

`plans` yields what makes each page and asset, `site` makes them at once. Pages are Markdown with slots. The caller
turns the Markdown into HTML and passes that to `finish`, and puts `Page.head` into the head of the page.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial
from importlib import resources
from importlib.resources.abc import Traversable

from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PackageLoader, StrictUndefined, Template
from jinja2.bccache import Bucket, BytecodeCache

from nianbao.archive import Archive, Entry
from nianbao.checking.analyses import Analyses
from nianbao.checking.judgement import Verdicts
from nianbao.messages import Messages
from nianbao.model import kind as kinds
from nianbao.model.finding import Refusal
from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.asked import VERDICT, Answers, everything
from nianbao.render.context import Options, RenderContext
from nianbao.render.figures import dataset
from nianbao.render.found import SEARCH, Record, records
from nianbao.render.page import SCRIPTS, STYLES, Asset, Page, fill, readable, seed_of
from nianbao.render.pages import agency as agency_page
from nianbao.render.pages import agency_names, comparison, reference
from nianbao.render.pages import corrections as changes_page
from nianbao.render.pages import index as index_page
from nianbao.render.pages import report as report_page
from nianbao.render.pages import year as year_page
from nianbao.render.pages.embedding import Embedded, embed
from nianbao.render.pages.embedding import finish as finish_embedded
from nianbao.render.plan import Plan, Work
from nianbao.render.prose import fragment as fragments
from nianbao.render.prose import inline
from nianbao.render.prose.markdown_export import markdown as page_markdown
from nianbao.render.review import handback, import_page
from nianbao.source import safe_prose
from nianbao.source.safe_prose import toc_title

__all__ = [
    "SEARCH",
    "VERDICT",
    "Answers",
    "Asset",
    "Embedded",
    "Options",
    "Page",
    "Plan",
    "Record",
    "RenderContext",
    "anchor",
    "embed",
    "everything",
    "finish",
    "finish_embedded",
    "fragment",
    "linked",
    "page_markdown",
    "plans",
    "prepared",
    "readable",
    "records",
    "seed_of",
    "site",
    "toc_title",
]


def prepared(
    archive: Archive,
    verdicts: Verdicts,
    options: Options,
    messages: Messages,
    analyses: Analyses | None = None,
) -> RenderContext:
    """Return the context that pages, and fragments for pages of the site's owner, are made from.

    `analyses` are those the verdicts rest on; without them, new ones are made when they are needed.
    """
    part = archive.of_kind(kinds.DEFAULT)
    known = analyses or Analyses(archive)
    return RenderContext(part, known, verdicts, options, messages, _Templates(options), archive)


def site(archive: Archive, verdicts: Verdicts, options: Options, messages: Messages) -> Iterator[Page | Asset]:
    """Yield every page of the site, and its stylesheet and script; the same input gives the same bytes.

    Raises Refusal when two pages want the same address.
    """
    for item in plans(prepared(archive, verdicts, options, messages)):
        yield item.make() if isinstance(item, Plan) else item


def plans(context: RenderContext) -> Iterator[Plan | Asset]:
    """Yield every page and asset of a site whose context is prepared, in a fixed order; pages are not made yet.

    Raises Refusal when two pages want the same address.
    """
    taken: set[str] = set()
    for item in _items(context):
        if item.path in taken:
            raise Refusal("page-twice", path=item.path)
        taken.add(item.path)
        yield item


def _items(context: RenderContext) -> Iterator[Plan | Asset]:
    """Yield the index, agencies, reports, years, comparisons, hand-back notes, rules, forms and assets."""
    first, *others = index_page.pages(context)
    yield first.then(dataset.on_index).then(_with_feeds)
    yield from others
    for agency in context.whole.agencies:
        yield Plan(context.path(agency.id), context, partial(agency_page.page, agency=agency)).then(_with_feeds)
    for part in context.by_kind:
        yield from _reports(part)
        for year in part.archive.years:
            yield from year_page.pages(part, year)
        yield from comparison.pages(part)
        yield from filter(None, [agency_names.asset(part)])
        yield from handback.pages(part)
    yield from reference.pages(context)
    yield from _assets()


def _with_feeds(context: RenderContext, page: Page) -> Page:
    """Return a page whose head names the feeds of the site, as readers of feeds look for them (RFC 4287)."""
    parts = [part for part in context.by_kind if "feed.xml" in part.data]
    return replace(page, feeds=context.fragment("feeds.html", page.path, parts=parts))


def _reports(context: RenderContext) -> Iterator[Plan]:
    """Yield the pages of each report of one kind."""
    for agency in context.archive.agencies:
        for entry in context.archive.of_agency(agency.id):

            def plan(work: Work, *below: str, entry: Entry = entry) -> Plan:
                parts = context.kind.of_report(entry.agency or "", entry.year or 0, *below)
                return Plan(context.path(*parts), context, work, entry.file)

            yield plan(partial(report_page.page, entry=entry))
            if context.options.review and entry.report and entry.receipt:
                yield plan(partial(import_page.page, report=entry.report, receipt=entry.receipt), "import")
            if entry.report and entry.report.corrections:
                yield plan(partial(changes_page.page, report=entry.report), "changes")


def _assets() -> Iterator[Asset]:
    """Yield the one stylesheet and the one script."""
    folder = resources.files("nianbao").joinpath("assets")
    for name, stems, ending in (("nianbao.css", STYLES, "styles/{}.css"), ("nianbao.js", SCRIPTS, "{}.js")):
        parts = [folder.joinpath(ending.format(stem)) for stem in stems]
        yield Asset(f"assets/{name}", partial(_joined, parts))


def _joined(parts: list[Traversable]) -> Iterator[bytes]:
    """Yield the content of each file."""
    return (part.read_bytes() for part in parts)


def fragment(report: Report, agency: Agency, messages: Messages) -> str:
    """Return a report as one block of HTML for another system, that needs no stylesheet, script or class."""
    return _own_templates()("fragment.html", w=messages.word, **fragments.of_report(report, agency, messages))


def finish(converted: str, page: Page) -> str:
    """Return a page's converted Markdown with its prose made safe, signs as tags, and slots filled."""
    safe = safe_prose.clean(converted, page.seed, page.anchors)
    return fill(inline.with_tags(safe, page.signed), page.slots)


def linked(name: str, page: Page) -> str:
    """Return the id that a link to one of a page's own ids points to in its finished prose."""
    return safe_prose.linked(name, page.seed, page.anchors)


def anchor(name: str, page: Page) -> str:
    """Return the id that an id of a page's converted Markdown has in its finished prose."""
    return safe_prose.anchor(name, page.seed)


class _Compiled(BytecodeCache):
    """What Jinja made of templates in this process: the next build of `mkdocs serve` makes none of it again."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a bucket what was kept for its template; one of another text is passed over by the bucket."""
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was made of a bucket's template."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


class _Templates:
    """The package's templates, any of which a site may replace with its own of the same name."""

    def __init__(self, options: Options) -> None:
        own = FileSystemLoader([folder / "nianbao" for folder in options.template_dirs])
        loader = ChoiceLoader([own, PackageLoader("nianbao", "templates/nianbao")])
        self._environment = Environment(
            loader=loader,
            bytecode_cache=_COMPILED,
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            # One object serves one build.
            auto_reload=False,
        )
        # JSON in a page keeps Chinese characters; Jinja still escapes what could end a script element.
        self._environment.policies["json.dumps_kwargs"] = {
            "ensure_ascii": False,
            "sort_keys": False,
            "separators": (",", ":"),
        }
        self._loaded: dict[str, Template] = {}

    def __call__(self, name: str, /, **values: object) -> str:
        """Return a template filled with values; raises jinja2.UndefinedError for a name it doesn't get."""
        if name not in self._loaded:
            self._loaded[name] = self._environment.get_template(name)
        return self._loaded[name].render(**values)


@lru_cache(maxsize=1)
def _own_templates() -> _Templates:
    """Return the package's templates alone, for HTML that leaves the site."""
    return _Templates(Options())
