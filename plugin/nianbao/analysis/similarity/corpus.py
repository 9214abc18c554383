"""The prose of all reports of an archive, ready to be compared: sketched once, and indexed year by year."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from nianbao.analysis.similarity import shingles
from nianbao.analysis.similarity.shingles import Likeness, Overlap, Repeat
from nianbao.model.finding import Location
from nianbao.model.register import Agency
from nianbao.model.report import Report

# So much of a passage is quoted.
QUOTED = 30


@dataclass(frozen=True, slots=True)
class Profile:
    """What is kept of a report's prose.

    `letters` is the length of its essence, `sketch` the checksums of its sampled shingles in ascending order,
    `repeats` the passages that stand in it twice.
    """

    letters: int
    sketch: Sequence[int]
    repeats: tuple[Repeat, ...]

    @property
    def is_enough(self) -> bool:
        """Whether the report says enough of its own to be told from others."""
        return self.letters >= shingles.ENOUGH and len(self.sketch) >= shingles.ENOUGH_SKETCHED


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another agency's report of the same year that holds much of a report's prose; `find` returns it."""

    find: Callable[[], Report]
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class Passage:
    """The beginning of a passage as it is written, and where that is."""

    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class _Profiled:
    """A report with the names taken out of it and its profile."""

    report: Report
    names: tuple[str, ...]
    profile: Profile


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """The reports of a year that say enough, and the neighbours of each by its file."""

    profiled: Sequence[_Profiled]
    by_file: Mapping[str, tuple[Neighbour, ...]]


class Corpus:
    """The prose of reports of one kind. Everything is worked out when it is first asked for, and kept.

    `agency` finds an agency by its id: its names are taken out of its reports before texts are compared. `before`
    is a corpus of some of the same reports: what it knows of them is known here too.
    """

    def __init__(
        self, reports: Iterable[Report], agency: Callable[[str], Agency], before: "Corpus | None" = None
    ) -> None:
        self._reports, self._agency = tuple(reports), agency
        self._profiles: dict[str, _Profiled] = {}
        self._taken_out: dict[str, tuple[str, ...]] = {}
        self._neighbours: dict[int, _Neighbours] = {}
        # Of the corpus before, its own predecessor is let go.
        self._known = before._profiles if before else {}  # noqa: SLF001 - of the same class
        self._known_neighbours = before._neighbours if before else {}  # noqa: SLF001

    def profile(self, report: Report) -> Profile:
        """Return the profile of a report."""
        kept = self._profiles.get(report.file)
        if kept is None:
            names = self._names(report)
            known = self._known.get(report.file)
            if known and known.report is report and known.names == names:
                kept = known
            else:
                essence = self._essence(report)
                profile = Profile(len(essence), shingles.sketch(essence), shingles.repeats(essence))
                kept = _Profiled(report, names, profile)
            self._profiles[report.file] = kept
        return kept.profile

    def neighbours(self, report: Report) -> tuple[Neighbour, ...]:
        """Return the few reports of other agencies, of the same year, that hold most of a report's prose.

        The likeliest comes first; none for a report that says too little of its own.
        """
        if report.year not in self._neighbours:
            self._neighbours[report.year] = self._of_year(report.year)
        return self._neighbours[report.year].by_file.get(report.file, ())

    def _of_year(self, year: int) -> "_Neighbours":
        """Return the neighbours of each report of a year that says enough."""
        reports = [report for report in self._reports if report.year == year]
        long = [report for report in reports if self.profile(report).is_enough]
        profiled = [self._profiles[report.file] for report in long]
        known = self._known_neighbours.get(year)
        # What was profiled before is the same object.
        if known and list(map(id, known.profiled)) == list(map(id, profiled)):
            return known
        nearest = shingles.nearest([each.profile.sketch for each in profiled])
        by_file = {
            report.file: tuple(
                Neighbour(partial(long.__getitem__, likeness.other), likeness) for likeness in likenesses
            )
            for report, likenesses in zip(long, nearest, strict=True)
        }
        return _Neighbours(profiled, by_file)

    def overlap(self, report: Report, other: Report) -> Overlap:
        """Return what of a report's prose stands in another's."""
        return shingles.overlap(self._essence(report), self._essence(other))

    def passage(self, report: Report, start: int, length: int) -> Passage:
        """Return how and where a passage of a report's essence begins.

        `start` and `length` count letters of the essence. At most QUOTED characters are quoted, and the quote
        stays in the section it begins in.
        """
        texts = self._texts(report)
        origins = shingles.origins(texts, self._names(report))
        number, first = origins[start]
        last = next(offset for section, offset in reversed(origins[start : start + length]) if section == number)
        words = " ".join(texts[number][first : last + 1].split())
        before = texts[number][:first]
        line = report.sections[number].text_line + before.count("\n")
        quoted = words if len(words) <= QUOTED else words[:QUOTED] + "\u2026"
        return Passage(quoted, Location(report.file, line, len(before) - before.rfind("\n")))

    def _essence(self, report: Report) -> str:
        """Return the essence of all sections of a report."""
        return shingles.essence(self._texts(report), self._names(report))

    def _texts(self, report: Report) -> list[str]:
        """Return the Markdown of the sections of a report."""
        return [section.markdown for section in report.sections]

    def _names(self, report: Report) -> tuple[str, ...]:
        """Return the names that are taken out of a report's text."""
        if report.agency not in self._taken_out:
            agency = self._agency(report.agency)
            self._taken_out[report.agency] = shingles.names(agency.names, agency.region)
        return self._taken_out[report.agency]
