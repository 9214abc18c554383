"""Parts of the site in pages of the site's owner: comments that name them, and the HTML in their place.

Example: `<!-- nianbao:table bureau/2023 applications -->`. A comment becomes a token before Markdown runs and
its HTML afterwards. Markdown itself decides what is code: a token that ends up inside code turns back into the
comment it was.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

from nianbao.archive import Entry
from nianbao.model import kind as kinds
from nianbao.model.constants import pattern
from nianbao.model.finding import Refusal
from nianbao.model.form import Table
from nianbao.model.normalisation import label_key
from nianbao.model.register import Agency
from nianbao.render.context import RenderContext
from nianbao.render.page import Page, seed_of
from nianbao.render.pages import index as index_page
from nianbao.render.tables import cells as tables
from nianbao.source.table_notes import table_absent

_COMMENT: Final = pattern(r"<!--[ \t]*nianbao:(?P<name>\w*(?:-\w+)*)(?P<words>[^<>\n]*)(?<=--)>")
_FENCE: Final = pattern(r"[ \t>]*(?P<fence>`{3,}|~{3,})")
_SPAN: Final = pattern(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_HEADING: Final = pattern(r" {0,3}#{1,6}\s")
_YEAR: Final = pattern(r"\d{4}")
# A message quotes no more characters of a comment than this.
_LONGEST: Final = 60
_CODE: Final = pattern(r"<(/?)(?:pre|code)\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Note:
    """A comment that could not be followed: its line in the page's file, and a sentence that says why.

    The plugin logs it as a warning, so a strict build fails.
    """

    line: int
    message: str


@dataclass(frozen=True)
class Embedded:
    """A page with tokens in its Markdown; `comments` are the comments by the tokens that replaced them.

    `notes` are the comments that stayed as they were. `seed` is what the tokens begin with.
    """

    page: Page
    notes: tuple[Note, ...]
    comments: Mapping[str, str] = field(default_factory=dict)
    seed: str = ""


def embed(context: RenderContext, markdown: str, source: str, here: str) -> Embedded | None:
    """Return a page whose comments are tokens, or None for a page without any.

    `source` is the page's whole file, from which lines are counted; `here` its address below the site. A
    comment that names no report, table or year of the site stays a comment and gets a note.
    """
    if "nianbao:" not in markdown:
        return None
    seed = seed_of(f"{here}\0{markdown}")
    return _Embedding(context, here, seed).embedded(markdown, _skipped(markdown, source))


def finish(converted: str, embedded: Embedded) -> str:
    """Return converted Markdown with the HTML its tokens stand for; inside code they are the text as written."""
    if not embedded.comments:
        return converted
    tokens_and_code = re.compile("|".join([_CODE.pattern, *map(re.escape, embedded.comments)]))
    depth = 0

    def resolved(found: re.Match[str]) -> str:
        nonlocal depth
        text = found.group()
        if text in embedded.comments:
            return html.escape(embedded.comments[text], quote=False) if depth else embedded.page.slots[text]
        depth = max(0, depth - 1) if found[1] else depth + 1
        return text

    alone = re.compile(rf"<p>\s*({'|'.join(map(re.escape, embedded.comments))})\s*</p>")
    return tokens_and_code.sub(resolved, alone.sub(r"\1", converted))


def _skipped(markdown: str, source: str) -> int:
    """Return how many lines of a file stand before its Markdown: those of the front matter."""
    return source.count("\n") - markdown.count("\n") if source.endswith(markdown) else 0


def _lines(markdown: str) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it stands in a fenced code block (CommonMark, section 4.5), at any indent."""
    fence = ""
    for line in markdown.split("\n"):
        opening = _FENCE.match(line)
        if fence:
            yield line, True
            closes = opening and opening["fence"].startswith(fence) and not line.strip(" \t>" + fence[0])
            fence = "" if closes else fence
        else:
            fence = opening["fence"] if opening else ""
            yield line, bool(opening)


def _cut(text: str) -> str:
    """Return text shortened to what a message quotes."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}\u2026"


class _Embedding:
    """Turns the comments of one page into tokens."""

    def __init__(self, context: RenderContext, here: str, seed: str) -> None:
        self._context, self._here, self._seed = context, here, seed
        self._slots: dict[str, str] = {}
        self._comments: dict[str, str] = {}
        self._renderers: Mapping[str, Callable[[Sequence[str]], str]] = {
            "index": self._index,
            "status": self._status,
            "table": self._table,
        }

    def embedded(self, markdown: str, skipped: int) -> Embedded:
        """Return the page; `skipped` lines of its file stand before the Markdown."""
        notes: list[Note] = []
        lines = []
        for number, (line, fenced) in enumerate(_lines(markdown), skipped + 1):
            if fenced:
                lines.append(line)
                continue
            try:
                lines.append(self._line(line))
            except Refusal as refusal:
                # The comment stays as it is, and browsers don't show it.
                notes.append(Note(number, self._context.messages.refusal(refusal)))
                lines.append(line)
        page = Page(self._here, "", "\n".join(lines), self._slots)
        return Embedded(page, tuple(notes), self._comments, self._seed)

    def _line(self, line: str) -> str:
        """Return a line with its comments as tokens; from the last to the first, so that offsets stay right.

        Comments in a code span stay. Raises Refusal for a comment that can't be followed.
        """
        code = [span.span() for span in _SPAN.finditer(line)]
        comments = [
            comment
            for comment in _COMMENT.finditer(line)
            if not any(start < comment.start() < end for start, end in code)
        ]
        for comment in reversed(comments):
            alone = line.strip() == comment.group()
            token = self._token(comment, line, alone=alone)
            # The blank lines make it a paragraph of its own.
            wide = alone and comment["name"] != "status"
            indent = line[: len(line) - len(line.lstrip())]
            line = f"\n{indent}{token}\n" if wide else line[: comment.start()] + token + line[comment.end() :]
        return line

    def _token(self, comment: re.Match[str], line: str, *, alone: bool) -> str:
        """Return a new token for a comment and keep the HTML it stands for.

        An index or a table needs a line of its own, and nothing may stand in a heading: themes copy headings
        into titles.
        """
        name = comment["name"]
        if name not in self._renderers:
            raise Refusal("embed-unknown-piece", actual=_cut(name), known=tuple(self._renderers))
        if _HEADING.match(line):
            raise Refusal("embed-in-heading", name=name)
        if name != "status" and not alone:
            raise Refusal("embed-own-line", name=name)
        content = self._renderers[name](comment["words"].removesuffix("--").split())
        token = f"{self._seed}x{len(self._slots)}x"
        self._slots[token] = content.strip()
        self._comments[token] = comment.group()
        return token

    def _index(self, words: Sequence[str]) -> str:
        """Return the HTML of the index, of all years or of the one that `year=2023` names.

        It is the index of the site's own, or of the kind of report that `kind=dogs` names.
        """
        stated = dict(word.partition("=")[::2] for word in words)
        if len(stated) < len(words) or not stated.keys() <= {"year", "kind"}:
            others = [f" kind={part.kind.id}" for part in self._context.by_kind if not part.kind.is_default][:1]
            usage = "".join(["index year=2023", *others])
            raise Refusal("embed-usage", name="index", actual=_cut(" ".join(words)), usage=usage)
        context = self._of_kind(stated["kind"]) if "kind" in stated else self._context.lead
        known = context.archive.years
        years = tuple(year for year in known if str(year) == stated.get("year", str(year)))
        if "year" in stated and not years:
            raise Refusal("embed-no-year", actual=_cut(stated["year"]), known=known)
        content = index_page.fragment(context, self._here, years)
        return context.fragment("embedded_index.html", self._here, content=content)

    def _status(self, words: Sequence[str]) -> str:
        """Return the HTML of a report's status, which may stand in a sentence."""
        if len(words) != 1:
            raise Refusal("embed-usage", name="status", actual=_cut(" ".join(words)), usage="status AGENCY/2023")
        context, agency, entry = self._report(words[0])
        status = context.status(entry)
        return context.fragment("embedded_status.html", self._here, agency=agency, year=entry.year, state=status)

    def _table(self, words: Sequence[str]) -> str:
        """Return the HTML of one statutory table of a report, without marks of findings."""
        if len(words) != 2:  # noqa: PLR2004 - a report, a table
            usage = "table AGENCY/2023 applications"
            raise Refusal("embed-usage", name="table", actual=_cut(" ".join(words)), usage=usage)
        context, agency, entry = self._report(words[0])
        report = entry.report
        if report is None or report.form is None:
            raise Refusal("embed-no-tables", actual=_cut(words[0]))
        key = report.form.table_names.get(label_key(words[1]), "")
        if key not in report.form.tables:
            raise Refusal("embed-unknown-table", actual=_cut(words[1]), known=tuple(report.form.tables))
        table = report.form.tables[key]
        # Two tables must not share ids, neither in one page nor where a blog lists several.
        name = f"{self._seed[:8]}-{len(self._slots) + 1}"
        return context.fragment(
            "embedded_table.html",
            self._here,
            agency=agency,
            year=entry.year,
            state=context.status(entry),
            **self._printed(table, entry, name),
        )

    def _printed(self, table: Table, entry: Entry, name: str) -> Mapping[str, object]:
        """Return the values that the template of a table needs."""
        report = entry.report
        section = (
            next((s for s in report.form.sections if s.key == table.section), None)
            if report and report.form
            else None
        )
        return {
            "table": table,
            "numeral": section.numeral if section else "",
            "filed": report is not None and table.key in report.tables,
            "parts": self._context.table_renderer.parts(table, report, {}, name),
            "kinds": tables.kinds(table, report, {}) if report else frozenset(),
            "absent": table_absent(table, report, self._context.messages) if report else "",
            "back": False,
            "name": name,
        }

    def _of_kind(self, kind: str) -> RenderContext:
        """Return the context of a kind of report. Raises Refusal for one the site does not know."""
        if kind not in self._context.whole.kinds:
            raise Refusal("embed-unknown-kind", actual=_cut(kind), known=tuple(self._context.whole.kinds))
        return self._context.of_kind(kind)

    def _report(self, path: str) -> tuple[RenderContext, Agency, Entry]:
        """Return the context of the kind, the agency and the entry that `AGENCY/YEAR` or `AGENCY/YEAR/KIND` names.

        The agency is named by its id or a name of its own. Raises Refusal where one of the three is unknown,
        with names that are close.
        """
        head, _, last = path.rpartition("/")
        names_kind = bool(_YEAR.fullmatch(head.rpartition("/")[2])) and not _YEAR.fullmatch(last)
        kind, place = (last, head) if names_kind else (kinds.DEFAULT, path)
        context = self._of_kind(kind)
        name, _, year = place.rpartition("/")
        archive = context.archive
        by_id = {agency.id: agency for agency in archive.agencies}
        agency = by_id.get(name) or archive.register.named(name)
        if not name or not _YEAR.fullmatch(year):
            raise Refusal("embed-no-path", actual=_cut(path))
        if agency is None:
            names = [other for each in archive.agencies for other in (each.id, *each.names)]
            similar = get_close_matches(name[:_LONGEST], names, 3, 0.4)
            raise Refusal("embed-unknown-agency", actual=_cut(name), near=similar)
        entry = archive.entry(agency.id, int(year))
        if entry is None:
            others = [part for part in self._context.by_kind if part.archive.entry(agency.id, int(year))]
            if not names_kind and others:
                places = [f"{agency.id}/{year}/{part.kind.id}" for part in others]
                raise Refusal("embed-other-kind", agency=agency.name, actual=year, known=places)
            known = tuple(each.year for each in archive.of_agency(agency.id))
            raise Refusal("embed-no-report", agency=agency.name, actual=year, known=known)
        return context, agency, entry
