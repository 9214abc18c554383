"""What starting costs beside bare Python: `python benchmarks/startup.py [--rounds N] [--beside PACKAGES]`.

Runs each command as a process of its own, turn by turn with `python -c pass`, and prints the median of the
processor time above it, in seconds, and the whole as a multiple of it. PACKAGES is the folder of another copy of
the package (the `plugin` of another checkout), measured in the same turns: seconds vary with the machine,
differences and ratios count. The folders are made by generate.py: one agency with two reports, and four with five.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent


def main(rounds: int, beside: Path | None) -> None:
    """Print a line for each command."""
    packages = [ROOT / "plugin", *([beside] if beside else [])]
    with tempfile.TemporaryDirectory() as name:
        small, large = _folder(Path(name) / "two", 1, 2), _folder(Path(name) / "twenty", 4, 5)
        report = next(small.glob("*/20*.md"))
        commands: dict[str, list[object]] = {
            "--version": ["--version"],
            "--help": ["--help"],
            "rules SUM302": ["rules", "SUM302"],
            "show": ["show", report],
            "check, 1 of 2 reports": ["check", report],
            "check, 1 of 20": ["check", next(large.glob("*/20*.md"))],
            "check, all 20": ["check", large],
        }
        print(f"{'':24}bare Python" + "".join(f"  {package}" for package in packages))
        for label, words in commands.items():
            bare, *spent = _turns(words, packages, rounds)
            told = "".join(f"  +{each - bare:.3f} s = {each / bare:5.1f}" for each in spent)
            print(f"{label:24}{bare:9.3f} s{told}", flush=True)


def _folder(folder: Path, agencies: int, years: int) -> Path:
    """Return a folder of reports, the last `years` of each agency."""
    made = [sys.executable, ROOT / "benchmarks/generate.py", folder, "--agencies", str(agencies)]
    subprocess.run(made, check=True, stdout=subprocess.DEVNULL)
    for agency in filter(Path.is_dir, folder.iterdir()):
        for report in sorted(agency.glob("20*.md"))[:-years]:
            report.unlink()
    return folder


def _turns(words: list[object], packages: list[Path], rounds: int) -> list[float]:
    """Return the medians of bare Python and of the command with each package."""
    spent: list[list[float]] = [[] for _ in range(len(packages) + 1)]
    for _ in range(rounds):
        spent[0].append(_seconds(["-c", "pass"], None))
        for number, package in enumerate(packages, 1):
            spent[number].append(_seconds(["-m", "nianbao", *map(str, words)], package))
    return [median(each) for each in spent]


def _seconds(arguments: list[str], package: Path | None) -> float:
    """Return the processor time of a Python process."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": str(package)} if package else None
    subprocess.run([sys.executable, *arguments], check=False, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--beside", type=Path)
    given = parser.parse_args()
    main(given.rounds, given.beside)
