"""Whether a number is the reporting body's own for the year, or is limited to something else."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from nianbao.analysis.claims.bodies import Bodies
from nianbao.analysis.claims.frame import APPLICATIONS, CARRYING, MAIN, OTHER, Frame, Meaning, has
from nianbao.analysis.claims.sentences import Phrase, is_substance
from nianbao.analysis.claims.vocabulary import ALL, ALL_TIME, BEING, NEW, PARTICLE, UNITS, WEAK_UNITS, Token
from nianbao.model.finding import Place

_NEW: Final = Place("applications", "new", "total")
_APPLICATIONS: Final = frozenset({"flow", "applicant", "outcome"})


def is_subset(phrase: Phrase, what: Meaning) -> bool:
    """Say whether words limit a number to what is about one matter."""
    return has(phrase.left, "subset", "subset") and what.kind not in {"outcome", "result"}


def is_limited(phrase: Phrase, what: Meaning, frame: Frame) -> bool:
    """Say whether words limit a number to a plan, another time, or a part that no cell holds."""
    left = phrase.left
    until_now = what.kind == "document" and what.readings[0][0].column == "in_force"
    if (
        (frame.elsewhen and not until_now)
        or has(left, "sign", "plan")
        or has(left, "sign", "bench")
        or is_subset(phrase, what)
    ):
        return True
    if what.kind == "flow" and (
        has((*left, *phrase.right), "sign", "blame") or _is_beside_another_year(left, what, frame)
    ):
        return True
    named = next((index for index, token in enumerate(left) if is_substance(token)), len(left))
    later = (*left[named:], *phrase.right)
    of_another_time = any(token.year not in {None, frame.year} for token in later) or has(
        phrase.right, "sign", "since"
    )
    if of_another_time and what.kind in _APPLICATIONS and CARRYING.isdisjoint(what.rows):
        return True
    whole = frame.whole.quantity if frame.listing and frame.whole else None
    if whole is None or what.kind != "flow" or what.rows != ("new",):
        return False
    if names_new(phrase):
        return False
    # A part of what was received, or of the disputes, that merely names its kind.
    return _NEW in whole.cells or not (has(left, "act", "received") or has(left, "row", "new"))


def _is_beside_another_year(left: Sequence[Token], what: Meaning, frame: Frame) -> bool:
    """Say whether words begin with a year that is not the number's: more than in that one, or left from it."""
    if not CARRYING.isdisjoint(what.rows) or has(left, "sign", "becomes") or has(left, "sign", "sum"):
        return False
    years = [token.year for token in left if token.year is not None]
    return bool(years) and frame.year not in years


def names_new(phrase: Phrase) -> bool:
    """Say whether words name what newly came in, which can be a part of all that lay on the desk."""
    return has(phrase.left, "row", "new") or any(t.key("act") == "received" and NEW in t.text for t in phrase.left)


def is_part_of_new(phrase: Phrase, what: Meaning, frame: Frame) -> bool:
    """Say whether what newly came in is told as a part of what came in at all."""
    return what.rows == ("new",) and what.kind == "flow" and frame.listing and names_new(phrase)


def is_vague(text: str, phrase: Phrase, what: Meaning) -> bool:
    """Say whether unknown words limit a number: some of the applications, or events a weak unit may count."""
    left = phrase.left
    if _is_of_some(phrase, what) or _is_of_many_years(phrase, what) or _counts_kinds(text, phrase, what):
        return True
    if phrase.number.number and phrase.number.number.unit in WEAK_UNITS and left:
        return len(text[left[-1].end : phrase.number.start].strip(BEING)) > 1
    if what.rows != ("new",) or what.kind != "flow" or any(token.key("act") for token in left):
        return False
    index = next((index for index, token in enumerate(left) if token.key("noun") == APPLICATIONS), None)
    if index is None or text[left[index].start - 1 : left[index].start] != PARTICLE:
        return False
    # Words that end in a particle before the noun say which applications are meant, if they don't say when.
    earlier = left[index - 1] if index else None
    near = earlier is not None and earlier.end == left[index].start - 1
    return not (near and earlier and (earlier.year is not None or earlier.key("sign") == "year"))


def _is_of_some(phrase: Phrase, what: Meaning) -> bool:
    """Say whether words name those that went wrong, were gone through, or were taken to court for anything."""
    left = phrase.left
    return (
        (what.kind == "outcome" and has(phrase.right, "sign", "blame"))
        or (what.rows == ("concluded_total",) and has(left, "rest", "rest"))
        or (what.kind == "flow" and has(left, "sign", "review"))
        or (what.kind == "dispute" and has(left, "sign", "defendant") and not has(left, "sign", "disclosure"))
    )


def _is_of_many_years(phrase: Phrase, what: Meaning) -> bool:
    """Say whether documents are summed up, and no year is named: all that there ever were, perhaps."""
    if what.kind != "document" or has(phrase.left, "sign", "year"):
        return False
    return phrase.left[0].text in ALL_TIME if phrase.left else False


def _counts_kinds(text: str, phrase: Phrase, what: Meaning) -> bool:
    """Say whether a weak unit counts the kinds of decisions there are: a word stands behind their name."""
    stated = phrase.number.number
    if what.kind != "document" or stated is None or stated.unit not in WEAK_UNITS:
        return False
    words = (*phrase.left, phrase.number)
    gaps = (text[token.end : after.start] for token, after in pairwise(words) if token.key("document"))
    return any(len(gap.strip(BEING + PARTICLE)) > 1 for gap in gaps)


def is_unknown_part(phrase: Phrase) -> bool:
    """Say whether a number that no cell holds counts pieces of this year all the same: a part of what was told."""
    stated = phrase.number.number
    counts = stated is not None and stated.value is not None and stated.unit in UNITS
    return counts and all(token.year is None for token in phrase.left)


def is_only_some(text: str, phrase: Phrase, what: Meaning) -> bool:
    """Say whether a clause opens with a number of applications and goes on to tell of these: they need not be all.

    `text` ends where the clause does.
    """
    if what.rows != ("new",) or what.kind != "flow" or not phrase.right or any(map(is_substance, phrase.left)):
        return False
    behind = text[phrase.right[0].end :]
    return bool(behind) and not any(word in behind for word in ALL)


def may_lack_unit(text: str, phrase: Phrase, frame: Frame) -> bool:
    """Say whether a number without a unit can be a count: nil, or right behind a colon or a verb of being."""
    stated = phrase.number.number
    if stated is None or stated.unit:
        return False
    before = text[max(0, phrase.number.start - 1) : phrase.number.start]
    if frame.run and phrase.left and phrase.left[-1].end == phrase.number.start:
        # In a list one may forget its unit.
        named = (phrase.left[-1].sense(role) for role in ("row", "result"))
        if any(sense and not sense.loose for sense in named):
            return True
    return stated.value == 0 or before in BEING or has(phrase.left, "sign", "respectively")


def is_aside(phrase: Phrase, frame: Frame) -> bool:
    """Say whether a part of the applications is told by their subject, or as public already: the list goes on."""
    whole = frame.whole.quantity if frame.listing and frame.whole else None
    if whole is None or whole.cells[0].table != APPLICATIONS:
        return False
    words = (*phrase.left, *phrase.right)
    return not has(words, "noun", OTHER)


def names_only_applications(left: Sequence[Token], waiting: Sequence[Token]) -> bool:
    """Say whether words before a number add nothing to an outcome that was named in the clause before."""
    if not any((sense := token.sense("row")) and not sense.loose and sense.key not in MAIN for token in waiting):
        return False
    return all(token.key("noun") == APPLICATIONS for token in left if is_substance(token))


def of_bracket(before: Sequence[Token], start: int) -> list[Token]:
    """Return the words before a bracket that are those of a number in it: a year, or a noun without a number."""
    waiting = [token for token in before[-2:] if token.year is not None or token.key("sign") == "against"]
    named = not waiting and bool(before) and not any(token.number for token in before)
    if named and before[-1].key("noun") == APPLICATIONS and before[-1].end == start - 1:
        waiting = [before[-1]]
    return waiting


def opening(text: str, start: int, end: int) -> str:
    """Return the words a clause opens with; behind a bracket, those before the bracket too."""
    while start and text[start - 1] == ")":
        bracket = text.rfind("(", 0, start)
        start, behind = max(text.rfind(mark, 0, bracket) for mark in ",;:\n)") + 1, text[start:end]
        if bracket < 0 or start >= bracket:
            return behind
        return text[start:bracket] + behind
    return text[start:end]


def is_elsewhere(words: str, frame: Frame, bodies: Bodies) -> bool:
    """Say whether a clause that opens with these words speaks of another body; it holds until we are named."""
    if bodies.is_own(words):
        frame.elsewhere = False
    elif bodies.is_other(words):
        frame.elsewhere = True
    return frame.elsewhere
