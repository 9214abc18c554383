"""Numbers that are about other numbers: shares, changes, inexact ones, "respectively" and "all of them"."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from nianbao.analysis.claims.claim import ENDLESS, Change, Claim, Count, Quantity, Share, Span
from nianbao.analysis.claims.frame import APPLICATIONS, DISPUTES, OTHER, Frame, Meaning, has
from nianbao.analysis.claims.meaning import meaning
from nianbao.analysis.claims.sentences import LISTED, Clause, Phrase, is_substance, says_all
from nianbao.analysis.claims.vocabulary import BEING, LAST_YEAR, MONEY, PARTICLE, UNITS, Token
from nianbao.model.finding import Place
from nianbao.model.form import Form

_FLOWS: Final = {key: Place("applications", key, "total") for key in ("new", "carried_over", "concluded_total")}
# What can be told of all that was counted.
_TELLING: Final = frozenset({"row", "column", "result", "dispute"})
_YEAR_AND_BEING: Final = 6
# "About" is taken to be within a tenth, or one.
_ABOUT: Final = Decimal("0.1")


def of(phrase: Phrase, frame: Frame, form: Form, span: Span) -> tuple[Claim, ...] | None:
    """Return the share or change a number states; an empty tuple if it is one of other things; None if neither."""
    stated = phrase.number.number
    if stated is None:
        return None
    left = phrase.left
    direction = _direction(left)
    percent = stated.unit == "%"
    if (
        direction is not None
        and not has(left, "sign", "becomes")
        and (percent or stated.unit in UNITS or stated.unit in MONEY)
    ):
        if percent and has(left, "sign", "rate"):
            return ()
        return _change(phrase, frame, form, span, direction)
    if not percent:
        return None
    if has(left, "sign", "rate"):
        return _rate(phrase, frame, form, span)
    return _share(phrase, frame, form, span)


def _rate(phrase: Phrase, frame: Frame, form: Form, span: Span) -> tuple[Claim, ...]:
    """Return the share a rate is: of an outcome or a result that is named right before the word, of no other."""
    stated = phrase.number.number
    at = next(index for index, token in enumerate(phrase.left) if token.key("sign") == "rate")
    named = phrase.left[:at]
    if has(named, "noun", APPLICATIONS):
        frame.topic = APPLICATIONS
    if not named or not stated or stated.value is None or named[-1].end != phrase.left[at].start:
        return ()
    what = meaning(named, [], frame, form)
    loose = any((sense := token.sense("row")) and sense.loose for token in named)
    if what is None or loose or not what.sure or what.kind not in {"outcome", "result"}:
        return ()
    frame.topic, frame.rows = what.topic, what.rows
    quantities = tuple(Quantity(cells, frame.year) for cells in what.readings)
    part = Count(span, Decimal(-1), quantities, kind=what.kind)
    step = Decimal(1).scaleb(-stated.decimals)
    return (Share(span, stated.value, step, part, _bases(part, frame.year), about=bool(stated.side)),)


def earlier(phrase: Phrase, frame: Frame, form: Form, span: Span, *, in_brackets: bool) -> Count | None:
    """Return what a number says of another year where it is only named to be compared with."""
    stated, left = phrase.number.number, phrase.left
    if stated is None or stated.value is None or stated.unit not in UNITS:
        return None
    start = next((index for index, token in enumerate(left) if token.key("sign") == "from"), len(left))
    if not in_brackets and not has(left, "sign", "against") and start == len(left):
        return None
    year = next((token.year for token in reversed(left) if token.year is not None), None)
    if year is None and (start == len(left) - 1 or _names_last_year(phrase)):
        year = frame.year - 1
    if year is None or year == frame.year or _direction(left) is not None:
        return None
    known = frame.last or frame.main
    readings = tuple(Quantity(reading.cells, year) for reading in known.readings) if known else ()
    if any(map(is_substance, left)):
        what = meaning(left[:start], [], frame, form, stated.unit) if start < len(left) else None
        if what is None or what.topic == OTHER:
            return None
        frame.topic, frame.rows, frame.subject, frame.last = what.topic, what.rows, what, None
        readings = tuple(Quantity(cells, year) for cells in what.readings)
    low, high = limits(stated.value, stated.side)
    return Count(span, stated.value, readings, low, high, about=bool(stated.side)) if readings else None


def _names_last_year(phrase: Phrase) -> bool:
    """Say whether a number stands right behind a comparison with the year before."""
    if not phrase.left or not phrase.left[-1].text.endswith(LAST_YEAR):
        return False
    between = phrase.number.start - phrase.left[-1].end
    return phrase.left[-1].key("sign") == "against" and between <= len(PARTICLE)


def followed(text: str, clause: Clause, phrase: Phrase, frame: Frame, year: int) -> Meaning | None:
    """Return what a number without words of its own counts, where it tells how something came out."""
    becomes = has(phrase.left, "sign", "becomes")
    if any(map(is_substance, phrase.left)):
        return None
    if becomes and frame.last and frame.last.quantity:
        frame.year = year
        return Meaning(frame.topic, frame.rows, (frame.last.quantity.cells,), frame.last.kind, is_main=True)
    if has(phrase.left, "sign", "narrowing") and frame.topic in DISPUTES:
        return frame.subject
    said = text[clause.start : phrase.number.start]
    words = said if not phrase.left else text[phrase.left[-1].end : phrase.number.start]
    # Nothing but a verb of being, and a year perhaps, stands before the number.
    short = len(words) <= 1 and len(said) <= _YEAR_AND_BEING and all(t.year is not None for t in phrase.left)
    if becomes or (short and said[-1:] in BEING and said):
        return frame.subject
    return None


def sums_up(phrase: Phrase) -> bool:
    """Say whether a number has no words but those of a sum or of what something came to."""
    if any(map(is_substance, (*phrase.left, *phrase.right))):
        return False
    return has(phrase.left, "sign", "becomes") or has(phrase.left, "sign", "sum")


def _direction(left: Sequence[Token]) -> int | None:
    """Return the direction of a change whose word stands last before a number."""
    signs = [key for token in left if (key := token.key("sign"))]
    if has(left, "sign", "more") or has(left, "sign", "less"):
        last = [key for key in signs if key in {"more", "less", "sum", "becomes"}][-1]
        return {"more": 1, "less": -1}.get(last)
    return None


def _change(phrase: Phrase, frame: Frame, form: Form, span: Span, direction: int) -> tuple[Claim, ...]:
    stated = phrase.number.number
    if stated is None or stated.value is None:
        return ()
    left = phrase.left
    what: Meaning | None = None
    if any(map(is_substance, left)):
        what = meaning(left, phrase.right, frame, form, stated.unit if stated.unit != "%" else "")
        if what is None or what.topic == OTHER:
            return ()
        frame.topic, frame.rows, frame.subject, frame.shared = what.topic, what.rows, what, what
    elif frame.last is None and frame.speaks_of_applications:
        what = frame.subject = Meaning(APPLICATIONS, ("new",), ((_FLOWS["new"],),), "flow", is_main=True)
    readings = frame.last.readings if frame.last else ()
    if frame.last and frame.listing and frame.whole and frame.whole is not frame.last:
        # At the end of a list the whole can be meant as well.
        readings = (*readings, *frame.whole.readings)
    if what:
        readings = tuple(Quantity(cells, frame.year) for cells in what.readings)
    year = _year_told(readings, frame)
    if year != frame.year and not what:
        readings = tuple(replace(reading, year=year) for reading in readings)
        frame.year = year
    against = _compared(left, year)
    if not readings or frame.elsewhen or frame.elsewhere:
        return ()
    step = Decimal(1).scaleb(-stated.decimals)
    percent = stated.unit == "%"
    worth = MONEY.get(stated.unit, Decimal(1))
    return (
        Change(
            span,
            stated.value * worth,
            step * worth,
            percent,
            direction,
            readings,
            against,
            about=bool(stated.side),
        ),
    )


def _year_told(readings: Sequence[Quantity], frame: Frame) -> int:
    """Return the year a change is of: the one behind the frame's where the same was told of that year too."""
    cells = {reading.cells for reading in readings[:1]}
    later = (told.year for key in frame.told for told in key if told.cells in cells)
    return max((frame.year, *(year for year in later if year == frame.year + 1)))


def _compared(left: Sequence[Token], year: int) -> int:
    """Return the year a change is measured against: the one behind the word of comparison, else the one before."""
    for index, token in enumerate(left):
        if token.key("sign") == "against" and index + 1 < len(left) and left[index + 1].year is not None:
            return left[index + 1].year or year - 1
    return year - 1


def _share(phrase: Phrase, frame: Frame, form: Form, span: Span) -> tuple[Claim, ...]:
    stated = phrase.number.number
    if stated is None or stated.value is None:
        return ()
    part = frame.last
    if any(map(is_substance, phrase.left)) and not _follows_count(phrase):
        what = meaning(phrase.left, phrase.right, frame, form)
        if what is None or what.topic != APPLICATIONS or what.is_main or not what.readings:
            return ()
        quantities = tuple(Quantity(cells, frame.year) for cells in what.readings)
        part = Count(span, Decimal(-1), quantities, kind=what.kind)
        frame.shared = what
    if part is None or part.kind == "subset" or not (has(phrase.left, "sign", "share") or frame.listing):
        return ()
    step = Decimal(1).scaleb(-stated.decimals)
    whole = frame.whole or frame.main
    if whole is not None and (whole.span == part.span or whole.about):
        whole = None
    return (Share(span, stated.value, step, part, _bases(part, frame.year), whole, about=bool(stated.side)),)


def _follows_count(phrase: Phrase) -> bool:
    """Say whether the words before a percentage only name what it is a share of."""
    share = next((index for index, token in enumerate(phrase.left) if token.key("sign") == "share"), None)
    return share is not None and not any(map(is_substance, phrase.left[:share]))


def _bases(part: Count, year: int) -> tuple[Quantity, ...]:
    """Return the wholes a share can be of: what was received, what lay on the desk, what was concluded."""
    if part.kind not in {"applicant", "channel", "outcome", "subset", "flow"}:
        cells = part.quantity.cells if part.quantity else ()
        rows = tuple(dict.fromkeys(Place(cell.table, cell.row, "total") for cell in cells))
        return (Quantity(rows, year),) if part.kind == "result" and rows else ()
    new, over, concluded = _FLOWS["new"], _FLOWS["carried_over"], _FLOWS["concluded_total"]
    return (Quantity((new,), year), Quantity((concluded,), year), Quantity((new, over), year))


def limits(value: Decimal, side: str) -> tuple[Decimal, Decimal]:
    """Return between what the true number lies when `value` is stated on that side of it."""
    if side == "above":
        return value, value + _place(value) - 1 if value >= 10 else value * 2  # noqa: PLR2004 - one digit
    room = max(value * _ABOUT, Decimal(1))
    if side == "below":
        return value - room, value
    if side == "near":
        return value - room, value + room
    return value, value


def _place(value: Decimal) -> Decimal:
    """Return the worth of the last digit of a round number that is not nought."""
    digits = str(value.to_integral_value())
    return Decimal(10) ** (len(digits) - len(digits.rstrip("0")))


def respective(found: Sequence[Phrase], waiting: Sequence[Token]) -> list[Phrase]:
    """Give each number of a list its own item of the list before it; nothing where the two don't match."""
    words = [*waiting, *found[0].left] if found else []
    mark = next((index for index, token in enumerate(words) if token.key("sign") == "respectively"), len(words))
    own = [words[mark + 1 :], *(phrase.left for phrase in found[1:])]
    if found and all(any(map(is_substance, left)) for left in own):
        return [*found]
    groups: list[list[Token]] = [[]]
    for token in words[:mark]:
        if token.text == LISTED:
            groups.append([])
        else:
            groups[-1].append(token)
    years = [token for token in words[:mark] if token.year is not None]
    if len(years) == len(found) and len(found) > 1:
        rest = [token for token in (*words[mark:], *words[:mark]) if token.year is None and token.text != LISTED]
        return [
            Phrase(phrase.number, (year, *rest), phrase.right) for year, phrase in zip(years, found, strict=True)
        ]
    groups = [group for group in groups if any(map(is_substance, group))]
    if len(groups) < len(found):
        groups = [[token] for token in words[:mark] if is_substance(token)]
    if len(groups) != len(found):
        return []
    lead = [token for token in words[:mark] if token.year is not None or token.key("sign") == "among"]
    return [
        Phrase(phrase.number, (*(lead if not index else ()), *group, *words[mark : mark + 1]), phrase.right)
        for index, (phrase, group) in enumerate(zip(found, groups, strict=True))
    ]


def everything(clause: Clause, frame: Frame, form: Form, span: Span) -> tuple[Count, ...]:
    """Return what a clause without a number says of all that was just counted."""
    tokens = clause.tokens
    said_of_all = says_all(tokens)
    beside = frame.before if said_of_all and not clause.opens else ()
    counted = _named_of((*beside, *frame.latest), tokens)
    if not counted or frame.topic == OTHER or has(tokens, "noun", OTHER):
        return ()
    if any(has(tokens, "sign", sign) for sign in ("plan", "rate", "blame", "against")):
        return ()
    if all(_TELLING.isdisjoint(token.senses) for token in tokens) and not has(tokens, "act", "concluded"):
        return ()
    if len(counted) > 1 and not (said_of_all and all(count.kind == "dispute" for count in counted)):
        return ()
    found = [_of_all(count, tokens, frame, form, span) for count in counted if said_of_all or count.value == 1]
    return tuple(count for count in found if count)


def told_beside(before: tuple[Count, ...], latest: tuple[Count, ...]) -> tuple[Count, ...]:
    """Return the disputes a clause before told of if the latest ones are others: all can be spoken of together."""
    known = {cell.row for count in before if count.quantity for cell in count.quantity.cells}
    rows = {cell.row for count in latest if count.quantity for cell in count.quantity.cells}
    together = all(count.kind == "dispute" for count in (*before, *latest)) and known.isdisjoint(rows)
    return before if together else ()


def _named_of(counted: tuple[Count, ...], tokens: Sequence[Token]) -> tuple[Count, ...]:
    """Leave of some counts those of the disputes that are named as the ones of which all is said."""
    mark = next((index for index, token in enumerate(tokens) if token.key("sign") == "everything"), 0)
    named = [key for token in tokens[:mark] if (key := token.key("dispute") or token.key("noun")) in DISPUTES]
    rows = {row for key in named for row in DISPUTES[key]}
    if not rows:
        return counted
    return tuple(
        count for count in counted if count.quantity and rows >= {cell.row for cell in count.quantity.cells}
    )


def _is_within(cells: Sequence[Place], whole: Count, quantity: Quantity) -> bool:
    """Say whether cells can hold all that was counted: results of the same disputes, reasons of one outcome."""
    if whole.kind == "applicant" and {cell.row for cell in cells} == {cell.row for cell in quantity.cells}:
        return {cell.column for cell in cells} != {"total"}
    if whole.kind == "dispute":
        return {cell.row for cell in cells} <= {cell.row for cell in quantity.cells}
    return whole.kind != "outcome" or set(cells) < set(quantity.cells)


def _of_all(last: Count, tokens: Sequence[Token], frame: Frame, form: Form, span: Span) -> Count | None:
    """Return what is said of all that one number counted, or None."""
    if last.quantity is None:
        return None
    divided = frame.copy()
    divided.whole, divided.listing = last, True
    if last.kind == "dispute":
        divided.rows = tuple(dict.fromkeys(cell.row for cell in last.quantity.cells))
        divided.topic = divided.rows[0] if len(divided.rows) == 1 else "litigation"
    # By which way they came does not matter where something else is said of them.
    what = meaning([token for token in tokens if not token.key("channel")], [], divided, form)
    if what is None or what.topic == OTHER or not what.readings or not what.sure:
        return None
    if what.readings == (last.quantity.cells,) or not _is_within(what.readings[0], last, last.quantity):
        return None
    said_of_all = says_all(tokens)
    if what.is_main and what.kind == "flow" and not said_of_all and what.rows != ("carried_forward",):
        return None
    readings = tuple(Quantity(cells, last.quantity.year) for cells in what.readings)
    high = ENDLESS if what.is_main or (what.kind == "outcome" and not said_of_all) else last.high
    # What was carried over may have ended the same way.
    slack = (_FLOWS["carried_over"],) if what.kind == "outcome" else ()
    # That all were answered leaves open what else was.
    sure = last.sure and what.rows != ("concluded_total",)
    return Count(span, last.value, readings, last.low, high, slack, last.about, sure, what.kind)
