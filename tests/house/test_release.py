"""`make release` names what is not ready, and goes on when all is; a dependency group is printed whole."""

import re
import subprocess
import sys
import tomllib

import pytest

from places import ROOT, TESTS

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture
def repository(tmp_path):
    """A copy that is ready to be released."""
    for folder in ("plugin/nianbao", "tests"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "plugin/nianbao/__init__.py").write_text('"""x"""\n\n__version__ = "1.2.0"\n', "utf-8")
    (tmp_path / "CHANGELOG.md").write_text(
        "# Changelog\n\n## 1.2.0 (2030-01-31)\n\n## 1.1.0 (2029-12-31)\n", "utf-8"
    )
    (tmp_path / "pyproject.toml").write_text('[project.urls]\nHomepage = "https://home.test/x"\n', "utf-8")
    (tmp_path / "tests/release.py").write_bytes((TESTS / "release.py").read_bytes())
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    return tmp_path


def git(home, *arguments):
    subprocess.run(["git", *arguments], cwd=home, check=True, capture_output=True)


def commit(home):
    git(home, "add", "--all")
    git(home, "-c", "user.name=x", "-c", "user.email=x@home.test", "commit", "--quiet", "--message", "x")


def told(home):
    run = subprocess.run(
        [sys.executable, "tests/release.py"], cwd=home, capture_output=True, text=True, check=False
    )
    assert run.returncode == (run.stdout != "1.2.0 is ready.\n"), run.stderr
    return run.stdout


def test_what_is_ready_is_released(repository):
    assert told(repository) == "1.2.0 is ready.\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("CHANGELOG.md", "1.2.0 (2030-01-31)", "Unreleased", "not 'Unreleased'"),
        ("CHANGELOG.md", "1.2.0 (2030-01-31)", "1.2.0", "not '1.2.0'"),
        ("plugin/nianbao/__init__.py", "1.2.0", "1.3.0", "'1.3.0 (YEAR-MONTH-DAY)'"),
        ("pyproject.toml", "home.test", "example.org", "no real address yet for Homepage"),
    ],
)
def test_what_is_not_ready_is_named(repository, name, old, new, said):
    path = repository / name
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    assert said in told(repository)
    commit(repository)
    assert said in told(repository)
    assert "Commit or remove" not in told(repository)


def test_an_uncommitted_change_and_a_taken_tag_are_named(repository):
    git(repository, "tag", "v1.2.0")
    (repository / "new.txt").write_text("x", "utf-8")
    assert "?? new.txt" in told(repository)
    assert "v1.2.0 is a tag already" in told(repository)


@pytest.mark.parametrize("name", sorted(PYPROJECT["dependency-groups"]))
def test_a_dependency_group_is_printed_whole(name):
    command = [sys.executable, TESTS / "dependency_group.py", name]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    for item in PYPROJECT["dependency-groups"][name]:
        included = PYPROJECT["dependency-groups"][item["include-group"]] if isinstance(item, dict) else [item]
        assert set(included) <= set(lines)
    assert all(re.match(r"[\w.-]+", line) for line in lines)
    assert not set(PYPROJECT["dependency-groups"]) & set(PYPROJECT["project"]["optional-dependencies"])
