"""Which cells the words around a number speak of."""

from collections.abc import Sequence

from nianbao.analysis.claims.applications import application
from nianbao.analysis.claims.disputes import dispute
from nianbao.analysis.claims.documents import document
from nianbao.analysis.claims.frame import APPLICATIONS, DOCUMENT, FOREIGN, OTHER, Frame, Meaning
from nianbao.analysis.claims.tokens import NO_UNIT, Token, Unit, has


def meaning(left: Sequence[Token], right: Sequence[Token], frame: Frame, unit: Unit = NO_UNIT) -> Meaning | None:
    """Return what a number counts by the words before and behind it; None where they don't say.

    Disputes are tried first, then documents, then applications. FOREIGN is what other matters count.

    Example: TXT601.yml, "letters, calls, proposals, visits are no applications".
    """
    words = (*left, *right)
    noun = _deciding(left, right, frame)
    if noun == OTHER:
        return FOREIGN
    what = dispute(words, noun, frame) or document(words, frame, unit)
    if what is None and (noun == "perhaps" or has(words, "act", "published")) and not _is_ours(words, frame, unit):
        return FOREIGN
    return what or application(words, frame, unit)


def _only_explains(tokens: Sequence[Token], token: Token) -> bool:
    """Return whether a word of another matter only explains the outcome that is named behind it too.

    Example: building-167.
    """
    behind = tokens[tokens.index(token) :]
    outcome = any((sense := t.sense("row")) and not sense.loose for t in behind)
    return token.key("noun") == OTHER and (outcome or any("result" in t.senses for t in tokens))


def _deciding(left: Sequence[Token], right: Sequence[Token], frame: Frame) -> str:
    """Return the noun a number counts: the last one behind it, else the last before it; empty if there is none.

    A letter is a way for an application to come in where applications are spoken of.

    Example: TXT601.yml, "letters, calls, proposals, visits are no applications".
    """
    for side in (right, left):
        for token in reversed(side):
            if token.sense("channel") and frame.speaks_of_applications:
                continue
            if _only_explains(side, token):
                continue
            if "generic" in token.senses and frame.topic == DOCUMENT:
                continue
            if key := token.key("noun") or token.key("dispute"):
                return key
    return ""


def _is_ours(words: Sequence[Token], frame: Frame, unit: Unit) -> bool:
    """Return whether words that may speak of published information speak of applications after all.

    Example: TXT603.yml, "what the agency publishes by itself is no outcome, nor are the words of the law".
    """
    if any(token.key("noun") == APPLICATIONS for token in words):
        return True
    named = [token for token in words if token.sense("row")]
    strict = [token for token in named if not token.senses["row"].loose]
    return bool(strict or (named and frame.enumeration.is_open)) or (
        frame.speaks_of_applications and has(words, "act", "received") and unit.is_piece
    )
