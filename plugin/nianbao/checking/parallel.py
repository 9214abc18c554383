"""Judges a folder of reports in several processes, each a share of it; the answer is the same with any number.

A process reads its share, tells what others ask of it (`worker.Outline`), hears it of theirs, and judges. Only
findings, answers and figures come back: the prose of thousands of reports stays where it was read. Few reports
are judged in this process, as another takes longer to start.
"""

import gc
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from nianbao import archive
from nianbao.analysis.similarity import shingles
from nianbao.analysis.similarity.shingles import Likeness
from nianbao.archive import Entry, Folder
from nianbao.checking import worker
from nianbao.checking.check import Judgement, Rule, Verdicts, run
from nianbao.checking.parcel import packed, unpacked
from nianbao.checking.worker import RARELY, Outline, Task
from nianbao.model.finding import Refusal, Severity

# A process is worth its start from so many reports on.
FEWEST: Final = 250
# So many sources are handed over at a time.
BATCH: Final = 32

_Item = TypeVar("_Item")


class Watch(Protocol):
    """What sees the work go on: it gives items back one by one, as they are done at a stage of the work."""

    def __call__(self, items: Sequence[_Item], stage: str) -> Iterable[_Item]:
        """Return the items; `stage` is `reading` or `judging`."""


def unwatched(items: Sequence[_Item], stage: str) -> Iterable[_Item]:  # noqa: ARG001 - as every Watch
    """Return the items: nobody watches."""
    return items


def cores() -> int:
    """Return how many processes can work at the same time."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def judged(  # noqa: PLR0913 - what is judged, by what, and by how many are separate choices
    directory: Path,
    catalogue: Callable[[], Sequence[Rule]],
    jobs: int,
    *,
    severities: Mapping[str, Severity] | None = None,
    today: date | None = None,
    files: frozenset[str] | None = None,
    with_answers: bool = True,
    with_figures: bool = True,
    watch: Watch = unwatched,
    fewest: int = FEWEST,
) -> Verdicts:
    """Return the judgements of a folder of reports as `check.run` gives them, in at most so many processes.

    `catalogue` returns the rules; it is a function of a module, as each process calls it. A process has at least
    `fewest` reports. With `files`, which narrow what is judged, all is done in this process.

    Of judgements made in several processes, findings, counts and repairs are there, but no prose of the reports;
    `with_answers` asks for the answers of the rules, `with_figures` for figures that no finding is about. Raises
    Refusal where the folder can't be read (`archive.load`), or a process ends before its work.
    """
    folder = archive.opened(directory)
    jobs = min(jobs, len(folder.sources) // fewest) if files is None else 1
    with _rare_collections():
        if jobs < 2:  # noqa: PLR2004 - one is this process
            loaded = archive.load(directory, watched=lambda sources: watch(sources, "reading"))
            return run(
                catalogue(),
                loaded,
                severities=severities,
                today=today,
                files=files,
                watched=lambda entries: watch(entries, "judging"),
            )
        shares = cut(folder, jobs)
        task = Task(
            directory,
            folder.register,
            folder.has_register,
            folder.sources,
            catalogue,
            severities or {},
            today,
            _apart(folder, shares),
            with_answers,
            with_figures,
        )
        try:
            judgements = _in_processes(folder, task, shares, watch)
        except BrokenProcessPool as error:
            raise Refusal("worker-ended", jobs=jobs) from error
        alone = archive.archived(folder, ())
        register = run(catalogue(), alone, severities=severities, today=today)
        return register + Verdicts(tuple(judgements))


@contextmanager
def _rare_collections() -> Iterator[None]:
    """Let Python look for objects that only hold one another less often: reports and verdicts are none."""
    before = gc.get_threshold()
    gc.set_threshold(RARELY, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


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


def _in_processes(
    folder: Folder, task: Task, shares: Sequence[Sequence[int]], watch: Watch
) -> Iterable[Judgement]:
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
    return [judgements[place] for place in range(len(judgements))]


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
    """Put an interruption off; processes that are started meanwhile are not interrupted by it at all."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:
        # Only the main thread is ever interrupted.
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


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
