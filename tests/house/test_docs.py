"""The documentation: every message is on its page, every option and command in the reference, and guides do what they say."""

import ast
import re
import shlex
import shutil
import subprocess

import pytest
from bs4 import BeautifulSoup

import nianbao as package
from nianbao.cli import cli
from nianbao.mkdocs_options import NianbaoConfig
from nianbao.model.yamltext import package_data
from nianbao.rules import CATALOGUE
from places import PACKAGE, ROOT
from running import AGENCY, BASE, ENVIRONMENT, change, checked, mkdocs, nianbao

DOCS = ROOT / "docs"
GUIDES = {path.stem: path.read_text("utf-8") for path in (DOCS / "guides").glob("*.md")}
ENGLISH = {path.stem: path.read_text("utf-8") for path in (DOCS / "en/guides").glob("*.md")}


def block(text, language, number=0):
    """Return a block of code of a page, without the indentation of its list."""
    found = re.findall(rf"(?m)^( *)```{language}\n(.*?)^ *```", text, re.DOTALL)
    indent, code = found[number]
    return re.sub(rf"(?m)^{indent}", "", code)


def shell(text, cwd):
    """Run a page's commands as they are written."""
    run = subprocess.run(
        ["sh", "-eu", "-c", text], cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    return run.stdout


def built(site, **files):
    """Build a folder's site and return a report's page; `files` are more of its files."""
    (site / "docs").mkdir()
    (site / "docs/index.md").write_text("# home\n", "utf-8")
    for name, text in files.items():
        (site / name.replace("_", ".", 1)).write_text(text, "utf-8")
    shell("mkdocs build --strict", site)
    return (site / f"site/reports/{AGENCY}/2023/index.html").read_text("utf-8")


@pytest.fixture(scope="module")
def messages(tmp_path_factory):
    """The rows of the page of messages, as a reader sees them: key, Chinese, English."""
    home = tmp_path_factory.mktemp("messages")
    shutil.copytree(ROOT / "hooks", home / "hooks")
    (home / "docs").mkdir()
    (home / "docs/index.md").write_text("# home\n", "utf-8")
    (home / "mkdocs.yml").write_text(
        "site_name: x\ntheme: mkdocs\nplugins: []\nhooks: [hooks/messages.py]\n", "utf-8"
    )
    assert mkdocs("build", "--quiet", cwd=home).returncode == 0
    soup = BeautifulSoup((home / "site/reference/messages/index.html").read_bytes(), "html.parser")
    for line in soup.select("td br"):
        line.replace_with("\n")
    return [tuple(cell.get_text() for cell in row.select("td")) for row in soup.select("tbody tr")]


def test_every_message_is_on_the_page_word_for_word(messages):
    shown = set(messages)
    for file in sorted((PACKAGE / "data/words").glob("*.yml")):
        for key, said in package_data(f"words/{file.name}").items():
            assert (key, said["zh"].strip(), said["en"].strip()) in shown, key
    for rule in CATALOGUE:
        for variant, said in package_data(f"rules/{rule.code}.yml")["messages"].items():
            assert (variant, said["zh"].strip(), said["en"].strip()) in shown, rule.code


def test_every_refusal_of_the_code_has_its_message(messages):
    keys = {key for key, *_ in messages}
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refusal":
                first = node.args[0]
                told = (
                    [n.value for n in ast.walk(first) if isinstance(n, ast.Constant)]
                    if isinstance(first, (ast.Constant, ast.IfExp))
                    else []
                )
                assert {key for key in told if isinstance(key, str) and "-" in key} <= keys, path


def test_the_reference_knows_every_option_and_command():
    plugin = (DOCS / "reference/plugin.md").read_text("utf-8")
    options = re.findall(r"(?m)^      (\w+):", block(plugin, "yaml"))
    assert sorted(options) == sorted(NianbaoConfig())
    commands = (DOCS / "reference/commands.md").read_text("utf-8")
    for command in cli.commands.values():
        assert f"nianbao {command.name}" in commands
        for option in {flag for item in command.params for flag in item.opts if flag.startswith("--")} - {
            "--help"
        }:
            assert f"`{option}" in commands or f"{option} " in commands, (command.name, option)


@pytest.mark.parametrize("page", sorted(ENGLISH))
def test_twins_name_each_other(page):
    assert f"(../en/guides/{page}.md)" in GUIDES[page]
    assert f"(../../guides/{page}.md)" in ENGLISH[page]


@pytest.mark.parametrize("text", [GUIDES["findings"], ENGLISH["findings"]], ids=["zh", "en"])
def test_the_waiver_of_the_guide_explains_its_finding(site, text):
    source = site / f"reports/{AGENCY}/2023.md"
    change(source, "予以公开: [40, 10, 1, 0, 2, 2, 55]", "予以公开: [40, 10, 1, 0, 2, 2, 54]")
    told = nianbao("check", cwd=site).stdout.splitlines()
    if text is GUIDES["findings"]:
        assert set(block(text, "text").splitlines()) <= set(told)
    content = source.read_text("utf-8")
    head, rest = content.split("\n---\n", 1)
    source.write_text(f"{head}\n{block(text, 'yaml')}---\n{rest}", "utf-8")
    found = [f for r in checked(cwd=site)["reports"] for f in r["findings"] if f["code"] in {"SUM303", "WVR001"}]
    assert [(f["code"], bool(f["waived"])) for f in found] == [("SUM303", True)]


def test_the_register_of_the_guide_adds_up_the_predecessors(site):
    (site / "reports/agencies.yml").write_text(block(GUIDES["mergers"], "yaml"), "utf-8")
    for agency in ("culture", "tourism"):
        text = (BASE / "2023.md").read_text("utf-8").replace(AGENCY, agency).replace("年度: 2023", "年度: 2024")
        (site / f"reports/{agency}").mkdir()
        (site / f"reports/{agency}/2024.md").write_text(text, "utf-8")
    shutil.rmtree(site / f"reports/{AGENCY}")
    assert nianbao("new", "culture-tourism", "2025", cwd=site).returncode == 0

    def row(path, name):
        return [
            int(n)
            for n in re.search(rf"{name}: \[([\d, ]+)", (site / path).read_text("utf-8"))[1].split(",")
            if n.strip()
        ]

    closing = row("reports/culture/2024.md", "结转下年度")
    opening = row("reports/culture-tourism/2025.md", "上年结转")
    assert opening == [2 * figure for figure in closing[: len(opening)]]


def test_the_form_of_the_guide_is_used(site):
    shell(block(GUIDES["forms"], "sh"), site)
    change(site / "reports/forms/our-form.yml", "id: cn-disclosure-2021", "id: our-form")
    change(site / f"reports/{AGENCY}/2023.md", "年度: 2023\n", "年度: 2023\n表式: our-form\n")
    assert {r["year"]: r["form"] for r in checked(cwd=site)["reports"]} == {
        2022: "cn-disclosure-2021",
        2023: "our-form",
    }


def test_the_template_of_the_guide_replaces_the_package_s(site):
    (site / "overrides/nianbao").mkdir(parents=True)
    (site / "overrides/nianbao/report_open.html").write_text(block(GUIDES["templates"], "html"), "utf-8")
    settings = "site_name: x\nplugins: [nianbao]\n" + block(GUIDES["templates"], "yaml").replace(
        "material", "mkdocs"
    )
    page = BeautifulSoup(built(site, mkdocs_yml=settings), "html.parser")
    assert page.select_one(".nb-report > .our-note").get_text() == "本页以公布的原件为准。"
    assert page.select_one(".nb-report .nb-verdict")


def test_what_the_guide_on_publishing_exports(tmp_path):
    nianbao("init", "our", cwd=tmp_path)
    home = tmp_path / "our"
    assert block(GUIDES["publishing"], "sh", 1) == block(ENGLISH["publishing"], "sh")
    shell(block(GUIDES["publishing"], "sh", 1) + block(GUIDES["publishing"], "sh", 2), home)
    assert "<table" in (home / "report.html").read_text("utf-8")
    assert (home / f"out/{AGENCY}/2024/report.docx").is_file()
    assert "".join(shlex.split(block(GUIDES["publishing"], "sh"))[:2]) == "shci/publish.sh"


@pytest.mark.slow
@pytest.mark.parametrize("page", ["README.md", "README.en.md"])
def test_a_new_user_with_the_readme_alone(page, tmp_path):
    """From an empty folder to a built site with one's own report, by the commands of the README."""
    text = (ROOT / page).read_text("utf-8")
    lines = [line.split("#")[0].strip() for line in block(text, "sh").splitlines()]
    shutil.copy(ROOT / "examples/weishi-zone-2024.docx", tmp_path / "2024.docx")
    said = [line for line in lines if not line.startswith(("pip ", "mkdocs serve"))]
    shell("\n".join([*said, "mkdocs build --strict"]), tmp_path)
    pages = (tmp_path / "my-site/site/reports").glob("*/2024/index.html")
    assert sorted(
        "尉氏县先进制造业开发区" in page.read_text("utf-8") for page in pages if "years" not in page.parts
    ) == [False, True]
    (tmp_path / "my-site/mkdocs.yml").write_text(block(text, "yaml"), "utf-8")
    shell("mkdocs build --strict", tmp_path / "my-site")


def test_the_package_says_its_version():
    assert nianbao("--version", cwd=ROOT).stdout.split()[-1] == package.__version__
