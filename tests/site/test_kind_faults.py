"""Kinds and forms that don't hold together: every fault is one sentence in either language, with file and line."""

import copy
import re
import shutil
from pathlib import Path

import pytest
import yaml

from nianbao import archive
from nianbao.messages import Messages
from nianbao.model.finding import Refusal
from places import CASES, PACKAGE
from running import change, nianbao

DOGS = CASES / "kinds/dogs"
FILES = sorted(path.relative_to(DOGS).as_posix() for path in DOGS.rglob("*.yml"))
FORM = "forms/dogs-2023.yml"
# Other values than the ones a place has; some of them are right in some places.
VALUES = ("", "x?", ["y?"], {"z?": "w"}, "{nix}", "a/b/c")


@pytest.fixture
def dogs(tmp_path):
    """The folder of a kind in a folder of reports."""
    shutil.copytree(DOGS, tmp_path / "reports/kinds/dogs")
    return tmp_path / "reports/kinds/dogs"


def refused(folder):
    """Return what is said of a kind's folder in Chinese and English; None where nothing is wrong."""
    try:
        archive.forms_of(folder.parents[1])
    except Refusal as refusal:
        return tuple(Messages(language).refusal(refusal) for language in ("zh", "en"))
    return None


def places(tree, path=()):
    yield path
    for key, item in tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ():
        yield from places(item, (*path, key))


def at(tree, path):
    for step in path:
        tree = tree[step]
    return tree


def mutants(tree):
    """Yield the tree with each of its places changed: other values, nothing, a key too much, an item twice."""
    for path in places(tree):
        here = at(tree, path)
        others = [*VALUES]
        others += [{**here, "colour": "red"}] if isinstance(here, dict) else []
        others += [[*here, here[0]]] if isinstance(here, list) and here else []
        for other in others:
            changed = copy.deepcopy(tree)
            if path:
                at(changed, path[:-1])[path[-1]] = other
            yield changed if path else other
        if path:
            changed = copy.deepcopy(tree)
            del at(changed, path[:-1])[path[-1]]
            yield changed


@pytest.mark.parametrize("name", FILES)
def test_whatever_is_changed_the_message_is_whole(dogs, name):
    tree = yaml.load((DOGS / name).read_text("utf-8"), yaml.BaseLoader)
    said = set()
    for changed in mutants(tree):
        (dogs / name).write_text(yaml.dump(changed, allow_unicode=True, sort_keys=False), "utf-8")
        said.add(refused(dogs))
    said.discard(None)
    assert said
    for chinese, english in said:
        without_names = re.sub(r"“[^”]*”", "", chinese)
        assert not re.search(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", without_names), chinese
        assert chinese.endswith("。")
        assert english.endswith(".")
        assert "reports/kinds/dogs" in chinese
        assert "reports/kinds/dogs" in english


# What is written in the place of what, and what the messages say of it: the line, and words of the fact.
SAID = {
    "key missing": (FORM, "    caption: 犬只登记情况\n", "", ":8", "“caption”", '"caption"'),
    "unknown key": (FORM, "    unit: 只\n    blocks:\n      - corner: {label: 项目}", "    unti: 只\n    blocks:\n      - corner: {label: 项目}", ":12", "“unti”", '"unti"'),
    "unknown key of an identity": (FORM, "    balance: true", "    balanced: true", ":42", "“balanced”", '"balanced"'),
    "no list": (FORM, "left: [over, issued]", "left: {over: issued}", ":40", "文字", "text"),
    "unknown measure": (FORM, "{key: small, label: 小型犬}", "{key: small, label: 小型犬, measure: length}", ":16", "“length”", '"length"'),
    "year in words": (FORM, "{from: 2023}", "{from: soon}", ":3", "“soon”", '"soon"'),
    "table of no identity": (FORM, "    table: licences\n    each: column", "    table: cats\n    each: column", ":38", "“cats”", '"cats"'),
    "broken YAML": (FORM, "identities:", "identities: [", ":37", "括号", "brackets"),
    "broken pattern": ("kind.yml", "off:", "title_tail: '('\noff:", ":5", "正则表达式", "regular expression"),
    "no such day": ("kind.yml", "03-31", "02-30", ":6", "“02-30”", '"02-30"'),
    "unknown rule": ("kind.yml", "STR107", "STR999", ":5", "STR999", "STR999"),
    "words with a format": ("words.yml", '"{year} 年养犬登记"', '"{year:d} 年养犬登记"', ":1", "{year:d}", "{year:d}"),
    "words with one brace": ("words.yml", '"{year} 年养犬登记"', '"{year 年养犬登记"', ":1", "花括号", "braces"),
    "unknown text of a rule": ("rules.yml", "  title:", "  titel:", ":2", "“titel”", '"titel"'),
    "unknown section": ("skeleton.yml", "  state:", "  nowhere:", ":5", "nowhere", "nowhere"),
    "unknown topic": ("skeleton.yml", "sections:", "topics: {喂养: {hint: {zh: 写喂养}}}\nsections:", ":4", "喂养", "喂养"),
    "unknown placeholder": ("skeleton.yml", "{agency}{year}", "{agency}{nix}", ":3", "{nix}", "{nix}"),
    "one brace in a sentence": ("skeleton.yml", "{agency}{year}", "{agency}{year", ":3", "花括号", "braces"),
    "title with another brace": ("kind.yml", "{agency}{year}", "{agency}{year}{month}", ":4", "花括号", "braces"),
    "unknown emphasis": (FORM, "key: count,", "key: count, emphasis: loud,", "", "loud", "loud"),
    "quoted cell of no form": ("skeleton.yml", "strays.adopted.count", "strays.sold.count", ":6", "strays.sold.count", "strays.sold.count"),
    "skeleton of another shape": ("skeleton.yml", 'text: ["{agency}{year}年度犬只登记管理情况如下。"]', "text: {a: b}", ":3", "文字", "text"),
}  # fmt: skip


@pytest.mark.parametrize("fault", SAID)
def test_a_fault_has_its_file_and_line(dogs, fault):
    name, old, new, line, chinese, english = SAID[fault]
    change(dogs / name, old, new)
    messages = refused(dogs)
    assert messages
    for message, words in zip(messages, (chinese, english), strict=True):
        assert f"reports/kinds/dogs/{name}{line}" in message
        assert words in message


def test_a_file_in_another_encoding_is_named(dogs):
    (dogs / "words.yml").write_bytes("year-title: {zh: 养犬登记}".encode("gb18030"))
    assert all("dogs/words.yml" in message and "UTF-8" in message for message in refused(dogs))


def again(dogs, years, id_="dogs-2024"):
    """Write the kind's form a second time, under another id and for other years."""
    text = (dogs / FORM).read_text("utf-8").replace("id: dogs-2023", f"id: {id_}").replace("{from: 2023}", years)
    (dogs / f"forms/{id_}.yml").write_text(text, "utf-8")


@pytest.mark.parametrize(("years", "year"), [("{from: 2025}", 2025), ("{from: 2020, until: 2023}", 2023),
                                             ("{from: 2020}", 2023), ("{from: 2023}", 2023)])  # fmt: skip
def test_two_forms_of_one_kind_for_one_year_are_refused(dogs, years, year):
    again(dogs, years)
    for message in refused(dogs):
        assert "dogs-2023" in message
        assert "dogs-2024" in message
        assert str(year) in message
        assert "reports/kinds/dogs/forms" in message


def test_forms_of_years_that_follow_each_other_are_right(dogs):
    again(dogs, "{from: 2020, until: 2022}")
    assert refused(dogs) is None


def test_added_forms_may_share_years_that_have_a_form_of_the_package(tmp_path):
    folder = tmp_path / "reports/forms"
    folder.mkdir(parents=True)
    text = (PACKAGE / "data/kinds/disclosure/forms/cn-disclosure-2021.yml").read_text("utf-8")
    for name in ("one", "two"):
        (folder / f"{name}.yml").write_text(text.replace("id: cn-disclosure-2021", f"id: {name}"), "utf-8")
    assert {"one", "two"} <= archive.forms_of(tmp_path / "reports").keys()
    for name in ("one", "two"):
        change(folder / f"{name}.yml", "from: 2021", "from: 2015")
    with pytest.raises(Refusal, match="kind-forms-overlap") as caught:
        archive.forms_of(tmp_path / "reports")
    assert caught.value.fields["year"] == 2015


def test_the_command_says_it_in_one_line(dogs):
    change(dogs / "skeleton.yml", "  state:", "  nowhere:")
    for language in ("zh", "en"):
        run = nianbao("new", "x", "2024", "--kind", "dogs", cwd=Path(dogs).parents[2], language=language)
        assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1)
        assert "skeleton.yml:5" in run.stderr
