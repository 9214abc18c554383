"""Everything a site consists of: pages with their assets, the downloads of each report, the data, the badges."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain
from pathlib import PurePosixPath

from nianbao import downloads, render
from nianbao.archive import Archive, Entry
from nianbao.checking.analyses import Analyses
from nianbao.checking.judgement import Verdicts
from nianbao.messages import Messages
from nianbao.model.finding import Refusal


@dataclass(frozen=True)
class Site:
    """The site of an archive and its verdicts; Word and Excel files made before come from the store.

    `analyses` are those the verdicts rest on, where they are known.
    """

    archive: Archive
    verdicts: Verdicts
    options: render.Options
    messages: Messages
    store: downloads.Store | None = None
    analyses: Analyses | None = None

    @cached_property
    def context(self) -> render.RenderContext:
        """What pages are rendered from, and fragments that other pages embed."""
        return render.prepared(self.archive, self.verdicts, self.options, self.messages, self.analyses)

    def items(self) -> Iterator[render.Plan | render.Asset]:
        """Yield every page and file: pages with their assets first, then downloads, data, badges.

        None of them is made yet. Raises Refusal for an address that two want or that is outside the site.
        """
        for item in chain(render.plans(self.context), self._downloads(), self._data(), self._badges()):
            if not is_inside(item.path):
                raise Refusal("page-outside", path=item.path)
            yield item

    def _downloads(self) -> Iterator[render.Asset]:
        """Yield the downloads of each report."""
        files = downloads.Downloads(self.messages, self.store)
        for report in (report for part in self.archive.by_kind for report in part.reports):
            folder = self._folder(*report.kind.of_report(report.agency, report.year))
            agency = self.archive.agency(report.agency)
            own = ("entry", report.agency, report.year, report.kind.id)
            for kind in self.options.downloads:
                make = partial(files.file, report, agency, kind)
                # Word and Excel files are kept by what is in them.
                asked = () if kind in downloads.LIBRARIES else (own,)
                yield render.Asset.of(f"{folder}/report.{kind}", make, *asked)

    def _data(self) -> Iterator[render.Asset]:
        """Yield the data of the whole site, those of each kind in a folder of their own."""
        options = self.options
        whole = downloads.SiteInfo(
            url=options.site_url,
            path=options.path,
            findings=options.findings,
            license=options.license,
            directory_urls=options.directory_urls,
        )
        for part in self.archive.by_kind:
            data = downloads.SiteData(part, self.verdicts, options.downloads, whole, self.messages.of(part.kind))
            folder = self._folder(*part.kind.of_data())
            for name in data.names:
                yield render.Asset(f"{folder}/{name}", partial(data.pieces, name), render.everything(part.kind.id))

    def _badges(self) -> Iterator[render.Asset]:
        """Yield the badges of each report, readable or not: a file that can't be read has one that says so."""
        for part in self.archive.by_kind:
            for agency in part.agencies:
                for entry in part.of_agency(agency.id):
                    folder = self._folder(*part.kind.of_report(agency.id, entry.year or 0))
                    for name in downloads.BADGES:
                        make = partial(self._badge, entry, name)
                        yield render.Asset.of(f"{folder}/{name}", make, (render.VERDICT, entry.file, entry.kind))

    def _badge(self, entry: Entry, name: str) -> bytes:
        """Return a badge of an entry."""
        return downloads.badge(self.context.visibility(entry), self.messages, name)

    def _folder(self, *parts: object) -> str:
        """Return a path below the folder of the site's reports."""
        return "/".join(map(str, (self.options.path, *parts)))


def is_inside(path: str) -> bool:
    """Return whether a relative path stays below the folder it is joined to, in every file system.

    No agency, year, form or option that was let in makes another one; this is the last look before a file is
    handed over.
    """
    parts = PurePosixPath(path).parts
    return (
        bool(parts)
        and ".." not in parts
        and not path.startswith("/")
        and not any(char in "\\:" or not char.isprintable() for char in path)
    )
