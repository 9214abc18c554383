"""Files made to take all time and memory: read or refused within a bar, whatever they hold.

A few run always; all of them with NIANBAO_BOMBS=all.
"""

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import confined_jobs as jobs
from bombs import BOMBS, LARGEST, MARKS, PAGES, hostile_page
from growth import assert_in_proportion, assert_within
from import_checks import AGENCY_ID
from nianbao import importers
from nianbao.importers import confined, limits
from nianbao.importers.document import texts_of
from nianbao.importers.readers import html, spans, tidy
from nianbao.model import form, register
from nianbao.model.finding import Refusal
from places import TESTS
from samples import REFUSED, SUFFIXES, sample

# What one file of up to 5 MB may take, all processes together: seconds of the processor, MiB of memory.
SECONDS, MEMORY = 10, 600
# The same for a page of up to half a megabyte.
PAGE_SECONDS, PAGE_MEMORY = 5, 400
ALWAYS = [
    "xlsx: merges in a part of another name",
    "xlsx: merges in UTF-16",
    "xlsx: many small merges",
    "xlsx: empty cells",
    "docx: main part of another name",
    "docx: main part in capitals",
    "docx: part smaller than said",
    "docx: vertical merges",
    "docx: wide cells",
    "docx: columns left out",
    "pdf: a stream of spaces",
    "pdf: a table of places",
    "pdf: predictors",
    "txt: open bookmarks",
    "html: elements in one another",
    "html: many wide tables",
]
CASES = sorted(BOMBS) if os.environ.get("NIANBAO_BOMBS") == "all" else ALWAYS
# Those that take about as long as a file of their kind that is sound.
FAST = {
    "xlsx: merges in a part of another name",
    "xlsx: merges in UTF-16",
    "xlsx: many small merges",
    "docx: main part of another name",
    "docx: main part in capitals",
    "docx: part smaller than said",
    "txt: open bookmarks",
    "html: many wide tables",
}
# Started from a small process: the memory of the one a process is started from counts as its own.
MEASURE = """
import json, resource, subprocess, sys
ran = subprocess.run([sys.executable, "-m", "nianbao", "import", sys.argv[1]], capture_output=True)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([ran.returncode, ran.stderr.decode(), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
needs_limits = pytest.mark.skipif(
    importlib.util.find_spec("resource") is None, reason="no limits on this platform"
)


@needs_limits
@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=() if case in FAST else pytest.mark.slow) for case in CASES]
)
def test_read_or_refused_within_the_bar(case, tmp_path):
    name, make = BOMBS[case]
    data = make()
    assert len(data) <= LARGEST
    (tmp_path / name).write_bytes(data)
    ran = subprocess.run(
        [sys.executable, "-c", MEASURE, name], cwd=tmp_path, capture_output=True, check=True, text=True
    )
    code, said, seconds, memory = json.loads(ran.stdout)
    is_page = case.removeprefix("html: ") in PAGES
    assert seconds < (PAGE_SECONDS if is_page else SECONDS), said
    assert memory < (PAGE_MEMORY if is_page else MEMORY), said
    assert "Traceback" not in said
    assert code in {0, 1} or (name in said and said.count("\n") == 1)


@pytest.mark.slow
@pytest.mark.parametrize("case", PAGES)
def test_hostile_page_is_read_whole_or_refused(case):
    data = hostile_page(case)

    def read():
        try:
            return html.read(data)
        except Refusal as refusal:
            return refusal

    document = assert_within(read, limit=PAGE_SECONDS)
    if isinstance(document, Refusal):
        assert document.key in {"import-many-elements", "import-many-attributes", "import-table-too-large"}
        return
    texts = [text for piece in document.pieces for text in texts_of(piece)]
    told = [str(value) for note in document.notes for value in note.fields.values()]
    said = "".join("".join([*texts, *told, *document.imprint.titles]).split())
    assert [mark for mark in MARKS if mark not in said] == []


# --- the process of its own --------------------------------------------------------------------------------------


def call(function, *arguments, shared=(), seconds=20, memory=limits.MEMORY):
    return confined.call(function, *arguments, shared=shared, seconds=seconds, memory=memory)


@pytest.fixture(params=["forked", "started anew"])
def _start(request):
    """Calls go to a process of either kind: one is forked only where there is no other thread."""
    confined.end()
    done = threading.Event()
    other = threading.Thread(target=done.wait)
    if request.param == "started anew":
        other.start()
    elif sys.platform != "linux" or threading.active_count() > 1:
        pytest.skip("nothing is forked here")
    yield
    done.set()
    if other.is_alive():
        other.join()
    confined.end()


@pytest.mark.usefixtures("_start")
def test_values_and_refusals_come_back():
    known = register.Register()
    assert call(jobs.echo, {"a": known, "b": (1,)}, shared=[[known]])["a"] is known
    with pytest.raises(Refusal) as refused:
        call(jobs.refuse, "a.txt")
    assert (refused.value.key, refused.value.fields) == ("import-empty", {"file": "a.txt"})


@pytest.mark.usefixtures("_start")
def test_shared_objects_are_the_same_whichever_were_sent_before():
    one, two, three = (register.Register((register.Agency(name, name),)) for name in ("a", "b", "c"))
    for groups in ([[one], [two]], [[one], [three]], [[three]], [[one, two], [], [three]], [], [[two]]):
        sent = [part for group in groups for part in group]
        back = call(jobs.echo, [*sent, register.Register()], shared=groups)
        assert [*map(id, back[:-1])] == [*map(id, sent)]
        assert back[-1] not in sent


@pytest.mark.usefixtures("_start")
def test_one_process_answers_many_calls():
    first = call(jobs.process)
    assert first != os.getpid()
    assert call(jobs.process) == first


@pytest.mark.usefixtures("_start")
@pytest.mark.parametrize("job", ["fault", "unnamed", "odd"])
def test_faults_of_our_own_surface_with_their_place(job):
    with pytest.raises((NameError, ZeroDivisionError, RuntimeError)) as raised:
        call(getattr(jobs, job))
    assert "confined_jobs.py" in "".join([*getattr(raised.value, "__notes__", ()), str(raised.value)])


@pytest.mark.slow
@needs_limits
@pytest.mark.usefixtures("_start")
@pytest.mark.parametrize(
    ("job", "what"),
    [("spin", "time"), ("match", "time"), ("fill", "memory"), ("fill_unseen", "memory"), ("leave", "crash")],
)
def test_what_takes_too_much_is_ended_and_the_next_call_is_answered(job, what):
    with pytest.raises(confined.Exceeded) as exceeded:
        call(getattr(jobs, job), seconds=1, memory=100_000_000)
    assert exceeded.value.what == what
    assert call(jobs.echo, 1) == 1


@pytest.mark.usefixtures("_start")
def test_the_clock_ends_what_takes_no_processor_time(monkeypatch):
    monkeypatch.setattr(confined, "_CLOCK_PER_CPU", 1)
    with pytest.raises(confined.Exceeded, match="time"):
        call(jobs.sleep, seconds=1)
    assert call(jobs.echo, 1) == 1


@needs_limits
@pytest.mark.usefixtures("_start")
def test_a_process_that_has_grown_is_replaced():
    first = call(jobs.process)
    call(jobs.grow, 350_000_000)
    assert call(jobs.process) != first


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_process_stays_behind():
    code = "import os; from nianbao.importers import confined; import confined_jobs as jobs; print(confined.call(jobs.process, shared=(), seconds=9, memory=10**9), flush=True); os.kill(os.getpid(), 9)"
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=TESTS / "support"
    )
    left = Path(f"/proc/{int(ran.stdout)}")
    deadline = time.monotonic() + 20
    while left.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not left.exists()


# --- the same drafts -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_read_apart_gives_the_same_draft(suffix, monkeypatch):
    monkeypatch.setattr(limits, "LARGEST_IN_PLACE", 0)
    forms, known = form.builtin(), register.Register((register.Agency(AGENCY_ID, AGENCY_ID),))
    name = f"report{suffix}"
    apart = importers.draft(name, sample(suffix), forms=forms, register=known)
    here = importers.drafted(name, sample(suffix), forms, known, importers.Given())
    assert apart == here
    assert apart.report.form is here.report.form


def test_a_platform_without_processes_reads_in_place(monkeypatch):
    monkeypatch.setattr(confined, "is_possible", False)
    monkeypatch.setattr(confined, "call", None)
    name, data, key = REFUSED["empty Word"]
    with pytest.raises(Refusal) as refused:
        importers.draft(name, data(), forms=form.builtin(), register=register.Register())
    assert refused.value.key == key


# --- linear ------------------------------------------------------------------------------------------------------


def merged(rows):
    return [[spans.Placed(n, 1, "continue") for n in range(12)]] * rows


def stepped(boxes):
    """A wide cell over two rows, and below it cells that each ask for a place already taken."""
    below = [spans.Box("1", 2, left=n) for n in range(boxes)]
    return [[spans.Box("1", 1, 2, 1000, 0)], below]


@pytest.mark.parametrize(
    ("function", "few", "many"),
    [
        (spans.heights, merged(1_000), merged(4_000)),
        (spans.grid, stepped(10_000), stepped(40_000)),
    ],
)
def test_tables_take_time_as_they_grow(function, few, many):
    assert_in_proportion(function, few, many, limit=8, least=0.002)


@pytest.mark.parametrize("case", PAGES)
def test_pages_are_tidied_in_time_as_they_grow(case):
    def tidied(page):
        with contextlib.suppress(Refusal):
            tidy.tidy(page)

    few, many = (hostile_page(case, size).decode() for size in (20_000, 80_000))
    assert_in_proportion(tidied, few, many, limit=8, least=0.002)


LINES = {
    "headings": ("a.md", "## 一、总体情况\n\n"),
    "parts of labels": ("a.txt", "本年\n新收\n政府\n信息\n"),
    "led lines": ("a.txt", "\t新收\n"),
    "rows of labels": ("a.txt", "三、本年度办理结果\t（一）予以公开\t1\t2\t3\n"),
    "open bookmarks": ("a.txt", "[bookmark:"),
    "agencies": ("a.txt", "甲县人民政府办公室\n"),
    "days": ("a.txt", "2021年1月1日\n"),
    "years": ("a.txt", "2021年"),
    "cells in one row": ("a.html", "<td>1"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", LINES)
def test_recognition_takes_time_as_its_text_grows(case):
    name, line = LINES[case]

    def read(count):
        text = f"甲县人民政府2023年政府信息公开工作年度报告\n\n{line * count}".encode()
        return importers.drafted(name, text, form.builtin(), register.Register(), importers.Given())

    count = 10_000 // len(line)
    assert_in_proportion(read, count, 4 * count, limit=8, least=0.1)
