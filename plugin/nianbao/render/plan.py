"""Pages that are made when they are asked for.

A large site has more pages than fit into memory, a preview shows few of them, and a build that follows another one
finds most of them made.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from nianbao.archive.asked import Question
from nianbao.render.asked import AskedContext
from nianbao.render.context import RenderContext
from nianbao.render.page import Page

Work = Callable[[RenderContext], Page]


@dataclass(frozen=True, slots=True)
class Plan:
    """A page to be made: its path, the context it is made from, and what makes it.

    `source` and `in_navigation` are as those of the page. `shared` is what several pages are made of together, and
    depend on together.
    """

    path: str
    context: RenderContext
    work: Work
    source: str = ""
    in_navigation: bool = False
    shared: "Shared | None" = None

    def then(self, change: Callable[[RenderContext, Page], Page]) -> "Plan":
        """Return the plan of the same page with something changed in it once it is made."""
        work = self.work
        return replace(self, work=lambda context: change(context, work(context)))

    def make(self, asked: set[Question] | None = None) -> Page:
        """Return the page; what it depends on is added to `asked`."""
        if asked is None:
            return self.work(self.context)
        page = self.work(AskedContext.of(self.context, asked))
        if self.shared:
            asked |= self.shared.asked
        return page


class Shared:
    """Work that several pages share, such as the sums over all agencies.

    What it asks goes into `asked`, so it is done with `context`, whichever page comes first. Where it is known
    what it depends on, `known` says so instead.
    """

    def __init__(self, context: RenderContext, *known: Question) -> None:
        self.asked: set[Question] = set(known)
        self.context = context if known else AskedContext.of(context, self.asked)
