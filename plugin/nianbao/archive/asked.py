"""An archive that remembers what was asked of it, so that what was worked out of it can be kept.

A result worked out of such an archive holds as long as each answer it was given would be the same today. Nothing
has to say by itself what it depends on: whoever looks into another report, or over all of them, has noted it.
"""

from collections.abc import Callable, Mapping

from nianbao.archive import Archive, Entry
from nianbao.model.digest import digest
from nianbao.model.register import Agency
from nianbao.model.report import Report

# What was asked: `entry` with agency and year, `agency` with an id, `year` and `prose` with a year, `agencies`,
# `years`, `kinds`, `all`; behind it the kind of report, empty for all kinds together.
Question = tuple[str | int, ...]


class AskedArchive(Archive):
    """An archive that notes in `asked` whatever is asked of it about reports.

    The register, the forms and the kinds are not noted: who keeps results keeps them for these alone.
    """

    asked: set[Question]
    base: Archive
    scope: str

    @classmethod
    def of(cls, archive: Archive, asked: set[Question]) -> "AskedArchive":
        """Return an archive whose questions go into `asked`."""
        made = object.__new__(cls)
        is_part = archive.of_kind(archive.kind.id) is archive
        made.__dict__.update(archive.__dict__, asked=asked, base=archive, scope=archive.kind.id if is_part else "")
        # What is worked out of a part by looking into the whole is asked of the whole.
        made.__dict__["_parts"] = {}
        return made

    def of_kind(self, kind: str) -> Archive:
        """Return the archive of one kind's reports alone, which notes too."""
        part = self.base.of_kind(kind)
        return self if part is self.base else AskedArchive.of(part, self.asked)

    def _note(self, *question: str | int) -> None:
        self.asked.add((*question, self.scope))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every source file."""
        self._note("all")
        return self.base.entries

    @property
    def by_kind(self) -> tuple[Archive, ...]:
        """The archives of the kinds there are reports of."""
        self._note("kinds")
        return tuple(AskedArchive.of(part, self.asked) for part in self.base.by_kind)

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies of the register, then those that only reports name."""
        self._note("agencies")
        return self.base.agencies

    @property
    def members(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies below an agency, by its id."""
        self._note("agencies")
        return self.base.members

    @property
    def successors(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies that name an agency as their predecessor, by its id."""
        self._note("agencies")
        return self.base.successors

    @property
    def years(self) -> tuple[int, ...]:
        """The report years of this kind."""
        self._note("years")
        return self.base.years

    @property
    def reports(self) -> tuple[Report, ...]:
        """The readable reports."""
        self._note("all")
        return self.base.reports

    def entry(self, agency: str, year: int) -> Entry | None:
        """Return the first file for an agency and year."""
        self._note("entry", agency, year)
        return self.base.entry(agency, year)

    def lacking(self, agency: str, year: int) -> tuple[str, ...]:
        """Return which stages of review the report of an agency and year lacks, if it is a draft."""
        self._note("entry", agency, year)
        return self.base.lacking(agency, year)

    def of_agency(self, agency: str) -> tuple[Entry, ...]:
        """Return an agency's files by year."""
        self._note("agency", agency)
        return self.base.of_agency(agency)

    def of_year(self, year: int) -> tuple[Entry, ...]:
        """Return a year's files."""
        self._note("year", year)
        return self.base.of_year(year)


class Answers:
    """The answers of an archive to questions, as digests: equal ones mean that nothing has changed."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._known: dict[Question, str] = {}

    def to(self, question: Question) -> str:
        """Return the digest of the answer to a question."""
        if question not in self._known:
            self._known[question] = digest(repr(self._answer(question)).encode())
        return self._known[question]

    def together(self, questions: tuple[Question, ...]) -> str:
        """Return the digest of the answers to several questions."""
        return digest("".join(map(self.to, questions)).encode())

    def _answer(self, question: Question) -> object:
        """Return what determines an answer."""
        name, *arguments, kind = question
        part = self._archive.of_kind(str(kind)) if kind else self._archive
        answers: dict[str | int, Callable[..., object]] = {
            "entry": lambda agency, year: (_digest(part.entry(agency, year)), part.lacking(agency, year)),
            "agency": lambda agency: list(map(_digest, part.of_agency(agency))),
            "year": lambda year: list(map(_digest, part.of_year(year))),
            "prose": lambda year: [(entry.file, entry.prose) for entry in part.of_year(year)],
            "agencies": lambda: [agency.id for agency in part.agencies],
            "years": lambda: part.years,
            "kinds": lambda: [each.kind.id for each in self._archive.by_kind],
            "all": lambda: (list(map(_digest, part.entries)), sorted(part.drafts.items())),
        }
        return answers[name](*arguments)


def _digest(entry: Entry | None) -> str:
    return entry.identity if entry else ""
