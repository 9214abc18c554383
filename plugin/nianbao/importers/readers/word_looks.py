"""How the runs of a Word file look: by themselves, by the styles of run, paragraph and table, by the defaults.

ECMA-376 part 1: 17.7.2 says which of these prevails, 17.7.3 that switches such as `strike` cancel one another.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from nianbao.importers.readers import symbols, unread
from nianbao.importers.readers.colours import PAPER, near
from nianbao.importers.readers.numbering import lineage
from nianbao.model.normalisation import whole

_WORD: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL: Final = f"{_WORD}val"
_OFF: Final = frozenset({"0", "false", "off", "none"})
# Properties that styles switch over, rather than on.
_SWITCHES: Final = frozenset({"b", "strike", "vanish"})
_LONGEST_NUMBER: Final = 5
# A text of this size, in half points, is a dot on paper.
_TINY: Final = 6
# The size of a text of which nothing says one.
_USUAL_SIZE: Final = 20
# Shadings that are a colour and no pattern of two.
_CLEAR: Final = frozenset({"", "clear", "nil"})
# What themes call the colour of paper.
_PAPERS: Final = frozenset({"background1", "light1"})
# What a prompt in a content control is set in; styles are named in English in all files.
_PROMPT: Final = "placeholdertext"
# The parts of a table that a style sets apart, as far as their looks take text away or raise it.
_PARTS: Final = f"{_WORD}tblStylePr/{_WORD}rPr"


class Looks:
    """The looks of the runs of one document, by its styles by id."""

    def __init__(self, styles: Mapping[str, Any], root: Any) -> None:
        self._styles = styles
        defaults = root.find(f"{_WORD}docDefaults/{_WORD}rPrDefault") if root is not None else None
        self._defaults = defaults
        self._usual = {
            style.element.get(f"{_WORD}type"): style
            for style in styles.values()
            if style.element.get(f"{_WORD}default", "0") not in _OFF
        }
        self._known: dict[tuple[str, ...], tuple[Any, ...]] = {}
        # The run last asked about, with the ids of its styles; the paragraph, with how far its runs are moved.
        self._run: Any = None
        self._ids = ("", "", "")
        self._paragraph: Any = None
        self._heights: set[int] = set()

    def is_on(self, run: Any, name: str) -> bool:
        """Whether a property (`strike`, `vanish`) of a run is on."""
        if (own := _switch(_own(run, name))) is not None:
            return own
        *styles, defaults = self._said(run, name)
        stated = [value for value in map(_switch, styles) if value is not None]
        if name in _SWITCHES:
            return bool(_switch(defaults)) or sum(stated) % 2 == 1
        return next(iter([*stated, bool(_switch(defaults))]))

    def is_raised(self, run: Any) -> bool:
        """Whether a run stands higher or lower than its line: smaller, in two lines, or moved off it."""
        is_small = _switch_at(self._nearest(run, "eastAsianLayout"), f"{_WORD}combine")
        if is_small or self._value(run, "vertAlign") in {"superscript", "subscript"}:
            return True
        height = self._height(run)
        if not height:
            return False
        paragraph = next(run.iterancestors(f"{_WORD}p"), None)
        if paragraph is not self._paragraph:
            self._paragraph = paragraph
            runs = paragraph.iter(f"{_WORD}r") if paragraph is not None else ()
            self._heights = {self._height(each) for each in runs if _text(each)}
        # A paragraph moved as a whole is still one line.
        return len(self._heights) > 1

    def is_unseen(self, run: Any) -> bool:
        """Whether a run can't be seen on paper: as pale as what is behind it, or no larger than a dot."""
        size = whole(self._value(run, "sz"), _LONGEST_NUMBER)
        if size is not None and size <= _TINY:
            return True
        said = self._nearest(run, "color")
        is_paper = _attribute(said, f"{_WORD}themeColor") in _PAPERS
        colour = _attribute(said, _VAL) or PAPER * is_paper
        return bool(colour) and (behind := self._behind(run)) is not None and near(colour, behind)

    def size(self, run: Any) -> int:
        """Return the size of a run in half points."""
        return whole(self._value(run, "sz"), _LONGEST_NUMBER) or _USUAL_SIZE

    def is_prompt(self, run: Any) -> bool:
        """Whether a run is set as the prompt of a place that is not filled in."""
        named = _attribute(run.find(f"{_WORD}rPr/{_WORD}rStyle"), _VAL)
        names = [named, *(each.name or "" for each in lineage(self._styles.get(named)))]
        return any(name.lower().replace(" ", "") == _PROMPT for name in names)

    def has_pictures(self, run: Any) -> bool:
        """Whether the letters of a run are shown as pictures, by its font."""
        fonts = self._nearest(run, "rFonts")
        return _attribute(fonts, f"{_WORD}ascii").lower() in symbols.PICTURE_FONTS

    def doubtful_parts(self, table: Any) -> bool:
        """Whether the style of a table strikes out, hides or raises parts of it that are chosen by their place."""
        said = (
            part.find(f"{_WORD}{name}")
            for style in lineage(self._table_style(table))
            for part in style.element.iterfind(_PARTS)
            for name in ("strike", "dstrike", "vanish", "vertAlign")
        )
        return any(_switch(each) and _attribute(each, _VAL) != "baseline" for each in said)

    # --- what is said of a run ---------------------------------------------------------------------------------

    def _value(self, run: Any, name: str) -> str:
        """Return the value of a property where it is said nearest to the run; empty where nowhere."""
        return _attribute(self._nearest(run, name), _VAL)

    def _nearest(self, run: Any, name: str) -> Any:
        own = _own(run, name)
        return own if own is not None else next((each for each in self._said(run, name) if each is not None), None)

    def _said(self, run: Any, name: str) -> tuple[Any, ...]:
        """Return what the styles of a run, its paragraph and its table say of a property, then the defaults."""
        if run is not self._run:
            self._run, self._ids = run, self._styles_of(run)
        key = (name, *self._ids)
        if key not in self._known:
            character, paragraph, table = self._ids
            styles = (
                self._styles.get(character),
                self._styles.get(paragraph, self._usual.get("paragraph")),
                self._styles.get(table, self._usual.get("table")) if table else None,
            )
            found = (
                next((said for each in lineage(style) if (said := _own(each.element, name)) is not None), None)
                for style in styles
            )
            self._known[key] = (*found, _own(self._defaults, name))
        return self._known[key]

    @staticmethod
    def _styles_of(run: Any) -> tuple[str, str, str]:
        """Return the ids of the styles of a run, its paragraph and its table; the last is empty outside tables."""
        paragraph = next(run.iterancestors(f"{_WORD}p"), None)
        table = next(run.iterancestors(f"{_WORD}tbl"), None)
        return (
            _attribute(run.find(f"{_WORD}rPr/{_WORD}rStyle"), _VAL),
            _attribute(paragraph.find(f"{_WORD}pPr/{_WORD}pStyle"), _VAL) if paragraph is not None else "",
            "" if table is None else _attribute(table.find(f"{_WORD}tblPr/{_WORD}tblStyle"), _VAL) or "-",
        )

    def _table_style(self, table: Any) -> Any:
        if table is None:
            return None
        named = _attribute(table.find(f"{_WORD}tblPr/{_WORD}tblStyle"), _VAL)
        return self._styles.get(named, self._usual.get("table"))

    def _height(self, run: Any) -> int:
        """Return how far a run is moved off its line, in half points; below it less than nothing."""
        value = self._value(run, "position")
        number = whole(value.lstrip("+-"), _LONGEST_NUMBER) or 0
        return -number if value.startswith("-") else number

    def _behind(self, run: Any) -> str | None:
        """Return the colour behind a run; None where it stands in a drawing or a style may shade it."""
        for place in self._grounds(run):
            if place is None:
                return None
            shading = place.find(f"{_WORD}shd")
            if _attribute(shading, _VAL) not in _CLEAR or _attribute(shading, f"{_WORD}themeFill"):
                return None
            fill = _attribute(shading, f"{_WORD}fill")
            if fill and fill.lower() != "auto":
                return fill
            if place.find(f"{_WORD}highlight") is not None:
                return None
        return PAPER

    def _grounds(self, run: Any) -> Iterator[Any]:
        """Yield the properties that may shade a run, from the nearest; None for shading of unknown extent."""
        yield from run.iterfind(f"{_WORD}rPr")
        for around in run.iterancestors():
            if around.tag == f"{_WORD}txbxContent":
                yield None
            elif around.tag == f"{_WORD}p":
                yield from around.iterfind(f"{_WORD}pPr")
                style = self._styles.get(_attribute(around.find(f"{_WORD}pPr/{_WORD}pStyle"), _VAL))
                for each in lineage(style):
                    yield from each.element.iterfind(f"{_WORD}pPr")
            elif around.tag in {f"{_WORD}tc", f"{_WORD}tbl"}:
                yield from around.iterfind(f"{around.tag}Pr")
                if around.tag == f"{_WORD}tbl" and self._shades(around):
                    yield None

    def _shades(self, table: Any) -> bool:
        """Whether the style of a table shades any part of it."""
        styles = lineage(self._table_style(table))
        return any(next(each.element.iter(f"{_WORD}shd"), None) is not None for each in styles)


def is_bold(run: Any) -> bool:
    """Whether a run is bold by its own formatting."""
    return bool(_switch(_own(run, "b")))


def _own(element: Any, name: str) -> Any:
    """Return what a run or style says of a property itself."""
    return None if element is None else element.find(f"{_WORD}rPr/{_WORD}{name}")


def _switch(said: Any) -> bool | None:
    """Whether a property is switched on; None where nothing is said of it."""
    return None if said is None else said.get(_VAL, "1") not in _OFF


def _switch_at(said: Any, name: str) -> bool:
    """Whether an attribute of a property is switched on."""
    return _attribute(said, name) not in {"", *_OFF}


def _attribute(element: Any, name: str) -> str:
    return "" if element is None else str(element.get(name, ""))


def _text(run: Any) -> str:
    return "".join(unread.own_text(part) for part in run.iter(f"{_WORD}t")).strip()
