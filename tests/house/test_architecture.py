"""The directions of the house: imports go down only, and each guest stays in its room."""

import ast
import re
from functools import cache
from typing import NamedTuple

from each import for_each
from places import PACKAGE

MODULES = sorted(PACKAGE.rglob("*.py"))

# From the ground up. What stands on one floor are siblings and know nothing of one another.
FLOORS = [
    {"model"},
    {"messages"},
    {"site_forms"},
    {"analysis"},
    {"corrections"},
    {"source"},
    {"archive"},
    {"checking", "schema", "drafting"},
    {"rules", "importers", "render", "downloads", "reporters"},
    {"settings"},
    {"site", "search_index"},
    {"mkdocs_markdown", "mkdocs_log", "mkdocs_options", "mkdocs_progress"},
    {"mkdocs_neighbours", "mkdocs_kept"},
    {"mkdocs_files", "mkdocs_search", "mkdocs_judging"},
    {"mkdocs_preview"},
    {"cli", "mkdocs_plugin"},
    {"__main__"},
]
GUESTS = {
    "yaml": {"model/yamltext.py"},
    "jinja2": {"render/__init__.py"},
    "mkdocs": {
        f"mkdocs_{name}.py"
        for name in ("plugin", "options", "neighbours", "search", "log", "kept", "files", "preview")
    },
    "docx": {
        *(f"importers/readers/{name}.py" for name in ("docx", "numbering", "word_tables")),
        *(f"downloads/word/{name}.py" for name in ("__init__", "page", "tables", "text")),
    },
    "openpyxl": {
        *(
            f"importers/{name}.py"
            for name in (
                "readers/xlsx",
                "readers/sheet_values",
                "readers/spreadsheet",
                "readers/new_workbook",
                "filing_workbook",
            )
        ),
        *(f"downloads/{name}.py" for name in ("xlsx", "filing_workbook")),
    },
    "doc2docx": {"importers/readers/old_word.py"},
    "xlrd": {"importers/readers/old_sheets.py"},
    "bs4": {"importers/readers/page_tree.py"},
    "pdfplumber": {"importers/readers/pdf.py"},
    "pdfminer": {"importers/readers/pdf.py", "importers/readers/pdf_annotations.py"},
    # The preview asks the command that runs whether it reloads pages; bars of progress are its.
    "click": {
        "mkdocs_preview.py",
        "mkdocs_progress.py",
        *(path.relative_to(PACKAGE).as_posix() for path in MODULES if path.parent.name == "cli"),
    },
}
FORBIDDEN = {"socket", "urllib.request", "http.client", "requests", "time", "random"}


def name_of(path):
    return path.relative_to(PACKAGE).as_posix()


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


ROOMS = {room(module) for module in MODULES}


class Facts(NamedTuple):
    """What a module is looked at for; imports also those under TYPE_CHECKING."""

    imports: list[str]
    lengths: dict[str, int]
    asked: set[str]


@cache
def facts(path):
    """Return what a module imports, how many lines its functions have, and the methods it calls."""
    found = Facts([], {}, set())
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.imports.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            found.imports.extend([node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)])
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.lengths[f"{node.name} in line {node.lineno}"] = node.end_lineno - node.lineno
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found.asked.add(node.func.attr)
    return found


def floor(name):
    return next(level for level, rooms in enumerate(FLOORS) if name in rooms)


def own(module):
    parts = module.split(".")
    return parts[1] if parts[0] == "nianbao" and len(parts) > 1 else ""


@for_each("path", MODULES, ids=name_of)
def test_imports_go_down_only(path):
    here = room(path)
    if here == "__init__":
        return
    for module in facts(path).imports:
        target = own(module)
        if target in ROOMS and target not in {here, "__init__"}:
            assert floor(target) < floor(here), f"{name_of(path)} imports {module}"


@for_each("path", MODULES, ids=name_of)
def test_readers_know_nothing_of_recognition(path):
    if name_of(path).startswith("importers/readers/"):
        assert not any(module.startswith("nianbao.importers.recognition") for module in facts(path).imports)


@for_each("path", MODULES, ids=name_of)
def test_guests_stay_in_their_rooms(path):
    for module in facts(path).imports:
        top = module.split(".", maxsplit=1)[0]
        assert top not in GUESTS or name_of(path) in GUESTS[top], f"{name_of(path)} imports {module}"
        assert module not in FORBIDDEN, f"{name_of(path)} imports {module}"


@for_each("path", MODULES, ids=name_of)
def test_a_module_has_one_subject(path):
    assert path.read_text(encoding="utf-8").count("\n") <= 400
    too_long = {name: lines for name, lines in facts(path).lengths.items() if lines > 50}
    assert not too_long


@for_each("path", MODULES, ids=name_of)
def test_labels_and_sentences_are_data(path):
    assert not re.search(r"[\u3400-\u9fff]|\\u[4-9][0-9a-f]{3}", path.read_text(encoding="utf-8"))


@for_each("path", MODULES, ids=name_of)
def test_no_clock(path):
    assert not facts(path).asked & {"now", "today", "utcnow", "time", "time_ns"}


def test_no_import_cycles():
    names = {
        path: ".".join(("nianbao", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        for path in MODULES
    }
    known = set(names.values())
    graph = {
        name: {module for module in facts(path).imports if module in known and module not in {name, "nianbao"}}
        for path, name in names.items()
    }

    def visit(name, trail):
        assert name not in trail, " -> ".join([*trail, name])
        for target in graph.get(name, ()):
            if not target.startswith(f"{name}.") and not name.startswith(f"{target}."):
                visit(target, [*trail, name])

    for name in graph:
        visit(name, [])
