"""A report's verdict as a badge: a picture, and the JSON a badge server draws one from.

`badge.json` follows the endpoint schema of shields.io: schemaVersion, label, message, color.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final
from xml.etree import ElementTree as ET

from nianbao.checking.visibility import Visibility
from nianbao.messages import Messages
from nianbao.model.finding import Outcome

# White text on any of these has a contrast of more than 5.5 : 1.
COLOURS: Final[Mapping[str, str]] = {
    "passed": "1b6b3a",
    "passed_with_notes": "805000",
    "explained": "5b4a9e",
    "failed": "b3261e",
    "unreadable": "b3261e",
    "not_checked": "565f6c",
    "shown": "0b4f8a",
}
BADGES: Final = ("badge.json", "badge.svg")
_LABEL_COLOUR: Final = "3f4650"

_FONT: Final = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',Verdana,sans-serif"
_FONT_SIZE: Final = 11  # pixels, like the next two
_HEIGHT: Final = 20
_PADDING: Final = 6
# Widths in em of the characters that are not half an em or so wide: those of common sans-serif faces.
_WIDTHS: Final[Mapping[str, float]] = {
    **dict.fromkeys(" .,:;!|'()ijl", 0.36),
    **dict.fromkeys("frt-/", 0.43),
    **dict.fromkeys("mwMW%", 0.95),
    **dict.fromkeys("ABCDEFGHKNOPQRSTUVXYZ", 0.72),
}
_USUAL_WIDTH: Final = 0.62


def badge_files(visible: Visibility, messages: Messages) -> Iterator[tuple[str, bytes]]:
    """Yield file name and content of a report's badges; the same verdict gives the same bytes."""
    for name in BADGES:
        yield name, badge(visible, messages, name)


def badge(visible: Visibility, messages: Messages, name: str) -> bytes:
    """Return one of the BADGES of a report, by its file name."""
    label, status_text, colour = messages.word("badge-label"), message(visible, messages), COLOURS[visible.status]
    if name == "badge.svg":
        return _picture(label, status_text, colour)
    endpoint = {"schemaVersion": 1, "label": label, "message": status_text, "color": colour}
    return (json.dumps(endpoint, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def message(visible: Visibility, messages: Messages) -> str:
    """Return the right half of a badge: the status in words, and how many checks it rests on.

    What could not be checked, or holds only if blanks are zero, is not among what passed.
    """
    return messages.word(
        f"badge-{visible.status}",
        passed=visible.counts[Outcome.PASSED],
        notes=visible.notes,
        errors=visible.errors,
        explained=visible.explained,
    )


def width(text: str) -> int:
    """Return how wide a text is drawn, in pixels at 11 px: wide characters (UAX #11) take one em.

    Others take what `_WIDTHS` says. The figure is an estimate; the picture states it, so that the text is fitted
    to it.
    """
    ems = (1.0 if unicodedata.east_asian_width(c) in "WFA" else _WIDTHS.get(c, _USUAL_WIDTH) for c in text)
    return round(sum(ems) * _FONT_SIZE)


def _picture(label: str, status_text: str, colour: str) -> bytes:
    """Return the badge as SVG with a title for screen readers: label on grey, status on its colour."""
    left, right = (width(text) + 2 * _PADDING for text in (label, status_text))
    total, name = str(left + right), f"{label}: {status_text}"
    svg = ET.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "width": total,
            "height": str(_HEIGHT),
            "viewBox": f"0 0 {total} {_HEIGHT}",
            "role": "img",
            "aria-label": name,
        },
    )
    ET.SubElement(svg, "title").text = name
    fonts = {"font-family": _FONT, "font-size": str(_FONT_SIZE), "fill": "#fff", "text-anchor": "middle"}
    areas, texts = ET.SubElement(svg, "g"), ET.SubElement(svg, "g", fonts)
    for start, area_width, text, fill in ((0, left, label, _LABEL_COLOUR), (left, right, status_text, colour)):
        area = {"x": str(start), "width": str(area_width), "height": str(_HEIGHT), "fill": f"#{fill}"}
        ET.SubElement(areas, "rect", area)
        # The length is stated, so that no reader's own font runs over the edge.
        at = {"x": f"{start + area_width / 2:g}", "y": "14", "textLength": str(area_width - 2 * _PADDING)}
        ET.SubElement(texts, "text", at).text = text
    return ET.tostring(svg, encoding="unicode").encode("utf-8") + b"\n"
