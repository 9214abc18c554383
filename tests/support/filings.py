"""What agencies file: figures in several patterns, headings, titles, signatures and prose as real reports have them."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import cycle
from random import Random
from typing import Any, Final

from hypothesis import strategies as st

from layouts import FORMS, PLACES, Part, Place, Sheet
from places import CASES

WORDS: Final = json.loads((CASES / "independent" / "wordings.json").read_text(encoding="utf-8"))
SECTIONS: Final = tuple(WORDS["headings"])
YEARS: Final = {FORMS[0]: 2023, FORMS[1]: 2020}
AGENCY: Final = "河清市市场监督管理局"
AGENCIES: Final = (AGENCY, "清河经济技术开发区管理委员会", "临川县人民政府办公室", "西湖街道办事处")
WORDY: Final = "见附件"


def distinct(name: str) -> dict[Place, str]:
    return {place: str(number) for number, place in enumerate(PLACES[name], 1)}


def _zeros(name: str) -> dict[Place, str]:
    return dict.fromkeys(PLACES[name], "0")


def _odd(name: str) -> dict[Place, str]:
    texts = cycle(["1,234", "１２", "/", "0", "-", "12件", "０", "7", "无", "3.5", "—", "2，345", "08"])
    amounts = cycle(["43.788万元", "251000元", "115.1"])
    changes = cycle(["+1036", "减4", "-8", "0"])
    special = {"amount": amounts, "change": changes}
    return {place: next(special.get(place[2], texts)) for place in PLACES[name]}


def _only(*columns: str) -> Callable[[str], dict[Place, str]]:
    def pattern(name: str) -> dict[Place, str]:
        return {
            place: text if place[0] == "proactive" or place[2] in columns else ""
            for place, text in distinct(name).items()
        }

    return pattern


def _ragged(name: str) -> dict[Place, str]:
    dice = Random(name)
    return {place: dice.choice(["", text, "0"]) for place, text in distinct(name).items()}


def _sparse(name: str) -> dict[Place, str]:
    """Fill every third row in the first column and the total only, as Xining did, and leave the others blank."""
    rows = {place[:2]: number for number, place in enumerate(PLACES[name])}
    return {
        place: text
        if place[0] != "applications"
        or place[1] == "concluded_total"
        or (rows[place[:2]] % 3 == 0 and place[2] == "natural_person")
        else ""
        for place, text in distinct(name).items()
    }


def _blank(name: str) -> dict[Place, str]:
    return dict.fromkeys(PLACES[name], "")


PATTERNS: Final[Mapping[str, Callable[[str], dict[Place, str]]]] = {
    "distinct": distinct,
    "zeros": _zeros,
    "odd": _odd,
    "only totals": _only("total"),
    "only the first": _only("natural_person", "upheld"),
    "first and total": _only("natural_person", "total"),
    "sparse": _sparse,
    "ragged": _ragged,
    "blank": _blank,
}


def of_year(text: str, year: int, agency: str = AGENCY) -> str:
    """Move a wording, written for 2023, to another year."""
    han = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year + 1))
    moved = {"2022": str(year - 1), "2023": str(year), "2024": str(year + 1), "二〇二四": han}
    return re.sub("|".join(moved), lambda found: moved[found.group()], text).replace("{agency}", agency)


NUMERALS: Final[Mapping[str, Callable[[int], str]]] = {
    "一、": lambda index: "一二三四五六"[index] + "、",
    "一、 ": lambda index: "一二三四五六"[index] + "、 ",
    "一.": lambda index: "一二三四五六"[index] + ".",
    "（一）": lambda index: f"（{'一二三四五六'[index]}）",
    "1、": lambda index: f"{index + 1}、",
    "1、 first only": lambda index: "1、 " if not index else "一二三四五六"[index] + "、",
    "一、一、": lambda index: "一二三四五六"[index] + "、" + "一二三四五六"[index] + "、",
    "四 twice": lambda index: "一二三四四五"[index] + "、",
}


def headed(sheet: Sheet, numeral: str, messages: int) -> Sheet:
    """Number the headings another way and take another of their wordings."""
    parts = tuple(
        replace(part, heading=NUMERALS[numeral](index) + WORDS["headings"][part.key][messages % count])
        for index, part in enumerate(sheet.parts)
        for count in (len(WORDS["headings"][part.key]),)
    )
    return replace(sheet, parts=parts)


def sheet_of(name: str, figures: Mapping[Place, str], **changes: Any) -> Sheet:
    year = YEARS[name]
    prose = {"overview": WORDS["overviews"][0], "problems": WORDS["problems"][0], "other": WORDS["others"][2]}
    parts = tuple(
        Part(
            key,
            NUMERALS["一、"](index) + WORDS["headings"][key][0],
            tuple(of_year(line, year) for line in prose.get(key, [])),
        )
        for index, key in enumerate(SECTIONS)
    )
    title = (of_year(WORDS["titles"][0][0], year),)
    signature = tuple(of_year(line, year) for line in WORDS["signatures"][1][0])
    sheet = Sheet(name, figures, parts, year, title, signature=signature, signed=f"{year + 1}-01-12")
    return replace(sheet, **changes)


CELLS: Final = st.sampled_from(
    ["", "0", "1", "27", "1,234", "３", "/", "-", "无", "2.5", "12件", "1 234", WORDY],
)
SPACES: Final[Mapping[str, Callable[[str], str]]] = {
    "plain": str,
    "en space after": lambda text: f"{text}\u2002",
    "wide space": lambda text: f"\u3000{text}",
    "no-break space": lambda text: f"\u00a0{text} ",
}
SPELLINGS: Final = st.lists(st.sampled_from([*WORDS["variants"], *WORDS["typos"]]), max_size=6)


def scattered(seed: int, name: str) -> dict[tuple[str, str, str], str]:
    """Return figures of a report: some rows empty, few figures equal, so that a wrong cell shows."""
    dice = Random(seed)
    density = dice.choice([1.0, 1.0, 0.8, 0.3])
    figures = {}
    for place in PLACES[name]:
        written = dice.random() < density
        figures[place] = str(dice.choice([0, dice.randrange(1, 9), dice.randrange(10, 2000)])) if written else ""
    return figures


@st.composite
def sheets(draw: st.DrawFn) -> tuple[Sheet, str]:
    name = draw(st.sampled_from(FORMS))
    agency = draw(st.sampled_from(AGENCIES))

    def messages(kind: str, barred: int = -1) -> tuple[str, ...]:
        pick = draw(st.sampled_from([lines for i, lines in enumerate(WORDS[kind]) if i != barred]))
        return tuple(of_year(line, YEARS[name], agency) for line in pick)

    numeral = draw(st.sampled_from(sorted(NUMERALS)))
    prose = {
        "overview": messages("overviews", 3 if numeral == "（一）" else -1),
        "problems": messages("problems", 2),
        "other": messages("others"),
    }
    parts = tuple(
        Part(
            key,
            NUMERALS[numeral](index) + draw(st.sampled_from(WORDS["headings"][key])),
            prose.get(key) or messages("before"),
            () if key in prose else messages("after"),
        )
        for index, key in enumerate(SECTIONS)
    )
    lines, signed = draw(st.sampled_from(WORDS["signatures"]))
    changed = draw(st.dictionaries(st.sampled_from(PLACES[name]), CELLS, max_size=8))
    sheet = Sheet(
        name,
        PATTERNS[draw(st.sampled_from(sorted(PATTERNS)))](name) | changed,
        parts,
        YEARS[name],
        messages("titles"),
        messages("preambles"),
        tuple(of_year(line, YEARS[name], agency) for line in lines),
        signed and of_year(signed, YEARS[name]),
        respelled=dict(draw(SPELLINGS)),
        dress=SPACES[draw(st.sampled_from(sorted(SPACES)))],
        airy=draw(st.booleans()),
        hashes=draw(st.sampled_from([(), (2,) * 6, (2, 2, 3, 4, 4, 4)])),
    )
    return sheet, agency
