"""The directions of the house: imports go down only, and each guest stays in its room."""

import ast
import re

import pytest

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
    {"site"},
    {"cli", "mkdocs_plugin"},
    {"__main__"},
]
GUESTS = {
    "yaml": {"model/yamltext.py"},
    "jinja2": {"render/__init__.py"},
    "mkdocs": {"mkdocs_plugin.py"},
    "docx": {
        *(f"importers/readers/{name}.py" for name in ("docx", "numbering", "word_tables")),
        *(f"downloads/word/{name}.py" for name in ("__init__", "page", "tables", "text")),
    },
    "openpyxl": {
        *(f"importers/{name}.py" for name in ("readers/xlsx", "readers/spreadsheet", "filing_workbook")),
        *(f"downloads/{name}.py" for name in ("xlsx", "filing_workbook")),
    },
    "bs4": {"importers/readers/page_tree.py"},
    "pdfplumber": {"importers/readers/pdf.py"},
    "pdfminer": {"importers/readers/pdf.py", "importers/readers/pdf_annotations.py"},
    "click": {path.relative_to(PACKAGE).as_posix() for path in MODULES if path.parent.name == "cli"},
}
FORBIDDEN = {"socket", "urllib.request", "http.client", "requests", "time", "random"}


def name_of(path):
    return path.relative_to(PACKAGE).as_posix()


def room(path):
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path):
    """Yield the modules a file imports, also those under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def floor(name):
    return next(level for level, rooms in enumerate(FLOORS) if name in rooms)


def own(module):
    parts = module.split(".")
    return parts[1] if parts[0] == "nianbao" and len(parts) > 1 else ""


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_go_down_only(path):
    here = room(path)
    if here == "__init__":
        return
    rooms = {room(module) for module in MODULES}
    for module in imports(path):
        target = own(module)
        if target in rooms and target not in {here, "__init__"}:
            assert floor(target) < floor(here), f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_readers_know_nothing_of_recognition(path):
    if name_of(path).startswith("importers/readers/"):
        assert not any(module.startswith("nianbao.importers.recognition") for module in imports(path))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_guests_stay_in_their_rooms(path):
    for module in imports(path):
        top = module.split(".", maxsplit=1)[0]
        assert top not in GUESTS or name_of(path) in GUESTS[top], f"{name_of(path)} imports {module}"
        assert module not in FORBIDDEN, f"{name_of(path)} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_one_subject(path):
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno - node.lineno <= 50, f"{node.name} is too long"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_labels_and_sentences_are_data(path):
    assert not re.search(r"[\u3400-\u9fff]|\\u[4-9][0-9a-f]{3}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_clock(path):
    calls = [
        node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    ]
    asked = {call.attr for call in calls if isinstance(call, ast.Attribute)}
    assert not asked & {"now", "today", "utcnow", "time", "time_ns"}


def test_no_import_cycles():
    graph = {}
    for path in MODULES:
        name = ".".join(("nianbao", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
        known = {".".join(("nianbao", *p.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
                 for p in MODULES}  # fmt: skip
        graph[name] = {module for module in imports(path) if module in known and module not in {name, "nianbao"}}

    def visit(name, trail):
        assert name not in trail, " -> ".join([*trail, name])
        for target in graph.get(name, ()):
            if not target.startswith(f"{name}.") and not name.startswith(f"{target}."):
                visit(target, [*trail, name])

    for name in graph:
        visit(name, [])
