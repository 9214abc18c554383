"""What mkdocs.yml says is understood once: the plugin and the commands see the same site."""

import re
from dataclasses import replace

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, PluginError

from nianbao.messages import Messages
from nianbao.mkdocs_options import NianbaoConfig
from nianbao.model.finding import Refusal
from nianbao.settings import OPTIONS, Settings, settings_of
from running import mkdocs, nianbao

SITES = {
    "nothing chosen": "plugins: [nianbao]\n",
    "everything chosen": """site_url: https://example.org/年报
use_directory_urls: false
plugins:
  - search
  - nianbao: {path: /gk/nianbao/, language: en, findings: errors, license: CC0, reviews: [初审, 终审],
      reviews_since: 2023, downloads: [csv, json, csv], rules: {SUM302: off, DAT702: error, FIG202: "off"}}
""",
    "a mapping of plugins": "plugins:\n  search: {}\n  nianbao:\n    findings: none\n    downloads: []\n",
    "an alias merged": "extra:\n  x: &o {findings: none, reviews: [终审]}\nplugins:\n  - nianbao: {<<: *o, language: en}\n",
    "two aliases merged": "extra:\n  x: &a {findings: none}\n  y: &b {language: en}\nplugins:\n  - nianbao: {<<: [*a, *b]}\n",
    "no search": "plugins:\n  - nianbao: {search: off}\n",
    "empty values": "plugins:\n  - nianbao: {license: '', rules: {}, reviews: []}\n",
}
ENVIRONMENTS = {
    "a variable": ("findings: !ENV SHOWN", {"SHOWN": "none"}),
    "one that is not set": ("findings: !ENV SHOWN, license: !ENV LICENCE", {}),
    "the first that is set": ("findings: !ENV [FIRST, SHOWN, all]", {"SHOWN": "errors"}),
    "the default": ("findings: !ENV [SHOWN, errors], reviews: !ENV [STAGES, [终审]]", {}),
    "a list of one name": ("language: !ENV [SPOKEN]", {"SPOKEN": "en"}),
    "a number, a switch": ("reviews: [终审], reviews_since: !ENV SINCE, rules: {SUM302: !ENV LEVEL}", {"SINCE": "2022", "LEVEL": "off"}),
    "one that is empty": ("license: !ENV LICENCE", {"LICENCE": ""}),
}  # fmt: skip
FAULTS = {
    "path: ../x": "option-path",
    "path: ''": "option-path",
    "path: /": "option-path",
    "rules: {SUM999: off}": "option-rule-unknown",
    "rules: {SUM302: loud}": "option-rule-severity",
    "reviews: [终审, ' ']": "option-reviews",
    "findings: some": "option-choice",
    "findings: [none]": "option-choice",
    "language: fr": "option-choice",
    "search: fast": "option-choice",
    "reviews: 终审": "option-shape",
    "downloads: csv": "option-shape",
    "rules: [SUM302]": "option-shape",
    "reviews: [终审], reviews_since: soon": "option-shape",
}


def configured(site, text):
    (site / "docs").mkdir(exist_ok=True)
    (site / "mkdocs.yml").write_text(f"site_name: 示例\ntheme: mkdocs\n{text}", encoding="utf-8")
    config = load_config(str(site / "mkdocs.yml"))
    return config, config.plugins["nianbao"]


@pytest.mark.parametrize("name", SITES)
def test_plugin_and_commands_see_the_same_site(site, name):
    config, plugin = configured(site, SITES[name])
    plugin.on_config(config)
    read = settings_of(site / "reports")
    assert replace(plugin.options, template_dirs=(), search=False) == read.render_options
    ours = plugin.settings
    assert (ours.language, ours.reviews, ours.reviews_since) == (read.language, read.reviews, read.reviews_since)
    assert ours.whole == read.whole


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_variables_of_the_environment_are_filled_in_as_a_build_does(site, monkeypatch, name):
    option, variables = ENVIRONMENTS[name]
    monkeypatch.setenv("ADDRESS", "https://example.org/gk")
    for variable, value in variables.items():
        monkeypatch.setenv(variable, value)
    config, plugin = configured(site, f"site_url: !ENV ADDRESS\nplugins:\n  - nianbao: {{{option}}}\n")
    plugin.on_config(config)
    read = settings_of(site / "reports")
    assert read.site_url == "https://example.org/gk/"
    assert replace(plugin.options, template_dirs=(), search=False) == read.render_options
    assert (plugin.settings.reviews, plugin.settings.reviews_since) == (read.reviews, read.reviews_since)


@pytest.mark.parametrize("option", FAULTS)
def test_what_is_wrong_is_refused_by_plugin_and_commands(site, option):
    def build():
        config, plugin = configured(site, f"plugins:\n  - nianbao: {{{option}}}\n")
        plugin.on_config(config)

    with pytest.raises((PluginError, Abort)):
        build()
    with pytest.raises(Refusal) as refused:
        settings_of(site / "reports")
    assert refused.value.key == FAULTS[option]


@pytest.mark.parametrize(
    "text",
    [
        "plugins: [search]\n",
        "plugins:\n  - nianbao: {reports_dir: other, language: en}\n",
        "",
    ],
)
def test_a_file_of_another_site_says_nothing(site, text):
    (site / "mkdocs.yml").write_text(text, encoding="utf-8")
    assert settings_of(site / "reports") == Settings()
    assert not Settings().language


@pytest.mark.parametrize("own", ["plugins: [nianbao]\n", "", "plugins: {nianbao: {language: en}}\n"])
def test_what_a_file_inherits_counts(site, own):
    (site / "base.yml").write_text(
        "site_url: https://example.org/\nplugins: {nianbao: {findings: none, reviews: [终审]}}\n", encoding="utf-8"
    )
    config, plugin = configured(site, f"INHERIT: base.yml\n{own}")
    plugin.on_config(config)
    read = settings_of(site / "reports")
    assert replace(plugin.options, template_dirs=(), search=False) == read.render_options
    assert plugin.settings.reviews == read.reviews


@pytest.mark.parametrize(
    "content",
    [
        b"plugins: [{nianbao: [\n",
        "plugins: 年报\n".encode("gb18030"),
        b"a: {<<: [{findings: none}, {findings: all}]}\n",
        b"\xff\xfea\x00",
        b"plugins: [nianbao]\nsite_url: !ENV {a: b}\n",
    ],
)
def test_a_file_that_can_not_be_read_is_refused(site, content):
    (site / "mkdocs.yml").write_bytes(content)
    with pytest.raises(Refusal) as refused:
        settings_of(site / "reports")
    assert refused.value.key == "settings-unreadable"
    chinese = Messages("zh").refusal(refused.value)
    assert "mkdocs.yml" in chinese
    assert not re.search(r"[a-z]{2,} [a-z]{2,}", chinese), "a parser's words"


@pytest.mark.parametrize("where", [".", "reports", "reports/deeper"])
def test_render_writes_nothing_among_the_sources(site, where):
    before = sorted(site.rglob("*"))
    done = nianbao("render", "-o", where, cwd=site)
    assert done.returncode == 2
    assert "reports" in done.stderr
    assert sorted(site.rglob("*")) == before


@pytest.mark.parametrize("parent", ["nowhere.yml", "mkdocs.yml"], ids=["missing", "circle"])
def test_what_can_not_be_inherited_is_refused(site, parent):
    (site / "mkdocs.yml").write_text(f"INHERIT: {parent}\nplugins: [nianbao]\n", encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        settings_of(site / "reports")
    assert refused.value.key == "settings-unreadable"


def test_the_commands_know_the_options_of_the_plugin():
    assert tuple(dict(NianbaoConfig())) == OPTIONS


@pytest.mark.parametrize(
    ("plugins", "named"),
    [
        ("[{nianbao: {fail_on: maybe}}]", "maybe"),
        ("[{nianbao: {colour: red}}]", "colour"),
        ("[{nianbao: [a]}]", "：mkdocs.yml："),
        ("[{nianbao: a}]", "mkdocs.yml:2"),
        ("nianbao", "mkdocs.yml:2"),
    ],
)
def test_what_a_build_does_not_take_the_commands_do_not_take(site, plugins, named):
    (site / "mkdocs.yml").write_text(f"site_name: a\nplugins: {plugins}\n", encoding="utf-8")
    assert mkdocs("build", "--strict", cwd=site).returncode
    for words in (("export", "reports", "--to", "csv", "-o", "out"), ("render", "-o", "out")):
        done = nianbao(*words, cwd=site)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)
        assert named in done.stderr
        assert not (site / "out").exists()
