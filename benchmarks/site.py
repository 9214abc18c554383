"""What a site of reports costs beside plain MkDocs: `python benchmarks/site.py [--agencies N] [--years M]`.

In one run, for each theme, builds the same reports in several ways and prints the processor time of each
(`mkdocs build` in a process of its own, user and system together):

- `tables`: plain MkDocs, one Markdown file a report, with its prose and its statutory tables as literal HTML. No
  agency, year or comparison pages, no checks, no downloads: what somebody would write without this plugin.
- `pages`: plain MkDocs, the very pages the plugin makes (agencies, years, comparisons and notes too), all their
  HTML written out in the Markdown files.
- `plugin`: this plugin reads the sources, checks them by every rule, and makes those pages and everything else
  there is, notes of what to mend included, but no Word and Excel files.
- `double`: the same for twice the reports; linear growth is a factor of about 2.
- with `--office`, `office` and `again`: Word and Excel files too, at first, and once more when nothing changed.

Pages of both plain sites stand outside the navigation as the plugin's do. The ratios count, not the seconds.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generate import Wanted, make

from nianbao import archive, downloads, render
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.rules import CATALOGUE

THEMES = ("mkdocs", "material")
TEXTS = ("json", "csv")
STATUTORY = 'class="nb-table"'


@dataclass(frozen=True)
class Built:
    """What one build took, and made: processor time in seconds, HTML pages, and their size in MiB."""

    seconds: float
    pages: int
    size: float


def main() -> None:
    """Make the reports, build the sites, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--agencies", type=int, default=60)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--themes", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--office", action="store_true", help="build with Word and Excel files too, twice")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        one = Wanted(agencies=given.agencies, years=given.years)
        two = Wanted(agencies=2 * given.agencies, years=given.years)
        count, twice = make(home / "one", one), make(home / "two", two)
        plain(home / "one", home)
        print(f"{count} reports of {given.agencies} agencies; double: {twice}", flush=True)
        for theme in given.themes:
            compare(home, theme, office=given.office, growth=twice / count)


def compare(home: Path, theme: str, *, office: bool, growth: float) -> None:
    """Build every kind of site in one theme and print what each took."""
    tables = build(home, theme, "tables")
    pages = build(home, theme, "pages")
    plugin = build(home, theme, "plugin", reports="one")
    double = build(home, theme, "double", reports="two")
    print(f"\n{theme:9} {'CPU':>8} {'pages':>6} {'MiB':>6} {'of tables':>10} {'of pages':>9}")
    for name, built in (("tables", tables), ("pages", pages), ("plugin", plugin), ("double", double)):
        shares = f"{built.seconds / tables.seconds:10.2f} {built.seconds / pages.seconds:9.2f}"
        print(f"{name:9} {built.seconds:6.2f} s {built.pages:6} {built.size:6.1f} {shares}")
    print(f"growth    {double.seconds / plugin.seconds:.2f} for {growth:.2f} times the reports")
    if office:
        first = build(home, theme, "office", reports="one", kinds=downloads.KINDS)
        again = build(home, theme, "office", reports="one", kinds=downloads.KINDS)
        for name, built in (("office", first), ("again", again)):
            print(f"{name:9} {built.seconds:6.2f} s, {built.seconds / plugin.seconds:.2f} of plugin")


def plain(reports: Path, home: Path) -> None:
    """Write the sources of both plain sites: all pages with all their HTML, and the reports with their tables."""
    loaded = archive.load(reports)
    verdicts = check.run(CATALOGUE, loaded)
    options = render.Options(
        downloads=TEXTS,
        rules=tuple(rule.code for rule in CATALOGUE),
        handback=True,
        data=downloads.data_names(TEXTS),
    )
    addresses = {f"reports/{report.agency}/{report.year}/index.md" for report in loaded.reports}
    for item in render.site(loaded, verdicts, options, Messages("zh")):
        if isinstance(item, render.Page):
            write(home / "pages" / item.path, render.fill(item.markdown, item.slots))
            if item.path in addresses:
                kept = {token: html if STATUTORY in html else "" for token, html in item.slots.items()}
                write(home / "tables" / item.path, render.fill(item.markdown, kept))


def write(path: Path, text: str) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def build(home: Path, theme: str, name: str, reports: str = "", kinds: tuple[str, ...] = TEXTS) -> Built:
    """Build a site and return what it took; without `reports` it is plain MkDocs, with pages in folder `name`."""
    folder = home / f"{theme}-{name}"
    docs = folder / "docs" if reports else home / name
    write(docs / "index.md", "# Home\n\nWelcome.\n")
    config = "\n".join(_config(home, theme, docs, reports, kinds))
    write(folder / "mkdocs.yml", config)
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--clean", "--site-dir", str(folder / "site")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, check=True, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    made = list((folder / "site").rglob("*.html"))
    return Built(seconds, len(made), sum(page.stat().st_size for page in made) / 2**20)


def _config(home: Path, theme: str, docs: Path, reports: str, kinds: tuple[str, ...]) -> Iterator[str]:
    yield "site_name: Cost"
    yield "site_url: https://example.org/"
    yield f"theme: {{name: {theme}}}"
    yield f"docs_dir: {json.dumps(str(docs))}"
    yield "markdown_extensions: [attr_list]"
    if not reports:
        yield "not_in_nav: |\n  /reports/*/**\n"
        yield "plugins: [search]"
        return
    yield "plugins:\n- search\n- nianbao:"
    yield f"    reports_dir: {json.dumps(str(home / reports))}"
    yield "    fail_on: never\n    handback: true"
    yield f"    downloads: [{', '.join(kinds)}]"


if __name__ == "__main__":
    main()
