"""Whole folders of old files: nothing stops the run, nothing that is there is touched, and all of it is told."""

import json
import os
import shutil
from pathlib import Path

import pytest

from importing import ORIGINALS, run
from nianbao import importers, source
from nianbao.model import form
from nianbao.model.register import Agency, Register

TITLE = "青石县水利局{year}年政府信息公开工作年度报告\n\n"
PROSE = "一、总体情况\n平稳。\n二、主动公开\n无。\n"


@pytest.fixture
def old(tmp_path, monkeypatch):
    """A folder as agencies keep them: by year, with what else gathers there."""
    monkeypatch.chdir(tmp_path)
    for path in ORIGINALS:
        if not path.name.startswith("xining"):
            (tmp_path / "old" / path.stem[-4:]).mkdir(parents=True, exist_ok=True)
            shutil.copy(path, tmp_path / "old" / path.stem[-4:])
    for name in (".hidden.txt", "~$2023.docx", "2023/photo.JPG", "2023/photo2.jpg", "LICENSE", ".git/x.txt"):
        (tmp_path / "old" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "old" / name).write_bytes(b"x")
    (tmp_path / "old/2019.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "old/broken.docx").write_bytes(b"PK\x03\x04")
    return tmp_path


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_a_folder_is_read_and_told_as_a_table(old, capsys):
    assert run("import", "old/", "-o", "reports") == 1
    shown = capsys.readouterr()
    wanted = {"yuanping-etdz/2023.md", "luohe-demo-zone/2023.md", "weishi-zone/2024.md", "cangzhou-etdz/2023.md"}
    assert wanted <= set(tree(old / "reports"))
    lines = shown.out.splitlines()
    assert lines[0].split() == ["结果", "文件", "去向或原因"]
    assert [line.split()[:2] for line in lines[1:-1]] == [
        ["读不出", "old/2019.doc"],
        ["读不出", "old/broken.docx"],
        ["已读入", "old/2023/cangzhou-etdz-2023.txt"],
        ["已读入", "old/2023/luohe-demo-zone-2023.txt"],
        ["已读入", "old/2023/yuanping-etdz-2023.txt"],
        ["已读入", "old/2024/weishi-zone-2024.txt"],
    ]
    assert lines[-1] == "共 6 个文件：已读入 4、读不出 2。"
    assert ".docx" in lines[1]
    assert "略过 .jpg 文件 2 个" in shown.err
    assert "old/LICENSE" in shown.err
    assert "hidden" not in shown.out + shown.err
    assert "~$" not in shown.out + shown.err


def test_a_second_run_changes_nothing_and_a_change_by_hand_stays(old, capsys):
    (old / "old/2019.doc").unlink()
    (old / "old/broken.docx").unlink()
    assert run("import", "old") == 0
    mine = old / "reports/weishi-zone/2024.md"
    mine.write_text(mine.read_text("utf-8").replace("尉氏", "尉　氏"), "utf-8")
    before = tree(old / "reports")
    capsys.readouterr()
    assert run("import", "old") == 0
    assert tree(old / "reports") == before
    assert capsys.readouterr().out.splitlines()[-1] == "共 4 个文件：已有 4。"
    assert run("import", "old", "--format", "json") == 0
    entries = json.loads(capsys.readouterr().out)
    assert [entry["skipped"] for entry in entries] == ["there"] * 4
    assert run("import", "old", "--force") == 0
    assert mine.read_bytes() != before["weishi-zone/2024.md"]


def test_two_files_for_one_year_the_second_is_named(old, capsys):
    shutil.copy(old / "old/2024/weishi-zone-2024.txt", old / "old/2024/副本.txt")
    assert run("import", "old/2024", "--force") == 1
    shown = capsys.readouterr()
    assert "来源: {文件: weishi-zone-2024.txt" in (old / "reports/weishi-zone/2024.md").read_text("utf-8")
    assert shown.out.splitlines()[-1] == "共 2 个文件：已读入 1、重复 1。"
    assert "old/2024/副本.txt: 与 old/2024/weishi-zone-2024.txt 是同一机关、同一年度" in shown.err


def test_a_source_in_another_shape_is_there_too(old):
    (old / "reports/weishi-zone").mkdir(parents=True)
    (old / "reports/weishi-zone/2024.yml").write_text("机关: weishi-zone\n年度: 2024\n", "utf-8")
    assert run("import", "old/2024") == 0
    assert not (old / "reports/weishi-zone/2024.md").exists()
    assert run("import", "old/2024/weishi-zone-2024.txt") == 2
    assert run("import", "old/2024", "--force") == 2
    assert not (old / "reports/weishi-zone/2024.md").exists()


@pytest.mark.usefixtures("old")
def test_the_output_is_no_input(capsys):
    assert run("import", "old/2024", "-o", "old/out") == 0
    capsys.readouterr()
    assert run("import", "old", "-o", "old/out") == 1
    assert "out/" not in "".join(line.split()[1] for line in capsys.readouterr().out.splitlines()[1:-1])


def test_a_report_without_an_address_is_held(old, capsys):
    shutil.copy(next(path for path in ORIGINALS if path.name.startswith("xining")), old / "old/2024/a.txt")
    assert run("import", "old/2024") == 1
    shown = capsys.readouterr().out
    assert "未写出  old/2024/a.txt                 看不出报告的机关，请用 --agency、--year 指明" in shown
    assert "--agency" in shown.splitlines()[1]
    assert shown.splitlines()[-1] == "共 2 个文件：已读入 1、未写出 1。"


def test_nothing_to_read(old, capsys):
    (old / "empty").mkdir()
    assert run("import", "empty") == 2
    assert "没有可以导入的文件" in capsys.readouterr().err
    assert run("import", "old/2019.doc") == 2


def drafted(path, text, *agencies):
    *folders, name = path.split("/")
    known = Register(agencies)
    return importers.draft(name, text.encode(), forms=form.builtin(), register=known, folders=folders)


WATER = Agency("qingshi-water", "青石县水利局", short="水利局")


@pytest.mark.parametrize(
    ("path", "text", "known", "agency", "year"),
    [
        ("old/水利局/2016.txt", PROSE, [WATER], "qingshi-water", 2016),
        ("old/qingshi-water/报告2016.txt", PROSE, [WATER], "qingshi-water", 2016),
        ("2016年度/青石县水利局.txt", PROSE, [], "青石县水利局", 2016),
        ("2016/青石县水利局年度报告.txt", PROSE, [WATER], "qingshi-water", 2016),
        ("old/青石县水利局2016年政府信息公开年度报告.txt", PROSE, [], "青石县水利局", 2016),
        ("old/2016年报.txt", PROSE, [WATER], "", 2016),
        ("2010-2020/水利局/年报.txt", PROSE, [WATER], "qingshi-water", 0),
        ("农业局/2015.txt", TITLE.format(year=2016) + PROSE, [WATER], "qingshi-water", 2016),
        ("qingshi-water/2016.txt", TITLE.format(year=2016) + PROSE, [], "qingshi-water", 2016),
        ("old-reports/2016.txt", TITLE.format(year=2016) + PROSE, [], "青石县水利局", 2016),
    ],
)
def test_agency_and_year_from_names_where_the_text_is_silent(path, text, known, agency, year):
    made = drafted(path, text, *known)
    assert (made.report.agency, made.report.year) == (agency, year)
    assert ("agency-from-place" in {note.code for note in made.notes}) == (
        bool(agency) and not text.startswith("青")
    )


def test_a_name_of_an_old_archive_is_readable(old):
    folder = os.fsencode(old / "old")
    Path(os.fsdecode(folder + b"/" + "水利局".encode("gb18030"))).mkdir()
    name = folder + b"/" + "水利局".encode("gb18030") + b"/" + "年报2016.txt".encode("gb18030")
    Path(os.fsdecode(name)).write_text(PROSE, "utf-8")
    run("import", "old")
    text = (old / "reports/水利局/2016.md").read_text("utf-8")
    assert "文件: 年报2016.txt" in text
    assert not source.read_register((old / "reports/agencies.yml").read_bytes(), "agencies.yml")[1]


def test_a_folder_that_can_not_be_opened_is_told(old, capsys):
    (old / "old/2024").chmod(0)
    try:
        if os.access(old / "old/2024", os.R_OK):
            pytest.skip("this user may open everything")
        assert run("import", "old") == 1
        assert "old/2024" in capsys.readouterr().err
    finally:
        (old / "old/2024").chmod(0o755)
