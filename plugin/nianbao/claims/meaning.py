"""Which cells the words around a number speak of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from nianbao.claims.claim import Count
from nianbao.claims.sentences import LISTED
from nianbao.claims.vocabulary import CONTEXTS, GENERIC, MONEY, PIECES, WEAK_UNITS, Token
from nianbao.finding import Place
from nianbao.form import Form

APPLICATIONS: Final = "applications"
OTHER: Final = "other"
DOCUMENT: Final = "document"
DISPUTES: Final = {
    "reconsideration": ("reconsideration",),
    "litigation": ("litigation_direct", "litigation_after_reconsideration"),
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
}
# The acts that name a column of documents, the newer form's column first.
_MADE: Final = {"issued": ("issued", "created"), "repealed": ("repealed",), "in_force": ("in_force",)}
_NAMING: Final = frozenset({"noun", "row", "act", "column", "document", "channel"})
_MAIN: Final = ("new", "carried_over", "concluded_total", "carried_forward")
_FLOWS: Final = ("carried_over", "carried_forward")


@dataclass
class Frame:
    """What a sentence has spoken of so far.

    `topic` and `rows` are the last ones named, `stated` all of them. `main` is the last count that is no part,
    `whole` the one being divided while `listing`. `elsewhen`: it speaks of another stretch of time than a year,
    `elsewhere`: of another body; `reviews`: of documents that were gone through. `subject` is what was last said
    to change or to follow, `column` the last one of documents. `beside`: the clause before, without a number, was
    about another matter. `latest` are the counts of the last clause that has any.
    """

    year: int
    context: str = ""
    topic: str = ""
    rows: tuple[str, ...] = ()
    last: Count | None = None
    main: Count | None = None
    whole: Count | None = None
    listing: bool = False
    elsewhen: bool = False
    elsewhere: bool = False
    subject: "Meaning | None" = None
    column: str = ""
    beside: bool = False
    reviews: bool = False
    latest: tuple[Count, ...] = ()
    stated: set[str] = field(default_factory=set)

    def copy(self) -> "Frame":
        """Return a frame for a bracket: what is said there leaves the sentence's own frame alone."""
        return replace(self)

    @property
    def speaks_of_applications(self) -> bool:
        """True where a bare verb or outcome is one of applications."""
        return self.topic == APPLICATIONS or (not self.topic and self.context == APPLICATIONS)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number counts: `readings` are sums of cells, the likeliest first; none for parts without a cell.

    `each` are the coordinates of the likeliest reading, for numbers that are said of each of them.
    """

    topic: str
    rows: tuple[str, ...] = ()
    readings: tuple[tuple[Place, ...], ...] = ()
    kind: str = ""
    sure: bool = True
    is_main: bool = False
    each: tuple[tuple[Place, ...], ...] = ()


_FOREIGN: Final = Meaning(OTHER)


def context_of(heading: str) -> str:
    """Return what the text under a heading speaks of: the first kind of context with a word in it."""
    return next((key for key, words in CONTEXTS.items() if any(word in heading for word in words)), "")


def keys(tokens: Iterable[Token], role: str) -> list[str]:
    """Return what the words stand for in a role, in their order, each once."""
    return list(dict.fromkeys(key for token in tokens if (key := token.key(role))))


def has(tokens: Iterable[Token], role: str, key: str) -> bool:
    """Say whether one of the words stands for a key."""
    return any(token.key(role) == key for token in tokens)


def meaning(
    left: Sequence[Token], right: Sequence[Token], frame: Frame, form: Form, unit: str = ""
) -> Meaning | None:
    """Return what a number counts by the words before and behind it; None where they don't say."""
    words = (*left, *right)
    noun = _deciding(left, right, frame)
    if noun == OTHER:
        return _FOREIGN
    found = _dispute(words, noun, frame, form) or _document(words, frame, form, unit)
    if (
        found is None
        and (noun == "perhaps" or has(words, "act", "published"))
        and not _is_ours(words, frame, unit)
    ):
        return _FOREIGN
    return found or _application(words, frame, form, unit)


def _is_beside(tokens: Sequence[Token], token: Token) -> bool:
    """Say whether a word of another matter behind a number only explains the outcome named there too."""
    return token.key("noun") == OTHER and any((sense := t.sense("row")) and not sense.loose for t in tokens)


def _deciding(left: Sequence[Token], right: Sequence[Token], frame: Frame) -> str:
    """Return the noun a number counts: the last one behind it, else the last before it.

    A letter is a way for an application to come in where applications are spoken of.
    """
    for side in (right, left):
        for token in reversed(side):
            if token.sense("channel") and frame.speaks_of_applications:
                continue
            if side is right and _is_beside(right, token):
                continue
            if token.text in GENERIC and frame.topic == DOCUMENT:
                continue
            if key := token.key("noun") or token.key("dispute"):
                return key
    return ""


def _is_ours(words: Sequence[Token], frame: Frame, unit: str) -> bool:
    """Say whether words that may speak of published information speak of applications after all."""
    if any(token.key("noun") == APPLICATIONS for token in words):
        return True
    named = [token for token in words if token.sense("row")]
    strict = [token for token in named if not token.senses["row"].loose]
    return bool(strict or (named and frame.listing)) or (
        frame.speaks_of_applications and has(words, "act", "received") and unit in PIECES
    )


# --- disputes ---------------------------------------------------------------------------------------------------


def _dispute(words: Sequence[Token], noun: str, frame: Frame, form: Form) -> Meaning | None:
    if "disputes" not in form.tables:
        return None
    named = [key for token in words if (key := token.key("dispute") or token.key("noun")) in DISPUTES]
    results = keys(words, "result")
    goes_on = frame.topic in DISPUTES and (bool(results) or _is_bare(words))
    if noun == APPLICATIONS or not (named or goes_on):
        return None
    if "litigation" in named and any(key.startswith("litigation_") for key in named):
        named.remove("litigation")
    topics = tuple(dict.fromkeys(named)) or (frame.topic,)
    rows = tuple(dict.fromkeys(row for topic in topics for row in DISPUTES[topic]))
    if not named and frame.rows and set(frame.rows) <= set(rows):
        rows = frame.rows
    columns = results or ["total"]
    cells = tuple(Place("disputes", row, column) for row in rows for column in columns)
    loose = any((sense := token.sense("result")) and sense.loose for token in words)
    # Who decides disputes has many that are not about disclosure; who is taken to court does not accept them.
    acts = {"accepted", "concluded", "handled"} & set(keys(words, "act"))
    handled = bool(acts) and not results and not has(words, "sign", "cause")
    return Meaning(
        topics[-1],
        rows,
        (cells,),
        kind="result" if results else "dispute",
        sure=not loose and not (handled and not has(words, "noun", APPLICATIONS)),
        is_main=not results,
        each=tuple(
            tuple(Place("disputes", row, column) for row in DISPUTES[topic] for column in columns)
            for topic in topics
        ),
    )


def _is_bare(words: Sequence[Token]) -> bool:
    """Say whether words name nothing but sums and parts: the number goes on with what was spoken of."""
    return has(words, "sign", "sum") and all(_NAMING.isdisjoint(token.senses) for token in words)


# --- documents, decisions, fees ---------------------------------------------------------------------------------


def _document(words: Sequence[Token], frame: Frame, form: Form, unit: str) -> Meaning | None:
    table = form.tables.get("proactive")
    named = keys(words, "document")
    acts = keys(words, "act")
    if not named and frame.topic == DOCUMENT and _goes_on_with_documents(words):
        named = list(frame.rows)
    if not table or not named or not set(named) <= set(table.rows):
        return None
    if frame.topic == OTHER and frame.listing:
        return _FOREIGN
    columns = {column.key for row in named for column in table.rows[row].columns}
    made = [column for act in acts for column in _MADE.get(act, ()) if column in columns]
    if not made and frame.topic == DOCUMENT and frame.column in columns:
        made = [frame.column]
    sure = not {"published", "received", "concluded"} & set(acts)
    if not made:
        for column in ("decisions", "amount", "issued", "created"):
            if column in columns:
                made = [column]
                sure = sure and column in {"decisions", "amount"}
                break
    if not made or (made[0] == "amount") != (unit in MONEY):
        return _FOREIGN
    column = "in_force" if "in_force" in made else made[0]
    cells = tuple(Place("proactive", row, column) for row in named)
    each = tuple((Place("proactive", row, key),) for row in named for key in made)
    return Meaning(DOCUMENT, tuple(named), (cells,), "document", sure and not frame.reviews, True, each)  # noqa: FBT003 - fields in their order


def _goes_on_with_documents(words: Sequence[Token]) -> bool:
    acts = set(keys(words, "act"))
    return bool(acts & set(_MADE)) and all(
        token.text in GENERIC or {"noun", "row", "column"}.isdisjoint(token.senses) for token in words
    )


# --- applications -----------------------------------------------------------------------------------------------


def _application(  # noqa: C901, PLR0911 - one step for each kind of words, in the order in which they rule
    words: Sequence[Token], frame: Frame, form: Form, unit: str
) -> Meaning | None:
    table = form.tables.get("applications")
    if not table:
        return None
    named = has(words, "noun", APPLICATIONS)
    spoken = named or frame.speaks_of_applications
    rows = _rows(words, form) or _rest(words, frame, form)
    columns = _columns(words, form)
    if rows:
        leaves = tuple(leaf for row in rows for leaf in table.groups.get(row, (row,)))
        loose = all((sense := token.sense("row")) is None or sense.loose for token in words)
        if loose and not spoken:
            return None
        cells = tuple(Place("applications", leaf, column) for leaf in leaves for column in columns or ("total",))
        is_main = rows[0] in _MAIN
        each = tuple(
            tuple(Place("applications", leaf, "total") for leaf in table.groups.get(row, (row,))) for row in rows
        )
        kind = "flow" if is_main else "outcome"
        return Meaning(APPLICATIONS, tuple(rows), (cells,), kind, spoken and not loose, is_main, each)
    acts = [act for act in keys(words, "act") if act in {"received", "accepted", "concluded", "handled"}]
    if not spoken or (unit in WEAK_UNITS and not named and not frame.stated):
        return None
    if any(token.key("channel") for token in words) and not _names_ways(words):
        return Meaning(APPLICATIONS, ("new",), (), "channel")
    if columns:
        told = _told_of(acts, frame)
        readings = tuple(
            tuple(Place("applications", key, column) for key in group for column in columns) for group in told
        )
        return Meaning(APPLICATIONS, told[0], readings, "applicant")
    if acts:
        return _flow(acts, frame)
    if named or (has(words, "sign", "sum") and frame.speaks_of_applications):
        row = "new"
        if not named and frame.rows and frame.rows[0] in _FLOWS:
            # The sum of what came in and what was carried over, or of something else.
            both = (_total("new"), _total("carried_over"))
            return Meaning(APPLICATIONS, ("new",), (both, (_total("new"),)), "flow", sure=False, is_main=True)
        if not named and frame.rows and frame.rows[0] in _MAIN:
            row = frame.rows[0]
        elif not named and frame.rows:
            row = "concluded_total"
        return Meaning(APPLICATIONS, (row,), ((_total(row),),), "flow", is_main=True)
    return None


def _told_of(acts: Sequence[str], frame: Frame) -> tuple[tuple[str, ...], ...]:
    """Return the rows whose applicants are told: those of what is divided, else of what was received."""
    whole = frame.whole.quantity if frame.listing and frame.whole else None
    if acts or whole is None or {cell.table for cell in whole.cells} != {"applications"}:
        return ((_row_of(acts, "new"),),)
    rows = tuple(dict.fromkeys(cell.row for cell in whole.cells))
    return (rows, ("new",)) if rows == ("concluded_total",) else (rows,)


def _total(row: str) -> Place:
    return Place("applications", row, "total")


def _row_of(acts: Sequence[str], default: str) -> str:
    rows = {"received": "new", "accepted": "new", "concluded": "concluded_total", "handled": "concluded_total"}
    return rows[acts[0]] if acts else default


def _flow(acts: Sequence[str], frame: Frame) -> Meaning:
    """Return what a verb counts. To accept or handle can also mean all that lay on the desk."""
    row = _row_of(acts, "new")
    desk = (_total("new"), _total("carried_over"))
    readings: tuple[tuple[Place, ...], ...] = ((_total(row),),)
    if acts[0] == "accepted" and "carried_over" not in frame.stated:
        readings = (*readings, desk)
    if acts[0] == "handled" and "new" not in frame.stated:
        readings = (*readings, (_total("new"),), desk)
    return Meaning(APPLICATIONS, (row,), readings, "flow", is_main=True)


def _rows(words: Sequence[Token], form: Form) -> list[str]:
    """Return the rows and groups named; a row within a named group stands for it, flows for any other."""
    groups = form.tables["applications"].groups
    strict = [
        s.key
        for index, token in enumerate(words)
        if (s := token.sense("row")) and not s.loose and not _is_example(words, index, groups)
    ]
    loose = [s.key for token in words if (s := token.sense("row")) and s.loose]
    rows = list(dict.fromkeys(strict or loose))
    flows = [row for row in rows if row in _FLOWS]
    if flows:
        # Flows that are listed are each meant; else the first one rules.
        return rows if len(rows) > 1 and any(token.text == LISTED for token in words) else flows[:1]
    return [row for row in rows if not any(other in groups.get(row, ()) for other in rows)]


def _is_example(words: Sequence[Token], index: int, groups: Mapping[str, tuple[str, ...]]) -> bool:
    """Say whether a row is only named as one reason among others for the group behind it."""
    if not has(words[index + 1 : index + 2], "sign", "etc"):
        return False
    row = words[index].key("row")
    return any(row in groups.get(token.key("row"), ()) for token in words[index + 1 :])


def _rest(words: Sequence[Token], frame: Frame, form: Form) -> list[str]:
    """Return the row for what is left of a group, where a text divides the group and comes to the others."""
    whole = frame.whole.quantity if frame.listing and frame.whole else None
    if whole is None or not has(words, "rest", "rest"):
        return []
    rows = tuple(cell.row for cell in whole.cells if cell.table == "applications")
    table = form.tables["applications"]
    group = next((leaves for leaves in table.groups.values() if leaves == rows), ())
    return [leaf for leaf in group if leaf.endswith("_other")]


def _columns(words: Sequence[Token], form: Form) -> list[str]:
    """Return the kinds of applicants named; `legal` stands for all but natural persons."""
    named = keys(words, "column")
    leaves = [head.key for head in form.tables["applications"].blocks[0].leaf_columns]
    legal = [leaf for leaf in leaves if leaf not in {"natural_person", "total"}]
    known = [key for key in named if key in leaves and key != "total"]
    if "legal" in named and not set(known) & set(legal):
        known += legal
    return known


def _names_ways(words: Sequence[Token]) -> bool:
    """Say whether channels are only named as the ways all applications came in."""
    channels = [index for index, token in enumerate(words) if token.key("channel")]
    return has(words, "way", "way") or (
        len(channels) > 1 and any(token.text == LISTED for token in words[channels[0] : channels[-1]])
    )
