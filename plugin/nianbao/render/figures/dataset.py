"""Descriptions for search engines: a report and the whole site as schema.org Dataset, in JSON-LD.

The properties are those of https://schema.org/Dataset and https://schema.org/DataDownload; a property without
a value is left out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from nianbao.model.register import Agency
from nianbao.model.report import Report
from nianbao.render.context import RenderContext
from nianbao.render.page import Page

_SCHEMA: Final = "https://schema.org/"
_MEDIA: Final = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xml": "application/atom+xml",
}


def on_report(context: RenderContext, page: Page, report: Report, agency: Agency) -> Page:
    """Return the page of a report with its description as a dataset."""
    data = of_report(context, page.path, report, agency)
    return replace(page, dataset=context.fragment("dataset.html", page.path, data=data).strip())


def on_index(context: RenderContext, page: Page) -> Page:
    """Return the index with a description of the data it links to, if there are any."""
    if not context.data:
        return page
    data = of_site(context, page.path)
    return replace(page, dataset=context.fragment("dataset.html", page.path, data=data).strip())


def of_report(context: RenderContext, here: str, report: Report, agency: Agency) -> dict[str, object]:
    """Return a report as a schema.org Dataset; `here` is the page it will stand in.

    Names and dates are those filed. The period is the calendar year the report is about; `datePublished` is
    the day the agency published it, not the day of the build.
    """
    address = _Addresses(context, here)
    year = report.year
    filer: dict[str, object] = {"@type": "GovernmentOrganization", "name": agency.name}
    properties: dict[str, object] = {
        "name": report.title_for(agency.name),
        "description": context.messages.word("dataset-description", agency=agency.name, year=year),
        "url": address.page(*context.kind.of_report(agency.id, year)),
        "identifier": "/".join(map(str, context.kind.of_report(agency.id, year))),
        "creator": filer,
        "publisher": filer,
        "temporalCoverage": f"{year}-01-01/{year}-12-31",
        "dateCreated": report.signed and report.signed.isoformat(),
        "datePublished": report.published and report.published.isoformat(),
        "spatialCoverage": agency.region,
        "isPartOf": {"@type": "Dataset", "name": context.messages.word("data-title"), "url": address.page()},
        "isBasedOn": report.provenance.url if report.provenance.url.startswith(("https://", "http://")) else "",
        "distribution": list(
            address.files(
                context.kind.of_report(agency.id, year), [f"report.{k}" for k in context.options.downloads]
            )
        ),
    }
    return _dataset(context, properties)


def of_site(context: RenderContext, here: str) -> dict[str, object]:
    """Return all reports of a kind as one schema.org Dataset; there must be at least one."""
    address, archive = _Addresses(context, here), context.archive
    first, last = archive.years[0], archive.years[-1]
    agencies = len({report.agency for report in archive.reports})
    properties: dict[str, object] = {
        "name": context.messages.word("data-title"),
        "description": context.messages.word(
            "data-description", agencies=agencies, first=first, last=last, reports=len(archive.reports)
        ),
        "url": address.page(),
        "keywords": [context.messages.word("data-keyword")],
        "temporalCoverage": f"{first}-01-01/{last}-12-31",
        "distribution": list(address.files(context.kind.of_data(), context.data)),
    }
    return _dataset(context, properties)


def _dataset(context: RenderContext, properties: dict[str, object]) -> dict[str, object]:
    """Return a description with what every Dataset states and the licence, without empty properties."""
    shared = {"@context": _SCHEMA, "@type": "Dataset", "inLanguage": "zh-CN", "isAccessibleForFree": True}
    stated = {name: value for name, value in properties.items() if value}
    return {**shared, **stated, **({"license": context.options.license} if context.options.license else {})}


class _Addresses:
    """Addresses in a description: full ones where the site knows its own, else as seen from the page."""

    def __init__(self, context: RenderContext, here: str) -> None:
        self._link = context.link(here)
        self._known = bool(context.options.site_url)

    def page(self, *parts: object) -> str:
        """Return the address of a page in a folder below the report path."""
        return self._link.absolute(*parts) if self._known else self._link.to(*parts)

    def files(self, folder: tuple[object, ...], names: Iterable[str]) -> Iterator[dict[str, str]]:
        """Yield a DataDownload for each file of a folder, with its media type (IANA)."""
        for name in names:
            whole = self._link.absolute_file(*folder, name) if self._known else self._link.file(*folder, name)
            media = _MEDIA[name.rpartition(".")[2]]
            yield {"@type": "DataDownload", "name": name, "encodingFormat": media, "contentUrl": whole}
