"""Random walks of edits: what a warm build and a running preview show is what a cold build would.

Sources are edited, broken, mended, added, renamed and deleted; after each step every file of the site is compared
with that of a build that knows nothing of the steps before.
"""

import random
import re
import shutil
import sys
from urllib.parse import quote

import pytest

from mkdocs_sites import Served, configure
from places import ROOT
from running import mkdocs, preview

sys.path.insert(0, str(ROOT / "benchmarks"))
from generate import Wanted, make

STEPS = 7
OPTIONS = "fail_on: never, handback: true, downloads: [json, csv]"


def sources(site):
    return sorted((site / "reports").glob("*/*.md"))


def pick(rng, site):
    return rng.choice(sources(site))


def rewritten(path, change):
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")


def figure(rng, site):
    """Another number in one cell."""
    rewritten(pick(rng, site), lambda text: text.replace("行政许可: ", f"行政许可: {rng.randrange(1, 9)}", 1))


def sum_of_members(rng, site):
    """A cell a government adds up over its members."""
    rewritten(pick(rng, site), lambda text: text.replace("本年新收: [", f"本年新收: [{rng.randrange(1, 9)}", 1))


def prose(rng, site):
    """A sentence with a claim, in any section."""
    sentence = rng.choice(["本年度共收到申请3件。", "没有收到复议。", "比上年增加两成。", "规范性文件公开。"])
    rewritten(pick(rng, site), lambda text: text.rstrip() + f"\n\n{sentence}\n")


def copied(rng, site):
    """The prose of another report."""
    rewritten(
        pick(rng, site),
        lambda text: text.split("\n---\n")[0] + "\n---\n" + pick(rng, site).read_text("utf-8").split("\n---\n")[1],
    )


def broken(rng, site):
    """A source that can't be read."""
    rewritten(pick(rng, site), lambda text: text.replace("---\n", "---\n: [\n", 1))


def mended(_, site):
    for path in sources(site):
        rewritten(path, lambda text: text.replace("---\n: [\n", "---\n", 1))


def deleted(rng, site):
    if len(sources(site)) > 4:
        pick(rng, site).unlink()


def added(rng, site):
    """The year after, or the one before."""
    path = pick(rng, site)
    year = int(path.stem) + rng.choice([-1, 1])
    if not (path.parent / f"{year}.md").exists() and 2021 <= year <= Wanted.last:
        text = path.read_text(encoding="utf-8").replace(f"年度: {path.stem}", f"年度: {year}")
        (path.parent / f"{year}.md").write_text(text, encoding="utf-8")


def renamed(rng, site):
    """An agency under another id, here and in the register."""
    path = pick(rng, site).parent
    new = f"{path.name}-x"
    register = site / "reports/agencies.yml"
    rewritten(register, lambda text: text.replace(f"标识: {path.name}\n", f"标识: {new}\n"))
    path.rename(path.with_name(new))
    for source in (path.with_name(new)).glob("*.md"):
        rewritten(source, lambda text: text.replace(f"机关: {path.name}\n", f"机关: {new}\n"))


def named(_, site):
    """An agency under another name."""
    rewritten(site / "reports/agencies.yml", lambda text: text.replace("教育局", "教育和体育局"))


def explained(rng, site):
    """An explanation of whatever is found at a rule."""
    rule = rng.choice(["SUM302", "SUM303", "YRS401", "TXT601"])
    waiver = f"说明:\n  - {{规则: {rule}, 理由: 核实无误}}\n"
    rewritten(
        pick(rng, site), lambda text: text.replace("落款: ", waiver + "落款: ", 1) if waiver not in text else text
    )


EDITS = (figure, figure, sum_of_members, prose, copied, broken, mended, deleted, added, renamed, named, explained)


@pytest.fixture
def county(tmp_path):
    """Two governments with their departments, three years."""
    make(tmp_path / "reports", Wanted(agencies=6, years=3, faults=0.3, missing=0.1, seed=5))
    configure(tmp_path, options=OPTIONS)
    (tmp_path / "docs/index.md").write_text("# 首页\n\n<!-- nianbao:index -->\n", encoding="utf-8")
    return tmp_path


# The theme's start page states the second of the build.
BUILT = re.compile(rb"Build Date UTC : .*")


def files(folder):
    return {
        path.relative_to(folder).as_posix(): BUILT.sub(b"", path.read_bytes())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "sitemap.xml.gz"
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_warm_build_is_the_same_bytes_as_a_cold_one(county, seed):
    rng = random.Random(seed)
    cold = (county / "mkdocs.yml").read_text("utf-8").replace("handback", "cache_dir: '', handback")
    (county / "cold.yml").write_text(cold, encoding="utf-8")
    done = []
    for _ in range(STEPS):
        for edit in rng.sample(EDITS, rng.randrange(1, 3)):
            edit(rng, county)
            done.append(edit.__name__)
        for settings, folder in (("mkdocs.yml", "warm"), ("cold.yml", "cold")):
            built = mkdocs("build", "-q", "-f", settings, "-d", folder, cwd=county)
            assert built.returncode == 0, (done, built.stderr)
        assert files(county / "warm") == files(county / "cold"), done


SETTINGS = (
    ("handback: true", "handback: false"),
    ("handback", "language: en, handback"),
    ("handback", "findings: none, handback"),
    ("handback", "rules: {SUM303: warning}, handback"),
    ("handback", "license: CC0, handback"),
    ("handback", "path: annual, handback"),
    ("handback", "search: off, handback"),
    ("plugins:", "markdown_extensions: [admonition]\nplugins:"),
    ("plugins:", "markdown_extensions: [{toc: {permalink: true}}]\nplugins:"),
    ("plugins:", "use_directory_urls: false\nplugins:"),
    ("https://example.org/x/", "https://example.org/y/"),
    ("name: mkdocs, color_mode: auto", "name: readthedocs"),
    ("name: mkdocs, color_mode: auto", "name: mkdocs, custom_dir: own"),
)


@pytest.mark.slow
def test_other_settings_are_seen_in_a_warm_build(county):
    for path in sources(county)[:2]:
        rewritten(path, lambda text: text.rstrip() + "\n\n!!! note\n    另附\n")
    template = county / "own/nianbao/outcomes.html"
    template.parent.mkdir(parents=True)
    template.write_text("<p>另一种样子</p>\n", encoding="utf-8")
    settings = (county / "mkdocs.yml").read_text("utf-8").replace("reports/index.md", "index.md")
    (county / "docs/index.md").write_text("# 首页\n", encoding="utf-8")
    different = set()
    for old, new in (("", ""), *SETTINGS):
        assert old in settings
        changed = settings.replace(old, new, 1) if old else settings
        (county / "warm.yml").write_text(changed, encoding="utf-8")
        (county / "cold.yml").write_text(
            changed.replace("downloads:", "cache_dir: '', downloads:"), encoding="utf-8"
        )
        for name in ("warm", "cold"):
            built = mkdocs("build", "-q", "-f", f"{name}.yml", "-d", name, cwd=county)
            assert built.returncode == 0, (new, built.stderr)
        made = files(county / "cold")
        assert files(county / "warm") == made, new
        different.add(hash(tuple(made.items())))
    assert len(different) == len(SETTINGS) + 1, "each setting changes something"


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_preview_shows_what_a_new_one_would(county, seed):
    rng = random.Random(seed)
    served = Served(county)
    try:
        done = []
        for step in range(STEPS):
            for edit in rng.sample(EDITS, rng.randrange(1, 3)):
                edit(rng, county)
                done.append(edit.__name__)
            (county / "docs/index.md").write_text(
                f"# 首页\n\n第{step}步\n\n<!-- nianbao:index -->\n", encoding="utf-8"
            )
            assert served.shows("", f"第{step}步")
            shutil.rmtree(county / "site", ignore_errors=True)
            built = preview(county)
            assert built.returncode == 0, (done, built.stderr)
            expected = files(county / "site")
            assert len(expected) > 100
            for path, content in expected.items():
                if path.startswith("reports/") and path.endswith((".html", ".json", ".csv", ".svg", ".xml")):
                    shown = served.page(quote(path))
                    assert same(shown, served.port) == same(content.decode(), served.port), (done, path)
            assert served.page("reports/nowhere/2023/") == "404"
    finally:
        served.stop()


# What a preview adds: the script that waits for changes.
SCRIPT = re.compile(r"<script>\nvar livereload = .*?</script>", re.DOTALL)


def same(page, port):
    """A page without what a preview adds to it, and without its own address."""
    return SCRIPT.sub("", page).replace(f"http://127.0.0.1:{port}/x/", "https://example.org/x/")
