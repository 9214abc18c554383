"""The data of a whole site: all reports, all figures, the description of both, and the feed.

Each kind of report has files of its own, made from the part of the archive that holds that kind.
"""

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
class SiteInfo:
    """The address of a site, and the settings that concern its data.

    `url` is its address ("" if unknown), `path` the folder of its reports below it. `findings` is the setting that
    says which findings are public, `license` the name or address of a licence, or empty. `directory_urls` is False
    where addresses must name `index.html`; `depth` is how many folders below the reports the data stand.
    """

    url: str = ""
    path: str = "reports"
    findings: str = "all"
    license: str = ""
    directory_urls: bool = True
    depth: int = 1

    def page(self, *parts: object) -> str:
        """Return the address of the page in a folder of the reports; without parts it is their index.

        It is absolute, or relative to the folder of the data if `url` is unknown.
        """
        return self._below(*parts) + ("" if self.directory_urls else "index.html")

    def file(self, *parts: object) -> str:
        """Return the address of a file below the reports.

        It is absolute, or relative to the folder of the data if `url` is unknown.
        """
        return self._below(*parts).rstrip("/")

    def _below(self, *parts: object) -> str:
        """Return the address of a folder below the reports, each part percent-encoded, with a slash at its end."""
        base = f"{self.url.rstrip('/')}/{quote(self.path)}/" if self.url else "../" * self.depth
        return base + "".join(f"{quote(str(part))}/" for part in parts)


def data_names(kinds: Collection[str]) -> tuple[str, ...]:
    """Return the names of the data files of a site that offers reports in these kinds of download.

    The package's description comes with JSON or CSV, the feed in any case.
    """
    described = tuple(name for name, kind in (("reports.json", "json"), ("figures.csv", "csv")) if kind in kinds)
    return (*described, *(("datapackage.json",) if described else ()), "feed.xml")


def site_data(
    archive: Archive, verdicts: Verdicts, kinds: Collection[str], info: SiteInfo, messages: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of the site's data: `reports.json` and `figures.csv` as far as wanted.

    `datapackage.json` comes with either, `feed.xml` always; a site without reports has no data. `archive` holds
    the reports of one kind, `verdicts` those of all.
    """
    reports = archive.reports
    if not reports:
        return
    info = replace(info, depth=len(archive.kind.of_data()))
    pairs = [(report, archive.agency(report.agency)) for report in reports]
    described: list[tuple[str, bytes]] = []
    if "json" in kinds:
        described.append(("reports.json", reports_json(pairs)))
    if "csv" in kinds:
        judgements = {judgement.entry.file: judgement for judgement in verdicts.judgements}
        visible = ((report, Visibility(judgements[report.file], info.findings)) for report in reports)
        described.append(("figures.csv", figures_csv(visible)))
    yield from described
    if described:
        license_facts = (info.page(), info.license) if info.url else ("", info.license)
        yield "datapackage.json", datapackage_json(described, archive, messages, *license_facts)
    yield "feed.xml", feed_xml((*publications(pairs), *corrections(pairs, messages)), info, messages)
