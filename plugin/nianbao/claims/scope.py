"""Whether a number is the reporting body's own for the year, or is limited to something else."""

from typing import Final

from nianbao.claims.bodies import Bodies
from nianbao.claims.frame import Frame, Meaning, has
from nianbao.claims.sentences import Phrase, is_substance
from nianbao.finding import Place

_NEW: Final = Place("applications", "new", "total")
_APPLICATIONS: Final = frozenset({"flow", "applicant", "outcome"})


def is_subset(phrase: Phrase, what: Meaning) -> bool:
    """Say whether words limit a number to what is about one matter."""
    return has(phrase.left, "subset", "subset") and what.kind not in {"outcome", "result"}


def is_limited(phrase: Phrase, what: Meaning, frame: Frame) -> bool:
    """Say whether words limit a number to a plan, another time, or a part that no cell holds."""
    left = phrase.left
    if frame.elsewhen or has(left, "sign", "plan") or has(left, "sign", "bench") or is_subset(phrase, what):
        return True
    if what.kind == "flow" and has(left, "sign", "blame"):
        return True
    named = next((index for index, token in enumerate(left) if is_substance(token)), len(left))
    of_another_year = any(token.year not in {None, frame.year} for token in left[named:])
    if of_another_year and what.kind in _APPLICATIONS and what.rows != ("carried_over",):
        return True
    whole = frame.whole.quantity if frame.listing and frame.whole else None
    if whole is None or what.kind != "flow" or what.rows != ("new",):
        return False
    # A part of what was received, or of the disputes, that merely names its kind.
    return _NEW in whole.cells or not (has(left, "act", "received") or has(left, "row", "new"))


def is_elsewhere(words: str, frame: Frame, bodies: Bodies) -> bool:
    """Say whether a clause that opens with these words speaks of another body; it holds until we are named."""
    if bodies.is_own(words):
        frame.elsewhere = False
    elif bodies.is_other(words):
        frame.elsewhere = True
    return frame.elsewhere
