"""Numbers that are about other numbers: shares, changes, numbers of another year, and what follows a subject."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from nianbao.analysis.claims.claim import Change, Claim, Count, Quantity, Share, Span
from nianbao.analysis.claims.frame import APPLICATIONS, DISPUTES, NONE_FOLLOWS, OTHER, Consequence, Frame, Meaning
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.sentences import Clause, Phrase
from nianbao.analysis.claims.tokens import NO_UNIT, Number, Token, has, is_substance
from nianbao.analysis.claims.vocabulary import Vocabulary
from nianbao.model.finding import Place

FLOWS: Final = {key: Place("applications", key, "total") for key in ("new", "carried_over", "concluded_total")}
_YEAR_AND_BEING: Final = 6
# What is stated as near or below is taken to be within a tenth, or one.
_APPROXIMATE: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Relation:
    """What a number states that is about other numbers: without claims if of other things; and what follows."""

    claims: tuple[Claim, ...] = ()
    consequence: Consequence = NONE_FOLLOWS


_OF_OTHER_THINGS: Final = Relation()


def relation(phrase: Phrase, frame: Frame, span: Span) -> Relation | None:
    """Return the share or change a number states; one without claims if it is of other things; None if neither.

    Example: TXT606.yml, "a rate is no share"; TXT607.yml, "what is planned is no change".
    """
    stated = phrase.number.number
    if stated is None:
        return None
    left, unit = phrase.left, stated.unit
    direction = _direction(left)
    can_change = unit.is_percent or unit.counts or unit.is_money
    if direction is not None and can_change and not has(left, "sign", "becomes"):
        if unit.is_percent and has(left, "sign", "rate"):
            return _OF_OTHER_THINGS
        return _change(phrase, stated, frame, span, direction)
    if not unit.is_percent:
        return None
    if has(left, "sign", "rate"):
        return _rate(phrase, stated, frame, span)
    return _share(phrase, stated, frame, span)


# --- shares -----------------------------------------------------------------------------------------------------


def _rate(phrase: Phrase, stated: Number, frame: Frame, span: Span) -> Relation:
    """Return the share a rate is: of an outcome or a result that is named right before the word, of no other.

    Example: TXT606.yml, "a rate is no share": the rate of what was concluded on time.
    """
    at = next(index for index, token in enumerate(phrase.left) if token.key("sign") == "rate")
    named = phrase.left[:at]
    follows = NONE_FOLLOWS
    if has(named, "noun", APPLICATIONS):
        follows = Consequence(topic=APPLICATIONS)
        frame = replace(frame, topic=APPLICATIONS)
    if not named or stated.value is None or named[-1].end != phrase.left[at].start:
        return Relation((), follows)
    what = meaning(named, [], frame)
    loose = any((sense := token.sense("row")) and sense.loose for token in named)
    if what is None or loose or not what.confident or what.kind not in {"outcome", "result"}:
        return Relation((), follows)
    quantities = tuple(Quantity(cells, frame.year) for cells in what.readings)
    part = Count(span, Decimal(-1), quantities, kind=what.kind)
    share = Share(span, stated.value, _step(stated), part, _bases(part, frame.year), approximate=bool(stated.side))
    return Relation((share,), Consequence(topic=what.topic, rows=what.rows))


def _share(phrase: Phrase, stated: Number, frame: Frame, span: Span) -> Relation:
    """Return the share a percentage states: of the count before it, or of what is named before it.

    Example: TXT606.yml, "a share of what was received".
    """
    if stated.value is None:
        return _OF_OTHER_THINGS
    part, related = frame.last, None
    if any(map(is_substance, phrase.left)) and not _follows_count(phrase):
        related = meaning(phrase.left, phrase.right, frame)
        if related is None or related.topic != APPLICATIONS or related.is_main or not related.readings:
            return _OF_OTHER_THINGS
        quantities = tuple(Quantity(cells, frame.year) for cells in related.readings)
        part = Count(span, Decimal(-1), quantities, kind=related.kind)
    follows = Consequence(related=related)
    is_share = has(phrase.left, "sign", "share") or frame.enumeration.is_open
    if part is None or part.kind == "subset" or not is_share:
        return Relation((), follows)
    whole = frame.enumeration.whole or frame.main
    if whole is not None and (whole.span == part.span or whole.approximate):
        whole = None
    bases = _bases(part, frame.year)
    share = Share(span, stated.value, _step(stated), part, bases, whole, approximate=bool(stated.side))
    return Relation((share,), follows)


def _follows_count(phrase: Phrase) -> bool:
    """Return whether the words before a percentage only name what it is a share of.

    Example: building-82.
    """
    share = next((index for index, token in enumerate(phrase.left) if token.key("sign") == "share"), None)
    return share is not None and not any(map(is_substance, phrase.left[:share]))


def _bases(part: Count, year: int) -> tuple[Quantity, ...]:
    """Return the wholes a share can be of: what was received, what was concluded, what lay on the desk.

    A result is a share of its own disputes.

    Example: TXT606.yml, "a share of what was concluded is right too".
    """
    if part.kind not in {"applicant", "channel", "outcome", "subset", "flow"}:
        cells = part.quantity.cells if part.quantity else ()
        rows = tuple(dict.fromkeys(Place(cell.table, cell.row, "total") for cell in cells))
        return (Quantity(rows, year),) if part.kind == "result" and rows else ()
    new, over, concluded = FLOWS["new"], FLOWS["carried_over"], FLOWS["concluded_total"]
    return (Quantity((new,), year), Quantity((concluded,), year), Quantity((new, over), year))


# --- changes and other years ------------------------------------------------------------------------------------


def _change(phrase: Phrase, stated: Number, frame: Frame, span: Span, direction: int) -> Relation:
    """Return the change a number states: of what is named before it, else of the last count.

    Example: TXT607.yml, "a change in pieces, as both tables have it".
    """
    if stated.value is None:
        return _OF_OTHER_THINGS
    what, follows = None, NONE_FOLLOWS
    if any(map(is_substance, phrase.left)):
        what = meaning(phrase.left, phrase.right, frame, NO_UNIT if stated.unit.is_percent else stated.unit)
        if what is None or what.topic == OTHER:
            return _OF_OTHER_THINGS
        follows = Consequence(what.topic, what.rows, subject=what, related=what)
    elif frame.last is None and frame.speaks_of_applications:
        what = Meaning(APPLICATIONS, ("new",), ((FLOWS["new"],),), "flow", is_main=True)
        follows = Consequence(subject=what)
    readings = tuple(Quantity(cells, frame.year) for cells in what.readings) if what else _last_readings(frame)
    year = _year_counted(readings, frame)
    if year != frame.year and not what:
        readings = tuple(replace(reading, year=year) for reading in readings)
        follows = replace(follows, year=year)
    against = _compared(phrase.left, year)
    if not readings or frame.sentence.other_period or frame.sentence.other_body:
        return Relation((), follows)
    worth = stated.unit.worth or Decimal(1)
    change = Change(
        span,
        stated.value * worth,
        _step(stated) * worth,
        stated.unit.is_percent,
        direction,
        readings,
        against,
        approximate=bool(stated.side),
    )
    return Relation((change,), follows)


def _last_readings(frame: Frame) -> tuple[Quantity, ...]:
    """Return what the last count can mean; at the end of a list the whole can be meant as well.

    Example: TXT607.yml, "a change in pieces, as both tables have it".
    """
    whole = frame.enumeration.whole if frame.enumeration.is_open else None
    if frame.last is None:
        return ()
    return (*frame.last.readings, *(whole.readings if whole and whole is not frame.last else ()))


def _direction(left: Sequence[Token]) -> int | None:
    """Return the direction of a change whose word stands last before a number: 1, -1, or None for no change.

    Example: TXT607.yml, "the wrong direction".
    """
    signs = [key for token in left if (key := token.key("sign"))]
    if has(left, "sign", "more") or has(left, "sign", "less"):
        last = [key for key in signs if key in {"more", "less", "sum", "becomes"}][-1]
        return {"more": 1, "less": -1}.get(last)
    return None


def _year_counted(readings: Sequence[Quantity], frame: Frame) -> int:
    """Return the year a change is of: the one after the frame's where the same was counted of that year too."""
    cells = {reading.cells for reading in readings[:1]}
    later = (known.year for key in frame.sentence.counted for known in key if known.cells in cells)
    return max((frame.year, *(year for year in later if year == frame.year + 1)))


def _compared(left: Sequence[Token], year: int) -> int:
    """Return the year a change is measured against: the one behind the word of comparison, else the one before."""
    for index, token in enumerate(left):
        if token.key("sign") == "against" and index + 1 < len(left) and left[index + 1].year is not None:
            return left[index + 1].year or year - 1
    return year - 1


def earlier(phrase: Phrase, frame: Frame, span: Span, *, in_brackets: bool) -> tuple[Count | None, Consequence]:
    """Return what a number says of another year that is only named to be compared with, and what follows.

    Example: TXT601.yml, "last year's number as last year's report has it".
    """
    stated, left = phrase.number.number, phrase.left
    if stated is None or stated.value is None or not stated.unit.counts:
        return None, NONE_FOLLOWS
    start = next((index for index, token in enumerate(left) if token.key("sign") == "from"), len(left))
    if not in_brackets and not has(left, "sign", "against") and start == len(left):
        return None, NONE_FOLLOWS
    year = next((token.year for token in reversed(left) if token.year is not None), None)
    if year is None and (start == len(left) - 1 or _names_last_year(phrase, frame.vocabulary)):
        year = frame.year - 1
    if year is None or year == frame.year or _direction(left) is not None:
        return None, NONE_FOLLOWS
    known, follows = frame.last or frame.main, NONE_FOLLOWS
    readings = tuple(Quantity(reading.cells, year) for reading in known.readings) if known else ()
    if any(map(is_substance, left)):
        what = meaning(left[:start], [], frame, stated.unit) if start < len(left) else None
        if what is None or what.topic == OTHER:
            return None, NONE_FOLLOWS
        follows = Consequence(what.topic, what.rows, subject=what, forgets_last=True)
        readings = tuple(Quantity(cells, year) for cells in what.readings)
    if not readings:
        return None, follows
    low, high = limits(stated.value, stated.side)
    return Count(span, stated.value, readings, low, high, approximate=bool(stated.side)), follows


def _names_last_year(phrase: Phrase, vocabulary: Vocabulary) -> bool:
    """Return whether a number stands right behind a comparison with the year before.

    Example: building-720.
    """
    if not phrase.left or not phrase.left[-1].text.endswith(vocabulary.last_year):
        return False
    between = phrase.number.start - phrase.left[-1].end
    return phrase.left[-1].key("sign") == "against" and between <= len(vocabulary.particle)


# --- what follows a subject -------------------------------------------------------------------------------------


def came_to(phrase: Phrase, frame: Frame) -> Meaning | None:
    """Return what a number says the last count came to: "rose to so many" is a figure of the report's own year."""
    if any(map(is_substance, phrase.left)) or not has(phrase.left, "sign", "becomes"):
        return None
    if frame.last is None or frame.last.quantity is None:
        return None
    return Meaning(frame.topic, frame.rows, (frame.last.quantity.cells,), frame.last.kind, is_main=True)


def followed(text: str, clause: Clause, phrase: Phrase, frame: Frame) -> Meaning | None:
    """Return what a number without words of its own counts: the subject, where a verb of being leads to it.

    `text` is that of the paragraph.

    Example: building-93.
    """
    if any(map(is_substance, phrase.left)):
        return None
    if has(phrase.left, "sign", "narrowing") and frame.topic in DISPUTES:
        return frame.subject
    before = text[clause.start : phrase.number.start]
    words = before if not phrase.left else text[phrase.left[-1].end : phrase.number.start]
    # Nothing but a verb of being, and a year perhaps, stands before the number.
    short = len(words) <= 1 and len(before) <= _YEAR_AND_BEING and all(t.year is not None for t in phrase.left)
    leads = short and before[-1:] in frame.vocabulary.being and bool(before)
    return frame.subject if leads or has(phrase.left, "sign", "becomes") else None


def sums_up(phrase: Phrase) -> bool:
    """Return whether a number has no words but those of a sum or of what something came to.

    Example: building-260.
    """
    if any(map(is_substance, phrase.words)):
        return False
    return has(phrase.left, "sign", "becomes") or has(phrase.left, "sign", "sum")


# --- inexact numbers --------------------------------------------------------------------------------------------


def limits(value: Decimal, side: str) -> tuple[Decimal, Decimal]:
    """Return between what the true number lies when `value` is stated on that side of it.

    Example: TXT601.yml, "more than seventy, about eighty" and "more than ninety, which is too many".
    """
    if side == "above":
        return value, value + _place(value) - 1 if value >= 10 else value * 2  # noqa: PLR2004 - one digit
    room = max(value * _APPROXIMATE, Decimal(1))
    if side == "below":
        return value - room, value
    if side == "near":
        return value - room, value + room
    return value, value


def _place(value: Decimal) -> Decimal:
    """Return the worth of the last digit of a round number that is not nought."""
    digits = str(value.to_integral_value())
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def _step(stated: Number) -> Decimal:
    """Return the worth of the last digit a number is stated to."""
    return Decimal(1).scaleb(-stated.decimals)
