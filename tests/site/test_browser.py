"""What a person sees: the index and a report in Chromium, in each theme, on a desk and on a phone."""

import json
import shutil
import subprocess

import pytest

import running
from browsing import CHROMIUM, NODE, THEMES, pytestmark, served, write_site
from county import answered, filed
from nianbao.rules import CATALOGUE
from places import CASES, TESTS
from rendering import SOME_RULES

__all__ = ["pytestmark"]

HOME = """# 首页

状态：<!-- nianbao:status example-bureau/2022 -->

<!-- nianbao:index -->

<!-- nianbao:table example-bureau/2022 disputes -->
"""


SENTENCES = (
    "全年新收政府信息公开申请87件，其中自然人申请60件，占76.9%。行政诉讼2件。召开会议5次。上年收到申请61件。"
    "收到申请近80件。制发行政规范性文件{{ 主动公开.行政规范性文件.本年制发件数 }}件。"
)


@pytest.fixture(params=THEMES)
def preview(request, tmp_path):
    """The address of a site as those see it who write the reports, built in one theme and served."""
    home = tmp_path / "reports/example-bureau"
    home.mkdir(parents=True)
    shutil.copy(CASES / "rules/base/agencies.yml", tmp_path / "reports")
    for year in ("2022", "2023"):
        source = (CASES / f"rules/base/{year}.md").read_text(encoding="utf-8")
        changed = source.replace("完善了政府信息的动态调整。", SENTENCES)
        (home / f"{year}.md").write_text(changed if year == "2023" else source, encoding="utf-8")
    write_site(tmp_path, request.param, {"fail_on": "never"})
    done = running.preview(tmp_path)
    assert done.returncode == 0, done.stderr
    with served(tmp_path / "site") as where:
        yield where


@pytest.fixture(params=THEMES)
def address(request, tmp_path):
    """The address of a site with faulty reports, built in one theme and served."""
    shutil.copytree(CASES / "pages/faults/reports", tmp_path / "reports")
    shutil.copytree(CASES / "pages/years/reports/data-bureau", tmp_path / "reports/data-bureau")
    with (tmp_path / "reports/agencies.yml").open("a", encoding="utf-8") as register:
        register.write("- {标识: data-bureau, 名称: 示例市数据局}\n")
    off = {rule.code: "off" for rule in CATALOGUE if rule not in SOME_RULES}
    write_site(tmp_path, request.param, {"fail_on": "never", "handback": True, "rules": off}, HOME)
    done = running.mkdocs("build", "--strict", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with served(tmp_path / "site") as where:
        yield where


@pytest.fixture
def long_index(tmp_path):
    """The address of a site of more agencies than its index lists, one of them with a report."""
    home = tmp_path / "reports"
    home.mkdir()
    lines = [f"- {{标识: a{n:03}, 名称: 第{n}局, 地区: 第{n % 7}区}}\n" for n in range(501)]
    (home / "agencies.yml").write_text("".join(lines), encoding="utf-8")
    filed(home, "a000", 2022, answered(1, 0, 0))
    off = {rule.code: "off" for rule in CATALOGUE if rule not in SOME_RULES}
    write_site(tmp_path, "mkdocs", {"fail_on": "never", "rules": off, "search": "off"})
    done = running.mkdocs("build", "--strict", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    with served(tmp_path / "site") as where:
        yield where


def test_an_index_that_lists_nobody_finds_everybody(long_index):
    command = [NODE, "find.mjs", long_index, CHROMIUM]
    done = subprocess.run(command, cwd=TESTS / "browser", capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "askedAtFirst": 0,
        "asked": 2,
        "typed": ["显示 1 / 501 个机关", ["第7局"]],
        "many": ["共有 501 个机关，列出前 200 个", ["第0局", "第1局"]],
        "emptied": ["", []],
        "linked": ["共有 500 个机关，列出前 200 个", ["第1局", "第2局"]],
        "api": [{"address": "/reports/a007/", "title": "第7局", "excerpt": ""}],
        "wide": 0,
        "faults": [],
        "followed": "/reports/a007/",
        "unscripted": 72,
    }


def test_what_a_person_sees(address):
    command = [NODE, "look.mjs", address, CHROMIUM, "reports/example-bureau/2023/"]
    done = subprocess.run(command, cwd=TESTS / "browser", capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["outside"] == []
    assert seen["index"] == {
        "all": ["示例市示例局", "示例市办公室", "示例市人民政府", "示例市数据局"],
        "typed": ["示例市办公室"],
        "count": "显示 1 / 4 个机关",
        "failed": ["示例市示例局", "示例市数据局"],
        "failedIn2022": [],
        "years": ["机关", "2022", "本年新收"],
        "kept": "#year=2022",
        "recalled": ["示例市示例局"],
        "linked": ["示例市示例局"],
        "sorted": ["示例市办公室", "示例市人民政府", "示例市示例局", "示例市数据局"],
        "unscripted": ["示例市示例局", "示例市办公室", "示例市人民政府", "示例市数据局"],
        "filterWithoutScript": False,
    }
    assert seen["table"] == {
        "merged": True,
        "number": '"2"',
        "toFinding": ["#nb-finding-2", True],
        "toCell": ["#nb-applications-granted-total", True],
        "text": "52",
    }
    assert seen["phone"] == {"scrolled": 150, "stays": True, "wide": 0}
    assert seen["columns"] == {
        "first": ["申请人情况", "总计", "78"],
        "stepped": ["申请人情况", "法人或其他组织", "其他", "2"],
        "led": ["申请人情况", "自然人", "60"],
        "inView": True,
        "found": [0, True],
        "desk": 175,
        "printed": 175,
    }
    assert seen["wide"] == []
    part = "#nb-applications-granted-natural_person"
    walk = [
        ["#nb-finding-2", True],
        ["#nb-applications-granted-total", True],
        "nb-applications-granted-total",
        ["#nb-repair-1", True],
        ["#nb-applications-granted-total", True],
        ["#nb-verdict", True],
        [part, True],
        ["#nb-finding-2", True],
        ["#nb-repair-3", True],
    ]
    assert seen["keyboard"] == {"walk": walk, "hidden": []}
    assert seen["unscripted"] == {"walk": walk, "hidden": []}, "the same without the script"
    assert seen["accessibility"]["faults"] == []
    assert seen["accessibility"]["checked"] > 100


def test_what_a_reviewer_sees(preview):
    command = [NODE, "preview.mjs", preview, CHROMIUM, "reports/example-bureau/2023/"]
    done = subprocess.run(command, cwd=TESTS / "browser", capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    cell = "nb-applications-new-total"
    assert seen["walk"] == {
        "name": "87件，申请 · 本年新收 · 总计：表中为 78，不符",
        "toCell": [f"#{cell}", True],
        "back": ["回到正文：87件", True],
        "toText": True,
        "toFinding": True,
    }
    assert seen["unlinked"] == {"closed": "none", "open": "dashed"}
    assert seen["signs"] == {"differs": '"≠"', "about": '"≈"', "agrees": "none"}
    assert seen["print"] == {"panel": "none", "line": "none", "sign": "none"}
    assert seen["wide"] == [0, 0]
    assert seen["faults"] == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", THEMES)
def test_no_number_or_year_breaks_over_two_lines(theme, language, tmp_path):
    shutil.copytree(CASES / "pages/faults/reports", tmp_path / "reports")
    shutil.copytree(CASES / "kinds/dogs", tmp_path / "reports/kinds/dogs")
    for name in ("dogs-2023.txt", "dogs-2024.html"):
        done = running.nianbao(
            "import", CASES / "kinds/originals" / name, "--agency", "example-bureau", cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
    write_site(tmp_path, theme, {"fail_on": "never", "handback": True, "language": language}, HOME)
    done = running.mkdocs("build", "--strict", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    pages = ["", *(f"reports/{page}" for page in (
        "", "example-bureau/", "example-bureau/2023/", "example-bureau/2023/dogs/", "years/2023/", "years/2023/dogs/",
        "compare/applications/granted/", "compare/dogs/licences/issued/", "rules/SUM301/",
    ))]  # fmt: skip
    with served(tmp_path / "site") as where:
        command = [NODE, "numbers.mjs", where, CHROMIUM, *pages]
        done = subprocess.run(
            command, cwd=TESTS / "browser", capture_output=True, text=True, check=False, timeout=300
        )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert {page: numbers["found"] for page, numbers in seen.items() if numbers["found"]} == {}
    assert sum(numbers["seen"] for numbers in seen.values()) > 500
