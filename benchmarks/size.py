"""What size costs, beside plain MkDocs: `python benchmarks/size.py [--reports 400 2000] [--theme material]`.

For each size, in one run, generated reports (five years, JSON and CSV downloads) are built by this plugin, and by
plain MkDocs as literal HTML: one Markdown page a report with its prose and its bare tables, outside the
navigation, nothing else. Printed are, as multiples of plain MkDocs or as they are:

- processor time of a build that knows nothing, one where nothing has changed, one where one report has, and
  the most memory each took;
- seconds from saving a report until its page in `mkdocs serve` shows it, beside plain `mkdocs serve --dirty`;
- bytes of a report page, of the site, of the theme's search index, and of what a browser loads for ours;
- the exponents of time and memory over size.

Sites are written to the folder that `--folder` names: a file system that has just lost many files takes long to
make new ones, a folder in memory doesn't.
"""

import argparse
import math
import os
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from generate import Wanted, make

from nianbao import archive, render
from nianbao.checking import check
from nianbao.messages import Messages

YEARS: Final = 5
KEPT: Final = re.compile(r' (?:colspan|rowspan)="\d+"')
TABLE: Final = re.compile(r"<table\b.*?</table>", re.DOTALL)
TAG: Final = re.compile(r"<(\w+)\b[^>]*>")
EDITS: Final = 4
ADDRESS: Final = "127.0.0.1:18432"


@dataclass(frozen=True)
class Cost:
    """What a build took: processor time of it and what it started, in seconds, and its most memory, in MiB."""

    seconds: float
    memory: float


@dataclass(frozen=True)
class Size:
    """The costs of one number of reports."""

    reports: int
    plain: Cost
    cold: Cost
    same: Cost
    one: Cost
    page: int
    site: float
    search: int
    edit: float
    dirty: float
    plain_dirty: float


def main() -> None:
    """Measure each size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, nargs="+", default=[400, 2000])
    parser.add_argument("--theme", default="material")
    parser.add_argument("--folder", type=Path, default=None)
    given = parser.parse_args()
    sizes = []
    for reports in given.reports:
        with tempfile.TemporaryDirectory(dir=given.folder) as name:
            sizes.append(measured(Path(name), reports, given.theme))
    printed(sizes)


def measured(home: Path, reports: int, theme: str) -> Size:
    """Return the costs of about so many reports."""
    count = make(home / "reports", Wanted(agencies=reports // YEARS, years=YEARS))
    plain_sources(home / "reports", home / "plain/docs")
    settings(home / "plain", theme, "not_in_nav: |\n  /reports/*/**\nplugins: [search]\n")
    settings(home / "ours", theme, "plugins:\n- search\n- nianbao: {fail_on: never, downloads: [json, csv]}\n")
    (home / "reports").rename(home / "ours/reports")
    edited = sorted((home / "ours/reports").glob("*/*.md"))[3]
    address = f"reports/{edited.parent.name}/{edited.stem}/"
    plain, cold, same = build(home / "plain"), build(home / "ours"), build(home / "ours")
    with changed(edited, "1984"):
        one = build(home / "ours")
    site = home / "ours/site"
    pages = [page.stat().st_size for page in site.glob("reports/*/[12]*/index.html") if page.parts[-3] != "years"]
    return Size(
        count,
        plain,
        cold,
        same,
        one,
        int(statistics.median(pages)),
        sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) / 2**20,
        (site / "search/search_index.json").stat().st_size,
        edit_seen(home / "ours", edited, address),
        edit_seen(home / "ours", edited, address, "--dirty"),
        edit_seen(home / "plain", home / f"plain/docs/{address}index.md", address, "--dirty"),
    )


def plain_sources(reports: Path, docs: Path) -> None:
    """Write each report as a page of Markdown with bare tables."""
    loaded = archive.load(reports)
    verdicts = check.run([], loaded)
    addresses = {f"reports/{report.agency}/{report.year}/index.md" for report in loaded.reports}
    for item in render.site(loaded, verdicts, render.Options(findings="none"), Messages("zh")):
        if isinstance(item, render.Page) and item.path in addresses:
            tables = {token: "\n".join(map(bare, TABLE.findall(html))) for token, html in item.slots.items()}
            text = render.readable(item).replace("<br>", " ")
            path = docs / item.path
            path.parent.mkdir(parents=True)
            path.write_text(text + "\n" + "\n\n".join(filter(None, tables.values())) + "\n", encoding="utf-8")


def bare(table: str) -> str:
    """Return a table of HTML with no attributes but those that join cells."""
    return TAG.sub(lambda tag: f"<{tag[1]}{''.join(KEPT.findall(tag[0]))}>", table)


def settings(home: Path, theme: str, plugins: str) -> None:
    """Write what a site consists of beside its reports."""
    (home / "docs").mkdir(parents=True, exist_ok=True)
    (home / "docs/index.md").write_text("# Home\n", encoding="utf-8")
    head = f"site_name: Size\nsite_url: https://example.org/\ntheme: {{name: {theme}}}\n"
    (home / "mkdocs.yml").write_text(head + plugins, encoding="utf-8")


def build(home: Path) -> Cost:
    """Build a site and return what it took."""
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=home, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{home}: the build failed")
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


@contextmanager
def changed(source: Path, number: str) -> Iterator[None]:
    """Write a number where a report states how many permits there were, and put back what stood there."""
    before = source.read_text(encoding="utf-8")
    source.write_text(re.sub(r"(行政许可: |<td>)\d+", rf"\g<1>{number}", before, count=1), encoding="utf-8")
    try:
        yield
    finally:
        source.write_text(before, encoding="utf-8")


def edit_seen(home: Path, source: Path, address: str, *options: str) -> float:
    """Return the seconds from saving a change until a preview shows it: the median of some."""
    serve = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "-a", ADDRESS, *options]
    with subprocess.Popen(serve, cwd=home, stderr=subprocess.DEVNULL) as process:
        try:
            waited(lambda: len(fetched(address)) > 0)
            return statistics.median(one_edit(source, address, number) for number in range(EDITS))
        finally:
            process.terminate()


def one_edit(source: Path, address: str, number: int) -> float:
    """Return the seconds until the page shows one change."""
    mark = f"{1984 + number}98765"
    with changed(source, mark):
        seconds = waited(lambda: mark in fetched(address))
    waited(lambda: mark not in fetched(address))
    return seconds


def waited(is_so: Callable[[], bool]) -> float:
    """Return the seconds until something is so."""
    start = time.monotonic()
    while not is_so():
        if time.monotonic() - start > 600:  # noqa: PLR2004 - nobody waits longer
            raise SystemExit("the preview shows nothing")
        time.sleep(0.02)
    return time.monotonic() - start


def fetched(address: str) -> str:
    """Return a page of the preview; nothing while there is none."""
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}/{address}", timeout=60) as answer:
            return str(answer.read(), "utf-8")
    except OSError:
        return ""


def printed(sizes: list[Size]) -> None:
    """Print a row for each cost, a column for each size."""
    rows: tuple[tuple[str, Callable[[Size], str]], ...] = (
        ("reports", lambda size: str(size.reports)),
        ("plain MkDocs, seconds", lambda size: f"{size.plain.seconds:.1f}"),
        ("first build", lambda size: f"{size.cold.seconds / size.plain.seconds:.2f} x"),
        ("nothing changed", lambda size: f"{size.same.seconds / size.plain.seconds:.2f} x"),
        ("one report changed", lambda size: f"{size.one.seconds / size.plain.seconds:.2f} x"),
        ("memory, first build", lambda size: f"{size.cold.memory:.0f} MiB"),
        ("memory, plain", lambda size: f"{size.plain.memory:.0f} MiB"),
        ("edit in serve", lambda size: f"{size.edit:.2f} s, {size.edit / size.plain_dirty:.1f} x"),
        ("edit in serve --dirty", lambda size: f"{size.dirty:.2f} s, {size.dirty / size.plain_dirty:.1f} x"),
        ("a report page", lambda size: f"{size.page / 1000:.0f} kB"),
        ("the site", lambda size: f"{size.site:.0f} MiB"),
        ("the theme's search", lambda size: f"{size.search / 1000:.0f} kB"),
    )
    for name, said in rows:
        print(f"{name:24}", *(f"{said(size):>16}" for size in sizes))
    for first, last in pairwise(sizes):
        growth = math.log(last.reports / first.reports)
        times = math.log(last.cold.seconds / first.cold.seconds) / growth
        memory = math.log(last.cold.memory / first.cold.memory) / growth
        print(f"from {first.reports} to {last.reports}: time grows with exponent {times:.2f}, memory {memory:.2f}")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
