"""A render context that notes what a page asks of it, so that the page can be kept."""

from collections.abc import Mapping
from functools import cached_property

from nianbao.archive import Entry
from nianbao.archive.watched import Answers as ArchiveAnswers
from nianbao.archive.watched import Question, Watched
from nianbao.checking.analyses import WatchedAnalyses
from nianbao.checking.visibility import Visibility
from nianbao.render.context import RenderContext
from nianbao.render.tables.renderer import TableRenderer

# What pages ask beside what is asked of an archive; each with the kind of report behind it.
VERDICT, VERDICTS, COMPARES, DATA = "verdict", "verdicts", "compares", "data"


def everything(kind: str) -> tuple[Question, ...]:
    """Return the questions for all reports of a kind and their verdicts."""
    return ("all", kind), (VERDICTS, kind)


class WatchedContext(RenderContext):
    """A context that notes in `asked` whatever a page asks about reports and their verdicts.

    The options, the messages and the templates are not noted: pages are kept for these alone.
    """

    base: RenderContext
    asked: set[Question]

    @classmethod
    def of(cls, base: RenderContext, asked: set[Question]) -> "WatchedContext":
        """Return a context, watched; questions go into `asked`."""
        watched = object.__new__(cls)
        watched.__dict__.update(
            base=base,
            asked=asked,
            archive=Watched.of(base.archive, asked),
            whole=Watched.of(base.whole, asked),
            analyses=WatchedAnalyses(base.analyses, asked),
            verdicts=base.verdicts,
            options=base.options,
            messages=base.messages,
            html=base.html,
        )
        return watched

    def of_kind(self, kind: str) -> RenderContext:
        """Return the context for pages about another kind of report, watched too."""
        other = self.base.of_kind(kind)
        return self if other is self.base else WatchedContext.of(other, self.asked)

    def visibility(self, entry: Entry) -> Visibility:
        """Return which findings, repairs and status of an entry the site shows."""
        self.asked.add((VERDICT, entry.file, entry.kind))
        return self.base.visibility(entry)

    def ask_everything(self) -> None:
        """Note all reports of the kind and their verdicts."""
        self.asked.update(everything(self.kind.id))

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


class Answers(ArchiveAnswers):
    """The answers of a context to questions, as digests."""

    def __init__(self, context: RenderContext) -> None:
        super().__init__(context.whole)
        self._context = context

    def _answer(self, question: Question) -> object:
        """Return what determines an answer."""
        name, *arguments, kind = question
        context = self._context.of_kind(str(kind))
        if name == VERDICT:
            return context.verdicts.traces[str(arguments[0])]
        if name == VERDICTS:
            return [context.verdicts.traces[entry.file] for entry in context.archive.entries]
        if name == COMPARES:
            return context.compares
        if name == DATA:
            return context.data
        return super()._answer(question)
