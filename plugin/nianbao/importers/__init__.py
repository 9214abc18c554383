"""Messy file -> Document -> Draft: a report as far as it can be understood, with notes and open points.

Each kind of file has one reader (file -> Document); all share one recognition. Nothing in the input is lost, and
what can't be decided is listed, never guessed.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import PurePath

from nianbao.importers import confined, limits
from nianbao.importers.document import (
    Document,
    DocumentCell,
    DocumentGrid,
    DocumentRow,
    ImportNote,
    Paragraph,
    SourcePlace,
)
from nianbao.importers.draft import Counts, Draft, Given, OpenPoint
from nianbao.importers.formats import FORMATS, READABLE, Format, format_in, format_of, is_packed
from nianbao.importers.recognition.recognise import recognise
from nianbao.model.finding import Refusal
from nianbao.model.form import Form
from nianbao.model.register import Register
from nianbao.model.report import Provenance


@contextmanager
def _naming(file: str) -> Iterator[None]:
    """Add a file's name to a refusal raised inside: readers see bytes only, and don't know whose."""
    try:
        yield
    except Refusal as refusal:
        refusal.fields.setdefault("file", file)
        raise


def draft(  # noqa: PLR0913 - what a person may say beforehand are three separate things
    name: str,
    data: bytes,
    *,
    forms: Mapping[str, Form],
    register: Register,
    agency: str | None = None,
    year: int | None = None,
    form: str | None = None,
    kind: str | None = None,
    folders: Sequence[str] = (),
) -> Draft:
    """Return the draft of the report in a file.

    `name` is the file's name (its suffix picks the reader, its stem may corroborate the year and give a new
    agency's id), `data` its bytes. `agency`, `year`, `form` and `kind` take the place of what the text says.
    Raises Refusal for an unknown suffix, form or kind, a parser that is not installed, an empty, broken, locked
    or too large file.
    """
    base = PurePath(name).name
    given = Given(agency or "", year or 0, form or "", tuple(folders), kind or "")
    with _naming(base):
        named = _named(base, data)
        if len(data) > limits.LARGEST_FILE:
            raise Refusal("import-too-large", size=limits.LARGEST_FILE // 1_000_000)
        is_risky = is_packed(data) or (named is not None and named.is_confined)
        if confined.is_possible and (is_risky or len(data) > limits.LARGEST_IN_PLACE):
            if named is not None and named.module:
                # Parsers loaded here are there in the process of its own, and don't count against its limits. One
                # that is missing may not be needed: the content decides.
                with suppress(Refusal):
                    named.load_parsers()
            return _confined(base, data, forms, register, given)
        return drafted(base, data, forms, register, given)


def _named(name: str, data: bytes) -> Format | None:
    """Return the format a file's name says; None for one nobody knows, where the content may say more."""
    named = format_of(name)
    if named is None and not is_packed(data):
        raise Refusal("import-unknown-suffix", known=[ending for each in READABLE for ending in each.endings])
    return named


def _format(name: str, data: bytes) -> tuple[Format, tuple[ImportNote, ...]]:
    """Return the format of a file, by its content where that says it, and a note where its name says another.

    Raises Refusal for a file of a kind nobody knows or reads, and for one that isn't what its name says.
    """
    named, found = format_of(name), format_in(data)
    file_format = found or named
    if file_format is None:
        raise Refusal("import-unknown-suffix", known=[ending for each in READABLE for ending in each.endings])
    if not file_format.module:
        raise Refusal("import-save-as", suffix=file_format.save_as)
    if found is None:
        file_format.check(data)
    if file_format is named:
        return file_format, ()
    ending = PurePath(name).suffix
    return file_format, (ImportNote("read-by-content", 1, {"kind": file_format.endings[0], "ending": ending}),)


def _confined(name: str, data: bytes, forms: Mapping[str, Form], register: Register, given: Given) -> Draft:
    """Return the draft of a file, made where its reading can't take more than a report may."""
    seconds = limits.SECONDS + max(0, len(data) - limits.ORDINARY_FILE) // limits.BYTES_A_SECOND
    try:
        made: Draft = confined.call(
            drafted, name, data, dict(forms), register, given,
            shared=(tuple(forms.values()), (register,)), seconds=seconds, memory=limits.MEMORY,
        )  # fmt: skip
    except confined.Exceeded as error:
        most = {"seconds": seconds, "size": limits.MEMORY // 1_000_000}
        raise Refusal(f"import-too-much-{error.what}", **most) from None
    return made


def drafted(name: str, data: bytes, forms: Mapping[str, Form], register: Register, given: Given) -> Draft:
    """Return the draft of the report in a file, made in this very process. Raises Refusal as `draft` does.

    A file this project wrote itself (a source, a workbook to fill in) is taken by its own way, any other is read
    and recognised.
    """
    with _naming(name):
        file_format, notes = _format(name, data)
        provenance = Provenance(file=name, sha256=hashlib.sha256(data).hexdigest())
        content, more = file_format.converted(data)
        own = file_format.load(file_format.own) if file_format.own else None
        made: Draft | None = own.read(content, provenance, forms, register, given) if own else None
        made = made or recognise(file_format.parsed(content), provenance, forms, register, given)
        return replace(made, notes=(*notes, *more, *made.notes)) if notes or more else made


__all__ = [
    "FORMATS",
    "READABLE",
    "Counts",
    "Document",
    "DocumentCell",
    "DocumentGrid",
    "DocumentRow",
    "Draft",
    "Format",
    "Given",
    "ImportNote",
    "OpenPoint",
    "Paragraph",
    "SourcePlace",
    "draft",
    "drafted",
    "format_of",
]
