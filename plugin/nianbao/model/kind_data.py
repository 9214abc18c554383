"""The parts of a kind's data: key figures, charts, metrics, and the roles that cells play for the rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.model.fault import Fault
from nianbao.model.finding import Place
from nianbao.model.labels import in_both, items, number, one_of, only
from nianbao.model.yamltext import Plain, text, texts, tree

_SHAPES: Final = frozenset({"grouped", "stacked"})
_LEAST: Final = range(1, 1_000_001)

Names = Mapping[str, str]


def place(path: str) -> Place:
    """Return the cell that `table/row/column` names. Raises Fault for any other text."""
    parts = path.split("/")
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - a table, a row, a column
        raise Fault("no-cell", path, actual=path)
    return Place(parts[0], parts[1], parts[2])


def _row(path: str) -> Place:
    """Return the row that `table/row` names, as a cell without a column."""
    parts = path.split("/")
    if len(parts) != 2 or not all(parts):  # noqa: PLR2004 - a table, a row
        raise Fault("no-row", path, actual=path)
    return Place(parts[0], parts[1], "")


# --- key figures -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A figure worth the first look: its name, its cells, and last year's cell it must agree with, if any.

    `note` says of several cells which is which.
    """

    names: Names
    places: tuple[Place, ...]
    against: Place | None = None
    note: Names | None = None


def key_figures(data: Mapping[str, Plain]) -> tuple[KeyFigure, ...]:
    """Return the key figures of `key_figures.yml`, in the order of the file."""
    return tuple(_key_figure(tree(item)) for item in items(data.get("key_figures", [])))


def _key_figure(data: Mapping[str, Plain]) -> KeyFigure:
    """Return one key figure. Raises Fault for one without cells."""
    only(data, ("name", "cells", "against", "note"))
    places = tuple(map(place, texts(data["cells"])))
    if not places:
        raise Fault("no-items", data["cells"], name="cells")
    against = place(text(data["against"])) if data.get("against") else None
    return KeyFigure(in_both(data["name"]), places, against, in_both(data["note"]) if data.get("note") else None)


# --- charts ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Series:
    """One series of a chart: its name, and the cells it may be read from; the first that a form has counts."""

    names: Names
    cells: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A small chart of an agency's figures over the years: `grouped` or `stacked`."""

    key: str
    names: Names
    shape: str
    series: tuple[Series, ...]


def charts(data: Mapping[str, Plain]) -> tuple[Chart, ...]:
    """Return the charts of `charts.yml`, in the order of the file."""
    return tuple(_chart(tree(item)) for item in items(data.get("charts", [])))


def _chart(data: Mapping[str, Plain]) -> Chart:
    """Return one chart. Raises Fault for an unknown shape or no series, KeyError where a key is missing."""
    only(data, ("key", "name", "shape", "series"))
    shape = one_of(text(data["shape"]), _SHAPES)
    series = tuple(
        Series(in_both(item["name"]), tuple(map(place, texts(item["of"]))))
        for item in map(tree, items(data["series"]))
    )
    if not series:
        raise Fault("no-items", data["series"], name="series")
    return Chart(text(data["key"]), in_both(data["name"]), shape, series)


# --- metrics ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole: what agencies are ranked by.

    `parts` are added up and divided by `whole`; a report whose whole is below `least` is left out, since a share
    of few cases says little.
    """

    parts: tuple[Place, ...]
    whole: Place
    least: int


@dataclass(frozen=True, slots=True)
class Trend:
    """The figure of the small curve in the index."""

    names: Names
    place: Place


@dataclass(frozen=True, slots=True)
class Metrics:
    """What agencies are compared by; each may be missing.

    `trend` is the figure of the small curve, `outcomes` the total whose parts are shown, `share` what is ranked.
    """

    trend: Trend | None = None
    outcomes: Place | None = None
    share: Share | None = None

    @property
    def places(self) -> Iterator[Place]:
        """Every cell that is named."""
        if self.trend:
            yield self.trend.place
        if self.outcomes:
            yield self.outcomes
        if self.share:
            yield from (*self.share.parts, self.share.whole)


def metrics(data: Mapping[str, Plain]) -> Metrics:
    """Return what `metrics.yml` says. Raises Fault for unknown keys or a share without parts."""
    only(data, ("trend", "outcomes", "share"))
    trend, share = tree(data.get("trend", "")), tree(data.get("share", ""))
    if share and not texts(share["parts"]):
        raise Fault("no-items", share["parts"], name="parts")
    return Metrics(
        Trend(in_both(trend["name"]), place(text(trend["cell"]))) if trend else None,
        place(text(data["outcomes"])) if data.get("outcomes") else None,
        Share(
            tuple(map(place, texts(share["parts"]))),
            place(text(share["whole"])),
            number(text(share.get("least", "1")), _LEAST),
        )
        if share
        else None,
    )


# --- roles -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of one table that say something of each other in every row that has all of them."""

    table: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee for handling applications: the section that states it, and the cells that count what it is for."""

    section: str
    handled: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """Which cells, columns and sections are what some rules look for; a rule without its role says nothing.

    `opening` and `closing` are the total of what was carried over from last year, and of what is carried forward
    to the next: the rows two reports share (YRS401, YRS402). `stock` are columns for what was added, what was
    taken away and what is there (SUM305, YRS403, YRS404), `published` a part and its whole, `items` what there was
    and how it changed (SUM306). `power` is the row that only bodies which make regulations may fill (SUM307),
    `appeal` two totals of which the first needs the second (SUM308). `improvements` is the section on problems
    (STR106), `fee` what TXT608 and TXT609 ask about. `catalogue` is the table whose rows differ from form to form
    (STR115).
    """

    opening: Place | None = None
    closing: Place | None = None
    stock: Columns | None = None
    published: Columns | None = None
    items: Columns | None = None
    power: Place | None = None
    appeal: tuple[Place, Place] | None = None
    improvements: str = ""
    fee: Fee | None = None
    catalogue: str = ""

    @property
    def places(self) -> Iterator[Place]:
        """Every cell that is named; a row is a cell without a column, columns one without a row."""
        yield from (item for item in (self.opening, self.closing, self.power) if item)
        yield from self.appeal or ()
        yield from self.fee.handled if self.fee else ()
        for columns in (self.stock, self.published, self.items):
            yield from (Place(columns.table, "", key) for key in columns.keys) if columns else ()
        if self.catalogue:
            yield Place(self.catalogue, "", "")

    @property
    def sections(self) -> Iterator[str]:
        """Every section that is named."""
        yield from (key for key in (self.improvements, self.fee.section if self.fee else "") if key)


def roles(data: Mapping[str, Plain]) -> Roles:
    """Return the roles of `kind.yml`.

    Raises Fault for an unknown role, for `opening` without `closing` or the other way round, and for an
    appeal of other than two cells.
    """
    only(data, Roles.__dataclass_fields__)
    if bool(data.get("opening")) != bool(data.get("closing")):
        raise Fault("opening-closing", data.get("opening") or data.get("closing"))
    fee = tree(data.get("fee", ""))
    appeal = tuple(map(place, texts(data.get("appeal", ""))))
    if len(appeal) not in {0, 2}:
        raise Fault("appeal", data["appeal"], number=len(appeal))
    return Roles(
        opening=place(text(data["opening"])) if data.get("opening") else None,
        closing=place(text(data["closing"])) if data.get("closing") else None,
        stock=_columns(data.get("stock", ""), "added", "removed", "there"),
        published=_columns(data.get("published", ""), "part", "whole"),
        items=_columns(data.get("items", ""), "before", "change"),
        power=_row(text(data["power"])) if data.get("power") else None,
        appeal=(appeal[0], appeal[1]) if appeal else None,
        improvements=text(data.get("improvements", "")),
        fee=Fee(text(fee["section"]), tuple(map(place, texts(fee["handled"])))) if fee else None,
        catalogue=text(data.get("catalogue", "")),
    )


def _columns(stated: Plain, *names: str) -> Columns | None:
    """Return the columns a role names, in the order of the names; None where the kind has no such role."""
    data = tree(stated)
    only(data, ("table", *names))
    return Columns(text(data["table"]), tuple(text(data[name]) for name in names)) if data else None
