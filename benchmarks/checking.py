"""What checking costs beside reading: `python benchmarks/checking.py [REPORTS]`.

Makes a folder of random reports, then in one run measures the processor time of composing every file's YAML twice
(what any tool has to do at the least), of loading the archive, and of judging it by the whole catalogue, and the
memory at the end. The ratios count, not the seconds.
"""

import random
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))

from consistent import FORMS, report  # noqa: E402 - it lives among the tests
from nianbao import archive, source  # noqa: E402 - after the path above
from nianbao.checking import check  # noqa: E402 - after the path above
from nianbao.rules import CATALOGUE  # noqa: E402 - after the path above

YEARS = range(2021, 2026)
WORDS = ("围绕", "公开", "政府", "信息", "机制", "平台", "群众", "服务", "审核", "解读", "保障", "培训", "规范")


def main(count: int) -> None:
    """Print the figures for a folder of `count` reports."""
    rng = random.Random(1)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "reports"
        make(folder, count, rng)
        files = sorted(folder.rglob("20*.md"))
        matters = [file.read_text(encoding="utf-8").split("---\n")[1] for file in files]
        compose = timed(lambda: [yaml.compose(text, yaml.CSafeLoader) for text in matters + matters])
        loaded: list[archive.Archive] = []
        reading = timed(lambda: loaded.append(archive.load(folder)))
        judged: list[check.Verdicts] = []
        judging = timed(lambda: judged.append(check.run(CATALOGUE, loaded[0])))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    findings = sum(1 for _ in judged[0].findings)
    print(f"{len(files)} reports, {findings} findings, {peak:.0f} MiB at the most")
    print(f"YAML composed twice  {compose:6.2f} s   1.00")
    print(f"archive.load         {reading:6.2f} s   {reading / compose:.2f}")
    print(f"check.run            {judging:6.2f} s   {judging / compose:.2f}")


def make(folder: Path, count: int, rng: random.Random) -> None:
    """Write the register and the reports, five years of each agency."""
    agencies = [f"a{number:05}" for number in range(-(-count // len(YEARS)))]
    folder.mkdir()
    lines = [f"- {{id: {agency}, name: 示例市第{agency[1:]}局}}\n" for agency in agencies]
    (folder / "agencies.yml").write_text("".join(lines), encoding="utf-8")
    for number in range(count):
        agency, year = agencies[number // len(YEARS)], YEARS[number % len(YEARS)]
        made = report(rng, FORMS["cn-disclosure-2021"], year, 50)
        prose = "\n\n".join("".join(rng.choices(WORDS, k=120)) for _ in range(6))
        text = source.write(made, forms=FORMS).replace("机关: a\n", f"机关: {agency}\n")
        path = folder / agency / f"{year}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text + f"\n{prose}\n", encoding="utf-8")


def timed(work: Callable[[], object]) -> float:
    """Return the processor time a piece of work takes, in seconds."""
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
