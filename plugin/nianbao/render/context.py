"""The render context: reports, verdicts, options, messages, templates and addresses, for every page of a site."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Final
from urllib.parse import quote

from nianbao.archive import Archive, Entry
from nianbao.checking.analyses import Analyses
from nianbao.checking.judgement import Verdicts
from nianbao.checking.visibility import Visibility
from nianbao.messages import Messages
from nianbao.model import kind as kinds
from nianbao.model.finding import Place, Severity
from nianbao.model.kind import Kind
from nianbao.render.page import Slot
from nianbao.render.tables.over_years import OverYears
from nianbao.render.tables.renderer import TableRenderer

_CHINESE: Final = "zh-CN"
# The status of a report that has not been reviewed and is not published.
PREPARED: Final = "in_preparation"


@dataclass(frozen=True)
class Options:
    """A site's choices. `path` is the folder of the pages, `findings` all, errors or none.

    `directory_urls` is False where addresses must name `index.html`; `template_dirs` are searched for a site's
    own templates before the package's; `rules` are the codes of the rules that get a page, `severities` the
    site's own by code. `site_url` is the site's public address, empty if unknown. `review` is for those who
    write the reports: the pages then also show how the numbers of the text agree with the tables. `handback`
    adds a printable note of what to mend for each report with findings. `data` names the files of the site's
    data, `license` the licence of the data or its address. `inline_tables` styles statutory tables in place,
    for systems without the stylesheet. `search` says that the site will have an index of the reports' text.
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
    search: bool = False


class Link:
    """Addresses of a site's pages, relative to the page `here`, which is about reports of one kind.

    Templates know an instance as `link`. All addresses are percent-encoded; relative ones work wherever the
    site is published.
    """

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
        """Return the relative address of a file in the folder of a report's page."""
        return self.file(*self._kind.of_report(agency, year, name))

    def report_absolute(self, agency: str, year: int) -> str:
        """Return the full address of a report's page."""
        return self.absolute(*self._kind.of_report(agency, year))

    def report_absolute_file(self, agency: str, year: int, name: str) -> str:
        """Return the full address of a file in the folder of a report's page."""
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
        """Return the shortest relative address from the folder of this page to a path below the report path.

        Example: from `reports/a/2023/index.md` to `reports/rules` it is `../../rules`.
        """
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
    """All inputs of a page: reports, their analyses and verdicts, options, messages, and templates.

    `archive` holds the reports of one kind, the one the page is about, and `whole` all reports of the site.
    `html(template, **values)` fills a template and returns its HTML. Templates know the context as `site`.
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

    @cached_property
    def by_kind(self) -> "tuple[RenderContext, ...]":
        """The context of each kind of report on the site, the default one first."""
        return tuple(self.of_kind(part.kind.id) for part in self.whole.by_kind)

    @cached_property
    def lead(self) -> "RenderContext":
        """The context of the kind the site's index is about: the first kind with reports, else the default one."""
        return next((part for part in self.by_kind if part.archive.years), self.of_kind(kinds.DEFAULT))

    @property
    def data(self) -> tuple[str, ...]:
        """The names of the data files that all reports of the kind have; none without a readable report."""
        return self.options.data if self.archive.reports else ()

    def of_kind(self, kind: str) -> "RenderContext":
        """Return the context for pages about another kind of report, with that kind's own messages."""
        if kind == self.kind.id:
            return self
        if kind not in self._others:
            part = self.whole.of_kind(kind)
            self._others[kind] = replace(self, archive=part, messages=self.messages.of(part.kind))
        return self._others[kind]

    @cached_property
    def _others(self) -> "dict[str, RenderContext]":
        """The contexts of other kinds by kind id, filled as they are asked for."""
        return {}

    def link(self, here: str) -> Link:
        """Return the addresses of pages relative to the page `here`."""
        return Link(self.options, here, self.kind)

    def path(self, *parts: object) -> str:
        """Return the source path of the page in a folder below the site's report path."""
        return "/".join([self.options.path, *map(str, parts), "index.md"])

    def slot(self, template: str, here: str, /, **values: object) -> Slot:
        """Return a filled template as a slot.

        Every template knows the words `w`, `link`, `here`, `site`, and `ours` and `chinese`: the attributes that
        tell the language where it changes.
        """
        return Slot(self.fragment(template, here, **values).rstrip("\n"))

    def fragment(self, template: str, here: str, /, **values: object) -> str:
        """Return the HTML of a filled template, for a slot or for a page that the site's owner wrote."""
        known = {"link": self.link(here), "here": here, "site": self, "ours": self._ours, "chinese": self._chinese}
        return self.html(template, w=self.messages.word, **known, **values)

    @cached_property
    def _ours(self) -> str:
        """The `lang` of what the site says in a Chinese page, as an attribute; empty where it is the same."""
        lang = self.messages.word("lang")
        return "" if lang == _CHINESE else f' lang="{lang}"'

    @cached_property
    def _chinese(self) -> str:
        """The `lang` of what was filed inside of what the site says; empty where it is the same."""
        return f' lang="{_CHINESE}"' if self._ours else ""

    def visibility(self, entry: Entry) -> Visibility:
        """Return which findings, repairs and status of an entry the site shows."""
        return self._visibilities[entry.file]

    def hands_back(self, entry: Entry | None) -> bool:
        """Return whether an entry gets a hand-back note: the site makes notes, and there are open findings."""
        return self.options.handback and entry is not None and bool(self.visibility(entry).open)

    @cached_property
    def compares(self) -> bool:
        """Whether there are pages to compare figures on: two or more reports are filled in on a form."""
        return sum(report.form is not None for report in self.archive.reports) > 1

    def status(self, entry: Entry | None) -> str:
        """Return the status the site shows of an entry; `missing` where there is none."""
        return self.visibility(entry).status if entry else "missing"

    def status_in(self, agency: str, year: int) -> str:
        """Return the status the site shows of an agency in a year, in preparation and missing among them."""
        entry = self.archive.entry(agency, year)
        return PREPARED if entry is None and self.archive.lacking(agency, year) else self.status(entry)

    @cached_property
    def table_renderer(self) -> TableRenderer:
        """The renderer of statutory tables, shared by all pages because it keeps the cells it has made."""
        return TableRenderer(self.html, self.messages)

    @cached_property
    def over_years(self) -> OverYears:
        """What makes the tables over years, shared by the pages of agencies, which are all equally deep."""
        here = self.path("agency")
        return OverYears(
            lambda table, head: self.fragment("over_years_head.html", here, table=table, head=head).strip(),
            lambda raw, kind: self.html("over_years_cell.html", w=self.messages.word, raw=raw, kind=kind).strip(),
        )

    @cached_property
    def _visibilities(self) -> Mapping[str, Visibility]:
        """The visibility of each judged entry, by its file."""
        judgements = self.verdicts.judgements
        return {judged.entry.file: Visibility(judged, self.options.findings) for judged in judgements}

    def linked_cells(self, entry: Entry) -> Iterable[Place]:
        """Return the cells of a report that pages of other reports lead to.

        In the preview that may be any, because numbers of the prose lead to other years.
        """
        if self.options.review and entry.report and entry.report.form:
            return entry.report.form.places
        return self._cells_in_findings.get(entry.file, ())

    @cached_property
    def _cells_in_findings(self) -> Mapping[str, frozenset[Place]]:
        """The cells that findings on other reports name, by the file of their report."""
        named: dict[str, set[Place]] = {}
        for judged in self.verdicts.judgements:
            for finding in self.visibility(judged.entry).findings:
                for there in finding.elsewhere:
                    entry = self.entries.get(there.file)
                    place = entry.report.written_at(there.line, there.column) if entry and entry.report else None
                    if place:
                        named.setdefault(there.file, set()).add(place)
        return {file: frozenset(places) for file, places in named.items()}

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The entries that have a page, by file; those without an agency or a year have none."""
        return {entry.file: entry for entry in self.archive.entries if entry.agency and entry.year}
