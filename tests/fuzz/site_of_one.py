"""A small folder of reports that the targets put something into, and what every output of it has to be."""

import atexit
import csv
import io
import json
import re
import shutil
import tempfile
import zipfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

import markdown

from crash import Broken
from nianbao import archive, downloads, render
from nianbao.checking import check
from nianbao.messages import Messages
from nianbao.reporters import FORMATS
from nianbao.rules import CATALOGUE
from nianbao.site import Site

BASE = Path(__file__).parent.parent / "cases/rules/base"
AGENCY = "example-bureau"
ZH = Messages("zh")
_ADDRESSES = frozenset({"href", "src", "action", "formaction", "xlink:href", "data", "poster"})
_SEEN = set()
_LIVE = re.compile(r"[\s\x00-\x1f]*(?:javascript|vbscript|data:text)", re.IGNORECASE)


class Folder:
    """A folder of reports on disk; last year's report and the register are sound."""

    def __init__(self):
        self.home = Path(tempfile.mkdtemp(prefix="nianbao-fuzz-"))
        self.reports = self.home / "reports"
        (self.reports / AGENCY).mkdir(parents=True)
        shutil.copy(BASE / "agencies.yml", self.reports)
        shutil.copy(BASE / "2022.md", self.reports / AGENCY)
        self.cache = {}
        atexit.register(shutil.rmtree, self.home, ignore_errors=True)

    def with_source(self, data, suffix):
        """Return the archive with these bytes as this year's source."""
        path = self.reports / AGENCY / f"2023{suffix}"
        path.write_bytes(data)
        try:
            self.cache.pop(path, None)
            return archive.load(self.reports, self.cache)
        finally:
            path.unlink()


@cache
def folder():
    """Return the one folder of this process."""
    return Folder()


def published(reports, verdicts, kinds=downloads.KINDS):
    """Return what a site of these reports consists of, with the preview's pages; pages of rules are left out."""
    options = render.Options(
        downloads=kinds,
        site_url="https://example.org/",
        data=downloads.data_names(kinds),
        review=True,
        handback=True,
    )
    return Site(reports, verdicts, options, ZH)


@cache
def _templates():
    """Return a function that gives templates already compiled: for each site anew they take most of the time."""
    made, own = {}, render._Templates  # noqa: SLF001 - see above

    def templates(options):
        key = repr(options)
        if key not in made:
            made[key] = own(options)
        return made[key]

    return templates


render._Templates = _templates()  # noqa: SLF001 - see above


def whole(reports, kinds=downloads.KINDS):
    """Judge, report, render and pack an archive, and hold everything that comes out to its format."""
    verdicts = check.run(CATALOGUE, reports)
    reported(verdicts)
    for item in published(reports, verdicts, kinds).items():
        inside(item.path)
        if isinstance(item, render.Plan):
            made = item.make()
            told = hash((made.markdown, made.title, *made.slots.values()))
            # Most pages of a site don't change with one report.
            if told not in _SEEN:
                page(made)
                _SEEN.add(told)
        else:
            asset(item.path, item.content)


def inside(path):
    """Hold an output's path to the site's folder."""
    parts = PurePosixPath(path).parts
    if path.startswith("/") or ".." in parts or "\0" in path or any(len(part.encode()) > 255 for part in parts):
        raise Broken("path outside the site", path[:200])


def reported(verdicts):
    """Write the verdicts in every format and read them again."""
    for name, write in FORMATS.items():
        text = write(verdicts, ZH)
        encoded(f"reporter {name}", text)
        if name in {"json", "sarif"}:
            json_of(f"reporter {name}", text)
        elif name == "junit":
            xml_of("reporter junit", text)
        elif name == "github" and not all(line.startswith("::") for line in text.splitlines()[:-1]):
            raise Broken("reporter github: a line that is no command", text[:500])


def encoded(what, text):
    """Return text as UTF-8."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Broken(f"{what}: no UTF-8", str(error)[:200]) from error


def json_of(what, text):
    """Return what JSON says; NaN and Infinity are none."""

    def refuse(word):
        raise ValueError(word)

    try:
        return json.loads(text, parse_constant=refuse)
    except ValueError as error:
        raise Broken(f"{what}: no JSON", str(error)[:200]) from error


def xml_of(what, text):
    """Return the tree of an XML document."""
    try:
        return ET.fromstring(text)  # noqa: S314 - our own output
    except ET.ParseError as error:
        raise Broken(f"{what}: no XML", str(error)[:200]) from error


def asset(path, content):
    """Hold a download to its format."""
    suffix = PurePosixPath(path).suffix
    if suffix == ".json":
        json_of(f"download {suffix}", content.decode("utf-8"))
    elif suffix in {".svg", ".xml"}:
        xml_of(f"download {suffix}", content)
    elif suffix == ".csv":
        rows = [*csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)]
        if len({len(row) for row in rows}) > 1:
            raise Broken("download .csv: ragged", path)
    elif suffix in {".xlsx", ".docx"}:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            for name in package.namelist():
                if name.endswith((".xml", ".rels")):
                    xml_of(f"download {suffix}", package.read(name))


def page(item):
    """Make the HTML of a page as a site generator would, and its finished Markdown; nothing in them may run."""
    converted = markdown.markdown(item.markdown, extensions=["attr_list", "tables", "fenced_code"])
    made = render.finish(converted, item)
    left = [token for token in item.slots if token in made]
    if left:
        raise Broken("page: a slot that is not filled", item.path)
    harmless("page", made)
    if "<" in item.title:
        raise Broken("page: a title with markup", item.title[:200])
    encoded("page", render.page_markdown(item))


def harmless(what, made):
    """Hold HTML to tags, attributes and addresses that run nothing."""
    encoded(what, made)
    reader = _Reader(what)
    reader.feed(made)
    reader.close()


class _Reader(HTMLParser):
    """Looks for what a browser would run."""

    def __init__(self, what):
        super().__init__()
        self.what, self.data = what, False

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        self.data = tag == "script"
        if tag in {"iframe", "object", "embed", "base", "meta"} or (
            tag == "script" and facts.get("type") != "application/ld+json"
        ):
            raise Broken(f"{self.what}: a live element", str((tag, attrs))[:200])
        for name, value in attrs:
            live = name.startswith("on") or name == "srcdoc" or (name in _ADDRESSES and _LIVE.match(value or ""))
            if live:
                raise Broken(f"{self.what}: a live attribute", str((tag, name, value))[:200])

    def handle_data(self, data):
        if self.data:
            json_of(f"{self.what}: data", data)
            self.data = False
