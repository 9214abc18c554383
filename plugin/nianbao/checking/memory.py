"""Judgements that are kept: one is given again while all that its rules looked at is the same."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nianbao.archive import Entry
from nianbao.archive.asked import Answers, Question
from nianbao.archive.kept import DAMAGE, Contents
from nianbao.checking.analyses import ALIKE, Analyses
from nianbao.checking.judgement import Judgement
from nianbao.model.digest import digest
from nianbao.model.form import Form
from nianbao.model.parcel import packed, unpacked


@dataclass(frozen=True, slots=True)
class _Kept:
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


class _KnownJudgement(Judgement):
    """A judgement of an earlier build, whose answers are fetched when they are first looked at."""

    def __getattr__(self, name: str) -> Any:
        if name != "answers" or "_fetch" not in self.__dict__:
            raise AttributeError(name)
        self.__dict__["answers"] = answers = self.__dict__["_fetch"]()
        return answers


class Memory:
    """The judgements of the run before, by file; those of earlier builds in `contents`.

    They hold for one set of rules, severities, day, register and forms (`begin`): with another one nothing is
    known. `version` is a digest of the rules' code.
    """

    def __init__(self, contents: Contents | None = None, version: str = "") -> None:
        self.contents, self.version = contents, version
        self._basis: object = None
        self._forms: Mapping[str, Form] = {}
        self._kept: dict[str, _Kept] = {}

    def begin(self, basis: object, forms: Mapping[str, Form]) -> None:
        """Forget everything that was judged on another basis, which is the same text in every process."""
        if (basis, forms) != (self._basis, self._forms):
            self._basis, self._forms, self._kept = basis, forms, {}
            contents = [form.kind.content for form in forms.values()]
            self._key = digest(repr((self.version, basis, forms, contents)).encode("utf-8", "surrogatepass"))

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
        kept = self._kept.get(entry.file) or self._found(entry)
        if kept is None or kept.own != entry.identity or answers.together(kept.questions) != kept.answers:
            return None
        prose = _prose(entry, answers) if kept.alike else ""
        if prose != kept.prose and _alike(entry, analyses) != kept.alike:
            return None
        self._kept[entry.file] = replace(kept, prose=prose)
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
        kept = self._kept[entry.file] = _Kept(
            judgement,
            entry.identity,
            questions,
            answers.together(questions),
            _prose(entry, answers) if compared else "",
            _alike(entry, analyses) if compared else "",
        )
        self._keep(kept)
        return judgement

    def _keep(self, kept: _Kept) -> None:
        """Keep a judgement for later builds: what summaries say of it, and apart from that its answers."""
        if self.contents is None:
            return
        made, key = kept.judgement, self._key_of(kept.judgement.entry)
        summary = {"counts": dict(made.counts), "status": made.status, "repairs": made.repairs}
        facts = (kept.own, kept.questions, kept.answers, kept.prose, kept.alike)
        self.contents.keep(key, packed((facts, made.agency, made.findings, summary)))
        self.contents.keep(f"{key}-answers", packed((kept.own, kept.answers, made.answers)))

    def _found(self, entry: Entry) -> _Kept | None:
        """Return what an earlier build has kept of an entry."""
        contents, key = self.contents, self._key_of(entry)
        content = contents.find(key) if contents else None
        if contents is None or content is None:
            return None
        try:
            (own, questions, answered, prose, alike), agency, findings, summary = unpacked(content, self._forms)
            given = contents.find(f"{key}-answers")
            if given is None:
                return None
        except DAMAGE:
            return None

        def fetch() -> object:
            *whose, answers = unpacked(given, self._forms)
            if whose != [own, answered]:
                raise LookupError(entry.file)
            return answers

        judgement = object.__new__(_KnownJudgement)
        judgement.__dict__.update(entry=entry, agency=agency, findings=findings, _fetch=fetch, **summary)
        return _Kept(judgement, own, questions, answered, prose, alike)

    def _key_of(self, entry: Entry) -> str:
        return digest(f"{self._key} {entry.file}".encode("utf-8", "surrogatepass"))


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
