"""Judgements that are kept: one is given again while all that its rules looked at is the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from nianbao.archive import Entry
from nianbao.archive.watched import Answers, Question
from nianbao.checking.analyses import ALIKE, Analyses
from nianbao.model.digest import digest

Judgement = TypeVar("Judgement")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Judgement]):
    """A judgement, with what its rules asked and the digests of the answers they got.

    `prose` is the digest of all prose of the year, `alike` that of the texts alike: one of the two has to be the
    same as it was.
    """

    judgement: Judgement
    own: str
    questions: tuple[Question, ...]
    answers: str
    prose: str
    alike: str


class Memory(Generic[Judgement]):
    """The judgements of the run before, by file.

    They hold for one set of rules, severities, day, register and forms (`basis`): with another one nothing is
    known.
    """

    def __init__(self) -> None:
        self._basis: object = None
        self._kept: dict[str, _Kept[Judgement]] = {}

    def begin(self, basis: object) -> None:
        """Forget everything that was judged on another basis."""
        if basis != self._basis:
            self._basis, self._kept = basis, {}

    def forget_others(self, files: set[str]) -> None:
        """Forget files that are no longer there."""
        self._kept = {file: kept for file, kept in self._kept.items() if file in files}

    @property
    def traces(self) -> Mapping[str, str]:
        """Digests of what each judgement rests on, by file."""
        return {
            file: digest(f"{kept.own}{kept.answers}{kept.alike}".encode()) for file, kept in self._kept.items()
        }

    def recalled(self, entry: Entry, analyses: Analyses, answers: Answers) -> Judgement | None:
        """Return the judgement of an entry, if it still holds."""
        kept = self._kept.get(entry.file)
        if kept is None or kept.own != entry.identity or answers.together(kept.questions) != kept.answers:
            return None
        if kept.alike and _prose(entry, answers) != kept.prose and _alike(entry, analyses) != kept.alike:
            return None
        return kept.judgement

    def judged(
        self, entry: Entry, analyses: Analyses, answers: Answers, judge: Callable[[set[Question]], Judgement]
    ) -> Judgement:
        """Return the judgement of an entry, kept or made now; what `judge` asks goes into the set it is given."""
        if known := self.recalled(entry, analyses, answers):
            return known
        asked: set[Question] = set()
        judgement = judge(asked)
        compared = (ALIKE, entry.kind) in asked
        questions = tuple(sorted((q for q in asked if q[0] != ALIKE), key=str))
        self._kept[entry.file] = _Kept(
            judgement,
            entry.identity,
            questions,
            answers.together(questions),
            _prose(entry, answers) if compared else "",
            _alike(entry, analyses) if compared else "",
        )
        return judgement


def _prose(entry: Entry, answers: Answers) -> str:
    """Return the digest of all prose of the year of an entry."""
    return answers.to(("prose", entry.year or 0, entry.kind))


def _alike(entry: Entry, analyses: Analyses) -> str:
    """Return a digest of the texts that are alike a report's."""
    if entry.report is None:
        return ""
    archive = analyses.archive
    others = []
    for each in analyses.corpus.neighbours(entry.report):
        report = each.find()
        other = archive.entry(report.agency, report.year)
        others.append((report.file, each.likeness, other.identity if other else ""))
    return digest(repr(others).encode())
