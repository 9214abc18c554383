"""Messy file -> Document -> Draft: a report as far as it can be understood, with notes and open points.

Each kind of file has one reader (file -> Document); all share one recognition. Nothing in the input is lost, and
what can't be decided is listed, never guessed.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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
from nianbao.importers.formats import FORMATS, READABLE, Format, format_of
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
        file_format = _readable(base)
        if len(data) > limits.LARGEST_FILE:
            raise Refusal("import-too-large", size=limits.LARGEST_FILE // 1_000_000)
        if confined.is_possible and (file_format.is_confined or len(data) > limits.LARGEST_IN_PLACE):
            # A parser that is missing is missed here, where the command can say so.
            file_format.load_reader()
            return _confined(base, data, forms, register, given)
        return drafted(base, data, forms, register, given)


def _readable(name: str) -> Format:
    """Return the format of a file by its name. Raises Refusal for one that nobody knows or reads."""
    file_format = format_of(name)
    if file_format is None:
        raise Refusal("import-unknown-suffix", known=[ending for each in READABLE for ending in each.endings])
    if file_format.save_as:
        raise Refusal("import-save-as", suffix=file_format.save_as)
    return file_format


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
        file_format = _readable(name)
        file_format.check(data)
        provenance = Provenance(file=name, sha256=hashlib.sha256(data).hexdigest())
        own = file_format.load(file_format.own) if file_format.own else None
        made: Draft | None = own.read(data, provenance, forms, register, given) if own else None
        return made or recognise(file_format.read(data), provenance, forms, register, given)


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
