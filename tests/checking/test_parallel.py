"""A folder judged in several processes gives what one process gives."""

import multiprocessing
import random
import time

import pytest

import ending
from consistent import FORMS, report
from nianbao import archive, source
from nianbao.checking import check, parallel, processes
from nianbao.checking.worker import Wanted
from nianbao.messages import Messages
from nianbao.model.finding import Refusal
from nianbao.reporters import FORMATS
from nianbao.rules import CATALOGUE, catalogue

REGISTER = """\
- {id: city, name: 示例市人民政府, kind: government}
- {id: a1, name: 示例市第一局, parent: city}
- {id: a2, name: 示例市第二局, parent: city}
- {id: a3, name: 示例市第三局, parent: city, until: "2023"}
- {id: a4, name: 示例市第四局, parent: city, since: "2023", predecessors: [a3]}
- {id: a5, name: 示例县财政局}
"""
LETTERS = [chr(code) for code in range(0x4E00, 0x8000) if code % 7 == 3]


def said(seed):
    rng = random.Random(repr(seed))
    return "".join("".join(rng.choices(LETTERS, k=30)) + "。" for _ in range(12))


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A folder where the rules ask for files of others: sums, carried-over cases, predecessors, copies, duplicates."""
    home = tmp_path_factory.mktemp("parallel") / "reports"
    home.mkdir()
    (home / "agencies.yml").write_text(REGISTER, encoding="utf-8")
    rng = random.Random(3)

    def write(path, agency, year, prose):
        made = source.write(report(rng, FORMS["cn-disclosure-2021"], year, 40), forms=FORMS)
        target = home / path
        target.parent.mkdir(exist_ok=True)
        named = made.replace("机关: a\n", f"机关: {agency}\n")
        target.write_text(f"{named}\n{prose}\n", encoding="utf-8")

    for agency in ("city", "a1", "a2", "a5"):
        for year in (2021, 2022, 2023, 2024):
            write(f"{agency}/{year}.md", agency, year, said((agency, year)))
    for year in (2021, 2022):
        write(f"a3/{year}.md", "a3", year, said(("a3", year)))
    write("a4/2023.md", "a4", 2023, said("a4"))
    # Copied from another agency, and from the year before.
    write("a5/2024.md", "a5", 2024, said(("a1", 2024)))
    write("a1/2022.md", "a1", 2022, said(("a1", 2021)))
    # In the folder of another agency, twice, below no agency, unreadable, and of an agency nobody knows.
    write("a1/2020.md", "a2", 2020, said("misfiled"))
    write("a5/2019.md", "city", 2024, said("city's second"))
    write("2023.md", "a4", 2024, said("loose"))
    write("stranger/2024.md", "stranger", 2024, said("stranger"))
    (home / "a2/2025.md").write_text("---\n机关: [\n---\n", encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def in_one(reports):
    return check.run(CATALOGUE, archive.load(reports))


@pytest.mark.parametrize("jobs", [2, 5])
def test_the_same_bytes_with_any_number(reports, in_one, jobs):
    loaded, verdicts = parallel.judged(reports, catalogue, jobs, fewest=1)
    messages = Messages("zh")
    for name, made in FORMATS.items():
        assert made(verdicts, messages, None) == made(in_one, messages, None), name
    assert [list(one.verdicts) for one in verdicts.judgements] == [list(one.verdicts) for one in in_one.judgements]
    assert loaded == archive.load(reports)
    assert [one.entry for one in verdicts.judgements] == list(loaded.entries)


def test_the_rules_that_ask_for_other_files_find_something(in_one):
    """What the test above compares is there."""
    codes = {finding.code for finding in in_one.findings}
    assert {"SRC001", "SRC005", "SRC006", "SRC008", "ORG501", "YRS401", "DUP901", "DUP902"} <= codes


def test_only_what_is_shown_comes_back(reports, in_one):
    _, verdicts = parallel.judged(reports, catalogue, 2, fewest=1, wanted=Wanted.NOTHING_MORE)
    for name in ("text", "json", "markdown", "github"):
        if name in FORMATS:
            assert FORMATS[name](verdicts, Messages("en"), None) == FORMATS[name](in_one, Messages("en"), None), (
                name
            )
    assert not any(one.answers or (one.entry.report and one.entry.report.sections) for one in verdicts.judgements)


def test_few_reports_are_judged_here(reports, in_one, monkeypatch):
    monkeypatch.setattr(processes, "judged_in_processes", None)
    loaded, verdicts = parallel.judged(reports, catalogue, 8)
    assert (len(loaded.entries), list(verdicts.findings)) == (len(in_one.judgements), list(in_one.findings))


def test_shares_keep_agencies_together(reports):
    folder = archive.opened(reports)
    for jobs in range(1, 8):
        shares = processes.cut(folder, jobs)
        assert sorted(place for share in shares for place in share) == list(range(len(folder.sources)))
        owners = [{folder.sources[place][0].parent for place in share} for share in shares]
        assert sum(map(len, owners)) == len(set().union(*owners))


def test_a_process_that_ends_is_told_of(reports):
    with pytest.raises(Refusal) as refused:
        parallel.judged(reports, ending.catalogue, 2, fewest=1)
    assert refused.value.key == "worker-ended"
    assert "--jobs 1" in Messages("en").refusal(refused.value)


def test_an_interruption_leaves_no_process(reports):
    def interrupted(_items, _stage):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        parallel.judged(reports, catalogue, 2, fewest=1, watch=interrupted)
    for _ in range(100):
        if not multiprocessing.active_children():
            return
        time.sleep(0.1)
    assert not multiprocessing.active_children()
