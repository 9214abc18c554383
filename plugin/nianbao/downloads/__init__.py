"""Reports as data for others: one module a format, all with the same figures; and badges of their verdicts."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from hashlib import sha256
from importlib import import_module, metadata, util
from pathlib import Path
from typing import Final, cast

from nianbao.downloads.badges import badge_files
from nianbao.downloads.csv import Lines, report_csv
from nianbao.downloads.json import report_text
from nianbao.downloads.site import Whole, data_names, site_data
from nianbao.downloads.store import Store, key_of
from nianbao.messages import Messages
from nianbao.model.form import Form
from nianbao.model.register import Agency
from nianbao.model.report import Report

__all__ = [
    "KINDS",
    "LIBRARIES",
    "Downloads",
    "Store",
    "Whole",
    "badge_files",
    "data_names",
    "makeable",
    "site_data",
]

KINDS: Final = ("json", "csv", "xlsx", "docx")


@dataclass(frozen=True, slots=True)
class Library:
    """What a kind needs: the module that is imported, its package, the extra that brings it; and its writer."""

    module: str
    package: str
    extra: str
    writer: str


LIBRARIES: Final[Mapping[str, Library]] = {
    "xlsx": Library("openpyxl", "openpyxl", "excel", "nianbao.downloads.xlsx:report_xlsx"),
    "docx": Library("docx", "python-docx", "word", "nianbao.downloads.word:report_docx"),
}
# What else leaves its marks in a Word or Excel file.
_OTHERS: Final = ("lxml", "Markdown", "nh3")

_Make = Callable[[Report, Agency, Messages], bytes]


def makeable(kind: str) -> bool:
    """Return whether the library a kind needs is installed."""
    return kind not in LIBRARIES or util.find_spec(LIBRARIES[kind].module) is not None


@dataclass(frozen=True)
class _Told:
    """A report as text, each kind made once."""

    report: Report
    agency: Agency
    lines: Lines

    @cached_property
    def json(self) -> bytes:
        return report_text(self.report, self.agency).encode("utf-8", "replace")

    @cached_property
    def csv(self) -> bytes:
        return report_csv(self.report, self.lines)


class Downloads:
    """Makes the downloads of reports, in the words of one language."""

    def __init__(self, messages: Messages, store: Store | None = None) -> None:
        self._messages = messages
        self._store = store
        self._lines = Lines()
        self._forms: dict[str, tuple[Form, str]] = {}

    def of_report(self, report: Report, agency: Agency, kinds: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield file name and content of a report's downloads; all kinds have to be makeable.

        Word and Excel files come from the store if they were made before.
        """
        told = _Told(report, agency, self._lines)
        key = ""
        for kind in kinds:
            make = partial(self._made, told, kind)
            if self._store and kind in LIBRARIES:
                key = key or key_of(self._parts(told))
                yield f"report.{kind}", self._store.get(f"{key}.{kind}", make)
            else:
                yield f"report.{kind}", make()

    def _made(self, told: "_Told", kind: str) -> bytes:
        if kind == "json":
            return told.json
        if kind == "csv":
            return told.csv
        module, _, function = LIBRARIES[kind].writer.partition(":")
        make = cast("_Make", getattr(import_module(module), function))
        return make(told.report, told.agency, self._messages.of(told.report.kind))

    def _parts(self, told: "_Told") -> Iterator[bytes]:
        """Yield everything that goes into a file."""
        form = told.report.form
        yield f"{_writers()} {self._messages.language} {self._form(form) if form else ''}".encode()
        yield told.json
        yield told.csv
        yield repr(told.report.provenance).encode("utf-8", "surrogatepass")

    def _form(self, form: Form) -> str:
        known = self._forms.get(form.id)
        if known is None or known[0] is not form:
            known = self._forms[form.id] = (form, sha256(f"{form!r}{form.kind.content}".encode()).hexdigest())
        return known[1]


@lru_cache(maxsize=1)
def _writers() -> str:
    """Return what changes whenever the writers do: a digest of the package, and the versions of its libraries."""
    home = Path(__file__).parent.parent
    told = sha256(zlib.ZLIB_RUNTIME_VERSION.encode())
    for path in sorted(
        [
            *home.rglob("*.py"),
            *home.glob("data/*.yml"),
            *home.glob("data/words/*.yml"),
            *home.glob("data/kinds/**/*.yml"),
        ]
    ):
        told.update(path.relative_to(home).as_posix().encode() + path.read_bytes())
    for package in (*(library.package for library in LIBRARIES.values()), *_OTHERS):
        try:
            told.update(f"{package} {metadata.version(package)}".encode())
        except metadata.PackageNotFoundError:
            continue
    return told.hexdigest()
