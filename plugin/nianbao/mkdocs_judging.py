"""Reads and judges the reports of a site, and remembers what it found for the next build."""

from dataclasses import dataclass
from pathlib import Path

from nianbao import archive, downloads
from nianbao.archive.kept import Readings
from nianbao.checking import check
from nianbao.checking.analyses import Analyses
from nianbao.checking.judgement import Verdicts
from nianbao.checking.memory import Memory
from nianbao.mkdocs_progress import Progress
from nianbao.model.digest import digest
from nianbao.rules import CATALOGUE
from nianbao.settings import Settings


@dataclass(frozen=True)
class Judged:
    """The reports of a site, what is worked out of them, and their verdicts."""

    reports: archive.Archive
    analyses: Analyses
    verdicts: Verdicts


class Judging:
    """What was read and judged before: in this process, and in `store` by earlier builds.

    A preview shows drafts and receipts, and is remembered by its process alone.
    """

    def __init__(self, store: downloads.Store) -> None:
        self._store = store
        self._cache: archive.Cache = {}
        self._analyses: Analyses | None = None
        self._memory = Memory()

    def judged(self, directory: Path, settings: Settings, progress: Progress, *, is_preview: bool) -> Judged:
        """Return the reports of a folder, judged.

        Only those that have passed the review the site asks for are among them; in a preview the others are
        drafts. Drafts are left out before anything is judged: no finding of another report may speak of them.
        Raises Refusal where the folder can't be read.
        """
        version = downloads.package_digest()
        contents = None if is_preview or not self._store.folder else self._store
        self._memory.contents, self._memory.version = contents, version
        folder = archive.opened(directory)
        forms = [(form, form.kind.content) for form in folder.forms.values()]
        basis = digest(repr((version, forms)).encode("utf-8", "surrogatepass"))
        loaded = archive.load_opened(
            folder,
            self._cache,
            receipts=is_preview,
            known=Readings(contents, basis) if contents else None,
            watched=lambda sources: progress.watch(sources, "check-reading"),
        )
        reports = loaded.reviewed(settings.reviews, settings.reviews_since, show_drafts=is_preview)
        analyses = self._analyses = Analyses(reports, before=self._analyses)
        verdicts = check.run(
            CATALOGUE,
            reports,
            analyses=analyses,
            severities=settings.severities,
            memory=self._memory,
            watched=lambda entries: progress.watch(entries, "check-judging"),
        )
        analyses.let_go()
        return Judged(reports, analyses, verdicts)
