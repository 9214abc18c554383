"""The MkDocs plugin: options in, hooks, and nothing decided here.

Order of the hooks in a build: `on_config` (assets, watching), `on_files` (read, judge, make pages), then for each
page `on_page_markdown` (title), the converter with our extension (safe prose, tables), `on_page_content` (ids),
`on_post_page` (head). All run before those of other plugins, wherever we are listed: they get whole pages.
"""

import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage

from nianbao import (
    archive,
    downloads,
    mkdocs_files,
    mkdocs_kept,
    mkdocs_log,
    mkdocs_markdown,
    mkdocs_neighbours,
    mkdocs_preview,
    mkdocs_search,
    render,
)
from nianbao.messages import Messages
from nianbao.mkdocs_files import AssetFile, PageFile, Workshop
from nianbao.mkdocs_judging import Judging
from nianbao.mkdocs_options import NianbaoConfig
from nianbao.mkdocs_preview import Preview
from nianbao.mkdocs_progress import Progress
from nianbao.model import disk
from nianbao.model.collecting import collecting_rarely
from nianbao.model.constants import pattern
from nianbao.model.finding import Refusal, Severity
from nianbao.settings import Settings
from nianbao.site import Site
from nianbao.source.receipt import SUFFIX as RECEIPT

log = mkdocs_log.log

# Our hooks run before those of plugins that ask for no order of their own, and one after them.
_EARLY, _LATE = 100, -100
# static-i18n makes the files of a language from those there are, at -100.
_BEFORE_LANGUAGES, _AFTER_LANGUAGES = -99, -101
# Behind plugins that convert Markdown themselves, before those that quote it.
_AFTER_CONVERTERS = -50
_HEAD_END = pattern(r"</head\s*>", re.IGNORECASE)

_LEVELS = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": Severity.OFF}


class NianbaoPlugin(BasePlugin[NianbaoConfig]):  # type: ignore[no-untyped-call]
    """The plugin `nianbao`: reports become pages of the site.

    MkDocs keeps one object over the rebuilds of `serve`: `_judging` and `_store` hold what was read and made
    before.
    """

    def __init__(self) -> None:
        self._serving = False
        self._store = downloads.Store()
        self._judging = Judging(self._store)
        self._missing_was_logged = False
        self._pages: dict[str, PageFile] = {}
        self._unfinished = mkdocs_markdown.Unfinished()
        self._workshop = Workshop(self._unfinished)
        self._preview = Preview()
        self._meanwhile = ExitStack()
        self._added: list[File] = []
        self._originals: dict[str, str] = {}

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG002
        """Learn whether the site is served.

        MkDocs keeps a plugin that has this hook over the rebuilds of `serve`, and with it what was read before.
        """
        self._serving = command == "serve"
        self._preview.is_on = self._serving and mkdocs_preview.is_live()

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Bring stylesheet, script and `attr_list` along, and watch the reports.

        Raises PluginError, one line, for options that won't do and for folders that lie within one another.
        """
        self._messages = Messages(self.config.language)
        self._progress = Progress(self._messages)
        self.settings = Settings(dict(config), dict(self.config))
        for fault in self.settings.faults():
            raise PluginError(self._messages.refusal(fault))
        self.options = self._read_options(config)
        home = Path(config.config_file_path).parent
        self._directory = home / self.config.reports_dir
        sources, site = self._real(self._directory), self._real(Path(config.site_dir))
        if self._real(Path(config.docs_dir)).is_relative_to(sources):
            raise PluginError(self._messages.word("option-reports-dir", actual=self.config.reports_dir))
        if sources.is_relative_to(site) or site.is_relative_to(sources):
            # MkDocs empties the folder of the site before it builds.
            raise PluginError(self._messages.word("option-reports-in-site", actual=self.config.reports_dir))
        self._store.folder = home / self.config.cache_dir if self.config.cache_dir else None
        config.extra_css.append("assets/nianbao.css")
        config.extra_javascript.append("assets/nianbao.js")
        mkdocs_search.speak_chinese(config)
        for extension in ("attr_list", mkdocs_markdown.NAME):
            if extension not in config.markdown_extensions:
                config.markdown_extensions.append(extension)
        config.mdx_configs[mkdocs_markdown.NAME] = {"pages": self._unfinished}
        if self._is_folder(self._directory):
            config.watch.append(str(self._directory))
        return config

    @event_priority(_EARLY)
    def _add_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Read and judge the reports, and add their pages and downloads to the site.

        Raises PluginError for what the package refuses, and for an address that a page of the site has already.
        """
        self._pages = {}
        self._workshop.begin()
        self._take_out_sources(files)
        taken = {file.dest_uri for file in files}
        try:
            added = [self._file(item, config) for item in self._site(config)]
        except Refusal as refusal:
            raise PluginError(self._messages.refusal(refusal)) from refusal
        except UnicodeEncodeError as error:
            # The locale has no Chinese, so the system takes no Chinese names.
            can_print_chinese = (getattr(sys.stderr, "encoding", "") or "").lower().startswith("utf")
            messages = self._messages if can_print_chinese else Messages("en")
            raise PluginError(messages.word("build-locale")) from error
        except OSError as error:
            fields = {"path": str(error.filename or ""), "detail": disk.trouble(error)}
            raise PluginError(self._messages.word("cant-write", **fields)) from error
        self._added = added
        for file in added:
            if file.dest_uri in taken:
                raise PluginError(self._messages.word("page-taken", path=file.dest_uri))
            files.append(file)
        return files

    @event_priority(_BEFORE_LANGUAGES)
    def _set_aside(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Take our files out for a plugin that can't have them, sources that another plugin has added as well."""
        self._take_out_sources(files)
        if mkdocs_neighbours.are_dropped(config.plugins):
            for file in [file for file in self._added if file.src_uri in files.src_uris]:
                files.remove(file)
        return files

    @event_priority(_AFTER_LANGUAGES)
    def _put_back(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Put our files back."""
        if mkdocs_neighbours.are_dropped(config.plugins):
            mkdocs_neighbours.put_back(config.plugins, self._added, files)
        return files

    def _take_out_sources(self, files: Files) -> None:
        """Take out the sources that stand among the site's own files."""
        for file in [file for file in files if file.src_uri not in self._pages and self._is_source(file)]:
            files.remove(file)

    on_files = CombinedEvent(_add_files, _set_aside, _put_back)

    @event_priority(_LATE)
    def on_nav(self, nav: Navigation, /, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Make the pages the navigation hasn't taken light, or let them wait in the preview."""
        ours = [*mkdocs_files.lightened(self._added, nav, config)]
        self._preview.plan(ours, nav, config, files)
        return nav

    @event_priority(_LATE)
    def on_env(self, env: Any, /, *, config: MkDocsConfig, files: Files) -> Any:  # noqa: ARG002
        """Learn what pages of the preview are rendered with; all pages are read now."""
        self._preview.env = env
        self._progress.begin(sum(not file.waits for file in self._pages.values()), "build-pages")
        return env

    def on_serve(self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Any) -> LiveReloadServer:  # noqa: ARG002
        """Make pages of the preview when they are asked for."""
        self._preview.serve(server)
        return server

    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Write what the reports are searched by, keep what was made, and let the preview make pages."""
        if self.options.search:
            mkdocs_search.write(Path(config.site_dir), self._context, self._added, self._workshop.kept)
        self._store.close()
        self._end()

    def on_build_error(self, *, error: Exception) -> None:  # noqa: ARG002
        """Let the preview go on with what there is."""
        self._end()

    def _end(self) -> None:
        """End what holds while a site is built."""
        self._progress.end()
        self._meanwhile.close()
        self._preview.end()

    @event_priority(_LATE)
    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Keep all but a line of a page out of the theme's search, and a preview from showing half a build."""
        self._preview.begin()
        self._meanwhile.close()
        self._meanwhile.enter_context(collecting_rarely())
        mkdocs_search.list_briefly(config.plugins, self._summary)

    def _summary(self, path: str) -> str | None:
        """Return the line a theme's search finds a page of ours by; None for a page of the site's own."""
        file = self._pages.get(path)
        return file.summary if file else None

    @event_priority(_EARLY)
    def on_page_markdown(self, markdown: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Set the title of a page of ours; put placeholders where other pages embed reports.

        Notes on shortcodes that can't be filled are logged as warnings, so that `--strict` fails on them.
        """
        if file := self._pages.get(page.file.src_uri):
            page.meta = {**page.meta, **file.made.meta, "title": file.made.title}
            return markdown
        embedded = render.embed(self._context, markdown, page.file.content_string, page.file.dest_uri)
        if embedded is None:
            return markdown
        for note in embedded.notes:
            log.warning("%s:%s %s", page.file.src_uri, note.line, note.message)
        if embedded.comments:
            if any(file.inclusion is InclusionLevel.EXCLUDED for file in self._added):
                log.warning("%s: %s", page.file.src_uri, self._messages.word("embed-excluded"))
            self._originals[page.file.src_uri] = markdown
            self._unfinished.add(embedded.seed, lambda html: render.finish_embedded(html, embedded))
        return embedded.page.markdown

    @event_priority(_EARLY)
    def _settle_ids(self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Make the table of contents and the ids of a page of ours say what the safe page says.

        Themes and plugins also take headings from the table of contents, and MkDocs checks links by the ids: both
        were made of the Markdown.
        """
        if file := self._pages.get(page.file.src_uri):
            file.settle(page, html)
        return html

    @event_priority(_AFTER_CONVERTERS)
    def _give_words(self, html: str, /, *, page: MkDocsPage, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002
        """Leave words without tokens in the place of the Markdown, for those who quote it, such as feeds.

        Pages of the blog plugin are converted once more, for its lists.
        """
        original = self._originals.pop(page.file.src_uri, None)
        if file := self._pages.get(page.file.src_uri):
            page.markdown = file.let_go()
        elif original is not None and type(page) is MkDocsPage:
            page.markdown = original
        return html

    on_page_content = CombinedEvent(_settle_ids, _give_words)

    @event_priority(_EARLY)
    def _add_head(self, output: str, /, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Put what search engines and readers of feeds look for into the head of a page of ours."""
        file = self._pages.get(page.file.src_uri)
        head = (file.head if file else "") or ""
        return _HEAD_END.sub(lambda end: head + end[0], output, count=1) if head else output

    @event_priority(_LATE)
    def _assert_whole(self, output: str, /, *, page: MkDocsPage, config: MkDocsConfig) -> str:  # noqa: ARG002
        """Refuse a page with a hole: its Markdown was converted without our extension. Raises PluginError."""
        if (found := mkdocs_markdown.TOKEN.search(output)) and self._unfinished.seeds_in(found[0]):
            raise PluginError(self._messages.word("page-hole", path=page.file.src_uri))
        if page.file.src_uri in self._pages:
            self._progress.advance()
        return output

    on_post_page = CombinedEvent(_add_head, _assert_whole)

    def on_shutdown(self) -> None:
        """Remove the Markdown of our pages."""
        self._workshop.remove()
        self._store.close()

    def _is_source(self, file: File) -> bool:
        """Return whether a file of the site is a source of reports, which hold what is not to be published."""
        if file.src_uri.endswith(RECEIPT):
            return True
        path = file.abs_src_path
        ours = (self._directory, self._store.folder) if self._store.folder else (self._directory,)
        return path is not None and any(self._real(Path(path)).is_relative_to(self._real(each)) for each in ours)

    def _real(self, path: Path) -> Path:
        """Return a path with its links followed. Raises PluginError for a name no file can have."""
        try:
            return disk.real(path)
        except Refusal as refusal:
            raise PluginError(self._messages.refusal(refusal)) from refusal

    def _site(self, config: MkDocsConfig) -> Iterator[render.Plan | render.Asset]:
        """Yield all pages and files of the site; its findings are logged before the first."""
        judged = self._judging.judged(
            self._named_directory(), self.settings, self._progress, is_preview=self._serving
        )
        reports, verdicts = judged.reports, judged.verdicts
        self._name_drafts(reports)
        level = _LEVELS[self.config.fail_on]
        mkdocs_log.tell(verdicts, level, self._messages, must_not_fail=self._serving)
        site = Site(reports, verdicts, self.options, self._messages, self._store, judged.analyses)
        self._context = site.context
        self._workshop.kept = None if self._serving else mkdocs_kept.of(config, self._store, site.context)
        yield from site.items()

    def _name_drafts(self, reports: archive.Archive) -> None:
        """Log which reports are left out because they have not passed the review the site asks for."""
        if reports.drafts and not self._serving:
            names = [
                "/".join(map(str, reports.kinds[kind].of_report(name, year)))
                for name, year, kind in reports.drafts
            ]
            log.info(self._messages.word("build-drafts", drafts=len(names), names=names))

    def _is_folder(self, path: Path) -> bool:
        """Return whether an option names a folder that is there; one with a name no folder can have is refused."""
        try:
            return disk.kind(path) is disk.Kind.FOLDER
        except Refusal as refusal:
            raise PluginError(self._messages.refusal(refusal)) from refusal

    def _named_directory(self) -> Path:
        """Return the reports folder as messages should name it: from where the command was started, if below."""
        try:
            return disk.real(self._directory).relative_to(Path.cwd())
        except ValueError:
            return self._directory

    def _file(self, item: render.Plan | render.Asset, config: MkDocsConfig) -> File:
        """Return a page or asset as a file of MkDocs, with its link for editing.

        Raises UnicodeEncodeError where the system can't take the name.
        """
        inclusion = mkdocs_neighbours.inclusion(item.path, config)
        if isinstance(item, render.Asset):
            return AssetFile(item, config, inclusion, self._workshop)
        # A navigation of the site's own names the index where it wants it, or leaves it out on purpose.
        if item.in_navigation and config.nav is None and inclusion is InclusionLevel.NOT_IN_NAV:
            inclusion = InclusionLevel.UNDEFINED
        file = self._pages[item.path] = PageFile(item, config, inclusion, self._workshop)
        return file

    def _read_options(self, config: MkDocsConfig) -> render.Options:
        """Return what the pages are to be like: those who write the reports see more in the preview."""
        own = config.theme.custom_dir
        self._name_missing()
        options = self.settings.render_options
        return replace(
            options,
            findings="all" if self._serving else options.findings,
            template_dirs=(Path(own),) if own else (),
            review=self._serving,
            handback=self._serving or self.config.handback,
            search=not self._serving and self.settings.searches and mkdocs_search.is_there(),
        )

    def _name_missing(self) -> None:
        """Log once what to install for the kinds that can't be made."""
        kinds = tuple(kind for kind in self.settings.downloads if not downloads.makeable(kind))
        libraries = [downloads.LIBRARIES[kind] for kind in kinds]
        packages = tuple(library.package for library in libraries)
        extras = ",".join(library.extra for library in libraries)
        if kinds and not self._missing_was_logged:
            log.info(self._messages.word("downloads-missing", packages=packages, kinds=kinds, extras=extras))
        self._missing_was_logged = bool(kinds)
