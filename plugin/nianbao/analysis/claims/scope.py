"""Why a number is not the reporting body's own for the year, or not certainly: the words that limit it.

What limits a number is returned as the key of its reason (`trace-why-…` in data/words), empty where nothing does.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from nianbao.analysis.claims.frame import APPLICATIONS, CARRYING, MAIN, OTHER, Frame, Meaning
from nianbao.analysis.claims.sentences import Phrase
from nianbao.analysis.claims.tokens import Token, has, is_substance
from nianbao.analysis.claims.vocabulary import Vocabulary
from nianbao.model.finding import Place

_NEW: Final = Place("applications", "new", "total")
_APPLICATIONS: Final = frozenset({"flow", "applicant", "outcome"})


def limit(phrase: Phrase, what: Meaning, frame: Frame) -> str:
    """Return why a number is of a plan, another time, or a part that no cell holds.

    Example: TXT601.yml, "other bodies, several years and plans are not this report's".
    """
    left = phrase.left
    until_now = what.kind == "document" and what.readings[0][0].column == "in_force"
    is_flow = what.kind == "flow"
    if frame.sentence.other_period and not until_now:
        return "other-period"
    for sign in ("plan", "bench"):
        if has(left, "sign", sign):
            return sign
    if has(left, "subset", "subset") and what.kind not in {"outcome", "result"}:
        return "subset"
    if is_flow and has(phrase.words, "sign", "blame"):
        return "blame"
    beside = is_flow and _is_beside_another_year(left, what, frame)
    is_comparable = what.kind in _APPLICATIONS and CARRYING.isdisjoint(what.rows)
    if beside or (is_comparable and _names_another_year(phrase, frame)):
        return "other-year"
    return "part-of-new" if _is_part_of_desk(phrase, what, frame) else ""


def _names_another_year(phrase: Phrase, frame: Frame) -> bool:
    """Return whether a year that is not the report's, or a time since, is named behind what is counted.

    Example: building-485.
    """
    left = phrase.left
    named = next((index for index, token in enumerate(left) if is_substance(token)), len(left))
    later = (*left[named:], *phrase.right)
    return any(token.year not in {None, frame.year} for token in later) or has(phrase.right, "sign", "since")


def _is_part_of_desk(phrase: Phrase, what: Meaning, frame: Frame) -> bool:
    """Return whether a part of what was received, or of the disputes, merely names applications as its kind.

    Example: building-206.
    """
    whole = frame.divided
    if whole is None or what.kind != "flow" or what.rows != ("new",) or names_new(phrase, frame.vocabulary):
        return False
    return _NEW in whole.cells or not (has(phrase.left, "act", "received") or has(phrase.left, "row", "new"))


def _is_beside_another_year(left: Sequence[Token], what: Meaning, frame: Frame) -> bool:
    """Return whether words begin with a year that is not the number's: more than in that one, or left from it.

    Example: building-202.
    """
    if not CARRYING.isdisjoint(what.rows) or has(left, "sign", "becomes") or has(left, "sign", "sum"):
        return False
    years = [token.year for token in left if token.year is not None]
    return bool(years) and frame.year not in years


def names_new(phrase: Phrase, vocabulary: Vocabulary) -> bool:
    """Return whether words name what newly came in, which can be a part of all that lay on the desk.

    Example: building-192.
    """
    return has(phrase.left, "row", "new") or any(
        token.key("act") == "received" and vocabulary.new in token.text for token in phrase.left
    )


def is_part_of_new(phrase: Phrase, what: Meaning, frame: Frame) -> bool:
    """Return whether what newly came in is stated as a part of what came in at all.

    Example: building-192.
    """
    is_new = what.rows == ("new",) and what.kind == "flow" and frame.enumeration.is_open
    return is_new and names_new(phrase, frame.vocabulary)


def doubt(text: str, phrase: Phrase, what: Meaning, vocabulary: Vocabulary) -> str:
    """Return why it is not certain what a number counts: only some applications, or what a weak unit may count.

    `text` ends where the clause does.

    Example: building-131.
    """
    if _is_of_some(phrase, what):
        return "of-some"
    if _is_of_many_years(phrase, what, vocabulary):
        return "many-years"
    if _counts_kinds(text, phrase, what, vocabulary):
        return "kinds"
    if _limits_unknown(text, phrase, what, vocabulary):
        return "unknown-words"
    return "goes-on" if _is_only_some(text, phrase, what, vocabulary) else ""


def _limits_unknown(text: str, phrase: Phrase, what: Meaning, vocabulary: Vocabulary) -> bool:
    """Return whether words that are not known may limit a number.

    Example: building-254.
    """
    left = phrase.left
    if phrase.number.number and phrase.number.number.unit.is_weak and left:
        return len(text[left[-1].end : phrase.number.start].strip(vocabulary.being)) > 1
    if what.rows != ("new",) or what.kind != "flow" or any(token.key("act") for token in left):
        return False
    index = next((index for index, token in enumerate(left) if token.key("noun") == APPLICATIONS), None)
    if index is None or text[left[index].start - 1 : left[index].start] != vocabulary.particle:
        return False
    # Words that end in a particle before the noun say which applications are meant, if they don't say when.
    earlier = left[index - 1] if index else None
    near = earlier is not None and earlier.end == left[index].start - 1
    return not (near and earlier and (earlier.year is not None or earlier.key("sign") == "year"))


def _is_of_some(phrase: Phrase, what: Meaning) -> bool:
    """Return whether words name those that went wrong, were gone through, or were taken to court for anything.

    Example: building-160.
    """
    left = phrase.left
    return (
        (what.kind == "outcome" and has(phrase.right, "sign", "blame"))
        or (what.rows == ("concluded_total",) and has(left, "rest", "rest"))
        or (what.kind == "flow" and has(left, "sign", "review"))
        or (what.kind == "dispute" and has(left, "sign", "defendant") and not has(left, "sign", "disclosure"))
    )


def _is_of_many_years(phrase: Phrase, what: Meaning, vocabulary: Vocabulary) -> bool:
    """Return whether documents are summed up, and no year is named: all that there ever were, perhaps."""
    if what.kind != "document" or has(phrase.left, "sign", "year"):
        return False
    return phrase.left[0].text in vocabulary.all_time if phrase.left else False


def _counts_kinds(text: str, phrase: Phrase, what: Meaning, vocabulary: Vocabulary) -> bool:
    """Return whether a weak unit counts the kinds of decisions there are: a word stands behind their name.

    Example: building-607.
    """
    stated = phrase.number.number
    if what.kind != "document" or stated is None or not stated.unit.is_weak:
        return False
    words = (*phrase.left, phrase.number)
    gaps = (text[token.end : after.start] for token, after in pairwise(words) if token.key("document"))
    return any(len(gap.strip(vocabulary.being + vocabulary.particle)) > 1 for gap in gaps)


def _is_only_some(text: str, phrase: Phrase, what: Meaning, vocabulary: Vocabulary) -> bool:
    """Return whether a clause opens with a number of applications and goes on about these, which may be some.

    Example: building-196.
    """
    if what.rows != ("new",) or what.kind != "flow" or not phrase.right or any(map(is_substance, phrase.left)):
        return False
    behind = text[phrase.right[0].end :]
    return bool(behind) and not any(word in behind for word in vocabulary.everything)


def is_unknown_part(phrase: Phrase) -> bool:
    """Return whether a number that no cell holds counts pieces of this year all the same: a part of the whole.

    Example: TXT601.yml, "channels and subjects are parts no cell holds".
    """
    stated = phrase.number.number
    counts = stated is not None and stated.value is not None and stated.unit.counts
    return counts and all(token.year is None for token in phrase.left)


def may_lack_unit(text: str, phrase: Phrase, frame: Frame) -> bool:
    """Return whether a number without a unit can be a count: nil, or right behind a colon or a verb of being.

    Example: building-213.
    """
    stated = phrase.number.number
    if stated is None or stated.unit.name:
        return False
    before = text[max(0, phrase.number.start - 1) : phrase.number.start]
    if frame.enumeration.kind and phrase.left and phrase.left[-1].end == phrase.number.start:
        # In a list one may forget its unit.
        named = (phrase.left[-1].sense(role) for role in ("row", "result"))
        if any(sense and not sense.loose for sense in named):
            return True
    return stated.value == 0 or before in frame.vocabulary.being or has(phrase.left, "sign", "respectively")


def is_aside(phrase: Phrase, frame: Frame) -> bool:
    """Return whether a part of the applications is named by subject, or as public already: the list goes on.

    Example: building-164.
    """
    whole = frame.divided
    return whole is not None and whole.cells[0].table == APPLICATIONS and not has(phrase.words, "noun", OTHER)


def names_only_applications(left: Sequence[Token], waiting: Sequence[Token]) -> bool:
    """Return whether words before a number add nothing to an outcome that was named in the clause before.

    Example: building-357.
    """
    if not any((sense := token.sense("row")) and not sense.loose and sense.key not in MAIN for token in waiting):
        return False
    return all(token.key("noun") == APPLICATIONS for token in left if is_substance(token))


def of_bracket(before: Sequence[Token], start: int) -> list[Token]:
    """Return the words before a bracket that are those of a number in it: a year, or a noun without a number.

    `start` is where the clause in the bracket begins.

    Example: building-183.
    """
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
