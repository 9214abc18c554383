"""What comparing texts and masking them costs beside reading: `python benchmarks/similarity.py [REPORTS]`.

Makes a folder of reports in which one in twenty is another agency's with half of its sentences, all names and all
figures exchanged, then in one run measures the processor time of loading the archive, of the DUP rules and of
looking for personal information, and how many copies are found and how many others are called copies. The ratios
count, not the seconds.
"""

import random
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))

from consistent import FORMS, report  # noqa: E402 - it lives among the tests
from nianbao import archive, source  # noqa: E402 - after the path above
from nianbao.analysis import personal_data  # noqa: E402 - after the path above
from nianbao.checking import check  # noqa: E402 - after the path above
from nianbao.checking.judgement import Verdicts  # noqa: E402, TC001 - after the path above
from nianbao.model.yamltext import package_data, texts  # noqa: E402 - after the path above
from nianbao.rules import CATALOGUE  # noqa: E402 - after the path above

YEARS = range(2021, 2026)
SENTENCES = 45
COPIED = 20
# Words, and words that are no idiom of anybody: random pairs of characters of the commoner half of the block.
WORDS = [
    "围绕",
    "公开",
    "政府",
    "信息",
    "工作",
    "机制",
    "平台",
    "申请",
    "群众",
    "服务",
    "审核",
    "发布",
    "解读",
    "监督",
    "保障",
    "培训",
    "完善",
    "规范",
    "落实",
    "推进",
]
STOCK = texts(package_data("similarity.yml")["stock"])


def main(count: int) -> None:
    """Print the figures for a folder of `count` reports."""
    rng = random.Random(1)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "reports"
        copies = make(folder, count, rng)
        loaded: list[archive.Archive] = []
        reading = timed(lambda: loaded.append(archive.load(folder)))
        before = memory()
        judged: list[Verdicts] = []
        rules = [rule for rule in CATALOGUE if rule.code.startswith("DUP")]
        judging = timed(lambda: judged.append(check.run(rules, loaded[0])))
        after = memory()
        matters = [file.read_text(encoding="utf-8") for file in folder.rglob("20*.md")]
        scanning = timed(lambda: [personal_data.traces(text) for text in matters])
    found = {f.location.file.rpartition("reports/")[2] for f in judged[0].findings if f.code == "DUP902"}
    size = sum(map(len, matters)) // len(matters)
    print(f"{len(matters)} reports of {size} characters, {before:.0f} MiB, {after - before:.0f} MiB more for DUP")
    print(f"archive.load       {reading:6.2f} s   1.00")
    print(f"the DUP rules      {judging:6.2f} s   {judging / reading:.2f}")
    print(f"looking for PII    {scanning:6.2f} s   {scanning / reading:.2f} (a part of archive.load)")
    print(f"copies found       {len(copies & found)} of {len(copies)}, others called copies {len(found - copies)}")


def make(folder: Path, count: int, rng: random.Random) -> set[str]:
    """Write the register and the reports; return the names of the copies and of what they were copied from."""
    agencies = [f"a{number:05}" for number in range(-(-count // len(YEARS)))]
    folder.mkdir()
    lines = [f"- {{id: {agency}, name: {name_of(agency)}}}\n" for agency in agencies]
    (folder / "agencies.yml").write_text("".join(lines), encoding="utf-8")
    copies: set[str] = set()
    earlier: dict[int, list[tuple[str, list[str]]]] = {year: [] for year in YEARS}
    for number in range(count):
        agency, year = agencies[number // len(YEARS)], YEARS[number % len(YEARS)]
        said = [sentence(rng) for _ in range(SENTENCES)] + rng.sample(STOCK, 8)
        path = f"{agency}/{year}.md"
        if number % COPIED == 0 and earlier[year]:
            origin, model = rng.choice(earlier[year])
            kept = set(rng.sample(range(SENTENCES), SENTENCES // 2 + 1))
            said = [text if index in kept else said[index] for index, text in enumerate(model)]
            copies |= {path, origin}
        earlier[year].append((path, said))
        made = report(rng, FORMS["cn-disclosure-2021"], year, 50)
        text = source.write(made, forms=FORMS).replace("机关: a\n", f"机关: {agency}\n")
        (folder / agency).mkdir(exist_ok=True)
        prose = "".join(filled(text, agency, year, rng) for text in said)
        (folder / path).write_text(f"{text}\n{prose}\n", encoding="utf-8")
    return copies


def sentence(rng: random.Random) -> str:
    """Return a sentence with places for a name, a year and a figure."""
    words = rng.choices(WORDS, k=10) + [chr(rng.randrange(0x4E00, 0x7000)) for _ in range(12)]
    rng.shuffle(words)
    return "{name}{year}年" + "".join(words) + "{figure}件。"


def filled(text: str, agency: str, year: int, rng: random.Random) -> str:
    """Return a sentence with its places filled."""
    return (
        text.replace("{name}", name_of(agency))
        .replace("{year}", str(year))
        .replace("{figure}", str(rng.randrange(1, 900)))
    )


def name_of(agency: str) -> str:
    """Return a name that is told apart by letters, as real ones are."""
    return (
        "示例市" + "".join(chr(0x6C00 + 37 * index + int(digit)) for index, digit in enumerate(agency[1:])) + "局"
    )


def memory() -> float:
    """Return the most memory the process has needed so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(work: Callable[[], object]) -> float:
    """Return the processor time a piece of work takes, in seconds."""
    start = process_time()
    work()
    return process_time() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
