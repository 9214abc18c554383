"""Pages that are made when they are asked for.

A large site has more pages than fit into memory, a preview shows few of them, and a build that follows another one
finds most of them made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nianbao.archive.watched import Question
from nianbao.render.context import RenderContext
from nianbao.render.page import Page
from nianbao.render.watched import WatchedContext

Work = Callable[[RenderContext], Page]


@dataclass(frozen=True, slots=True)
class Plan:
    """A page to be made: its path, the context it is made from, and what makes it.

    `source` and `in_navigation` are as those of the page. `shares` says that work shared with other pages is not
    done with the context it is given: such a page depends on all reports of its kind.
    """

    path: str
    context: RenderContext
    work: Work
    source: str = ""
    in_navigation: bool = False
    shares: bool = False

    def then(self, change: Callable[[RenderContext, Page], Page]) -> "Plan":
        """Return the plan of the same page with something changed in it once it is made."""
        work = self.work
        return replace(self, work=lambda context: change(context, work(context)))

    def make(self, asked: set[Question] | None = None) -> Page:
        """Return the page; what it depends on is added to `asked`."""
        if asked is None:
            return self.work(self.context)
        watched = WatchedContext.of(self.context, asked)
        if self.shares:
            watched.ask_everything()
        return self.work(watched)
