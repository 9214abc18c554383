"""The paragraphs of a section as they are read: folded, masked, and each character's place remembered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from nianbao.analysis.claims.firsts import guard
from nianbao.analysis.claims.tokens import Token
from nianbao.model import normalisation
from nianbao.model.yamltext import Plain, mapping, text, texts

# The full-width forms stand at a fixed distance from the ASCII characters they widen (Unicode block FF00).
_FOLD: Final = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_FOLD.update(dict.fromkeys(map(ord, "\u201c\u201d\u2018\u2019\u300c\u300d*_`\\"), ord(" ")))
_FOLD.update(dict.fromkeys(map(ord, "\u2014\u2013\u2012"), ord("-")))
_FOLD.update({0x3010: ord("("), 0x3011: ord(")"), 0x3000: ord(" "), 0x3002: ord("\n"), ord("!"): ord("\n")})
# An ellipsis leaves something out: what stands behind it is a clause of its own.
_FOLD.update({0x2026: ord(","), 0xFF01: ord("\n"), 0xFF1F: ord("\n"), ord("?"): ord("\n")})
# A line this short that states nothing is a label for what follows, whether it is marked as a heading or not.
_LABEL: Final = 20
# Nobody writes longer paragraphs and sentences; to read one would take time that grows faster than the text.
LONGEST_PARAGRAPH: Final = 20_000
LONGEST_SENTENCE: Final = 2_000
# What stands for characters that are left out, for figures quoted from the tables, and for parts of a year.
MASKED: Final = "\x00"
QUOTED: Final = "\x01"
DATED: Final = "\x02"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph, or a heading: its folded text, and where each of its characters stands in the Markdown.

    Sentences are lines of the folded text: full stops, question and exclamation marks have become line breaks.
    """

    text: str
    at: Sequence[int]
    is_heading: bool
    # The words of a sentence, by where it begins: a report may be read twice.
    tokens: dict[int, Sequence[Token]] = field(default_factory=dict, compare=False)

    def where(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the Markdown of a stretch of the folded text."""
        return self.at[start], self.at[end - 1] + 1


class Folding:
    """How a line of Markdown becomes a folded text of the same length, less its blanks.

    Widths and quotation marks are unified, misprints that can mean nothing else are set right, and what is no
    prose of figures (titles, addresses, numbers of documents) or only part of a year is masked.

    Example: building-60 has full-width separators, building-61 misprints.
    """

    def __init__(self, data: Mapping[str, Plain]) -> None:
        masks, dates = texts(data["masks"]), texts(data["dates"])
        worth = [r"\d", r"\{\{", *texts(data["worth_reading"])]
        self._misprints = mapping(data["misprints"])
        words = sorted(self._misprints, key=len, reverse=True)
        self.gap = re.compile(r"[^\S\n]+")
        self.mask = re.compile(f"{guard(masks)}(?:{'|'.join(masks)})")
        self.date = re.compile(f"{guard(dates)}(?:{'|'.join(dates)})")
        self.misprint = re.compile(f"{guard(words)}(?:{'|'.join(words)})")
        self.year_in_han = re.compile(text(data["year_in_han"]))
        self.quote = re.compile(r"\{\{[^{}]*\}\}")
        self.heading = re.compile(r"#{1,6}[ \t]+")
        self.digit = re.compile(r"\d")
        self.worth_reading = re.compile(f"{guard(worth)}(?:{'|'.join(worth)})")

    def paragraphs(self, markdown: str) -> Iterator[Paragraph]:
        """Yield the paragraphs of a section's Markdown that hold a number, a negation or a heading.

        A short line that states nothing is a heading too, whether it is marked as one or not.

        Example: building-3, which has a heading.
        """
        offset = 0
        for line in markdown.split("\n"):
            if line.strip() and (len(line) <= _LABEL or self.worth_reading.search(line)):
                yield self._paragraph(line, offset)
            offset += len(line) + 1

    def _paragraph(self, line: str, offset: int) -> Paragraph:
        """Return a line as a paragraph; `offset` is where it begins in the Markdown."""
        if len(line) > LONGEST_PARAGRAPH:
            return Paragraph(line, range(offset, offset + len(line)), is_heading=False)
        heading = self.heading.match(line)
        unquoted = self.quote.sub(lambda match: QUOTED * len(match[0]), line) if "{{" in line else line
        folded = unquoted.translate(_FOLD)
        kept: list[str] = []
        at: list[int] = []
        end = heading.end() if heading else 0
        for gap in self.gap.finditer(folded, end):
            kept.append(folded[end : gap.start()])
            at.extend(range(offset + end, offset + gap.start()))
            end = gap.end()
        kept.append(folded[end:])
        at.extend(range(offset + end, offset + len(folded)))
        masked = self._masked("".join(kept))
        is_label = (
            len(masked) <= _LABEL and "\n" not in masked and not self.digit.search(masked) and "," not in masked
        )
        return Paragraph(masked, at, heading is not None or is_label)

    def _masked(self, folded: str) -> str:
        """Return a text of the same length with misprints set right, masks and dates in their places.

        Example: building-61.
        """
        masked = self.misprint.sub(lambda match: self._misprints[match[0]], folded)
        masked = self.year_in_han.sub(
            lambda match: "".join(str(normalisation.DIGITS()[sign]) for sign in match[0]), masked
        )
        masked = self.mask.sub(lambda match: MASKED * len(match[0]), masked)
        return self.date.sub(lambda match: DATED * len(match[0]), masked)
