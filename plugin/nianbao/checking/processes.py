"""The processes that judge a large folder, each a share of it (see `parallel`)."""

import signal
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from multiprocessing import get_context, resource_tracker
from pathlib import Path
from typing import Any, Final

from nianbao import archive
from nianbao.analysis.similarity import shingles
from nianbao.analysis.similarity.shingles import Likeness
from nianbao.archive import Archive, Entry, Folder
from nianbao.checking import worker
from nianbao.checking.check import run
from nianbao.checking.judgement import Judgement, Verdicts
from nianbao.checking.watching import Watch
from nianbao.checking.worker import Outline, Task
from nianbao.model.finding import Refusal
from nianbao.model.parcel import packed, unpacked

# So many sources are handed over at a time.
BATCH: Final = 32


def judged_in_processes(folder: Folder, task: Task, jobs: int, watch: Watch) -> tuple[Archive, Verdicts]:
    """Return a folder and its judgements. Raises Refusal where a process ends before its work."""
    shares = cut(folder, jobs)
    try:
        judgements = _judgements(folder, task._replace(members=_apart(folder, shares)), shares, watch)
    except (BrokenProcessPool, OSError) as error:
        # An OSError is that of a system that lets no further process start.
        raise Refusal("worker-ended", jobs=jobs) from error
    alone = archive.archived(folder, ())
    register = run(task.catalogue(), alone, severities=task.severities, today=task.today)
    every = (*folder.entries, *(judgement.entry for judgement in judgements))
    return replace(alone, entries=every), register + Verdicts(judgements)


def cut(folder: Folder, jobs: int) -> list[list[int]]:
    """Return the places of the sources in shares of nearly the same size.

    An agency's reports stay together, and those of a government with its members' while that is no more than a
    share.
    """
    agencies = [_agency_of(folder, path) for path, _ in folder.sources]
    sizes = Counter(_family(folder, agency) for agency in agencies)
    most = -(-len(agencies) // jobs)
    groups: dict[str, list[int]] = {}
    for place, agency in enumerate(agencies):
        family = _family(folder, agency)
        groups.setdefault(family if sizes[family] <= most else agency, []).append(place)
    shares: list[list[int]] = [[] for _ in range(jobs)]
    for group in sorted(groups.values(), key=len, reverse=True):
        min(shares, key=len).extend(group)
    return [sorted(share) for share in shares if share]


def _agency_of(folder: Folder, path: Path) -> str:
    """Return the agency whose folder a source stands in."""
    return path.relative_to(folder.directory).parts[0]


def _family(folder: Folder, agency: str) -> str:
    """Return the highest of the governments above an agency, or itself."""
    seen = {agency}
    while (known := folder.register.by_id.get(agency)) and known.parent and known.parent not in seen:
        agency = known.parent
        seen.add(agency)
    return agency


def _apart(folder: Folder, shares: Sequence[Sequence[int]]) -> frozenset[str]:
    """Return the agencies whose government is in another share: their figures are wanted there."""
    share_of = {
        _agency_of(folder, folder.sources[place][0]): number
        for number, share in enumerate(shares)
        for place in share
    }
    members = (agency for agency in folder.register.agencies if agency.parent in share_of)
    return frozenset(agency.id for agency in members if share_of.get(agency.id) != share_of[agency.parent])


def _judgements(
    folder: Folder, task: Task, shares: Sequence[Sequence[int]], watch: Watch
) -> tuple[Judgement, ...]:
    """Return the judgements of all sources in their order, each share read and judged in a process of its own."""
    with ExitStack() as stack:
        pools = [stack.enter_context(_process(task)) for _ in shares]
        batches = [
            (pool, share[start : start + BATCH])
            for pool, share in zip(pools, shares, strict=True)
            for start in range(0, len(share), BATCH)
        ]
        told: dict[int, Outline] = {}
        with _uninterrupted():
            # The processes start here, and take over how they answer an interruption.
            readings = [(pool.submit(worker.read_all, places), places) for pool, places in batches]
        for future, places in watch(readings, "reading"):
            told.update(zip(places, _received(future, folder), strict=True))
        outlines = [told[place] for place in range(len(told))]
        likes = _likes(folder, outlines)
        hearings = [
            pool.submit(worker.hear, _for_share(folder, outlines, likes, share))
            for pool, share in zip(pools, shares, strict=True)
        ]
        judgings = [(pool.submit(worker.judge, places), places) for pool, places in batches]
        for hearing in hearings:
            hearing.result()
        judgements: dict[int, Judgement] = {}
        for future, places in watch(judgings, "judging"):
            judgements.update(zip(places, _received(future, folder), strict=True))
    return tuple(judgements[place] for place in range(len(judgements)))


@contextmanager
def _process(task: Task) -> Iterator[ProcessPoolExecutor]:
    """Give a process that keeps what it has read from call to call; end it, whatever it is doing then."""
    pool = ProcessPoolExecutor(1, get_context("spawn"), worker.start, (task,))
    try:
        yield pool
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Put an interruption off; processes that are started meanwhile are never interrupted.

    Where systems can't put it off, a process looks away from `worker.start` on.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    # It lets interruptions through once it has started.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _received(future: "Future[bytes]", folder: Folder) -> Any:
    """Return what a process has sent."""
    return unpacked(future.result(), folder.forms)


def _likes(folder: Folder, outlines: Sequence[Outline]) -> dict[int, list[tuple[int, Likeness]]]:
    """Return which other reports each is like, by their places: of the same kind and year."""
    entries = [Entry(str(place), o.agency, o.year, None, place_kind=o.kind) for place, o in enumerate(outlines)]
    likes: dict[int, list[tuple[int, Likeness]]] = {}
    for part in archive.archived(folder, entries).by_kind:
        by_year: dict[int | None, list[int]] = {}
        for agency in part.agencies:
            for entry in part.of_agency(agency.id):
                if outlines[int(entry.file)].sketch is not None:
                    by_year.setdefault(entry.year, []).append(int(entry.file))
        for places in by_year.values():
            sketches = [outlines[place].sketch or () for place in places]
            for place, found in zip(places, shingles.nearest(sketches), strict=True):
                likes[place] = [(places[likeness.other], likeness) for likeness in found]
    return likes


def _for_share(
    folder: Folder,
    outlines: Sequence[Outline],
    likes: Mapping[int, list[tuple[int, Likeness]]],
    share: Sequence[int],
) -> bytes:
    """Return what the process of a share has to hear: figures only of members of its own governments."""
    own = {outlines[place].agency for place in share}
    parents = {agency.id: agency.parent for agency in folder.register.agencies}
    every = [
        outline._replace(sketch=None, cells=outline.cells if parents.get(outline.agency or "") in own else ())
        for outline in outlines
    ]
    return packed((every, {place: likes[place] for place in share if place in likes}))
