"""A kind of report: what its reports are called, what of them is worth a look, and what rules look for in them.

A kind is a folder of data, `data/kinds/<kind>/` of the package or `reports/kinds/<kind>/` of a site: `kind.yml`,
its forms, and, as far as it has them, `key_figures.yml`, `charts.yml`, `metrics.yml`, `skeleton.yml`, `words.yml`
and `rules.yml`. Every report is of one kind; one that says nothing else is of the default one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Final

from nianbao.model.constants import pattern
from nianbao.model.fault import Fault
from nianbao.model.finding import Place
from nianbao.model.kind_data import Chart, KeyFigure, Metrics, Roles
from nianbao.model.kind_data import charts as read_charts
from nianbao.model.kind_data import key_figures as read_key_figures
from nianbao.model.kind_data import metrics as read_metrics
from nianbao.model.kind_data import roles as read_roles
from nianbao.model.labels import in_both, one_of, only
from nianbao.model.normalisation import YEAR_TAIL, cut_out, spaced, without_spaces
from nianbao.model.register import DEADLINES, PAGE_NAMES, Agency, is_agency_id
from nianbao.model.yamltext import DATA, Plain, mapping, package_data, text, texts, tree

# The kind of a report that names none: the annual report on open government information.
DEFAULT: Final = "disclosure"
FILE: Final = "kind.yml"
# The other files of a kind's folder; each may be left out.
PARTS: Final = ("key_figures", "charts", "metrics", "skeleton", "words", "rules")
# Names that stand beside a kind's own in the folder of a report or of a year.
_TAKEN: Final = frozenset({"handback", "import", "none", DEFAULT})
# Stands in `deadlines` for the days of the register (Article 49 of the regulation).
_REGISTER: Final = "register"
_DAY: Final = pattern(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_KEYS: Final = frozenset(
    {"id", "name", "title", "titles", "title_tail", "title_mark", "title_parts", "claims", "off", "roles",
     "deadlines", "everyone"}
)  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """One kind of report.

    `names` is what a report of the kind is called, by language. `titles` are the titles that are right, the usual
    one first, with {agency} and {year}; `title_tail`, `title_mark` and `title_parts` are how a title is found in
    an imported file. `claims` says whether the prose is read for numbers, `off` which rules do not apply.

    `deadlines` is by kind of agency, as (month, day); `has_register_deadlines` says that they are those of the
    register. `everyone` says that every agency of the register files such a report each year. `words` and `rules`
    take the place of sentences of the package.
    """

    id: str
    names: Mapping[str, str]
    titles: tuple[str, ...]
    title_tail: str = ""
    title_mark: str = ""
    title_parts: str = ""
    claims: bool = False
    off: frozenset[str] = frozenset()
    roles: Roles = field(default_factory=Roles)
    deadlines: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    has_register_deadlines: bool = False
    everyone: bool = False
    key_figures: tuple[KeyFigure, ...] = ()
    charts: tuple[Chart, ...] = ()
    metrics: Metrics = field(default_factory=Metrics)
    skeleton: Mapping[str, Plain] = field(default_factory=dict)
    words: Mapping[str, Plain] = field(default_factory=dict)
    rules: Mapping[str, Plain] = field(default_factory=dict)

    @property
    def is_default(self) -> bool:
        """Whether it is the kind of a report that names none; its addresses do not name it."""
        return self.id == DEFAULT

    @cached_property
    def content(self) -> str:
        """All that the kind's data say as one text, the same for the same data in every run."""
        parts = (self.id, dict(self.names), self.titles, self.title_tail, sorted(self.off), self.roles)
        shown = (self.key_figures, self.charts, self.metrics)
        return repr((parts, shown, dict(self.skeleton), dict(self.words), dict(self.rules)))

    # --- where reports of the kind stand ------------------------------------------------------------------------

    @property
    def folder(self) -> tuple[str, ...]:
        """What the kind adds to an address: its id, or nothing."""
        return () if self.is_default else (self.id,)

    def of_report(self, agency: str, year: int, *rest: object) -> tuple[object, ...]:
        """Return the folder of a report's page and downloads, below the site's reports."""
        return (agency, year, *self.folder, *rest)

    def of_year(self, year: int, *rest: object) -> tuple[object, ...]:
        """Return the folder of a year's page."""
        return ("years", year, *self.folder, *rest)

    def of_comparison(self, *rest: object) -> tuple[object, ...]:
        """Return the folder of the pages that compare figures."""
        return ("compare", *self.folder, *rest)

    def of_data(self, *rest: object) -> tuple[object, ...]:
        """Return the folder of the data of all reports of the kind."""
        return ("data", *self.folder, *rest)

    def stem(self, year: int | str) -> str:
        """Return the name of a source without its ending: `2024`, or `2024-<kind>`."""
        return "-".join([str(year), *self.folder])

    # --- titles and deadlines of its reports ---------------------------------------------------------------------

    def title(self, agency: str, year: int) -> str:
        """Return the usual title of a report."""
        return _titled(self.titles[0], agency, year)

    def accepted_titles(self, agency: str, year: int) -> frozenset[str]:
        """Return every title that is right."""
        return frozenset(_titled(title, agency, year) for title in self.titles)

    def parts_of(self, title: str) -> tuple[str, str] | None:
        """Return agency and year, both as text, of a title that is just as one should be; else None.

        Spaces between its words do not matter.
        """
        for whole in self._whole_titles:
            if found := whole.fullmatch(title):
                return found["agency"].strip(), found["year"]
        return None

    @cached_property
    def _whole_titles(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_whole(title), re.IGNORECASE) for title in self.titles)

    def agency_in(self, title: str) -> str:
        """Return the agency's name as a title gives it, or an empty text."""
        match = self._parts.match(without_spaces(title))
        name = next((group for group in ("before", "between") if match and match[group]), "")
        if match and name:
            return spaced(cut_out(title, *match.span(name)))
        whole = self.parts_of(title)
        return spaced(whole[0]) if whole else ""

    @cached_property
    def _parts(self) -> re.Pattern[str]:
        return re.compile(self.title_parts)

    def due(self, agency: Agency, year: int) -> date | None:
        """Return the last day to publish the report of a year; None where there is none."""
        own = agency.deadline if self.has_register_deadlines else None
        day = own or self.deadlines.get(agency.kind)
        return date(year + 1, *day) if day else None


def is_kind_id(name: str) -> bool:
    """Return whether a site can call a kind of its own so: a folder that is no page's in any folder of pages."""
    return is_agency_id(name) and name not in _TAKEN | PAGE_NAMES and not name.isdecimal()


# --- reading a kind's data -------------------------------------------------------------------------------------


def from_data(id_: str, files: Mapping[str, Mapping[str, Plain]]) -> Kind:
    """Return the kind that the files of a folder describe, by their names without ending.

    Raises KeyError or Fault for data that are not whole or can't be understood.
    """
    data = files["kind"]
    only(data, _KEYS)
    if text(data.get("id", id_)) != id_:
        raise Fault("kind-id", data["id"], actual=text(data["id"]), folder=id_)
    names = in_both(data["name"])
    titles = tuple(map(_title, texts(data.get("titles", "")) or (text(data["title"]),)))
    tail = text(data.get("title_tail", "")) or _tail(titles, names)
    stated = data.get("deadlines", "")
    return Kind(
        id=id_,
        names=names,
        titles=titles,
        title_tail=_pattern(tail),
        title_mark=text(data.get("title_mark", "")),
        title_parts=_pattern(text(data.get("title_parts", "")) or _around(tail), "before", "between"),
        claims=_truth(data.get("claims", "false")),
        off=frozenset(texts(data.get("off", ""))),
        roles=read_roles(tree(data.get("roles", ""))),
        deadlines=DEADLINES if stated == _REGISTER else _deadlines(mapping(stated)),
        has_register_deadlines=stated == _REGISTER,
        everyone=_truth(data.get("everyone", "false")),
        key_figures=read_key_figures(files.get("key_figures", {})),
        charts=read_charts(files.get("charts", {})),
        metrics=read_metrics(files.get("metrics", {})),
        skeleton=files.get("skeleton", {}),
        words={key: dict(in_both(sentence)) for key, sentence in files.get("words", {}).items()},
        rules=files.get("rules", {}),
    )


def _deadlines(days: Mapping[str, str]) -> Mapping[str, tuple[int, int]]:
    """Return the last days by kind of agency. Raises Fault for a kind of agency there is not."""
    only(days, DEADLINES)
    return {key: _day(day) for key, day in days.items()}


def _titled(pattern: str, agency: str, year: int) -> str:
    """Return a title pattern with agency and year filled in.

    The year goes first: an agency's name may hold anything, even `{year}`.
    """
    return pattern.replace("{year}", str(year)).replace("{agency}", agency)


def _title(pattern: str) -> str:
    """Return a title pattern. Raises Fault where {agency} and {year} don't stand in it once each."""
    rest = pattern.replace("{agency}", "", 1).replace("{year}", "", 1)
    if len(rest) != len(pattern) - len("{agency}{year}") or "{" in rest or "}" in rest:
        raise Fault("title", pattern, actual=pattern)
    return pattern


def _whole(title: str) -> str:
    """Return a pattern for a title: any spaces between its words, an agency and a year in their places."""
    places = {"{agency}": r"(?P<agency>.+?)", "{year}": r"(?P<year>\d{4})"}
    parts = re.split(r"(\{agency\}|\{year\})", title)
    return r"\s*+".join(
        places[words] if words in places else r"\s*+".join(map(re.escape, without_spaces(words)))
        for words in parts
        if words
    )


def _tail(titles: Iterable[str], names: Mapping[str, str]) -> str:
    """Return a pattern for the end of a title: what stands behind agency and year, or the report's name."""
    behind = (re.split(r"\{agency\}|\{year\}", title)[-1] for title in titles)
    ends = [re.sub(rf"^{YEAR_TAIL()}", "", words).strip() for words in behind]
    known = dict.fromkeys(end for end in (*ends, *names.values()) if end)
    return "|".join(re.escape(without_spaces(end)) for end in sorted(known, key=len, reverse=True))


def _around(tail: str) -> str:
    """Return a pattern that finds the agency's name in a title without spaces, before or behind the year."""
    return rf"^(?P<before>.*?)(?P<year>\d{{4}})\s*+{YEAR_TAIL()}(?P<between>.*?)(?:{tail})$"


def _pattern(stated: str, *groups: str) -> str:
    """Return a regular expression as text. Raises Fault where it is none, or lacks a named group."""
    try:
        compiled = re.compile(stated)
    except re.error as error:
        raise Fault("no-pattern", stated, actual=stated, position=(error.pos or 0) + 1) from error
    if missing := [name for name in groups if name not in compiled.groupindex]:
        raise Fault("no-group", stated, actual=stated, name=missing[0])
    return stated


def _truth(stated: Plain) -> bool:
    """Return true or false as a data file writes it. Raises Fault for any other text."""
    return one_of(text(stated), {"true", "false"}) == "true"


def _day(stated: str) -> tuple[int, int]:
    """Return (month, day) of `MM-DD`. Raises Fault for days no common year has, so 29 February too."""
    if not _DAY.fullmatch(stated):
        raise Fault("no-day", stated, actual=stated)
    month, day = map(int, stated.split("-"))
    try:
        date(2001, month, day)
    except ValueError as error:
        raise Fault("no-day", stated, actual=stated) from error
    return month, day


@lru_cache(maxsize=8)
def builtin(id_: str = DEFAULT) -> Kind:
    """Return a kind that comes with the package, by its id. Raises KeyError for one it does not have."""
    return from_data(id_, {name: part for name in ("kind", *PARTS) if (part := builtin_part(name, id_))})


@lru_cache(maxsize=64)
def builtin_part(name: str, id_: str = DEFAULT) -> Mapping[str, Plain]:
    """Return one file of a kind that comes with the package, by its name without ending; {} where it has none."""
    file = f"kinds/{id_}/{name}.yml"
    return package_data(file) if (DATA / file).is_file() else {}


@lru_cache(maxsize=1)
def builtin_ids() -> tuple[str, ...]:
    """Return the ids of the kinds that come with the package, the default one first, the others by name."""
    names = (path.name for path in (DATA / "kinds").iterdir() if path.is_dir())
    return tuple(sorted(names, key=lambda name: (name != DEFAULT, name)))


def named_places(kind: Kind) -> Iterable[tuple[str, Place]]:
    """Yield every cell the data of a kind name, with the file that names it; a column may be left open."""
    for item in kind.key_figures:
        yield from (
            ("key_figures.yml", place) for place in (*item.places, *([item.against] if item.against else []))
        )
    for chart in kind.charts:
        for series in chart.series:
            yield from (("charts.yml", place) for place in series.cells)
    yield from (("metrics.yml", place) for place in kind.metrics.places)
    yield from (("kind.yml", place) for place in kind.roles.places)
