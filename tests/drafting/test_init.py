"""`nianbao init`: a folder that builds, checks and can be worked in, and never touches what is there."""

import json
import subprocess

import jsonschema
import pytest
import yaml

from nianbao import __version__
from places import ROOT
from running import ENVIRONMENT, checked, nianbao


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", params=["zh", "en"])
def started(request, tmp_path_factory):
    """A new site, and what the command said."""
    desk = tmp_path_factory.mktemp("desk")
    run = nianbao("init", "sites/ours", cwd=desk, language=request.param)
    assert (run.returncode, run.stderr) == (0, "")
    # Counted here: a build adds its cache.
    assert f"{len(files(desk / 'sites/ours'))}" in run.stdout.splitlines()[0]
    return desk / "sites/ours", run.stdout, request.param


def test_it_passes_without_a_remark(started):
    site, _, _ = started
    document = checked(cwd=site)
    assert document["summary"] == {"reports": 1, "errors": 0, "warnings": 0, "infos": 0, "waived": 0}
    assert document["reports"][0]["status"] == "passed"


@pytest.mark.slow
def test_it_builds_and_is_published_by_its_own_recipe(started):
    site, _, language = started
    live = site.parent / "live"
    for _ in range(2):
        run = subprocess.run(["sh", "ci/publish.sh", live], cwd=site, env=ENVIRONMENT, capture_output=True, text=True, check=False)  # fmt: skip
        assert run.returncode == 0, run.stderr
    page = (live / "reports/example-bureau/2024/index.html").read_text("utf-8")
    assert 'data-nb-status="passed"' in page
    assert f'<html lang="{language}"' in page
    assert "22件" in page
    home = (live / "index.html").read_text("utf-8")
    assert ("Annual reports on open government" in home) == (language == "en")
    assert {path.name for path in live.parent.iterdir()} == {"ours", "live"}


def test_a_fault_leaves_the_published_site_alone(started):
    site, _, _ = started
    live = site.parent / "kept"
    live.mkdir()
    path = site / "reports/example-bureau/2024.md"
    sound = path.read_text("utf-8")
    path.write_text(sound.replace("结转下年度: [1,", "结转下年度: [2,"), "utf-8")
    run = subprocess.run(
        ["sh", "ci/publish.sh", live], cwd=site, env=ENVIRONMENT, capture_output=True, check=False
    )
    path.write_text(sound, "utf-8")
    assert run.returncode == 1
    assert not [*live.iterdir()]


def test_the_next_year_can_be_begun_in_it(started):
    site, _, _ = started
    run = nianbao("new", "example-bureau", "2025", "-o", "draft.md", cwd=site)
    assert run.returncode == 0
    assert "上年结转: [1, 0, 0, 0, 0, 0, 1]" in (site / "draft.md").read_text("utf-8")
    (site / "draft.md").unlink()


def test_editors_and_recipes_get_what_they_can_read(started):
    site, _, _ = started
    settings = json.loads((site / ".vscode/settings.json").read_text("utf-8"))
    for path, patterns in settings["yaml.schemas"].items():
        made = json.loads((site / path).read_text("utf-8"))
        validator = jsonschema.Draft202012Validator(made)
        validator.check_schema(made)
        if "reports/agencies.yml" in patterns:
            validator.validate(yaml.safe_load((site / "reports/agencies.yml").read_text("utf-8")))
    for name in ("extensions", "tasks"):
        assert json.loads((site / f".vscode/{name}.json").read_text("utf-8"))
    for name in (".gitlab-ci.yml", ".github/workflows/nianbao.yml", ".pre-commit-config.yaml"):
        text = (site / name).read_text("utf-8")
        assert "nianbao check" in text
        assert yaml.safe_load(text)
    assert f"mkdocs-nianbao[material,excel,search]>={__version__}" in (site / "requirements.txt").read_text(
        "utf-8"
    )
    assert "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" in (site / ".gitlab-ci.yml").read_text("utf-8")
    assert "$title" not in "".join(path.read_text("utf-8") for path in site.rglob("*.yml"))


def test_the_steps_to_take_are_told(started):
    _, said, language = started
    for step in ("cd sites/ours", "pip install -r requirements.txt", "nianbao check", "mkdocs serve"):
        assert step in said
    assert ("下一步" in said) == (language == "zh")


def test_the_hook_of_this_repository_is_the_one_the_site_uses(started):
    site, _, _ = started
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))[0]
    used = yaml.safe_load((site / ".pre-commit-config.yaml").read_text("utf-8"))["repos"][0]["hooks"][0]
    for key in ("id", "entry", "language", "files", "pass_filenames"):
        assert offered[key] == used[key]


def test_a_folder_with_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/mkdocs.yml").write_text("mine", "utf-8")
    run = nianbao("init", "site", cwd=tmp_path)
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
    assert "site 不是空文件夹" in run.stderr
    assert files(tmp_path) == {"site/mkdocs.yml": b"mine"}


def test_force_writes_what_is_missing_and_names_what_it_kept(tmp_path):
    site = tmp_path / "site"
    (site / "reports").mkdir(parents=True)
    (site / "mkdocs.yml").write_text("mine", "utf-8")
    (site / "reports/agencies.yml").write_text("- {id: a, name: 甲局}\n", "utf-8")
    run = nianbao("init", "site", "--force", cwd=tmp_path)
    assert run.returncode == 0
    assert "已有，没有改动：mkdocs.yml" in run.stdout
    assert "没有写示例报告" in run.stdout
    assert (site / "mkdocs.yml").read_text("utf-8") == "mine"
    assert not (site / "reports/example-bureau").exists()
    assert (site / "docs/index.md").exists()
    before = files(site)
    assert nianbao("init", "site", "--force", cwd=tmp_path).returncode == 0
    assert files(site) == before


def test_the_empty_folder_one_stands_in(tmp_path):
    assert nianbao("init", ".", cwd=tmp_path).returncode == 0
    assert (tmp_path / "mkdocs.yml").exists()


def test_it_is_written_whole_or_not_at_all(tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/reports").write_text("in the way", "utf-8")
    run = nianbao("init", "site", "--force", cwd=tmp_path)
    assert (run.returncode, run.stderr.count("\n")) == (2, 1)
    assert "无法写入" in run.stderr
    assert files(tmp_path) == {"site/reports": b"in the way"}
    assert [path.name for path in (tmp_path / "site").iterdir()] == ["reports"]


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "site").write_text("mine", "utf-8")
    run = nianbao("init", "site", cwd=tmp_path)
    assert (run.returncode, "site 是文件" in run.stderr) == (2, True)
    assert nianbao("init", cwd=tmp_path).returncode == 2
