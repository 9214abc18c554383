"""Reports as data for others: one module a format, all with the same figures; and badges of their verdicts.

`Downloads` makes the files of one report, `SiteData` those of a whole site. A format that needs a library of its
own (`LIBRARIES`) is loaded when the first file in it is written, so that a build without it needs no extra.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from importlib import import_module, metadata, util
from pathlib import Path
from typing import Final, cast

from nianbao.downloads.badges import BADGES, badge, badge_files
from nianbao.downloads.csv import CsvLines, report_csv
from nianbao.downloads.json import report_text
from nianbao.downloads.site import SiteData, SiteInfo, data_names, site_data
from nianbao.downloads.store import Store, key_of
from nianbao.messages import Messages
from nianbao.model.form import Form
from nianbao.model.register import Agency
from nianbao.model.report import Report

__all__ = [
    "BADGES",
    "KINDS",
    "LIBRARIES",
    "Downloads",
    "SiteData",
    "SiteInfo",
    "Store",
    "badge",
    "badge_files",
    "data_names",
    "key_of",
    "makeable",
    "package_digest",
    "site_data",
]

KINDS: Final = ("json", "csv", "xlsx", "docx")


@dataclass(frozen=True, slots=True)
class Library:
    """What a kind of download needs: the module imported, its package, the extra that brings it, and its writer.

    `writer` is `module:function`; the function takes a report, its agency and the messages and returns the file's
    bytes.
    """

    module: str
    package: str
    extra: str
    writer: str


LIBRARIES: Final[Mapping[str, Library]] = {
    "xlsx": Library("openpyxl", "openpyxl", "excel", "nianbao.downloads.xlsx:report_xlsx"),
    "docx": Library("docx", "python-docx", "word", "nianbao.downloads.word:report_docx"),
}
# What else leaves its marks in a Word or Excel file.
_OTHER_PACKAGES: Final = ("lxml", "Markdown", "nh3")

_Write = Callable[[Report, Agency, Messages], bytes]


def makeable(kind: str) -> bool:
    """Return whether the library a kind of download needs is installed; JSON and CSV need none."""
    return kind not in LIBRARIES or util.find_spec(LIBRARIES[kind].module) is not None


@dataclass(frozen=True)
class _Texts:
    """A report in the two formats that are text; each is written at most once.

    They are downloads themselves, and part of the cache key of the Word and Excel files.
    """

    report: Report
    agency: Agency
    lines: CsvLines

    @cached_property
    def json(self) -> bytes:
        """`report.json` in UTF-8; a lone surrogate becomes a question mark."""
        return report_text(self.report, self.agency).encode("utf-8", "replace")

    @cached_property
    def csv(self) -> bytes:
        """`report.csv` in UTF-8 with a byte order mark."""
        return report_csv(self.report, self.lines)


class Downloads:
    """Writes the downloads of reports in one language.

    One object serves a whole build: it keeps what reports on the same form have in common. `store` holds Word and
    Excel files of earlier builds; without one every file is written anew.
    """

    def __init__(self, messages: Messages, store: Store | None = None) -> None:
        self._messages = messages
        self._store = store
        self._lines = CsvLines()
        self._digests: dict[str, tuple[Form, str]] = {}

    def of_report(self, report: Report, agency: Agency, kinds: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield file name (`report.<kind>`) and content of a report's downloads, in the order of `kinds`."""
        for kind in kinds:
            yield f"report.{kind}", self.file(report, agency, kind)

    def file(self, report: Report, agency: Agency, kind: str) -> bytes:
        """Return a report's download of a kind that is makeable (see `makeable`).

        Word and Excel files come from the store if the same report, form, language and version of this package
        have been written before; JSON and CSV are written each time.
        """
        texts = _Texts(report, agency, self._lines)
        write = partial(self._content, texts, kind)
        if self._store and kind in LIBRARIES:
            return self._store.get(f"{key_of(self._inputs(texts))}.{kind}", write)
        return write()

    def _content(self, texts: "_Texts", kind: str) -> bytes:
        """Return the content of one download, with the messages of the report's kind."""
        if kind == "json":
            return texts.json
        if kind == "csv":
            return texts.csv
        module, _, function = LIBRARIES[kind].writer.partition(":")
        write = cast("_Write", getattr(import_module(module), function))
        return write(texts.report, texts.agency, self._messages.of(texts.report.kind))

    def _inputs(self, texts: "_Texts") -> Iterator[bytes]:
        """Yield everything that determines the bytes of a Word or Excel file, for its cache key.

        The provenance is in no text format but in the workbook's first sheet.
        """
        form = texts.report.form
        yield f"{package_digest()} {self._messages.language} {self._form_digest(form) if form else ''}".encode()
        yield texts.json
        yield texts.csv
        yield repr(texts.report.provenance).encode("utf-8", "surrogatepass")

    def _form_digest(self, form: Form) -> str:
        """Return the SHA-256 of a form and its kind, computed once while the form is the same object."""
        stored = self._digests.get(form.id)
        if stored is None or stored[0] is not form:
            stored = self._digests[form.id] = (form, sha256(f"{form!r}{form.kind.content}".encode()).hexdigest())
        return stored[1]


@lru_cache(maxsize=1)
def package_digest() -> str:
    """Return a digest that changes with everything that makes pages and files.

    That is the package's own files, and the versions of the libraries that write. The version of zlib counts too:
    another one may compress the same content to other bytes.
    """
    package_folder = Path(__file__).parent.parent
    texts = sha256(zlib.ZLIB_RUNTIME_VERSION.encode())
    for path in sorted(package_folder.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            texts.update(path.relative_to(package_folder).as_posix().encode() + path.read_bytes())
    for package in (*(library.package for library in LIBRARIES.values()), *_OTHER_PACKAGES):
        try:
            texts.update(f"{package} {metadata.version(package)}".encode())
        except metadata.PackageNotFoundError:
            continue
    return texts.hexdigest()
