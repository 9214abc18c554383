"""The files a new site starts with: settings, register, an example report, recipes, an editor's schemas."""

import json
from collections.abc import Mapping
from importlib import resources
from string import Template
from typing import Final

from nianbao import __version__
from nianbao.archive import REGISTER
from nianbao.messages import Messages
from nianbao.model.yamltext import mapping, package_data

_DATA: Final = package_data("site.yml")

# The register's place in the folder of a site that `nianbao init` made.
REGISTER_FILE: Final = f"reports/{REGISTER}"


def files(messages: Messages, schemas: Mapping[str, object], *, with_example: bool = True) -> dict[str, str]:
    """Return the text of each file by its path below the new folder.

    `schemas` are the JSON Schemas for editors, of a report and of the register, by `report` and `register`.
    Without the example there is no register either: the site has one.
    """
    words = {
        "version": __version__,
        "language": messages.language,
        **{name: messages.word(f"init-{name}") for name in ("title", "home", "reports")},
    }
    templates = mapping(_DATA["files"]) | (mapping(_DATA["reports"]) if with_example else {})
    contents = {path: _filled(name, words) for path, name in templates.items()}
    schema_files = mapping(_DATA["schemas"])
    return contents | {schema_files[name]: _json_text(schema) for name, schema in schemas.items()}


def _filled(name: str, words: Mapping[str, str]) -> str:
    """Return a template of data/site/ filled in; a recipe's own variables stay as they are."""
    file = resources.files("nianbao").joinpath("data", "site", Template(name).substitute(words))
    return Template(file.read_text(encoding="utf-8")).safe_substitute(words)


def _json_text(value: object) -> str:
    """Return JSON as the files of a site have it, with a line feed at its end."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"
