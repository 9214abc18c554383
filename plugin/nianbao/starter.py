"""The files a new site starts with: settings, register, an example report, recipes, an editor's schemas."""

import json
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Final

from nianbao import __version__, schema
from nianbao.archive import REGISTER
from nianbao.form import builtin
from nianbao.schema.names import Schema
from nianbao.wording import Wording
from nianbao.yamltext import mapping, package_data

_DATA: Final = package_data("site.yml")

# The register's place in the folder of a site that `nianbao init` made.
REGISTER_FILE: Final = f"reports/{REGISTER}"


def files(wording: Wording, rules: Mapping[str, str], *, with_example: bool = True) -> dict[str, str]:
    """Return the text of each file by its path below the new folder.

    `rules` gives the title of each rule by its code, for the editor. Without the example there is no register
    either: the site has one.
    """
    words = {
        "version": __version__,
        "language": wording.language,
        **{name: wording.word(f"init-{name}") for name in ("title", "home", "reports")},
    }
    wanted = mapping(_DATA["files"]) | (mapping(_DATA["reports"]) if with_example else {})
    made = {path: _filled(name, words) for path, name in wanted.items()}
    places = mapping(_DATA["schemas"])
    made[places["report"]] = _json(schema.of_forms(builtin(), wording, rules))
    made[places["register"]] = _json(schema.of_register(wording))
    return made


def _filled(name: str, words: Mapping[str, str]) -> str:
    """Return a template of data/site/ filled in; a recipe's own variables stay as they are."""
    file = resources.files("nianbao").joinpath("data", "site", Template(name).substitute(words))
    return Template(file.read_text(encoding="utf-8")).safe_substitute(words)


def _json(made: Schema) -> str:
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"
