"""DUP: prose that repeats other prose. How texts are compared: `nianbao.analysis.similarity`.

Compared are the letters of a report without names, figures and dates. A share is the part of them, from 0 to 1,
that the other text has too. Sketches, a sample of each text, decide which texts are worth an exact comparison.
"""

from collections.abc import Iterator

from nianbao.analysis.similarity import shingles
from nianbao.analysis.similarity.shingles import Overlap
from nianbao.checking.check import Case
from nianbao.model.finding import Outcome, Verdict, passed, skipped
from nianbao.model.report import Report

# From this share on, two texts count as the same; a sentence or two may differ.
SAME = 0.85
# From this share of the sketches on, the texts themselves are compared.
LIKELY = 0.7
# From this share of the wording that few reports have, a text counts as copied and edited.
COPIED = 0.4


def same_as_last_year(case: Case) -> Iterator[Verdict]:
    """The prose differs from last year's by more than figures and dates.

    Skipped for a text too short to compare. Cases: "last year's text with other figures" and "half of it is new"
    in tests/cases/rules/DUP901.yml. Basis: data/rules/DUP901.yml.
    """
    before = case.archive.before(case.report)
    if before is None:
        yield skipped("no-year-before")
        return
    corpus = case.corpus
    profile = corpus.profile(case.report)
    if not profile.is_enough:
        yield skipped("little-text")
        return
    likely = shingles.share(profile.sketch, corpus.profile(before).sketch) >= LIKELY
    overlap = corpus.overlap(case.report, before) if likely else None
    if overlap and overlap.share >= SAME:
        yield _failed(case, before, overlap, {"year": before.year})
    else:
        yield passed()


def same_as_another_agency(case: Case) -> Iterator[Verdict]:
    """The prose differs from every other agency's of the year by more than names and figures.

    One finding at most, for the agency whose text is the most alike; `agency` is its id. Cases: "another
    agency's text with names and figures exchanged" and "half of another agency's text" in
    tests/cases/rules/DUP902.yml. Basis: data/rules/DUP902.yml.
    """
    corpus = case.corpus
    if not corpus.profile(case.report).is_enough:
        yield skipped("little-text")
        return
    best: tuple[Report, Overlap] | None = None
    for neighbour in corpus.neighbours(case.report):
        likeness = neighbour.likeness
        if likeness.share < LIKELY and likeness.own_share < COPIED:
            continue
        other = neighbour.find()
        overlap = corpus.overlap(case.report, other)
        edited = min(overlap.share, likeness.own_share) >= COPIED
        if (edited or overlap.share >= SAME) and (best is None or overlap.share > best[1].share):
            best = (other, overlap)
    if best is None:
        yield passed()
        return
    other, overlap = best
    yield _failed(case, other, overlap, {"other": case.archive.agency(other.agency).name, "agency": other.agency})


def repeated_passage(case: Case) -> Iterator[Verdict]:
    """No long passage stands twice.

    The finding stands at the second place, `elsewhere` is the first. Cases: "a paragraph pasted twice" and "a
    short sentence twice is no passage" in tests/cases/rules/DUP903.yml. Basis: data/rules/DUP903.yml.
    """
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
        yield passed()


def _failed(case: Case, other: Report, overlap: Overlap, fields: dict[str, object]) -> Verdict:
    """Answer with the share, the longest common passage, and where it stands in both reports."""
    here = case.corpus.passage(case.report, overlap.start, overlap.length)
    there = case.corpus.passage(other, overlap.there, 1)
    return Verdict(
        Outcome.FAILED,
        fields={**fields, "share": int(overlap.share * 100), "passage": here.text},
        location=here.location,
        elsewhere=(there.location,),
    )
