"""The receipt beside a source: each figure with its place and its text in the file, whole or not there at all."""

import io
import json
import shutil

import openpyxl
import pytest

import layouts_pages
from filings import PATTERNS, sheet_of
from importing import ORIGINALS, original_arguments, run
from layouts import FORMS
from layouts_office import excel, saved, word
from nianbao import archive
from nianbao.source import receipt
from nianbao.source.receipt import normalisations


@pytest.fixture(params=[path.name for path in ORIGINALS])
def original(request, tmp_path, monkeypatch):
    """One of the originals, imported; its receipt, and its lines."""
    monkeypatch.chdir(tmp_path)
    path = next(path for path in ORIGINALS if path.name == request.param)
    shutil.copy(path, tmp_path)
    assert run("import", path.name, *original_arguments(path)) == 0
    folder = tmp_path / "reports" / path.stem[:-5]
    return folder, path.read_text("utf-8").split("\n")


def test_each_figure_has_its_line_and_its_text(original):
    folder, lines = original
    (path,) = folder.glob("*.import.json")
    made = receipt.read(path.read_text("utf-8"))
    source = archive.load(folder.parent).reports[0]
    assert {place: figure.cell.raw for place, figure in source.figures.items()} == made.figures
    assert made.origins.keys() == made.figures.keys()
    assert len(made.figures) == 200
    for place, origin in made.origins.items():
        assert origin.raw in lines[origin.line - 1] or origin.changed == ("missing",), place
        assert origin.raw.strip() == made.figures[place]
        assert ("spaces" in origin.changed) == (origin.raw != made.figures[place])
        assert not origin.label or origin.label.replace("\n", "")[:4] in "".join(lines[: origin.line])


def test_it_is_the_same_each_time_and_no_source(original):
    folder, _ = original
    (path,) = folder.glob("*.import.json")
    text = path.read_text("utf-8")
    name = f"{folder.name}-{path.name[:4]}.txt"
    assert run("import", name, "--agency", folder.name, "--force") == 0
    assert path.read_text("utf-8") == text
    assert receipt.write(receipt.read(text)) == text
    assert all(entry.file.endswith(".md") for entry in archive.load(folder.parent).entries)


MADE = {
    "report.xlsx": lambda sheet: saved(excel(sheet, "one sheet")),
    "report.docx": lambda sheet: saved(word(sheet, "plain")),
    "report.html": lambda sheet: layouts_pages.body(sheet, "plain", "p", "<h2>{}</h2>").encode(),
}


@pytest.mark.parametrize("pattern", ["odd", "ragged"])
@pytest.mark.parametrize("name", MADE)
def test_files_without_lines_have_places_of_their_own(name, pattern, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sheet = sheet_of(FORMS[0], PATTERNS[pattern](FORMS[0]))
    (tmp_path / name).write_bytes(MADE[name](sheet))
    assert run("import", name, "--agency", "x") == 0
    made = receipt.read((tmp_path / "reports/x/2023.import.json").read_text("utf-8"))
    assert made.input == name
    assert len(made.origins) == 200
    assert {place: origin.raw for place, origin in made.origins.items()} == made.figures
    if name == "report.html":
        return
    assert all(origin.place for origin in made.origins.values())
    if name == "report.xlsx":
        book = openpyxl.load_workbook(io.BytesIO((tmp_path / name).read_bytes()))
        for origin in made.origins.values():
            title, _, cell = origin.place.partition("!")
            value = book[title][cell].value
            assert ("" if value is None else str(value)) == origin.raw


@pytest.mark.parametrize(
    ("raw", "text", "missing", "told"),
    [
        ("7", "7", False, ()),
        (" 7\u2002", "7", False, ("spaces",)),
        ("7\u200b", "7", False, ("invisible",)),
        ("**7**", "7", False, ("marks",)),
        ("1 2\u200b ", "1 2", False, ("invisible", "spaces")),
        ("", "", True, ("missing",)),
    ],
)
def test_what_was_normalised_is_named(raw, text, missing, told):
    assert normalisations(raw, text, missing) == told


def test_source_and_receipt_are_there_together_or_not_at_all(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copy(ORIGINALS[0], tmp_path)
    name, stem = ORIGINALS[0].name, ORIGINALS[0].stem
    folder = tmp_path / "reports" / stem[:-5]
    # A folder in its place: the receipt can't be written.
    (folder / f"{stem[-4:]}.import.json/x").mkdir(parents=True)
    assert run("import", name) == 2
    assert not (folder / f"{stem[-4:]}.md").exists()
    assert not (tmp_path / "reports/agencies.yml").exists()
    (folder / f"{stem[-4:]}.md").write_text("mine", "utf-8")
    assert run("import", name, "--force") == 2
    assert (folder / f"{stem[-4:]}.md").read_text("utf-8") == "mine"


def test_personal_data_is_masked_in_the_receipt_alone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = ORIGINALS[0].read_text("utf-8")
    number = "13800138000"
    row = next(line for line in text.splitlines() if "行政许可" in line)
    (tmp_path / "x-2023.txt").write_text(text.replace(row, f"{row}\n联系人\t{number}\t\t", 1), "utf-8")
    run("import", "x-2023.txt", "--agency", "x", "--year", "2023")
    assert number in (tmp_path / "reports/x/2023.md").read_text("utf-8")
    told = (tmp_path / "reports/x/2023.import.json").read_text("utf-8")
    assert number not in told
    assert "*" in told


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 2}', '{"schema": 1, "figures": 7}', "[" * 100_000])
def test_what_is_no_receipt_is_none(text):
    assert receipt.read(text) is None


def test_a_source_and_a_workbook_have_origins_too(site):
    shutil.copy(site / "reports/example-bureau/2023.md", site / "mine.md")
    assert run("import", "mine.md", "--agency", "other") == 0
    made = receipt.read((site / "reports/other/2023.import.json").read_text("utf-8"))
    assert len(made.origins) > 150
    assert run("new", "example-bureau", "2024", "--to", "xlsx", "-o", "form.xlsx") == 0
    run("import", "form.xlsx", "--agency", "third")
    data = json.loads((site / "reports/third/2024.import.json").read_text("utf-8"))
    assert all("!" in entry["place"] for entry in data["figures"])
    assert ["derived"] in [entry.get("changed") for entry in data["figures"]]
