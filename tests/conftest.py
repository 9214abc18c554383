"""What several tests share: the base report and a folder laid out like a site's."""

import gc

import pytest
from hypothesis import settings

from exported import Site
from places import CASES

# On a busy machine one example may wait for its turn: no example is measured by the clock.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

BASE = CASES / "rules/base"
AGENCY = "example-bureau"


@pytest.fixture
def base():
    """The text of a sound report of 2023."""
    return (BASE / "2023.md").read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A reports folder with two sound years of one agency; the working folder is above it."""
    home = tmp_path / "reports" / AGENCY
    home.mkdir(parents=True)
    for year in ("2022", "2023"):
        (home / f"{year}.md").write_bytes((BASE / f"{year}.md").read_bytes())
    (tmp_path / "reports/agencies.yml").write_bytes((BASE / "agencies.yml").read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def published(tmp_path_factory):
    """A site as MkDocs builds it, with reports of every kind."""
    return Site(tmp_path_factory.mktemp("published"))


def pytest_collection_finish():
    """Keep the collected tests out of the garbage collector's rounds: they stay to the end."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config, items):
    """Measure no coverage of tests that reach the same lines thousands of times, or measure time themselves."""
    if config.pluginmanager.hasplugin("_cov"):
        for item in items:
            is_repeated = getattr(item.obj, "is_hypothesis_test", False) or item.get_closest_marker("slow")
            if is_repeated or "time" in item.originalname.split("_"):
                item.add_marker("no_cover")
