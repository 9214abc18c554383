"""Judges a folder of reports in several processes, each a share of it; the answer is the same with any number.

A process reads its share, tells what others ask of it (`worker.Outline`), hears it of theirs, and judges. Only
what is wanted comes back: for a list of findings, figures and prose stay where they were read. Few reports are
judged in this process, as another takes longer to start.
"""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from nianbao import archive
from nianbao.archive import Archive
from nianbao.checking.check import Rule, run
from nianbao.checking.judgement import Verdicts
from nianbao.checking.watching import Watch, unwatched
from nianbao.checking.worker import Task, Wanted
from nianbao.model.collecting import collecting_rarely
from nianbao.model.finding import Severity

# A process is worth its start from so many reports on.
FEWEST: Final = 250


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
    wanted: Wanted = Wanted.ALL,
    watch: Watch = unwatched,
    fewest: int = FEWEST,
) -> tuple[Archive, Verdicts]:
    """Return a folder of reports and its judgements as `archive.load` and `check.run` give them.

    At most so many processes do it, each with at least `fewest` reports; with `files`, which narrow what is
    judged, this process alone. `catalogue` returns the rules; it is a function of a module, as each process calls
    it. Several processes give back no more than is `wanted`.

    Raises Refusal where the folder can't be read (`archive.load`), or a process ends before its work.
    """
    folder = archive.opened(directory)
    jobs = min(jobs, len(folder.sources) // fewest) if files is None else 1
    with collecting_rarely():
        if jobs > 1:
            # Most folders need no second process.
            from nianbao.checking.processes import judged_in_processes  # noqa: PLC0415

            task = Task(
                directory,
                folder.register,
                folder.has_register,
                folder.sources,
                catalogue,
                severities or {},
                today,
                wanted,
            )
            return judged_in_processes(folder, task, jobs, watch)
        loaded = archive.load_opened(folder, watched=lambda sources: watch(sources, "reading"))
        verdicts = run(
            catalogue(),
            loaded,
            severities=severities,
            today=today,
            files=files,
            watched=lambda entries: watch(entries, "judging"),
        )
        return loaded, verdicts
