"""DUP: prose that stands somewhere else already. How texts are compared: `nianbao.analysis.similarity`."""

from collections.abc import Iterator

from nianbao.analysis.similarity import shingles
from nianbao.analysis.similarity.shingles import Overlap
from nianbao.checking.check import Case
from nianbao.model.finding import Outcome, Verdict
from nianbao.model.report import Report

# From this share on a report says nothing that the other one doesn't; a sentence or two may differ.
SAME = 0.85
# From this share of the sketches on it is worth to compare the texts themselves.
LIKELY = 0.7
# From this share of what is not common to many reports on, it was copied and edited.
COPIED = 0.4


def same_as_last_year(case: Case) -> Iterator[Verdict]:
    """The prose differs from last year's by more than figures and dates."""
    before = case.archive.before(case.report)
    if before is None:
        yield Verdict(Outcome.SKIPPED, reason="no-year-before")
        return
    corpus = case.corpus
    mine = corpus.profile(case.report)
    if not mine.is_enough:
        yield Verdict(Outcome.SKIPPED, reason="little-text")
        return
    likely = shingles.share(mine.sketch, corpus.profile(before).sketch) >= LIKELY
    found = corpus.overlap(case.report, before) if likely else None
    if found and found.share >= SAME:
        yield _failed(case, before, found, {"year": before.year})
    else:
        yield Verdict(Outcome.PASSED)


def same_as_another_agency(case: Case) -> Iterator[Verdict]:
    """The prose differs from every other agency's of the year by more than names and figures."""
    corpus = case.corpus
    if not corpus.profile(case.report).is_enough:
        yield Verdict(Outcome.SKIPPED, reason="little-text")
        return
    best: tuple[Report, Overlap] | None = None
    for neighbour in corpus.neighbours(case.report):
        likeness = neighbour.likeness
        if likeness.share < LIKELY and likeness.own_share < COPIED:
            continue
        found = corpus.overlap(case.report, neighbour.report)
        edited = min(found.share, likeness.own_share) >= COPIED
        if (edited or found.share >= SAME) and (best is None or found.share > best[1].share):
            best = (neighbour.report, found)
    if best is None:
        yield Verdict(Outcome.PASSED)
        return
    other, found = best
    yield _failed(case, other, found, {"other": case.archive.agency(other.agency).name, "agency": other.agency})


def repeated_passage(case: Case) -> Iterator[Verdict]:
    """No long passage stands twice."""
    corpus = case.corpus
    repeats = corpus.profile(case.report).repeats
    for repeat in repeats:
        first = corpus.passage(case.report, repeat.first, repeat.length)
        again = corpus.passage(case.report, repeat.second, repeat.length)
        yield Verdict(
            Outcome.FAILED,
            fields={"passage": again.text, "length": repeat.length, "line": first.location.line},
            location=again.location,
            elsewhere=(first.location,),
        )
    if not repeats:
        yield Verdict(Outcome.PASSED)


def _failed(case: Case, other: Report, found: Overlap, fields: dict[str, object]) -> Verdict:
    """Answer with the share, the longest common passage, and where it stands in both reports."""
    here = case.corpus.passage(case.report, found.start, found.length)
    there = case.corpus.passage(other, found.there, 1)
    return Verdict(
        Outcome.FAILED,
        fields={**fields, "share": int(found.share * 100), "passage": here.text},
        location=here.location,
        elsewhere=(there.location,),
    )
