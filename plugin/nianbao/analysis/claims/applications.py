"""Applications: which cells of their table words speak of."""

from collections.abc import Mapping, Sequence
from typing import Final

from nianbao.analysis.claims.frame import APPLICATIONS, FOREIGN, MAIN, OTHER, Frame, Meaning, cells_of
from nianbao.analysis.claims.lexer import CARRIED
from nianbao.analysis.claims.tokens import LISTED, Token, Unit, has, is_substance, keys
from nianbao.model.finding import Place

_FLOWS: Final = ("carried_over", "carried_forward")
# All that lay on the desk.
_DESK: Final = (Place("applications", "new", "total"), Place("applications", "carried_over", "total"))
# The row an act is counted in.
_ROW_OF: Final = {
    "received": "new",
    "accepted": "new",
    "concluded": "concluded_total",
    "handled": "concluded_total",
    "due": "new",
}


def application(words: Sequence[Token], frame: Frame, unit: Unit) -> Meaning | None:
    """Return the applications that words speak of; None where they speak of none.

    Rows that are named come first, then applicants and channels, then acts, then the bare noun.

    Example: TXT601.yml, "what came in, came over, was concluded and goes over, as in the table".
    """
    if "applications" not in frame.form.tables:
        return None
    if rows := _rows(words, frame) or _rest(words, frame):
        return _of_rows(rows, words, frame)
    named = has(words, "noun", APPLICATIONS)
    if not (named or frame.speaks_of_applications) or (unit.is_weak and not named and not frame.stated):
        return None
    if part := _part(words, frame, named=named):
        return part
    if acts := _acts(words):
        return _flow(acts, frame)
    return _sum(frame, named=named) if named or has(words, "sign", "sum") else None


def _part(words: Sequence[Token], frame: Frame, *, named: bool) -> Meaning | None:
    """Return the meaning of words that divide applications: by how they came, by who applied, or "the others".

    Example: TXT601.yml, "channels and subjects are parts no cell holds".
    """
    if frame.enumeration.kind == "outcome" and has(words, "rest", "rest") and not named:
        table = frame.form.tables["applications"]
        cells = tuple(map(_total, table.groups.get("other", ("other",) if "other" in table.rows else ())))
        return Meaning(APPLICATIONS, ("other",), (cells,) if cells else (), "outcome", confident=False)
    if any(token.key("channel") for token in words) and not _names_ways(words):
        return Meaning(APPLICATIONS, ("new",), (), "channel")
    columns = _columns(words, frame) or _other_column(words, frame)
    return _of_applicants(columns, _acts(words), frame) if columns else None


def _acts(words: Sequence[Token]) -> list[str]:
    """Return the acts named that count applications, in their order."""
    return [act for act in keys(words, "act") if act in _ROW_OF]


def _of_rows(rows: Sequence[str], words: Sequence[Token], frame: Frame) -> Meaning | None:
    """Return the meaning of rows that are named. Loose words name one only where applications are spoken of.

    Example: TXT603.yml, "not existing is not quite not held", where the loose word is not certain.
    """
    if rows == ["carried_over"] and has(words, "sign", "sum") and has(words, "act", "received"):
        return Meaning(APPLICATIONS, ("new",), (_DESK,), "flow", is_main=True)
    if rows == [CARRIED]:
        return _carried(frame) if frame.speaks_of_applications else None
    groups = frame.form.tables["applications"].groups
    spoken = has(words, "noun", APPLICATIONS) or frame.speaks_of_applications
    spoken = spoken or (rows[0] in MAIN and has(words, "sign", "disclosure"))
    loose = all((sense := token.sense("row")) is None or sense.loose for token in words)
    if loose and not spoken:
        return None
    if not spoken and frame.topic == OTHER and rows[0] in _FLOWS:
        # What is carried from year to year is of the other matter.
        return FOREIGN
    each = tuple(tuple(map(_total, groups.get(row, (row,)))) for row in rows)
    columns = _columns(words, frame) or ["total"]
    leaves = [leaf for row in rows for leaf in groups.get(row, (row,))]
    cells = cells_of("applications", tuple(leaves), tuple(columns))
    is_main = rows[0] in MAIN
    kind = "flow" if is_main else "outcome"
    alone = sum(map(is_substance, words)) == 1
    confident = spoken and (not loose or (alone and _is_borne_out(rows, frame)))
    return Meaning(APPLICATIONS, tuple(rows), (cells,), kind, confident, is_main, each)


def _carried(frame: Frame) -> Meaning:
    """Return what was carried without a word from where to where: on, where what was concluded stands before.

    Example: building-47.
    """
    if _is_borne_out(["carried_forward"], frame):
        forward = (_total("carried_forward"),)
        return Meaning(APPLICATIONS, ("carried_forward",), (forward,), "flow", is_main=True)
    readings = ((_total("carried_forward"),), (_total("carried_over"),))
    return Meaning(APPLICATIONS, ("carried_forward",), readings, "flow", confident=False, is_main=True)


def _is_borne_out(rows: Sequence[str], frame: Frame) -> bool:
    """Return whether what was stated before leaves no doubt about a loose word: the rest of what was received.

    Example: TXT601.yml, "being handled may mean carried forward", where nothing bears it out.
    """
    if rows == ["carried_forward"]:
        return "concluded_total" in frame.stated and "carried_forward" not in frame.stated
    return rows == ["granted"] and not {"new", "concluded_total"}.isdisjoint(frame.stated)


def _of_applicants(columns: Sequence[str], acts: Sequence[str], frame: Frame) -> Meaning:
    """Return the meaning of kinds of applicants.

    Example: TXT601.yml, "applicants of what came in".
    """
    groups = _rows_by_applicant(acts, frame)
    readings = tuple(cells_of("applications", rows, tuple(columns)) for rows in groups)
    each = tuple(cells_of("applications", groups[0], (column,)) for column in columns)
    return Meaning(APPLICATIONS, groups[0], readings, "applicant", each=each)


def _rows_by_applicant(acts: Sequence[str], frame: Frame) -> tuple[tuple[str, ...], ...]:
    """Return the rows whose applicants are counted: those of what is divided, else of what was received.

    Each group of rows is a reading. A list of applicants goes on with the rows it began with. Who handed in what
    is divided is no act of ours.

    Example: TXT611.yml, "all kinds of applicants are told, and one is missing".
    """
    whole = frame.divided
    acts = [act for act in acts if act != "received" or whole is None]
    if "concluded_total" in frame.stated and "new" not in frame.stated and not frame.enumeration.is_open:
        return (("concluded_total",), ("new",))
    if acts:
        return ((_row_of(acts, "new"),),)
    known = whole or (frame.last.quantity if frame.last and frame.last.kind == "applicant" else None)
    if known is None or {cell.table for cell in known.cells} != {"applications"}:
        return (("new",),)
    rows = tuple(dict.fromkeys(cell.row for cell in known.cells))
    return (rows, ("new",)) if rows == ("concluded_total",) and whole else (rows,)


def _other_column(words: Sequence[Token], frame: Frame) -> list[str]:
    """Return the last kind of applicants where a list of them comes to the others.

    Example: building-347.
    """
    if frame.enumeration.kind == "applicant" and has(words, "rest", "rest"):
        return ["other_organization"]
    return []


def _sum(frame: Frame, *, named: bool) -> Meaning:
    """Return what a number counts that has no words but those of a sum: applications, or all that was listed.

    Example: TXT603.yml, "two outcomes told as one".
    """
    rows = frame.rows
    if frame.last and frame.last.kind == "applicant" and frame.last.quantity:
        rows = frame.last.rows
    if named or not rows:
        return Meaning(APPLICATIONS, ("new",), ((_total("new"),),), "flow", is_main=True)
    if rows[0] in _FLOWS:
        # The sum of what came in and what was carried over, or of something else.
        return Meaning(APPLICATIONS, ("new",), (_DESK, (_total("new"),)), "flow", confident=False, is_main=True)
    if rows[0] in MAIN:
        return Meaning(APPLICATIONS, rows[:1], ((_total(rows[0]),),), "flow", is_main=True)
    table = frame.form.tables["applications"]
    outcomes = frame.enumeration.outcomes
    listed = [leaf for row in outcomes for leaf in table.groups.get(row, (row,))]
    group = next((key for key, leaves in table.groups.items() if len(outcomes) > 1 and {*listed} <= {*leaves}), "")
    if group:
        cells = tuple(map(_total, table.groups[group]))
        return Meaning(APPLICATIONS, (group,), (cells, tuple(map(_total, listed))), "outcome")
    concluded = (_total("concluded_total"),)
    if len(outcomes) > 1:
        return Meaning(APPLICATIONS, outcomes, (tuple(map(_total, dict.fromkeys(listed))), concluded), "outcome")
    return Meaning(APPLICATIONS, ("concluded_total",), (concluded,), "flow", is_main=True)


def _total(row: str) -> Place:
    """Return the cell of a row in the column of totals."""
    return cells_of("applications", (row,), ("total",))[0]


def _row_of(acts: Sequence[str], default: str) -> str:
    """Return the row the first act is counted in."""
    return _ROW_OF[acts[0]] if acts else default


def _flow(acts: Sequence[str], frame: Frame) -> Meaning:
    """Return what a verb counts. To accept or handle can also mean all that lay on the desk.

    Example: TXT601.yml, "to accept can mean all that lay on the desk".
    """
    row = _row_of(acts, "new")
    readings: tuple[tuple[Place, ...], ...] = ((_total(row),),)
    if "due" in acts:
        return Meaning(APPLICATIONS, ("new",), (_DESK, readings[0]), "flow", is_main=True)
    if acts[0] == "accepted" and "carried_over" not in frame.stated:
        readings = (*readings, _DESK)
    if acts[0] == "handled" and "new" not in frame.stated:
        readings = (*readings, (_total("new"),), _DESK)
    each = tuple((_total(row),) for row in dict.fromkeys(_ROW_OF[act] for act in acts))
    return Meaning(APPLICATIONS, (row,), readings, "flow", is_main=True, each=each)


def _rows(words: Sequence[Token], frame: Frame) -> list[str]:
    """Return the rows and groups named; a row within a named group stands for it, flows for any other.

    Example: TXT603.yml, "a group of rows has no cell of its own".
    """
    groups = frame.form.tables["applications"].groups
    strict = [
        s.key
        for index, token in enumerate(words)
        if (s := token.sense("row")) and not s.loose and not _is_example(words, index, groups)
    ]
    loose = [s.key for token in words if (s := token.sense("row")) and s.loose]
    if not strict and {"received", "accepted"} & {*keys(words, "act")}:
        # What came in is not what became of it.
        return []
    both = strict and any(token.text == LISTED for token in words)
    rows = list(dict.fromkeys([*strict, *loose] if both else strict or loose))
    if len(rows) > 1 and CARRIED in rows:
        rows.remove(CARRIED)
    flows = [row for row in rows if row in _FLOWS]
    if flows:
        # Flows that are listed are each meant; else the first one rules.
        return rows if len(rows) > 1 and any(token.text == LISTED for token in words) else flows[:1]
    return [row for row in rows if not any(other in groups.get(row, ()) for other in rows)]


def _is_example(words: Sequence[Token], index: int, groups: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether a row is only named as one reason among others for the group behind it.

    Example: building-171.
    """
    if not has(words[index + 1 : index + 2], "sign", "etc"):
        return False
    row = words[index].key("row")
    return any(row in groups.get(token.key("row"), ()) for token in words[index + 1 :])


def _rest(words: Sequence[Token], frame: Frame) -> list[str]:
    """Return the row for what is left of a group, where a text divides the group and comes to the others.

    Example: building-79.
    """
    if not has(words, "rest", "rest"):
        return []
    whole = frame.divided
    rows = tuple(cell.row for cell in whole.cells if cell.table == "applications") if whole else ()
    table = frame.form.tables["applications"]
    group = next((leaves for leaves in table.groups.values() if leaves == rows), ())
    return [leaf for leaf in group if leaf.endswith("_other")]


def _columns(words: Sequence[Token], frame: Frame) -> list[str]:
    """Return the kinds of applicants named; `legal` stands for all but natural persons.

    Example: TXT601.yml, "applicants of what came in".
    """
    named = keys(words, "column")
    leaves = [head.key for head in frame.form.tables["applications"].blocks[0].leaf_columns]
    legal = [leaf for leaf in leaves if leaf not in {"natural_person", "total"}]
    known = [key for key in named if key in leaves and key != "total"]
    if "legal" in named and not set(known) & set(legal):
        known += legal
    return known


def _names_ways(words: Sequence[Token]) -> bool:
    """Return whether channels are only named as the ways all applications came in.

    Example: building-35.
    """
    channels = [index for index, token in enumerate(words) if token.key("channel")]
    return has(words, "way", "way") or (
        len(channels) > 1 and any(token.text == LISTED for token in words[channels[0] : channels[-1]])
    )
