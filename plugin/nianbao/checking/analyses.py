"""The analyses of the reports of an archive: what their prose claims, and how alike it is.

They are apart from the archive, which holds what was filed and nothing worked out of it.
"""

from functools import cached_property
from typing import Final

from nianbao.analysis.claims import Claims, Verification
from nianbao.analysis.similarity.corpus import Corpus
from nianbao.archive import Archive
from nianbao.archive.asked import AskedArchive, Question
from nianbao.model.report import Report

# The question how alike the prose of a report is to that of others of its year.
ALIKE: Final = "alike"


class Analyses:
    """The analyses of an archive's reports, each made once, when a rule or a page first asks for it.

    Reports are compared with those of their own kind alone: `of_kind` gives the analyses of another kind's. They
    hold for one load of the archive. `before` are those of the load before: of reports that are the same objects
    still, what is known is not worked out again. `corpus` is the prose to compare, where it is not that of the
    archive's own reports.
    """

    def __init__(
        self, archive: Archive, corpus: Corpus | None = None, *, before: "Analyses | None" = None
    ) -> None:
        self.archive, self._given = archive, corpus
        self._before = before
        self._kinds: dict[str, Analyses] = {}
        self._verified: dict[str, Verification] = {}

    def of_kind(self, kind: str) -> "Analyses":
        """Return the analyses of one kind's reports; of an archive of that kind alone the same ones."""
        if kind not in self._kinds:
            part = self.archive.of_kind(kind)
            before = self._before.of_kind(kind) if self._before else None
            self._kinds[kind] = self if part is self.archive else Analyses(part, self._given, before=before)
        return self._kinds[kind]

    def let_go(self) -> None:
        """Forget the analyses of the load before: what they know of the same reports has been taken over."""
        self._before = None
        for part in self._kinds.values():
            part._before = None  # noqa: SLF001 - of the same class

    @cached_property
    def corpus(self) -> Corpus:
        """The prose of all reports, ready to be compared."""
        before = self._before.__dict__.get("corpus") if self._before else None
        return self._given or Corpus(self.archive.reports, self.archive.agency, before)

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


class AskedAnalyses(Analyses):
    """Analyses that note in `asked` what is asked of them, and of their archive (see `archive.asked`)."""

    def __init__(self, base: Analyses, asked: set[Question]) -> None:
        super().__init__(AskedArchive.of(base.archive, asked))
        self._base, self._asked = base, asked

    def of_kind(self, kind: str) -> Analyses:
        """Return the analyses of one kind's reports, which note too."""
        part = self._base.of_kind(kind)
        return self if part is self._base else AskedAnalyses(part, self._asked)

    @property
    def corpus(self) -> Corpus:
        """The prose of all reports, ready to be compared."""
        self._asked.add((ALIKE, self.archive.kind.id))
        return self._base.corpus

    def claims(self, report: Report) -> Verification:
        """Return what a report's prose states; it may speak of any year of the agency."""
        self._asked.add(("agency", report.agency, report.kind.id))
        return self._base.claims(report)
