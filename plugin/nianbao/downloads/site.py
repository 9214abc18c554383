"""The data of a whole site: all reports, all figures, the description of both, and the feed."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from nianbao.archive import Archive
from nianbao.checking.check import Verdicts
from nianbao.checking.visibility import Visibility
from nianbao.downloads.csv import figures_csv
from nianbao.downloads.datapackage import datapackage_json
from nianbao.downloads.feed import corrections, feed_xml, publications
from nianbao.downloads.json import reports_json
from nianbao.messages import Messages


@dataclass(frozen=True, slots=True)
class Whole:
    """What the site says of itself. `url` is where it will stand ("" if unknown), `path` where its reports are.

    `findings` is what the public sees of the judgement, `license` the name or address of a licence, or empty;
    `directory_urls` is False where addresses must name `index.html`; `depth` is how many folders below the reports
    the data stand.
    """

    url: str = ""
    path: str = "reports"
    findings: str = "all"
    license: str = ""
    directory_urls: bool = True
    depth: int = 1

    def page(self, *parts: object) -> str:
        """Return the address of the page in a folder of the reports: absolute, or as seen from the data."""
        return self._below(*parts) + ("" if self.directory_urls else "index.html")

    def file(self, *parts: object) -> str:
        """Return the address of a file below the reports: absolute, or as seen from the data."""
        return self._below(*parts).rstrip("/")

    def _below(self, *parts: object) -> str:
        start = f"{self.url.rstrip('/')}/{quote(self.path)}/" if self.url else "../" * self.depth
        return start + "".join(f"{quote(str(part))}/" for part in parts)


def data_names(kinds: Collection[str]) -> tuple[str, ...]:
    """Return the names of the data files of a site that offers reports in these kinds."""
    described = tuple(name for name, kind in (("reports.json", "json"), ("figures.csv", "csv")) if kind in kinds)
    return (*described, *(("datapackage.json",) if described else ()), "feed.xml")


def site_data(
    archive: Archive, verdicts: Verdicts, kinds: Collection[str], whole: Whole, messages: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of the site's data: `reports.json` and `figures.csv` as far as wanted.

    The description comes with either, the feed always; a site without reports has no data.
    """
    reports = archive.reports
    if not reports:
        return
    whole = replace(whole, depth=len(archive.kind.of_data()))
    filed = [(report, archive.agency(report.agency)) for report in reports]
    described: list[tuple[str, bytes]] = []
    if "json" in kinds:
        described.append(("reports.json", reports_json(filed)))
    if "csv" in kinds:
        judged = {judgement.entry.file: judgement for judgement in verdicts.judgements}
        public = ((report, Visibility(judged[report.file], whole.findings)) for report in reports)
        described.append(("figures.csv", figures_csv(public)))
    yield from described
    if described:
        about = (whole.page(), whole.license) if whole.url else ("", whole.license)
        yield "datapackage.json", datapackage_json(described, archive, messages, *about)
    yield "feed.xml", feed_xml((*publications(filed), *corrections(filed, messages)), whole, messages)
