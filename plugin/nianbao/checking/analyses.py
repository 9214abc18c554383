"""The analyses of the reports of an archive: what their prose claims, and how alike it is.

They are apart from the archive, which holds what was filed and nothing worked out of it.
"""

from functools import cached_property

from nianbao.analysis.claims import Claims, Verification
from nianbao.analysis.similarity.corpus import Corpus
from nianbao.archive import Archive
from nianbao.model.report import Report


class Analyses:
    """The analyses of an archive's reports, each made once, when a rule or a page first asks for it.

    Reports are compared with those of their own kind alone: `of_kind` gives the analyses of another kind's. They
    hold for one load of the archive: when a source changes, both are made again. `corpus` is the prose to compare,
    where it is not that of the archive's own reports.
    """

    def __init__(self, archive: Archive, corpus: Corpus | None = None) -> None:
        self.archive, self._given = archive, corpus
        self._kinds: dict[str, Analyses] = {}
        self._verified: dict[str, Verification] = {}

    def of_kind(self, kind: str) -> "Analyses":
        """Return the analyses of one kind's reports; of an archive of that kind alone the same ones."""
        if kind not in self._kinds:
            part = self.archive.of_kind(kind)
            self._kinds[kind] = self if part is self.archive else Analyses(part, self._given)
        return self._kinds[kind]

    @cached_property
    def corpus(self) -> Corpus:
        """The prose of all reports, ready to be compared."""
        return self._given or Corpus(self.archive.reports, self.archive.agency)

    @cached_property
    def _claims(self) -> Claims:
        """The reader of claims; it prepares the words of a form and year once for all reports."""
        return Claims()

    def claims(self, report: Report) -> Verification:
        """Return what a report's prose states, compared with its tables and those of the agency's other years.

        The report may be of any kind; it is looked up by its file.
        """
        own = self.of_kind(report.kind.id)
        if own is not self:
            return own.claims(report)
        if report.file not in self._verified:
            agency, archive = self.archive.agency(report.agency), self.archive
            self._verified[report.file] = self._claims.verification(
                report, agency, lambda year: archive.report(report.agency, year)
            )
        return self._verified[report.file]
