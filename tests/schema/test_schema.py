"""`nianbao schema`: the schema and the reader agree on what a source may be."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from nianbao import archive, schema, source
from nianbao.messages import Messages
from nianbao.model import form
from nianbao.model.normalisation import label_key
from nianbao.rules import CATALOGUE
from nianbao.source.keys import CHINESE, NAMES
from places import ROOT
from rule_cases import cases, lay_out
from running import nianbao

FORMS = form.builtin()
WORDING = Messages("zh")
RULES = {rule.code: WORDING.rule(rule.code).title for rule in CATALOGUE}
VALIDATOR = jsonschema.Draft202012Validator
ANY = VALIDATOR(schema.of_forms(FORMS, WORDING, RULES))
OF = {name: VALIDATOR(schema.of_form(item, WORDING, RULES)) for name, item in FORMS.items()}
REGISTER = VALIDATOR(schema.of_register(WORDING))


class Loader(yaml.SafeLoader):
    """YAML as an editor reads it (1.2): `no` and dates are text, numbers are numbers, a key twice is no YAML."""

    def construct_mapping(self, node, deep=False):  # noqa: FBT002 - PyYAML's own signature
        keys = [key.value for key, _ in node.value]
        if len(keys) > len({*keys}):
            raise yaml.YAMLError(keys)
        return super().construct_mapping(node, deep)


Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern) for tag, pattern in found if not tag.endswith((":bool", ":timestamp", ":int", ":float"))
    ]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))
Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"[-+]?\d+$"), list("-+0123456789"))
Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"[-+]?\d*\.\d+$"), list("-+.0123456789"))
Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: int(node.value))


def matter(text):
    return text.split("\n---", 1)[0].removeprefix("---\n") if text.startswith("---\n") else text


def loaded(text):
    return yaml.load(matter(text), Loader)  # noqa: S506 - it is a safe loader


def accepts(validator, text):
    try:
        return validator.is_valid(loaded(text))
    except yaml.YAMLError:
        return False


SOURCES = sorted(
    path
    for pattern in ("reports/*/*.md", "tests/cases/rules/base/*.md", "tests/cases/pages/**/reports/*/*.md", "tests/cases/importers/*/expected.md")
    for path in ROOT.glob(pattern)
)  # fmt: skip


# Forms of which neither takes a source of the other; of forms with the same rows one takes more than its own.
NATIONAL = ("cn-disclosure-2019", "cn-disclosure-2021")


def is_sound(path, text):
    """Whether the reader minds neither keys nor shapes, and no count is one that can't be."""
    reading = source.read(text.encode(), path.name, FORMS)
    # What takes more than one value to judge is no matter of shape.
    problems = {
        problem.code
        for problem in reading.problems
        if problem.variant not in {"correction_now", "correction_chain"}
    } - {"SRC007"}
    if reading.report is None or reading.report.form is None:
        return reading.report is not None and not problems
    return not problems and not any(
        figure.cell.value is not None and (figure.cell.value < 0 or figure.cell.value % 1)
        for place, figure in reading.report.figures.items()
        if reading.report.form.measure(place) == "count" and not figure.cell.unit
    )


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_real_sources(path):
    text = path.read_text("utf-8")
    sound, report = is_sound(path, text), source.read(text.encode(), path.name, FORMS).report
    assert accepts(ANY, text) == sound
    for name in NATIONAL:
        if report and report.form:
            assert accepts(OF[name], text) == (sound and name == report.form_id)


def test_there_are_real_sources():
    assert len(SOURCES) >= 15


def mutations():
    for parameter in cases():
        code, case = parameter.values
        if code[:3] in {"SRC", "FIG", "WVR"} and "encoding" not in case:
            yield pytest.param(code, case, id=parameter.id)


@pytest.mark.parametrize(("code", "case"), [*mutations()])
def test_the_cases_of_the_rules(code, case, tmp_path):
    lay_out(tmp_path, case)
    for entry in archive.load(tmp_path / "reports").entries:
        path = Path(entry.file)
        if entry.is_register or path.suffix != ".md" or entry.report is None:
            continue
        text = path.read_text("utf-8")
        assert accepts(ANY, text) == is_sound(path, text), code


def test_every_case_of_a_wrong_shape_was_among_them():
    wrong = [
        case
        for parameter in mutations()
        for code, case in [parameter.values]
        if code in {"SRC002", "SRC003", "SRC004"} and case.get("findings")
    ]
    assert len(wrong) >= 15


HEAD = "机关: x\n年度: {}\n"
BROKEN = {
    "no agency": "年度: 2023\n",
    "no year": "机关: x\n",
    "empty agency": "机关: ~\n年度: 2023\n",
    "a year of two digits": HEAD.format(23),
    "key twice, in two languages": HEAD.format(2023) + "year: 2023\n",
    "row twice, in two languages": HEAD.format(2023) + "申请: {本年新收: ~, new: ~}\n",
    "row twice, short and official": HEAD.format(2023) + "申请: {予以公开: ~, （一）予以公开: ~}\n",
    "column twice": HEAD.format(2023) + "主动公开: {规章: {本年制发件数: 0, issued: 0}}\n",
    "table twice": HEAD.format(2023) + "申请: {}\napplications: {}\n",
    "unknown row": HEAD.format(2023) + "申请: {本年薪收: [0, 0, 0, 0, 0, 0, 0]}\n",
    "row of another form": HEAD.format(2023) + "申请: {其他处理: [0, 0, 0, 0, 0, 0, 0]}\n",
    "row of a later form": HEAD.format(2020) + "申请: {逾期不补正: [0, 0, 0, 0, 0, 0, 0]}\n",
    "row too short": HEAD.format(2023) + "申请: {本年新收: [0, 0, 0]}\n",
    "row too long": HEAD.format(2023) + "主动公开: {规章: [0, 0, 1,234]}\n",
    "list in a list": HEAD.format(2023) + "主动公开: {规章: [0, 0, [1]]}\n",
    "one value for many columns": HEAD.format(2023) + "申请: {本年新收: 0}\n",
    "auto where nothing adds up": HEAD.format(2023) + "申请: {本年新收: [自动, 0, 0, 0, 0, 0, 0]}\n",
    "auto row where one cell has no sum": HEAD.format(2023) + "申请: {本年新收: 自动}\n",
    "auto as default": HEAD.format(2023) + "申请: {默认: 自动}\n",
    "negative": HEAD.format(2023) + "主动公开: {行政许可: -3}\n",
    "half a case": HEAD.format(2023) + "主动公开: {行政许可: 1.5}\n",
    "table as list": HEAD.format(2023) + "申请: [1, 2]\n",
    "no such day": HEAD.format(2023) + "落款日期: 2024-02-30\n",
    "a date in words": HEAD.format(2023) + "落款日期: 2024年1月5日\n",
    "unknown form": HEAD.format(2023) + "表式: cn-2021\n",
    "tables without a form": HEAD.format(2017) + "申请: {}\n",
    "unknown section": HEAD.format(2023) + "正文: {总体情形: 一}\n",
    "section twice": HEAD.format(2023) + "正文: {总体情况: 一, overview: 二}\n",
    "waiver without reason": HEAD.format(2023) + "说明: [{规则: YRS401}]\n",
    "waiver with an unknown key": HEAD.format(2023) + "说明: [{规则: YRS401, 理由: x, 位子: y}]\n",
    "source as text": HEAD.format(2023) + "来源: x\n",
}  # fmt: skip
SOUND = {
    "the smallest": HEAD.format(2023),
    "a year as text": "机关: x\n年度: '2023'\n",
    "before any form": HEAD.format(2017),
    "prose only on purpose": HEAD.format(2023) + "表式: none\n正文: {随便: 一}\n",
    "in Chinese": HEAD.format(2017) + "表式: 无表式\n",
    "an older form by name": HEAD.format(2023) + "表式: cn-disclosure-2019\n申请: {其他处理: [0, 0, 0, 0, 0, 0, 0]}\n",
    "blanks, marks and text": HEAD.format(2023) + "申请: {本年新收: [~, ~, /, —, 12件, '1,234', １２]}\n",
    "auto": HEAD.format(2023) + "申请: {本年新收: [1, 2, 3, 4, 5, 6, 自动], 办理总计: 自动, granted: [0, 0, 0, 0, 0, 0, auto]}\n",
    "a mapping": HEAD.format(2023) + "申请: {本年新收: {自然人: 3, total: 自动}}\n",
    "a row of nothing": HEAD.format(2023) + "申请: {本年新收: }\n",
    "a default": HEAD.format(2023) + "申请: {默认: 0, 本年新收: [1, 0, 0, 0, 0, 0, 1]}\n",
    "an amount": HEAD.format(2023) + "主动公开: {行政事业性收费: 43.788}\n",
    "a signed change": HEAD.format(2020) + "主动公开: {行政许可: [3, -8, 12]}\n",
    "one waiver alone": HEAD.format(2023) + "说明: {规则: YRS401, 理由: x, 有效期: 2026-12-31}\n",
    "numbered sections": HEAD.format(2023) + "正文: {一、总体情况: 一, 导语: 零, 其他需要报告的事项: {标题: 六, 正文: 无}}\n",
    "a short date": HEAD.format(2023) + "落款日期: 2024-1-5\n",
}  # fmt: skip


@pytest.mark.parametrize("name", [*BROKEN, *SOUND])
def test_the_schema_agrees_with_the_reader(name):
    text = {**BROKEN, **SOUND}[name]
    assert is_sound(Path("x.yml"), text) == (name in SOUND)
    assert accepts(ANY, text) == (name in SOUND), [*ANY.iter_errors(loaded(text))]


REGISTERS = {
    "- {标识: a, 名称: 甲局}": True,
    "": True,
    "- {id: a, name: 甲局, kind: 政府, makes_regulations: true, aliases: [甲], predecessors: b, deadline: 02-20}": True,
    "- {标识: 示例局, 名称: 甲局, 可制定规章: 是, 类型: department}": True,
    "- {标识: a}": False,
    "- {标识: a, id: a, 名称: 甲局}": False,
    "- {标识: a b, 名称: 甲局}": False,
    "- {标识: -a, 名称: 甲局}": False,
    "- {标识: a, 名称: 甲局, 类型: 公司}": False,
    "- {标识: a, 名称: 甲局, 期限: 02-30}": False,
    "- {标识: a, 名称: 甲局, 期限: 二月}": False,
    "- {标识: a, 名称: 甲局, 名字: 乙}": False,
    "{标识: a, 名称: 甲局}": False,
    "- a": False,
}


@pytest.mark.parametrize("text", REGISTERS)
def test_registers(text):
    assert (not source.read_register(text.encode(), "agencies.yml")[1]) == REGISTERS[text]
    assert accepts(REGISTER, text) == REGISTERS[text]


def test_the_example_register():
    for path in ROOT.glob("**/reports/agencies.yml"):
        if ".venv" not in path.parts:
            assert accepts(REGISTER, path.read_text("utf-8"))


def resolved(part, whole):
    """A part of a schema, with what it refers to."""
    while "$ref" in part:
        part = whole["$defs"][part["$ref"].removeprefix("#/$defs/")] | {
            k: v for k, v in part.items() if k != "$ref"
        }
    return part


@pytest.mark.parametrize("name", FORMS)
def test_editors_can_explain_every_row_and_column(name):
    whole, item = OF[name].schema, FORMS[name]
    for table in item.tables.values():
        offered = resolved(whole["properties"][table.label], whole)["anyOf"][0]["properties"]
        for row in table.rows.values():
            key = resolved(offered[row.key], whole)
            assert "doNotSuggest" not in {**offered[row.label.name], **offered[row.key]}
            assert row.label.text in key["description"]
            assert row.label.text in key["markdownDescription"]
            for column, cell in zip(row.columns, key["anyOf"][0]["prefixItems"], strict=True):
                assert column.text in resolved(cell, whole)["description"]
            for writing in row.label.writings:
                assert writing in offered or label_key(writing) not in table.row_names


def test_every_key_of_sources_is_in_the_schema():
    properties = OF["cn-disclosure-2021"].schema["properties"]
    assert {*NAMES()["report"], *CHINESE()["report"].values()} <= properties.keys()


@pytest.mark.parametrize(
    ("words", "language"),
    [((), "zh"), (("cn-disclosure-2019",), "en"), (("agencies",), "zh"), (("agencies",), "en")],
)
def test_the_command(site, words, language):
    run = nianbao("schema", *words, cwd=site, language=language)
    assert (run.returncode, run.stderr) == (0, "")
    printed = json.loads(run.stdout)
    VALIDATOR.check_schema(printed)
    assert printed["$schema"].endswith("2020-12/schema")
    written = nianbao("schema", *words, "-o", "editor/schema.json", cwd=site, language=language, seed="1")
    assert (written.returncode, written.stdout) == (0, "")
    assert (site / "editor/schema.json").read_text("utf-8") == run.stdout


def test_a_form_of_the_site_is_in_it(site):
    (site / "reports/forms").mkdir()
    text = (ROOT / "plugin/nianbao/data/kinds/disclosure/forms/cn-disclosure-2021.yml").read_text("utf-8")
    (site / "reports/forms/next.yml").write_text(
        re.sub(r"years: \{.*\}", "years: {from: 2030}", text)
        .replace("id: cn-disclosure-2021", "id: next")
        .replace("行政许可}", "许可事项}"),
        "utf-8",
    )
    made = VALIDATOR(json.loads(nianbao("schema", cwd=site).stdout))
    named = HEAD.format(2031) + "表式: next\n"
    assert accepts(made, named + "主动公开: {许可事项: 1}\n")
    assert not accepts(made, named + "主动公开: {行政许可: 1}\n")
    # The years have a form already: unless a source names the site's own, it changes nothing.
    for year in (2029, 2031):
        assert not accepts(made, HEAD.format(year) + "主动公开: {许可事项: 1}\n")
        assert accepts(made, HEAD.format(year) + "主动公开: {行政许可: 1}\n")
    assert accepts(made, HEAD.format(2017))


@pytest.mark.parametrize("kind", ["md", "yml"])
@pytest.mark.parametrize("keys", ["zh", "en"])
def test_what_new_writes_is_accepted(site, kind, keys):
    assert nianbao("new", "example-bureau", "2024", "--to", kind, "--keys", keys, cwd=site).returncode == 0
    assert accepts(ANY, (site / f"reports/example-bureau/2024.{kind}").read_text("utf-8"))


def test_an_unknown_form_is_refused(site):
    run = nianbao("schema", "x", cwd=site)
    assert (run.returncode, run.stdout) == (2, "")
    assert f"没有表式 x。可用的有：{'、'.join(FORMS)}、agencies" in run.stderr
