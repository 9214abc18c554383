"""Which year the numbers of a text are of: the report's, or another one that is named before them."""

from collections.abc import Sequence
from dataclasses import dataclass

from nianbao.analysis.claims.frame import CARRYING, Frame, Meaning, has
from nianbao.analysis.claims.sentences import is_substance
from nianbao.analysis.claims.vocabulary import YEAR_IN_CAUSE, Token


@dataclass(frozen=True, slots=True)
class Calendar:
    """The years of one paragraph: the report's year, and the text the years stand in."""

    year: int
    text: str

    def tell(self, tokens: Sequence[Token], frame: Frame) -> None:
        """Let a year named before the figures be theirs, unless it is compared with or only a cause."""
        for index, token in enumerate(tokens):
            if token.year is None and "sign" not in token.senses:
                continue
            if token.key("sign") in {"since", "year"}:
                frame.elsewhen = token.key("sign") == "since"
                if token.key("sign") == "year":
                    frame.year = self.year
            # The year of what gave rise to the figures is not theirs.
            if token.year is None or has(tokens[index:], "sign", "cause"):
                continue
            if not any(map(is_substance, tokens[:index])) and self._is_theirs(tokens, index):
                frame.year, frame.elsewhen = token.year, False

    def _is_theirs(self, tokens: Sequence[Token], index: int) -> bool:
        """Say whether a year is neither compared with, nor the first of many, nor that of a cause."""
        token, behind = tokens[index], tokens[index + 1 : index + 2]
        if has((*tokens[max(0, index - 1) : index], *behind), "sign", "against") or has(behind, "sign", "since"):
            return False
        carries = any(not CARRYING.isdisjoint({other.key("row")}) for other in tokens[index + 1 :])
        if carries or has(behind, "sign", "same"):
            return False
        return not YEAR_IN_CAUSE.search(self.text, max(0, token.start - 3), token.start)

    def year_of(self, what: Meaning, frame: Frame) -> int:
        """Return the year a meaning is of: what was carried over from last year is a figure of this one."""
        over = what.rows == ("carried_over",) and frame.year == self.year - 1
        return self.year if over else frame.year
