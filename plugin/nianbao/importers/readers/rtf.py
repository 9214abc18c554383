"""Rich Text files (.rtf): written anew as .docx for the reader of Word files.

A reader of its own, because tables are what counts here: rows with merged cells, tables within cells.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from nianbao.importers.document import ImportNote
from nianbao.importers.readers import new_document, spans
from nianbao.importers.readers.new_document import Beside, Looks
from nianbao.importers.readers.rtf_story import KEPT, PASSED, STORIES, Row, Story
from nianbao.importers.readers.rtf_tables import CHANNELS, Tables
from nianbao.importers.readers.rtf_tokens import BEGIN, END, SIGNS, Characters, Token, tokens
from nianbao.model.finding import Refusal

_DEEPEST: Final = 500
_DEEPEST_TABLE: Final = 30
_OUTLINES: Final = 6
_PLAIN: Final = Looks()


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return a Rich Text file as a .docx file.

    Raises Refusal for groups inside one another, and tables, beyond those of any report.
    """
    writing = _Writing()
    for token in tokens(data):
        writing.take(token)
    return new_document.saved(writing.ended(), writing.beside), ()


@dataclass(frozen=True, slots=True)
class _State:
    """What holds until the end of a group.

    `passed` says that its text is none; `tables` in how many tables a paragraph stands, `level` its level as a
    heading; `field` how deep the field began that holds it; `skipped` how many characters follow one given by its
    number, for programs that don't know it.
    """

    passed: bool = False
    is_fonts: bool = False
    is_colours: bool = False
    field: int = 0
    looks: Looks = _PLAIN
    change: str = ""
    font: int = -1
    skipped: int = 1
    in_table: bool = False
    nested: int = 0
    level: int = 0

    @property
    def tables(self) -> int:
        """In how many tables a paragraph stands."""
        return min(max(self.nested, int(self.in_table)), _DEEPEST_TABLE)


class _Writing:
    """Takes the signs of a file one by one."""

    def __init__(self) -> None:
        self.beside = Beside()
        self.characters = Characters()
        self.state = _State()
        self.row = self._outer_row = Row()
        self.across = self.down = self.ground = ""
        self.tables = Tables()
        self._states: list[_State] = []
        self._stories = [Story("body", 0)]
        self._default_font = -1
        self._is_optional = False
        self._to_skip = 0
        self._places = 0

    @property
    def story(self) -> Story:
        """The text that is being written."""
        return self._stories[-1]

    def take(self, token: Token) -> None:
        """Take one sign."""
        if token.content:
            self._take_text(token.content)
        elif token.word == "u":
            self._end_character()
            self._add(self.characters.numbered(token.number or 0))
            self._to_skip = self.state.skipped
        elif token.word in {BEGIN, END}:
            self._end_character()
            self._to_skip = 0
            (self._open if token.word == BEGIN else self._close)()
        elif self._to_skip and token.word in SIGNS:
            self._to_skip -= 1
        else:
            self._end_character()
            self._to_skip = 0
            self._take_word(token.word, token.number)

    def ended(self) -> str:
        """Return the markup of the whole text."""
        self._end_character()
        while self._states:
            self._close()
        return self.story.ended()

    # --- characters --------------------------------------------------------------------------------------------

    def _take_text(self, content: bytes) -> None:
        """Take bytes, without those that stand for a character given by its number."""
        skipped = min(self._to_skip, len(content))
        self._to_skip -= skipped
        if content := content[skipped:]:
            if self.state.is_fonts:
                self.tables.name_font(self.state.font, content)
            elif self.state.is_colours:
                self.tables.end_colours(content)
            encoding = self.characters.encoding_of(self.tables.character_sets.get(self.state.font))
            self._add(self.characters.decoded(content, encoding))

    def _end_character(self) -> None:
        self._add(self.characters.ended())

    def _add(self, text: str) -> None:
        if not text or self.state.passed:
            return
        if self.story.kind == "command":
            self.story.add(text, _PLAIN, "")
            return
        pictures = self.tables.picture_font(self.state.font)
        self.story.add(text, replace(self.state.looks, font=pictures), self.state.change)

    # --- groups ------------------------------------------------------------------------------------------------

    def _open(self) -> None:
        """Begin a group. Raises Refusal for one too deep."""
        if len(self._states) >= _DEEPEST:
            raise Refusal("import-broken", detail="RTF")
        self._states.append(self.state)
        self._is_optional = False

    def _close(self) -> None:
        """End a group, and the text of its own that stands in it."""
        if not self._states:
            return
        field = self.state.field
        self.state = self._states.pop()
        self._is_optional = False
        while len(self._stories) > 1 and self.story.depth > len(self._states):
            self._end_story(self._stories.pop())
        if field and field != self.state.field:
            self.story.add_markup(new_document.FIELD_END)

    def _end_story(self, story: Story) -> None:
        """Put a text of its own where it belongs."""
        if story.kind == "numeral":
            numeral = story.plain().strip()
            if any(sign.isalnum() for sign in numeral):
                self._add(numeral if not numeral.isascii() else f"{numeral} ")
            return
        if story.kind == "command":
            self.story.add_markup(new_document.command(story.plain()))
            return
        markup = story.ended()
        if story.kind == "around":
            self.beside.around.append(markup)
        elif story.kind == "comment":
            self.beside.comments.append(markup)
        elif story.kind == "footnote":
            self.story.add_markup(new_document.footnote(self.beside, markup))
        else:
            self.story.add_markup(new_document.box(markup))

    # --- words -------------------------------------------------------------------------------------------------

    def _take_word(self, word: str, number: int | None) -> None:
        """Take a control word: a group's purpose, a sign, a property."""
        if word == "*":
            self._is_optional = True
            return
        is_optional, self._is_optional = self._is_optional, False
        if word == "ud":
            # The same in Unicode as what was passed over before.
            self.state = replace(self.state, passed=False)
        elif word in PASSED or (is_optional and word not in KEPT):
            if word == "pict" and not self.state.passed:
                self.story.add_markup(new_document.PICTURE)
            self.state = replace(self.state, passed=True)
        elif word in {"fonttbl", "colortbl"}:
            self.state = replace(
                self.state, passed=True, is_fonts=word == "fonttbl", is_colours=word == "colortbl"
            )
        elif self.state.passed:
            self._take_unseen(word, number)
        elif word in STORIES:
            self._stories.append(Story(STORIES[word], len(self._states)))
            self.state = _State(font=self.state.font, skipped=self.state.skipped)
        elif word in SIGNS:
            self._add(SIGNS[word])
        elif (act := _WORDS.get(word)) is not None:
            act(self, 1 if number is None else number)

    def _take_unseen(self, word: str, number: int | None) -> None:
        """Take what counts in a group without text: fonts, and how many characters stand for one."""
        if word == "f":
            self.state = replace(self.state, font=number or 0)
        elif word in CHANNELS and self.state.is_colours:
            self.tables.set_channel(word, number or 0)
        elif word == "fcharset" and self.state.is_fonts:
            self.tables.character_sets[self.state.font] = number or 0
        elif word == "uc":
            self.state = replace(self.state, skipped=max(0, number or 0))

    def default_font(self, number: int) -> None:
        """Take the font of text that names none."""
        self._default_font = number
        self.plain(0)

    def plain(self, _: int) -> None:
        """Take back the looks of text."""
        self.state = replace(self.state, looks=_PLAIN, change="", font=self._default_font)

    def pard(self, _: int) -> None:
        """Take back the properties of paragraphs."""
        self.state = replace(self.state, in_table=False, nested=0, level=0)

    def par(self, _: int) -> None:
        """End a paragraph."""
        self.story.end_paragraph(self.state.level, self.state.tables)

    def cell(self, _: int, tables: int = 1) -> None:
        """End a cell. Raises Refusal for more than the tables of a file may have."""
        self._places += 1
        spans.refuse_more(self._places)
        self.story.end_cell(tables, self.state.level)

    def nested_cell(self, _: int) -> None:
        """End a cell of a table in a cell."""
        self.cell(0, max(2, self.state.tables))

    def end_row(self, _: int) -> None:
        """End a row."""
        self._places += len(self.row.edges)
        spans.refuse_more(self._places)
        self.story.end_row(1, self.row)

    def end_nested_row(self, _: int) -> None:
        """End a row of a table in a cell."""
        self._places += len(self.row.edges)
        spans.refuse_more(self._places)
        self.story.end_row(max(2, self.state.tables), self.row)
        self.row = self._outer_row

    def begin_nested_row(self, _: int) -> None:
        """Keep what is said of the row around a table in a cell."""
        self._outer_row = self.row

    def begin_row(self, _: int) -> None:
        """Begin to say how a row is set."""
        self.row = Row()
        self.across = self.down = self.ground = ""

    def edge(self, number: int) -> None:
        """Take the right edge of a cell, which ends what is said of it."""
        self.row.edges.append(number)
        self.row.across.append(self.across)
        self.row.down.append(self.down)
        self.row.grounds.append(self.ground)
        self.across = self.down = self.ground = ""

    def left_edge(self, number: int) -> None:
        """Take the left edge of a row."""
        self.row.left = number


def _looks(**named: bool) -> Callable[[_Writing, int], None]:
    """Return what a word that sets looks does; its number 0 takes them back."""

    def act(writing: _Writing, number: int) -> None:
        values: dict[str, Any] = {name: value and bool(number) for name, value in named.items()}
        writing.state = replace(writing.state, looks=replace(writing.state.looks, **values))

    return act


def _change(kind: str) -> Callable[[_Writing, int], None]:
    def act(writing: _Writing, number: int) -> None:
        writing.state = replace(writing.state, change=kind if number else "")

    return act


def _merge(name: str, part: str) -> Callable[[_Writing, int], None]:
    return lambda writing, _: setattr(writing, name, part)


def _in_table(writing: _Writing, number: int) -> None:
    writing.state = replace(writing.state, in_table=bool(number))


def _nested(writing: _Writing, number: int) -> None:
    writing.state = replace(writing.state, nested=max(0, number))


def _level(writing: _Writing, number: int) -> None:
    writing.state = replace(writing.state, level=number + 1 if 0 <= number < _OUTLINES else 0)


def _font(writing: _Writing, number: int) -> None:
    writing.state = replace(writing.state, font=number)


def _skipped(writing: _Writing, number: int) -> None:
    writing.state = replace(writing.state, skipped=max(0, number))


def _field(writing: _Writing, _: int) -> None:
    writing.state = replace(writing.state, field=len(writing._states))  # noqa: SLF001 - its own function


def _mark(markup: str) -> Callable[[_Writing, int], None]:
    """Return what a word for something that shows no text of its own does."""
    return lambda writing, _: writing.story.add_markup(markup)


def _size(writing: _Writing, number: int) -> None:
    writing.state = replace(writing.state, looks=replace(writing.state.looks, size=max(1, number)))


def _coloured(name: str) -> Callable[[_Writing, int], None]:
    """Return what a word that names a colour of the table does."""

    def act(writing: _Writing, number: int) -> None:
        looks: dict[str, Any] = {name: writing.tables.colours.get(number, "")}
        writing.state = replace(writing.state, looks=replace(writing.state.looks, **looks))

    return act


def _ground(writing: _Writing, number: int) -> None:
    writing.ground = writing.tables.colours.get(number, "")


_WORDS: Final[Mapping[str, Callable[[_Writing, int], None]]] = {
    "ansicpg": lambda writing, number: writing.characters.set_code_page(number),
    "deff": _Writing.default_font,
    "plain": _Writing.plain,
    "pard": _Writing.pard,
    **dict.fromkeys(("par", "sect"), _Writing.par),
    "cell": _Writing.cell,
    "nestcell": _Writing.nested_cell,
    "row": _Writing.end_row,
    "nestrow": _Writing.end_nested_row,
    "nesttableprops": _Writing.begin_nested_row,
    "trowd": _Writing.begin_row,
    "cellx": _Writing.edge,
    "trleft": _Writing.left_edge,
    "clmgf": _merge("across", "restart"),
    "clmrg": _merge("across", "continue"),
    "clvmgf": _merge("down", "restart"),
    "clvmrg": _merge("down", "continue"),
    "intbl": _in_table,
    "itap": _nested,
    "outlinelevel": _level,
    "f": _font,
    "uc": _skipped,
    "b": _looks(bold=True),
    **dict.fromkeys(("strike", "striked"), _looks(struck=True)),
    "v": _looks(hidden=True),
    "webhidden": _looks(web_hidden=True),
    "object": _mark(new_document.PICTURE),
    "mmath": _mark(new_document.computed("EQ")),
    "chpgn": _mark(new_document.computed("PAGE")),
    **dict.fromkeys(("chdate", "chtime"), _mark(new_document.computed("DATE"))),
    **dict.fromkeys(("super", "sub", "up", "dn"), _looks(raised=True)),
    "nosupersub": _looks(raised=False),
    "field": _field,
    "fs": _size,
    "cf": _coloured("colour"),
    **dict.fromkeys(("cb", "highlight", "chcbpat"), _coloured("ground")),
    "clcbpat": _ground,
    "deleted": _change("del"),
    "revised": _change("ins"),
}
