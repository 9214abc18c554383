"""The forms: as the notices print them, and refused when they do not hold together."""

import copy

import pytest

from nianbao.model import form
from nianbao.model.finding import Place, Refusal
from nianbao.model.yamltext import package_data

FORMS = form.builtin()
F2019, F2021 = FORMS["cn-disclosure-2019"], FORMS["cn-disclosure-2021"]


def test_the_numbers_of_cells():
    assert {f.id: {t.key: len(t.places) for t in f.tables.values()} for f in FORMS.values()} == {
        "cn-disclosure-2019": {"proactive": 22, "applications": 161, "disputes": 15},
        "cn-disclosure-2021": {"proactive": 10, "applications": 175, "disputes": 15},
    }


@pytest.mark.parametrize(
    ("year", "expected"), [(2018, None), (2019, F2019), (2020, F2019), (2021, F2021), (2030, F2021)]
)
def test_the_form_of_a_year(year, expected):
    assert form.for_year(FORMS, year) is expected


@pytest.mark.parametrize(
    ("table", "label", "height", "width"),
    [
        ("applications", "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）", 3, 3),
        ("applications", "申请人情况", 1, 7),
        ("applications", "自然人", 2, 1),
        ("applications", "法人或其他组织", 1, 5),
        ("applications", "总计", 2, 1),
        ("applications", "一、本年新收政府信息公开申请数量", 1, 3),
        ("applications", "三、本年度办理结果", 22, 1),
        ("applications", "（一）予以公开", 1, 2),
        ("applications", "（三）不予公开", 8, 1),
        ("applications", "（四）无法提供", 3, 1),
        ("applications", "（五）不予处理", 5, 1),
        ("applications", "（六）其他处理", 3, 1),
        ("applications", "3.其他", 1, 1),
        ("applications", "（七）总计", 1, 2),
        ("proactive", "第二十条第（一）项", 1, 4),
        ("proactive", "本年处理决定数量", 1, 3),
        ("disputes", "行政复议", 1, 5),
        ("disputes", "行政诉讼", 1, 10),
        ("disputes", "结果维持", 2, 1),
        ("disputes", "未经复议直接起诉", 1, 5),
    ],
)
def test_spans_of_the_2021_form(table, label, height, width):
    cell = next(cell for cell in F2021.tables[table].grid if cell.label == label)
    assert (cell.height, cell.width) == (height, width)


def test_spans_of_the_2019_form():
    grid = F2019.tables["applications"].grid
    assert next(cell for cell in grid if cell.label == "三、本年度办理结果").height == 20
    other = next(cell for cell in grid if cell.label == "（六）其他处理")
    assert (other.height, other.width) == (1, 2)


@pytest.mark.parametrize(
    "table", [table for f in FORMS.values() for table in f.tables.values()], ids=lambda t: t.key
)
def test_a_grid_tiles_its_rectangle_and_every_value_has_its_headers(table):
    area = sum(cell.height * cell.width for cell in table.grid)
    assert area == table.height * table.width
    values = [cell for cell in table.grid if cell.role == "value"]
    assert {cell.place for cell in values} == set(table.places)
    for cell in values:
        heads = [table.grid[index] for index in cell.labels]
        assert heads
        column = table.column(cell.place).text
        assert column in {head.label for head in heads}
        assert table.rows[cell.place.row].label.text in {head.label for head in heads}
        assert len({head.label for head in heads if head.role == "bar"}) <= 1


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("申请.本年新收.总计", Place("applications", "new", "total")),
        ("applications.new.total", Place("applications", "new", "total")),
        ("申请/其他原因/其他", Place("applications", "other_other", "other_organization")),
        ("申请.办理总计.自然人", Place("applications", "concluded_total", "natural_person")),
        ("复议诉讼.行政复议.其他结果", Place("disputes", "reconsideration", "other")),
        ("主动公开.规范性文件.现行有效件数", Place("proactive", "normative_documents", "in_force")),
        ("申请.不予公开.总计", None),
        ("申请.本年新收", None),
        ("", None),
    ],
)
def test_find(path, expected):
    assert F2021.find(path) == expected


def test_near_equal_labels_stay_apart():
    names = F2021.tables["applications"].row_names
    assert len({names[name] for name in ("3.其他", "(七)总计", "三安全一稳定", "其他原因")}) == 3
    assert names["3.其他"] == "other_other"


def broken(path, value):
    data = copy.deepcopy(dict(package_data("kinds/disclosure/forms/cn-disclosure-2021.yml")))
    spot = data
    for step in path[:-1]:
        spot = spot[step]
    if value is None:
        del spot[path[-1]]
    else:
        spot[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (["tables", 0, "blocks", 1, "columns", 0, "span"], "2", "form-spans-leave-gaps"),
        (["identities", 2, "right"], ["sum"], "form-identity-names-no-cell"),
        (["tables", 1, "blocks", 0, "rows", 1, "label"], "一、本年新收政府信息公开申请数量", "form-name-twice"),
        (["tables", 0, "caption"], None, "form-malformed"),
        (["years", "from"], "soon", "form-malformed"),
        (["years", "until"], "1999", "form-malformed"),
        (["id"], "none", "form-malformed"),
        (["tables", 0, "section"], "nowhere", "form-malformed"),
        (["tables", 0, "label"], "申请", "form-malformed"),
        (["tables", 0, "label"], "", "form-malformed"),
        (["years", "from"], "9" * 5000, "form-malformed"),
        (["tables"], [], "form-malformed"),
        (["name"], {"fr": "x"}, "form-malformed"),
        (["sections", 0, "topics", 0], [], "form-malformed"),
        (["identities", 0, "left"], [], "form-malformed"),
        (["identities", 0, "right"], "", "form-malformed"),
        (["identities", 0, "each"], "table", "form-malformed"),
        (["tables", 0, "blocks"], [], "form-malformed"),
        (["tables", 1, "blocks", 0, "rows"], [], "form-malformed"),
        (["tables", 1, "blocks", 0, "columns"], [], "form-malformed"),
        (["tables", 1, "key"], "proactive", "form-malformed"),
        (["tables", 1, "blocks", 0, "rows", 1, "key"], "new", "form-malformed"),
        (["tables", 1, "blocks", 0, "rows", 1, "key"], "", "form-malformed"),
        (["tables", 0, "blocks", 1, "columns", 0, "span"], "0", "form-malformed"),
        (["tables", 0, "blocks", 1, "columns", 0, "span"], "999999999", "form-malformed"),
        (["tables", 0, "blocks", 1, "columns", 0, "measure"], "length", "form-malformed"),
        (["tables", 0, "blocks", 1, "columns", 0, "colour"], "red", "form-malformed"),
    ],
)
def test_a_form_that_does_not_hold_together_is_refused(path, value, key):
    with pytest.raises(Refusal) as caught:
        form.from_data(broken(path, value))
    assert caught.value.key == key


def test_a_form_may_lack_its_notice_and_one_language():
    data = copy.deepcopy(dict(package_data("kinds/disclosure/forms/cn-disclosure-2021.yml")))
    data["name"], data["identities"][0]["basis"]["text"] = {"zh": "本地表式"}, {"en": "own"}
    del data["notice"]
    made = form.from_data(data)
    assert dict(made.names) == {"zh": "本地表式", "en": "本地表式"}
    assert dict(made.identities[0].basis) == {"zh": "own", "en": "own"}
    assert dict(made.notice) == {"number": "", "title": ""}


def test_a_table_with_a_corner_too_small_overlaps_or_gaps():
    data = broken(["tables", 1, "blocks", 0, "corner"], None)
    with pytest.raises(Refusal) as caught:
        form.from_data(data)
    assert caught.value.key == "form-spans-leave-gaps"


def test_identities_of_2021():
    by_rule = {}
    for identity in F2021.identities:
        by_rule.setdefault(identity.rule, []).append(identity)
    assert {rule: len(found) for rule, found in by_rule.items()} == {
        "SUM301": 7,
        "SUM302": 7,
        "SUM303": 25,
        "SUM304": 3,
    }
    assert {len(identity.left) for identity in by_rule["SUM302"]} == {21}
    assert {len(i.left) for i in F2019.identities if i.rule == "SUM302"} == {19}
