"""Which cells the words around a number speak of."""

from collections.abc import Sequence

from nianbao.analysis.claims.applications import application
from nianbao.analysis.claims.disputes import dispute
from nianbao.analysis.claims.documents import document
from nianbao.analysis.claims.frame import APPLICATIONS, DOCUMENT, FOREIGN, OTHER, Frame, Meaning, has
from nianbao.analysis.claims.vocabulary import GENERIC, PIECES, Token
from nianbao.model.form import Form


def meaning(
    left: Sequence[Token], right: Sequence[Token], frame: Frame, form: Form, unit: str = ""
) -> Meaning | None:
    """Return what a number counts by the words before and behind it; None where they don't say."""
    words = (*left, *right)
    noun = _deciding(left, right, frame)
    if noun == OTHER:
        return FOREIGN
    found = dispute(words, noun, frame, form) or document(words, frame, form, unit)
    if (
        found is None
        and (noun == "perhaps" or has(words, "act", "published"))
        and not _is_ours(words, frame, unit)
    ):
        return FOREIGN
    return found or application(words, frame, form, unit)


def _is_beside(tokens: Sequence[Token], token: Token) -> bool:
    """Say whether a word of another matter only explains the outcome named behind it too."""
    behind = tokens[tokens.index(token) :]
    outcome = any((sense := t.sense("row")) and not sense.loose for t in behind)
    return token.key("noun") == OTHER and (outcome or any("result" in t.senses for t in tokens))


def _deciding(left: Sequence[Token], right: Sequence[Token], frame: Frame) -> str:
    """Return the noun a number counts: the last one behind it, else the last before it.

    A letter is a way for an application to come in where applications are spoken of.
    """
    for side in (right, left):
        for token in reversed(side):
            if token.sense("channel") and frame.speaks_of_applications:
                continue
            if _is_beside(side, token):
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
