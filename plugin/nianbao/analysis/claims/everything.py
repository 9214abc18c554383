"""What a clause without a number says of all that was just counted: "all of them were upheld"."""

from collections.abc import Sequence
from typing import Final

from nianbao.analysis.claims.claim import ENDLESS, Count, Quantity, Span
from nianbao.analysis.claims.frame import DISPUTES, OTHER, Frame
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.relations import FLOWS
from nianbao.analysis.claims.sentences import Clause, is_of_all
from nianbao.analysis.claims.tokens import Token, has
from nianbao.model.finding import Place

# What can be said of all that was counted.
_SAID: Final = frozenset({"row", "column", "result", "dispute"})


def everything(clause: Clause, frame: Frame, span: Span) -> tuple[Count, ...]:
    """Return the counts a clause states of all that was just counted; none if it states none.

    A number of one is spoken of without "all". `span` is where the clause stands.

    Example: TXT602.yml, "all of them upheld"; TXT603.yml, "one of several asked for a publication, where the table
    has none".
    """
    tokens = clause.tokens
    of_all = is_of_all(tokens, frame.vocabulary)
    beside = frame.previous.counts_beside if of_all and not clause.opens else ()
    counted = _named_of((*beside, *frame.previous.counts), tokens)
    if not counted or frame.topic == OTHER or has(tokens, "noun", OTHER):
        return ()
    if any(has(tokens, "sign", sign) for sign in ("plan", "rate", "blame", "against")):
        return ()
    if all(_SAID.isdisjoint(token.senses) for token in tokens) and not has(tokens, "act", "concluded"):
        return ()
    if len(counted) > 1 and not (of_all and all(count.kind == "dispute" for count in counted)):
        return ()
    stated = [_of_all(count, tokens, frame, span) for count in counted if of_all or count.value == 1]
    return tuple(count for count in stated if count)


def spoken_of_together(before: tuple[Count, ...], latest: tuple[Count, ...]) -> tuple[Count, ...]:
    """Return the disputes of the clause before if the latest ones are others: "all" can mean both.

    Example: TXT602.yml, "reconsiderations, lawsuits and results as in the table".
    """
    known = {row for count in before for row in count.rows}
    rows = {row for count in latest for row in count.rows}
    together = all(count.kind == "dispute" for count in (*before, *latest)) and known.isdisjoint(rows)
    return before if together else ()


def _named_of(counted: tuple[Count, ...], tokens: Sequence[Token]) -> tuple[Count, ...]:
    """Return the counts of those disputes that are named as the ones of which all is said; else all counts.

    Example: TXT602.yml, "all of them upheld".
    """
    mark = next((index for index, token in enumerate(tokens) if token.key("sign") == "everything"), 0)
    named = [key for token in tokens[:mark] if (key := token.key("dispute") or token.key("noun")) in DISPUTES]
    rows = {row for key in named for row in DISPUTES[key]}
    if not rows:
        return counted
    return tuple(count for count in counted if count.quantity and rows >= {*count.rows})


def _is_within(cells: Sequence[Place], whole: Count, quantity: Quantity) -> bool:
    """Return whether cells can hold all that was counted: results of the same disputes, reasons of one outcome.

    Example: TXT602.yml, "all of them upheld".
    """
    if whole.kind == "applicant" and {cell.row for cell in cells} == {*whole.rows}:
        return {cell.column for cell in cells} != {"total"}
    if whole.kind == "dispute":
        return {cell.row for cell in cells} <= {*whole.rows}
    return whole.kind != "outcome" or set(cells) < set(quantity.cells)


def _of_all(last: Count, tokens: Sequence[Token], frame: Frame, span: Span) -> Count | None:
    """Return what is said of all that one number counted, or None.

    Example: TXT603.yml, "all of them granted".
    """
    if last.quantity is None:
        return None
    # By which way they came does not matter where something else is said of them.
    what = meaning([token for token in tokens if not token.key("channel")], [], frame.of_all(last))
    if what is None or what.topic == OTHER or not what.readings or not what.confident:
        return None
    if what.readings == (last.quantity.cells,) or not _is_within(what.readings[0], last, last.quantity):
        return None
    of_all = is_of_all(tokens, frame.vocabulary)
    if what.is_main and what.kind == "flow" and not of_all and what.rows != ("carried_forward",):
        return None
    readings = tuple(Quantity(cells, last.quantity.year) for cells in what.readings)
    high = ENDLESS if what.is_main or (what.kind == "outcome" and not of_all) else last.high
    # What was carried over may have ended the same way.
    slack = (FLOWS["carried_over"],) if what.kind == "outcome" else ()
    # That all were answered leaves open what else was.
    confident = last.confident and what.rows != ("concluded_total",)
    return Count(span, last.value, readings, last.low, high, slack, last.approximate, confident, what.kind)
