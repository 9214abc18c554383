"""What mkdocs.yml says is understood once: the plugin and the commands see the same site."""

from dataclasses import replace

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError

from nianbao.settings import Settings, settings_of

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
    "empty values": "plugins:\n  - nianbao: {license: '', rules: {}, reviews: []}\n",
}
FAULTS = {
    "path: ../x": "option-path",
    "path: ''": "option-path",
    "path: /": "option-path",
    "rules: {SUM999: off}": "option-rule-unknown",
    "rules: {SUM302: loud}": "option-rule-severity",
    "reviews: [终审, ' ']": "option-reviews",
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
    assert replace(plugin.options, template_dirs=()) == read.render_options
    ours = plugin.settings
    assert (ours.language, ours.reviews, ours.reviews_since) == (read.language, read.reviews, read.reviews_since)
    assert ours.whole == read.whole


@pytest.mark.parametrize("option", FAULTS)
def test_the_plugin_refuses_what_the_commands_pass_over(site, option):
    config, plugin = configured(site, f"plugins:\n  - nianbao: {{{option}}}\n")
    with pytest.raises(PluginError):
        plugin.on_config(config)
    read = settings_of(site / "reports")
    assert [fault.key for fault in read.faults()] == [FAULTS[option]]
    assert read.path == Settings().path
    assert not read.severities


@pytest.mark.parametrize(
    "text",
    [
        "plugins: [search]\n",
        "plugins:\n  - nianbao: {reports_dir: other, language: en}\n",
        "plugins: [{nianbao: [\n",
        "",
    ],
)
def test_a_file_of_another_site_says_nothing(site, text):
    (site / "mkdocs.yml").write_text(text, encoding="utf-8")
    assert settings_of(site / "reports") == Settings()
    assert not Settings().language
