"""What was worked out about the reports of an archive: what their prose claims, and how alike it is."""

from functools import cached_property

from nianbao.analysis.claims import Claims, Verification
from nianbao.analysis.similarity.corpus import Corpus
from nianbao.archive import Archive
from nianbao.model.report import Report


class Analyses:
    """The analyses of an archive's reports, each made once, when a rule or a page first asks for it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._verified: dict[str, Verification] = {}

    @cached_property
    def corpus(self) -> Corpus:
        """The prose of all reports, ready to be compared."""
        archive = self._archive
        return Corpus((report, archive.agency(report.agency)) for report in archive.reports)

    @cached_property
    def _claims(self) -> Claims:
        return Claims()

    def claims(self, report: Report) -> Verification:
        """Return what a report's prose says of its tables, and of those of the agency's other years."""
        if report.file not in self._verified:
            archive = self._archive
            self._verified[report.file] = self._claims.verification(
                report, archive.agency(report.agency), lambda year: archive.report(report.agency, year)
            )
        return self._verified[report.file]
