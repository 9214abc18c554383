"""What reading and judging a report costs: `python benchmarks/checking.py [REPORTS …]`.

Makes a folder of about so many reports with `generate.py` (400 and 2,000 where no number is given), and measures
in one run, side by side, the processor time of `nianbao check` as its command does it, reading and judging apart.
The measure is the time of composing each file's front matter once with PyYAML's C loader, what any tool has to do
at the least: the multiples count, not the seconds. From the second size on, the exponent of time over size is
printed: 1 is a time that grows with the number of reports, 2 one that grows with its square.
"""

import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from math import log
from pathlib import Path
from time import process_time
from typing import NamedTuple

import yaml

from nianbao.checking.parallel import judged
from nianbao.rules import catalogue

SIZES = (400, 2000)
GENERATOR = Path(__file__).with_name("generate.py")


class Measured(NamedTuple):
    """The processor seconds of one size, and the mebibytes it needed beside what was there before."""

    reports: int
    composing: float
    reading: float
    judging: float
    memory: float

    @property
    def checking(self) -> float:
        """The seconds of reading and judging together."""
        return self.reading + self.judging


def main(sizes: Sequence[int]) -> None:
    """Print the figures of folders of these sizes."""
    with tempfile.TemporaryDirectory() as name:
        # What is read and compiled once is no cost of a report.
        measured(Path(name) / "first", 20)
        results = [measured(Path(name) / str(size), size) for size in sorted(sizes)]
    print("reports  composing  reading  judging  check: multiple  exponent  memory a report")
    for number, result in enumerate(results):
        each = [1000 * part / result.reports for part in (result.composing, result.reading, result.judging)]
        before = results[number - 1] if number else None
        grown = (
            f"{log(result.checking / before.checking) / log(result.reports / before.reports):8.2f}"
            if before
            else " " * 8
        )
        kibibytes = 1024 * result.memory / result.reports
        print(
            f"{result.reports:7}  {each[0]:6.2f} ms {each[1]:5.2f} ms {each[2]:5.2f} ms"
            f"  {result.checking / result.composing:15.1f}  {grown}  {kibibytes:11.0f} KiB"
        )


def measured(folder: Path, count: int) -> Measured:
    """Make a folder of so many reports and measure it."""
    # Another process makes the folder: what that needs is no memory of ours.
    making = [sys.executable, GENERATOR, folder, "--agencies", str(max(1, count // 5)), "--years", "5"]
    subprocess.run(making, check=True, stdout=subprocess.DEVNULL)
    files = sorted(folder.rglob("20*.md"))
    matters = [file.read_text(encoding="utf-8").split("---\n")[1] for file in files]
    composing = min(timed(lambda: compose(matters)) for _ in range(3))
    before, began, times = peak(), process_time(), [0.0]

    def watch(items: Sequence[object], _stage: str) -> Sequence[object]:
        times.append(process_time())
        return items

    judged(folder, catalogue, 1, watch=watch)
    ended = process_time()
    memory = peak() - before
    return Measured(len(files), composing, times[-1] - began, ended - times[-1], memory)


def compose(matters: Sequence[str]) -> None:
    """Let PyYAML compose the trees of some texts, one after the other."""
    for text in matters:
        yaml.compose(text, yaml.CSafeLoader)


def timed(work: Callable[[], object]) -> float:
    """Return the processor time a piece of work takes, in seconds."""
    start = process_time()
    work()
    return process_time() - start


def peak() -> float:
    """Return the most memory the process has had, in mebibytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
