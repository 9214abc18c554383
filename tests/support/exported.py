"""A site with reports of every kind, and what each of its files says of each cell: read with other people's readers."""

import csv
import io
import json
import re
import shutil

import docx
import openpyxl
from bs4 import BeautifulSoup
from docx.oxml.ns import qn

from filings import PATTERNS
from marks import value_cells
from nianbao import archive, source
from nianbao.checking import check
from nianbao.model import cell
from nianbao.model.finding import Place
from nianbao.model.form import builtin
from nianbao.model.report import Filed, Narrative, Report
from nianbao.rules import CATALOGUE
from places import CASES
from running import mkdocs

FAULTS = CASES / "pages/faults/reports"
HOSTILE = {
    ("proactive", "licensing", "decisions"): '=HYPERLINK("http://example.org/","x")',
    ("proactive", "penalties", "decisions"): "+1+cmd|' /C calc'!A0",
    ("proactive", "coercion", "decisions"): "@SUM(1+1)",
    ("proactive", "fees", "amount"): "12.50",
    ("applications", "new", "natural_person"): "前\x01后\x0b",
    ("applications", "new", "commercial_enterprise"): "_x0041_",
    ("applications", "new", "research_institution"): '<b>&amp;"粗"</b>',
    ("applications", "new", "other_organization"): "长" * 40_000,
    ("applications", "new", "total"): "12345678901234567890",
    ("applications", "carried_over", "natural_person"): "0.1",
    ("applications", "carried_over", "commercial_enterprise"): "-3",
    ("applications", "carried_over", "research_institution"): "12件",
    ("applications", "carried_over", "total"): "1,234",
    ("applications", "granted", "natural_person"): "甲,乙\n丙",
}
PROSE = """第一段，**重要**，*斜体*，`代码`，[链接](https://example.org/a?b=1&c=2)，[坏链接](javascript:alert(1))。
下一行\x01接着。

### 小标题

1. 第一项
2. 第二项
    - 里层

    同一项的第二段

3. 第三项

另起：

5. 从五数起

> 引用

| 栏 | 数 |
| --- | ---: |
| 甲 | =1+1 |

<table><tr><td rowspan="2">跨行</td><td colspan="2">跨列</td></tr><tr><td>一</td><td>二<table><tr><td>里表</td></tr></table></td></tr></table>

=1+1 也是文字。{{ 申请.本年新收.总计 }}件，空白 {{ 申请.部分公开.自然人 }}。

<script>alert(1)</script>结尾 _x0041_
"""
LICENCE = "https://example.org/licence"


def lay_out(home, options="fail_on: never", site="site_url: https://example.org/x/\n"):
    """Make a folder ready for MkDocs."""
    shutil.copytree(FAULTS, home / "reports")
    forms = builtin()
    odd = {Place(*place): text for place, text in PATTERNS["odd"]("cn-disclosure-2019").items()}
    _write(home, _report(2020, forms["cn-disclosure-2019"], odd, "正文。"))
    hostile = dict.fromkeys(forms["cn-disclosure-2021"].places, "0") | {Place(*k): v for k, v in HOSTILE.items()}
    hostile |= {place: "" for place in hostile if place.row == "partially_granted"}
    _write(home, _report(2022, forms["cn-disclosure-2021"], hostile, PROSE))
    (home / "docs").mkdir()
    (home / "docs/index.md").write_text("# 首页\n\n[数据](reports/data/figures.csv)\n", encoding="utf-8")
    (home / "mkdocs.yml").write_text(
        f"site_name: 示例\n{site}theme: {{name: mkdocs}}\nplugins:\n  - nianbao: {{{options}}}\n", encoding="utf-8"
    )


def _report(year, form, figures, text):
    filed = {place: Filed(cell.read(raw), 1, 1) for place, raw in figures.items()}
    sections = tuple(
        Narrative(section.key, section.heading, text if index == 0 else "")
        for index, section in enumerate(form.sections)
    )
    title = f"示例市办公室{year}年政府信息公开工作年度报告"
    tables = dict.fromkeys(form.tables, (1, 1))
    return Report(
        "example-office", year, form.id, form, "", title, figures=filed, tables=tables, sections=sections
    )


def _write(home, report):
    path = home / "reports" / report.agency / f"{report.year}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(source.write(report, "zh", builtin()), encoding="utf-8")


def build(home, *arguments, sound=True):
    done = mkdocs("build", *arguments, cwd=home)
    assert not sound or done.returncode == 0, done.stderr
    return done


class Site:
    """The built site, and the reports it was made from."""

    def __init__(self, home):
        self.home = home
        lay_out(home, f"fail_on: never, license: '{LICENCE}'")
        build(home, "--strict")
        self.archive = archive.load(home / "reports")
        self.verdicts = check.run(CATALOGUE, self.archive)
        lines = csv_lines((home / "site/reports/data/figures.csv").read_bytes())
        self.figures = {}
        for line in lines:
            self.figures.setdefault((line["agency"], int(line["year"])), []).append(line)

    def file(self, name, kind="index.html"):
        return self.home / "site/reports" / name[0] / str(name[1]) / kind

    def report(self, name):
        return self.archive.report(*name)


# --- what each kind of file says, cell by cell; texts of labels and figures by their place in the grid -----------


def html_cells(text):
    """Figures by place in the tables of a page or fragment."""
    return {place: td.get_text() for place, td in value_cells(text).items()}


def html_grids(text):
    """For each statutory table, its cells as (top, left, height, width, text), as a browser would place them."""
    page = BeautifulSoup(text, "html.parser")
    return {table["data-nb-table"]: _html_grid(table) for table in page.select("table[data-nb-table]")}


def _html_grid(table):
    taken, cells = set(), []
    for top, row in enumerate(table.select("tr")):
        left = 0
        for item in row.find_all(["td", "th"], recursive=False):
            while (top, left) in taken:
                left += 1
            height, width = int(item.get("rowspan", 1)), int(item.get("colspan", 1))
            taken |= {(top + y, left + x) for y in range(height) for x in range(width)}
            cells.append((top, left, height, width, item.get_text()))
            left += width
    return sorted(cells)


def word_grids(content):
    """The same for each table of a Word file."""
    return [_word_grid(table) for table in docx.Document(io.BytesIO(content)).element.body.iter(qn("w:tbl"))]


def _word_grid(table):
    open_cells, cells = {}, []
    for top, row in enumerate(table.findall(qn("w:tr"))):
        left = 0
        for item in row.findall(qn("w:tc")):
            about = item.find(qn("w:tcPr"))
            span, merge = about.find(qn("w:gridSpan")), about.find(qn("w:vMerge"))
            width = int(span.get(qn("w:val"))) if span is not None else 1
            kind = merge.get(qn("w:val"), "continue") if merge is not None else ""
            if kind == "continue":
                started = open_cells[left]
                assert started[3] == width, "a cell continues one of another width"
                started[2] += 1
                assert not _word_text(item)
            else:
                open_cells[left] = [top, left, 1, width, _word_text(item)]
                cells.append(open_cells[left])
            left += width
    return sorted(map(tuple, cells))


def _word_text(item):
    return "\n".join(docx.text.paragraph.Paragraph(p, None).text for p in item.findall(qn("w:p")))


def sheet_grid(sheet):
    """The same for a sheet of an Excel file: all that has a border."""
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    covered = {
        (row, column)
        for area in merged.values()
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
    cells = []
    for row in sheet.iter_rows():
        for item in row:
            place = (item.row, item.column)
            if place in covered or not item.border.top.style:
                continue
            area = merged.get(place)
            height, width = (area.size["rows"], area.size["columns"]) if area else (1, 1)
            cells.append((item.row - 3, item.column - 1, height, width, item))
    return sorted(cells, key=lambda found: found[:4])


def workbook(content):
    return openpyxl.load_workbook(io.BytesIO(content))


def csv_lines(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_filed(line):
    """The text of a cell in a line of a CSV file, without the mark that keeps a spreadsheet from calculating it."""
    text = line["value"]
    marked = line["kind"] == "text" and re.match(r"'+[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]", text)
    return text[1:] if marked else text


def csv_by_place(lines):
    found = {Place(line["table"], line["row"], line["column"]): line for line in lines}
    assert len(found) == len(lines)
    return found


def json_cells(document):
    return {
        Place(table, row, column): value
        for table, rows in document["tables"].items()
        for row, cells in rows.items()
        for column, value in cells.items()
    }


def read_json(path):
    return json.loads(path.read_text(encoding="utf-8"))
