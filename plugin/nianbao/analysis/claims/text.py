"""The paragraphs of a section as they are read: folded, masked, and each character's place remembered."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nianbao.model import normalisation
from nianbao.model.yamltext import mapping, package_data, text, texts

_DATA: Final = package_data("claims.yml")

# The full-width forms stand at a fixed distance from the ASCII characters they widen (Unicode block FF00).
_FOLD: Final = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_FOLD.update(dict.fromkeys(map(ord, "\u201c\u201d\u2018\u2019\u300c\u300d*_`\\"), ord(" ")))
_FOLD.update(dict.fromkeys(map(ord, "\u2014\u2013\u2012"), ord("-")))
_FOLD.update({0x3010: ord("("), 0x3011: ord(")"), 0x3000: ord(" "), 0x3002: ord("\n"), ord("!"): ord("\n")})
# An ellipsis leaves something out: what stands behind it is a clause of its own.
_FOLD.update({0x2026: ord(","), 0xFF01: ord("\n"), 0xFF1F: ord("\n"), ord("?"): ord("\n")})
_GAP: Final = re.compile(r"[^\S\n]+")
_STARTS: Final = mapping(_DATA["starts"])
_MASK: Final = re.compile(f"(?=[{_STARTS['masks']}])(?:{'|'.join(texts(_DATA['masks']))})")
_DATE: Final = re.compile(f"(?=[{_STARTS['dates']}])(?:{'|'.join(texts(_DATA['dates']))})")
_MISPRINTS: Final = mapping(_DATA["misprints"])
_MISPRINT: Final = re.compile(
    f"(?=[{''.join(sorted({word[0] for word in _MISPRINTS}))}])"
    f"(?:{'|'.join(sorted(_MISPRINTS, key=len, reverse=True))})"
)
_YEAR_IN_HAN: Final = re.compile(text(_DATA["year_in_han"]))
_QUOTE: Final = re.compile(r"\{\{[^{}]*\}\}")
_HEADING: Final = re.compile(r"#{1,6}[ \t]+")
_DIGIT: Final = re.compile(r"\d")
_WORTH_READING: Final = re.compile("|".join([r"\d", r"\{\{", *texts(_DATA["worth_reading"])]))
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
    """One paragraph, or a heading: its folded text, and where each of its characters stands in the Markdown."""

    text: str
    at: Sequence[int]
    is_heading: bool

    def where(self, start: int, end: int) -> tuple[int, int]:
        """Return the offsets in the Markdown of a stretch of the folded text."""
        return self.at[start], self.at[end - 1] + 1


def paragraphs(markdown: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a section's Markdown that hold a number, a negation or a heading."""
    offset = 0
    for line in markdown.split("\n"):
        if line.strip() and (len(line) <= _LABEL or _WORTH_READING.search(line)):
            yield _paragraph(line, offset)
        offset += len(line) + 1


def _paragraph(line: str, offset: int) -> Paragraph:
    if len(line) > LONGEST_PARAGRAPH:
        return Paragraph(line, range(offset, offset + len(line)), is_heading=False)
    heading = _HEADING.match(line)
    unquoted = _QUOTE.sub(lambda found: QUOTED * len(found[0]), line) if "{{" in line else line
    folded = unquoted.translate(_FOLD)
    kept: list[str] = []
    at: list[int] = []
    end = heading.end() if heading else 0
    for gap in _GAP.finditer(folded, end):
        kept.append(folded[end : gap.start()])
        at.extend(range(offset + end, offset + gap.start()))
        end = gap.end()
    kept.append(folded[end:])
    at.extend(range(offset + end, offset + len(folded)))
    said = _MISPRINT.sub(lambda found: _MISPRINTS[found[0]], "".join(kept))
    said = _YEAR_IN_HAN.sub(lambda found: "".join(str(normalisation.DIGITS()[sign]) for sign in found[0]), said)
    said = _MASK.sub(lambda found: MASKED * len(found[0]), said)
    said = _DATE.sub(lambda found: DATED * len(found[0]), said)
    is_label = len(said) <= _LABEL and "\n" not in said and not _DIGIT.search(said) and "," not in said
    return Paragraph(said, at, heading is not None or is_label)
