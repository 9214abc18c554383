"""The data of a whole site: all reports, all figures, the description of both, and the feed.

Each kind of report has files of its own, made from the part of the archive that holds that kind.
"""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Final
from urllib.parse import quote

from nianbao.archive import Archive
from nianbao.checking.judgement import Verdicts
from nianbao.checking.visibility import Visibility
from nianbao.downloads.csv import figures_csv
from nianbao.downloads.datapackage import DataFile, datapackage_json
from nianbao.downloads.feed import corrections, feed_xml, publications
from nianbao.downloads.json import reports_json
from nianbao.messages import Messages
from nianbao.model.register import Agency
from nianbao.model.report import Report

# The data files that the package describes, with the kind of download that brings each.
_DESCRIBED: Final = {"reports.json": "json", "figures.csv": "csv"}


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
    described = tuple(name for name, kind in _DESCRIBED.items() if kind in kinds)
    return (*described, *(("datapackage.json",) if described else ()), "feed.xml")


class SiteData:
    """The data of the whole site, written piece by piece: `reports.json` and `figures.csv` as far as wanted.

    `datapackage.json` comes with either, `feed.xml` always; a site without reports has no data. `archive` holds
    the reports of one kind, `verdicts` those of all.
    """

    def __init__(
        self, archive: Archive, verdicts: Verdicts, kinds: Collection[str], info: SiteInfo, messages: Messages
    ) -> None:
        self._archive, self._verdicts, self._messages = archive, verdicts, messages
        self._info = replace(info, depth=len(archive.kind.of_data()))
        self.names = data_names(kinds) if archive.reports else ()
        self._known: dict[str, DataFile] = {}

    def pieces(self, name: str) -> Iterator[bytes]:
        """Yield the content of one of `names`."""
        if name == "datapackage.json":
            yield self._description()
        elif name == "feed.xml":
            entries = (*publications(self._pairs()), *corrections(self._pairs(), self._messages))
            yield feed_xml(entries, self._info, self._messages)
        else:
            yield from self._counted(name)

    def _counted(self, name: str) -> Iterator[bytes]:
        """Yield a data file that the package describes, and remember its size and digest."""
        size, digest = 0, sha256()
        for piece in reports_json(self._pairs()) if name == "reports.json" else figures_csv(self._visible()):
            size += len(piece)
            digest.update(piece)
            yield piece
        self._known[name] = DataFile(name, size, digest.hexdigest())

    def _description(self) -> bytes:
        """Return the description of the data files; those not written yet are gone through for it."""
        described = [name for name in self.names if name in _DESCRIBED]
        for name in described:
            if name not in self._known:
                deque(self._counted(name), maxlen=0)
        files = [self._known[name] for name in described]
        homepage = self._info.page() if self._info.url else ""
        return datapackage_json(files, self._archive, self._messages, homepage, self._info.license)

    def _pairs(self) -> Iterator[tuple[Report, Agency]]:
        """Yield each report with its agency."""
        return ((report, self._archive.agency(report.agency)) for report in self._archive.reports)

    def _visible(self) -> Iterator[tuple[Report, Visibility]]:
        """Yield each report with what the site shows of its judgement."""
        judgements = {judgement.entry.file: judgement for judgement in self._verdicts.judgements}
        for report in self._archive.reports:
            yield report, Visibility(judgements[report.file], self._info.findings)


def site_data(
    archive: Archive, verdicts: Verdicts, kinds: Collection[str], info: SiteInfo, messages: Messages
) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of the site's data (see SiteData)."""
    data = SiteData(archive, verdicts, kinds, info, messages)
    for name in data.names:
        yield name, b"".join(data.pieces(name))
