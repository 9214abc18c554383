"""Which year the numbers of a text are of: the report's, or another one that is named before them."""

from collections.abc import Sequence
from typing import NamedTuple

from nianbao.analysis.claims.frame import CARRYING
from nianbao.analysis.claims.lexer import Lexer
from nianbao.analysis.claims.tokens import Token, has, is_substance


class Period(NamedTuple):
    """What words change of the time spoken of: the year, and whether it is no year; None leaves what was."""

    year: int | None = None
    other: bool | None = None


def period(tokens: Sequence[Token], text: str, lexer: Lexer) -> Period:
    """Return the period words name for the figures behind them.

    A year is theirs unless it is compared with, carried from or only a cause. `text` is that of the paragraph.

    Example: TXT601.yml, "last year's number is another one" and "a year without a report".
    """
    year: int | None = None
    other: bool | None = None
    for index, token in enumerate(tokens):
        if token.year is None and "sign" not in token.senses:
            continue
        if token.key("sign") == "since":
            other = True
        elif token.key("sign") == "year":
            year, other = lexer.year, False
        # The year of what gave rise to the figures is not theirs.
        if token.year is None or has(tokens[index:], "sign", "cause"):
            continue
        if not any(map(is_substance, tokens[:index])) and _is_theirs(tokens, index, text, lexer):
            year, other = token.year, False
    return Period(year, other)


def _is_theirs(tokens: Sequence[Token], index: int, text: str, lexer: Lexer) -> bool:
    """Return whether a year is neither compared with, nor the first of many, nor that of a cause.

    Example: TXT601.yml, "last year's number is another one".
    """
    token, behind = tokens[index], tokens[index + 1 : index + 2]
    if has((*tokens[max(0, index - 1) : index], *behind), "sign", "against") or has(behind, "sign", "since"):
        return False
    carries = any(not CARRYING.isdisjoint({other.key("row")}) for other in tokens[index + 1 :])
    if carries or has(behind, "sign", "same"):
        return False
    return not lexer.vocabulary.year_in_cause.search(text, max(0, token.start - 3), token.start)
