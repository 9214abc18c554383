"""The list of what a report is filed under, taken out of a document before anything else looks at it.

Sites of governments set it above the title, and copies of their pages bring it along: as a table, a list, or lines
of names and values. Its days, numbers and names are no evidence for the year, the title or the prose; what it says
of title, agency and publication is passed on as what the document says of itself.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from nianbao.importers import patterns
from nianbao.importers.document import Document, DocumentGrid, ImportNote, Paragraph, Piece, texts_of
from nianbao.importers.recognition import headings, labelled, names, namings, titles
from nianbao.importers.recognition.facts import Facts, is_agency
from nianbao.importers.recognition.labelled import Pair
from nianbao.importers.recognition.namings import Naming
from nianbao.model.constants import constant
from nianbao.model.constants import pattern as lazy
from nianbao.model.form import Form, kinds_of
from nianbao.model.kind import Kind
from nianbao.model.normalisation import label_key, numeral_of, spaced, without_spaces
from nianbao.model.record import COURSE, LISTED, Record
from nianbao.model.yamltext import package_data, text, texts, tree
from nianbao.source.keys import CHINESE

_DATA: Final = package_data("import_record.yml")
_HEADINGS: Final = constant(lambda: frozenset(texts(_DATA["headings"])))
_RELATED: Final = constant(lambda: frozenset(texts(_DATA["related"])))
_NUMBER_ALONE: Final = lazy(lambda: text(_DATA["number_alone"]))
_SHAPES: Final = constant(lambda: {key: re.compile(text(shape)) for key, shape in tree(_DATA["shapes"]).items()})
# The list stands above the first section; where none is found, within so many pieces.
_TOP: Final = 80
# A list that ends a page stands within so many pieces from the bottom.
_BOTTOM: Final = 20
_LONGEST_HEADING: Final = 80
_AROUND_HEADINGS: Final = "[\u3010\u3011]:\uff1a"
# So many other lines may stand between two of its own: what else a page offers there.
_GAP: Final = 3
_LONGEST_VALUE: Final = 60
_FEWEST: Final = 2
_DAYS: Final = ("written", "published")


@dataclass(frozen=True)
class Particulars:
    """What the list says: the facts of the record, the day of publication, and who published it.

    `publisher` is a name as filed, empty where none is stated.
    """

    record: Record = field(default_factory=Record)
    published: date | None = None
    publisher: str = ""
    line: int = 1

    def completing(self, facts: Facts) -> Facts:
        """Return the facts of a text with the day of publication and the publisher that the list states."""
        name = spaced(self.publisher)
        publisher = Naming(name, self.line, namings.OWN) if name and names.is_name(name) else None
        published, notes = facts.published, [*facts.notes]
        if self.published and published not in {None, self.published}:
            fields = {"key": CHINESE()["report"]["published"], "text": published, "shown": self.published}
            notes.append(ImportNote("record-differs", self.line, fields))
        return replace(
            facts, published=self.published or published, publisher=publisher or facts.publisher, notes=notes
        )


@dataclass
class _Group:
    """Pairs that stand together: the pieces they fill, and what is left of tables they only begin."""

    pairs: list[Pair] = field(default_factory=list)
    filled: dict[int, Piece | None] = field(default_factory=dict)

    @property
    def is_list(self) -> bool:
        """Whether it lists what a document is filed under, and is no line of an article's source and day."""
        named = {pair.key for pair in self.pairs}
        stated = {pair.key for pair in self.pairs if pair.value}
        is_numbered = "index_number" in named and bool(stated)
        return is_numbered or (len(stated) >= _FEWEST and bool(stated & set(LISTED)))

    @property
    def states_index_number(self) -> bool:
        """Whether it states the number a document is registered under, as nothing else does."""
        return any(pair.key == "index_number" and pair.value for pair in self.pairs)


def taken_out(document: Document, forms: Mapping[str, Form]) -> tuple[Document, Particulars]:
    """Return a document without the list, with notes on it, and what the list says.

    Of several lists, as pages show them of documents beside the report, the one with the report's title counts,
    else the last above the report. Where none stands above, one with an index number may end the page. What the
    head of a page says stands in where the list says nothing.
    """
    kinds = [*kinds_of(forms).values()]
    end = _first_section(document.pieces, forms)
    groups = [group for group in _groups(document.pieces, range(end), kinds) if group.is_list]
    if not groups:
        start = max(end, len(document.pieces) - _BOTTOM)
        below = _groups(document.pieces, range(start, len(document.pieces)), kinds)
        groups = [group for group in below if group.is_list and group.states_index_number]
    titled = [
        group for group in groups if any(p.key == "title" and _is_title(p.value, kinds) for p in group.pairs)
    ]
    group = next(iter(titled or groups[-1:]), None) or _number_alone(document.pieces, kinds)
    made, notes = _made(group.pairs if group else [], document.imprint.record)
    if group is None:
        return replace(document, notes=(*document.notes, *notes)), made
    stated = [pair.value for pair in group.pairs if pair.key == "title" and pair.value]
    imprint = replace(document.imprint, titles=(*document.imprint.titles, *stated))
    whole = " / ".join(said for at in sorted(group.filled) for said in texts_of(document.pieces[at]))
    notes = [_told(group, whole, made), *notes]
    return replace(_without(document, group), imprint=imprint, notes=(*document.notes, *notes)), made


# --- where the list stands -------------------------------------------------------------------------------------


def _groups(pieces: Sequence[Piece], span: range, kinds: Sequence[Kind]) -> list[_Group]:
    """Return the pairs in a span of pieces by where they stand together, in the order of the document.

    Those below a heading for documents beside the report are none.
    """
    groups: list[_Group] = []
    at, end = span.start, span.stop
    last = at - _GAP - 1
    while at < end:
        found = _at(pieces, at, end, kinds)
        if found is None:
            at += 1
            continue
        pairs, filled = found
        if at - last > _GAP:
            groups.append(_Group())
        groups[-1].pairs += pairs
        groups[-1].filled |= filled
        at = last = max(filled) + 1
    kept: list[_Group] = []
    for group in groups:
        above = min(group.filled) - 1
        said = without_spaces("".join(texts_of(pieces[above]))).strip(_AROUND_HEADINGS) if above >= 0 else ""
        if said in _HEADINGS():
            group.filled[above] = None
        if said not in _RELATED():
            kept.append(group)
    return kept


def _first_section(pieces: Sequence[Piece], forms: Mapping[str, Form]) -> int:
    """Return the number of the first piece that heads a section of a form."""
    for at, piece in enumerate(pieces):
        if not isinstance(piece, Paragraph) or not numeral_of(label_key(piece.text[:_LONGEST_HEADING])):
            continue
        if any(headings.names(piece.text, form) for form in forms.values()):
            return at
    return min(len(pieces), _TOP)


def _at(
    pieces: Sequence[Piece], at: int, end: int, kinds: Sequence[Kind]
) -> tuple[list[Pair], dict[int, Piece | None]] | None:
    """Return the pairs that begin with a piece, and for each piece they fill what is left of it; None for none."""
    piece = pieces[at]
    if isinstance(piece, DocumentGrid):
        if pairs := labelled.pairs_of_columns(piece.rows):
            return pairs, {at: None}
        rows = [labelled.pairs_of_row(row) for row in piece.rows]
        count = next((n for n, pairs in enumerate(rows) if not pairs), len(rows))
        pairs = [pair for row in rows[:count] for pair in row]
        left = DocumentGrid(piece.rows[count:]) if count < len(rows) else None
        return (pairs, {at: left}) if any(pair.value for pair in pairs) else None
    pairs = labelled.pairs_in(piece.text, piece.line)
    name = "" if pairs else labelled.name_alone(piece.text)
    if name:
        pairs = [Pair(name, labelled.NAMES()[name], "", piece.line)]
    if not pairs:
        return None
    if at + 1 < end and _goes_on(pairs[-1], pieces[at + 1], kinds):
        whole = pairs[-1].value + "".join(texts_of(pieces[at + 1])).strip()
        return [*pairs[:-1], replace(pairs[-1], value=whole)], {at: None, at + 1: None}
    if not pairs[-1].value and at + 1 < end and _is_value_below(pairs[-1], pieces[at + 1 : at + 3], kinds):
        below = pieces[at + 1]
        stated = below.text.strip() if isinstance(below, Paragraph) else ""
        return [*pairs[:-1], replace(pairs[-1], value=stated)], {at: None, at + 1: None}
    return None if name else (pairs, {at: None})


def _goes_on(pair: Pair, below: Piece, kinds: Sequence[Kind]) -> bool:
    """Whether a title of the list is whole only with the line below."""
    if pair.key != "title" or not pair.value or not isinstance(below, Paragraph) or _is_title(pair.value, kinds):
        return False
    is_whole = _is_title(below.text, kinds)
    return not is_whole and not _begins(below) and _is_title(pair.value + below.text.strip(), kinds)


def _is_value_below(pair: Pair, below: Sequence[Piece], kinds: Sequence[Kind]) -> bool:
    """Whether the line below a name is its value: by its shape, or because the next name or the title follows.

    The title of the report is the value of a name for titles alone; what has a shape of its own needs it.
    """
    value, *following = below
    if not isinstance(value, Paragraph) or _begins(value) or len(value.text) > _LONGEST_VALUE:
        return False
    if pair.key == "title" or _is_title(value.text, kinds):
        return pair.key == "title" and _is_title(value.text, kinds)
    if pair.key in _DAYS or pair.key == "document_number":
        return _has_shape(pair.key, value.text)
    return _has_shape(pair.key, value.text) or (
        bool(following) and (_begins(following[0]) or _is_title("".join(texts_of(following[0])), kinds))
    )


def _has_shape(key: str, said: str) -> bool:
    """Whether a text looks like the value of a key: such as a day, or an agency's name."""
    if key in _DAYS:
        return _day(said) is not None
    if key == "publisher":
        return is_agency(said)
    shape = _NUMBER_ALONE if key == "document_number" else _SHAPES().get(key)
    return bool(shape and shape.fullmatch(said.strip()))


def _begins(piece: Piece) -> bool:
    """Whether a piece begins with a name."""
    return isinstance(piece, Paragraph) and bool(
        labelled.pairs_in(piece.text, piece.line) or labelled.name_alone(piece.text)
    )


def _is_title(said: str, kinds: Sequence[Kind]) -> bool:
    """Whether a text is the whole title of a report of some kind."""
    return any(titles.is_title(said, kind) for kind in kinds)


def _number_alone(pieces: Sequence[Piece], kinds: Sequence[Kind]) -> _Group | None:
    """Return the document's number on a line of its own above the title, as letters bear it; None without one."""
    for at, piece in enumerate(pieces[:_TOP]):
        if not isinstance(piece, Paragraph) or numeral_of(label_key(piece.text[:_LONGEST_HEADING])):
            return None
        if _NUMBER_ALONE.fullmatch(piece.text.strip()):
            below = [part for part in pieces[at + 1 : at + 1 + _GAP] if isinstance(part, Paragraph)]
            titled = any(titles.has_title(below, kind) for kind in kinds)
            pair = Pair("", "document_number", piece.text.strip(), piece.line)
            return _Group([pair], {at: None}) if titled else None
    return None


def _without(document: Document, group: _Group) -> Document:
    """Return a document without the pieces of a list; its regions are those of the pieces that are left."""
    pieces: list[Piece] = []
    numbers = [0]
    for at, piece in enumerate(document.pieces):
        left = group.filled.get(at, piece)
        if left is not None:
            pieces.append(left)
        numbers.append(len(pieces))
    regions = ((numbers[first], numbers[behind]) for first, behind in document.regions)
    return replace(
        document,
        pieces=tuple(pieces),
        regions=tuple((first, behind) for first, behind in regions if first < behind),
    )


# --- what it says ----------------------------------------------------------------------------------------------


def _made(pairs: Sequence[Pair], registered: Mapping[str, str]) -> tuple[Particulars, list[ImportNote]]:
    """Return what pairs say, and where they say nothing, what the head of a page registers; and notes on both.

    A fact that is stated in two ways, and a day that is none, are left out with a note.
    """
    said, doubled = _said(pairs)
    notes = []
    for found in doubled.values():
        told = " / ".join(f"{pair.name} {pair.value}" for pair in found)
        notes.append(ImportNote("record-twice", found[0].line, {"text": told}))
    days = {key: _day(said[key].value) for key in _DAYS if key in said}
    notes += [
        ImportNote("record-no-day", said[key].line, {"name": said[key].name, "text": said[key].value})
        for key, stated in days.items()
        if stated is None
    ]
    record = Record(written=days.get("written"))
    for key in LISTED:
        if key in said and key not in _DAYS:
            record = record.stating(key, said[key].value)
    registered = {key: value for key, value in registered.items() if key not in doubled}
    record, registered_notes = _with_registered(record, registered)
    publisher = said.get("publisher") or said.get("origin")
    name = publisher.value if publisher else registered.get("publisher") or registered.get("origin", "")
    line = publisher.line if publisher else 1
    return Particulars(record, days.get("published"), name, line), [*notes, *registered_notes]


def _said(pairs: Sequence[Pair]) -> tuple[dict[str, Pair], dict[str, list[Pair]]]:
    """Return the pair of each key that says something, and the pairs of keys that say two things.

    One day written in two ways is one thing; of what no key of a source comes from, the first counts.
    """
    found: dict[str, dict[object, Pair]] = {}
    for pair in pairs:
        if pair.value:
            day = _day(pair.value) if pair.key in _DAYS else None
            found.setdefault(pair.key, {}).setdefault(day or without_spaces(pair.value), pair)
    is_key = {*LISTED, "published", "publisher"}
    doubled = {key: [*values.values()] for key, values in found.items() if len(values) > 1 and key in is_key}
    return {key: next(iter(values.values())) for key, values in found.items() if key not in doubled}, doubled


def _with_registered(record: Record, registered: Mapping[str, str]) -> tuple[Record, list[ImportNote]]:
    """Return a record with what the head of a page registers for facts it lacks; notes on those, and on others."""
    notes: list[ImportNote] = []
    for key in (*LISTED, *COURSE):
        value = registered.get(key, "")
        made = _with_fact(record, key, value)
        if made == record:
            continue
        fields = {"key": CHINESE()["report"][key], "text": value}
        if shown := record.as_text(key):
            notes.append(ImportNote("record-differs", 1, {**fields, "shown": shown}))
        else:
            record = made
            notes.append(ImportNote("record-from-page", 1, fields))
    return record, notes


def _with_fact(record: Record, key: str, value: str) -> Record:
    """Return a record with one fact as a text states it; as it was where the text says nothing, or no day."""
    if key in {"written", *COURSE}:
        days = tuple(stated for said in value.split() if (stated := _day(said)))
        return record.stating(key, days if len(days) > 1 else days[0]) if days else record
    same = without_spaces(record.as_text(key)) == without_spaces(value)
    return record if same or not value else record.stating(key, value)


def _day(said: str) -> date | None:
    """Return the day a text is, with or without a time of day behind it; None if it is none."""
    text_ = patterns.plain(said).strip()
    for form in patterns.DATES:
        found = form.match(text_)
        if found and not patterns.pattern("time_of_day").sub("", text_[found.end() :], count=1).strip():
            return patterns.day(found[0])
    return None


def _told(group: _Group, whole: str, made: Particulars) -> ImportNote:
    """Return the note on a list: all it says, and which of it was understood."""
    line = min(pair.line for pair in group.pairs)
    stated = {pair.key for pair in group.pairs if pair.value}
    known = [key for key in LISTED if key in stated and made.record.as_text(key)]
    known += ["published"] if made.published else []
    if not known:
        return ImportNote("record-not-understood", line, {"text": whole})
    return ImportNote("record", line, {"text": whole, "keys": tuple(CHINESE()["report"][key] for key in known)})
