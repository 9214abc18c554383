"""A render context that notes what a page asks of it, so that the page can be kept."""

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from nianbao.archive import Entry
from nianbao.archive.asked import Answers as ArchiveAnswers
from nianbao.archive.asked import AskedArchive, Question
from nianbao.checking.analyses import AskedAnalyses
from nianbao.checking.visibility import Visibility
from nianbao.model.finding import Place
from nianbao.render.context import RenderContext
from nianbao.render.tables.over_years import OverYears
from nianbao.render.tables.renderer import TableRenderer

# What pages ask beside what is asked of an archive; each with the kind of report behind it.
VERDICT, VERDICTS, LINKED, COMPARES, DATA = "verdict", "verdicts", "linked", "compares", "data"
# Which reports there are, and the figures of a row of a table in all of them.
FILINGS, ROW = "filings", "row"


def everything(kind: str) -> tuple[Question, ...]:
    """Return the questions for all reports of a kind and their verdicts."""
    return ("all", kind), (VERDICTS, kind)


class AskedContext(RenderContext):
    """A context that notes in `asked` whatever a page asks about reports and their verdicts.

    The options, the messages and the templates are not noted: pages are kept for these alone.
    """

    base: RenderContext
    asked: set[Question]

    @classmethod
    def of(cls, base: RenderContext, asked: set[Question]) -> "AskedContext":
        """Return a context whose questions go into `asked`."""
        made = object.__new__(cls)
        made.__dict__.update(
            base=base,
            asked=asked,
            archive=AskedArchive.of(base.archive, asked),
            whole=AskedArchive.of(base.whole, asked),
            analyses=AskedAnalyses(base.analyses, asked),
            verdicts=base.verdicts,
            options=base.options,
            messages=base.messages,
            html=base.html,
        )
        return made

    def of_kind(self, kind: str) -> RenderContext:
        """Return the context for pages about another kind of report, which notes too."""
        other = self.base.of_kind(kind)
        return self if other is self.base else AskedContext.of(other, self.asked)

    def visibility(self, entry: Entry) -> Visibility:
        """Return which findings, repairs and status of an entry the site shows."""
        self.asked.add((VERDICT, entry.file, entry.kind))
        return self.base.visibility(entry)

    def linked_cells(self, entry: Entry) -> Iterable[Place]:
        """Return the cells of a report that pages of other reports lead to."""
        self.asked.add((LINKED, entry.file, entry.kind))
        return self.base.linked_cells(entry)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The entries that have a page, by file."""
        self.asked.add(("all", self.kind.id))
        return self.base.entries

    @property
    def compares(self) -> bool:
        """Whether there are pages to compare figures on."""
        self.asked.add((COMPARES, self.kind.id))
        return self.base.compares

    @property
    def data(self) -> tuple[str, ...]:
        """The names of the data files that all reports of the kind have."""
        self.asked.add((DATA, self.kind.id))
        return self.base.data

    @cached_property
    def table_renderer(self) -> TableRenderer:
        """The renderer of statutory tables, shared by all pages."""
        return self.base.table_renderer

    @cached_property
    def over_years(self) -> OverYears:
        """What makes the tables over years, shared by the pages of agencies."""
        return self.base.over_years


class Answers(ArchiveAnswers):
    """The answers of a context to questions, as digests."""

    def __init__(self, context: RenderContext) -> None:
        super().__init__(context.whole)
        self._context = context

    def _answer(self, question: Question) -> object:
        """Return what determines an answer."""
        name, *arguments, kind = question
        context = self._context.of_kind(str(kind)) if kind else self._context
        traces, entries = context.verdicts.traces, context.archive.entries
        answers: dict[str | int, Callable[..., object]] = {
            VERDICT: lambda file: traces[file],
            VERDICTS: lambda: [traces[entry.file] for entry in entries],
            LINKED: lambda file: sorted(context.linked_cells(context.entries[file])),
            FILINGS: lambda: [_filing(entry) for entry in entries],
            ROW: lambda table, row: [report.rows.get((table, row)) for report in context.archive.reports],
            COMPARES: lambda: context.compares,
            DATA: lambda: context.data,
        }
        return answers[name](*arguments) if name in answers else super()._answer(question)


def _filing(entry: Entry) -> tuple[object, ...]:
    """Return what entry there is, not what is in it."""
    report = entry.report
    return entry.file, entry.agency, entry.year, report and (report.form_id, bool(report.rows))
