"""What the mkdocs.yml of a site says of its reports, interpreted once for the plugin and the commands."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from nianbao import downloads
from nianbao.checking.visibility import CHOICES
from nianbao.downloads import SiteInfo
from nianbao.messages import LANGUAGES, rule_codes
from nianbao.model import disk, normalisation
from nianbao.model.disk import Kind
from nianbao.model.fault import Fault, as_fault
from nianbao.model.finding import Refusal, Severity
from nianbao.model.yamltext import Plain, YamlError, fault_of, located, parse, tree

if TYPE_CHECKING:
    from nianbao.render import Options

FILE: Final = "mkdocs.yml"
REPORTS: Final = "reports"
CACHE: Final = ".cache/nianbao"

# The options of the plugin, as docs/reference/plugin.md explains them, and what fails a build.
OPTIONS: Final = (
    "reports_dir", "path", "language", "findings", "fail_on", "handback", "rules", "reviews", "reviews_since",
    "downloads", "license", "cache_dir", "search",
)  # fmt: skip
FAIL_ON: Final = ("error", "warning", "never")
SEARCHES: Final = ("auto", "off")
# What MkDocs itself takes for any plugin.
_OF_MKDOCS: Final = ("enabled",)
# Plain YAML reads an unquoted `off` as False.
_LEVELS: Final = {"false": Severity.OFF, **{severity.value: severity for severity in Severity}}
# Files that inherit from one another.
_MOST_PARENTS: Final = 20
_LONGEST_NAME: Final = 200  # Bytes; file systems end at 255.


@dataclass(frozen=True)
class Settings:
    """The settings of one site: `site` are those of MkDocs itself, `options` those of the plugin.

    Values may be text, as the commands read the file, or what MkDocs made of it. A value that won't do counts as
    not given; `faults` names it.
    """

    site: Mapping[str, object] = field(default_factory=dict)
    options: Mapping[str, object] = field(default_factory=dict)

    @cached_property
    def path(self) -> str:
        """The folder of the site the pages go to, without slashes at its ends; `reports` where none is given."""
        return REPORTS if self._is_no_path() else PurePosixPath(self._path().strip("/")).as_posix()

    @property
    def findings(self) -> str:
        """What the public pages show: all, errors or none."""
        stated = _text(self.options, "findings")
        return stated if stated in CHOICES else "all"

    @property
    def language(self) -> str:
        """The language of the pages; nothing where there is no site, or the file names none we speak."""
        stated = _text(self.options, "language") or LANGUAGES[0]
        return stated if self.site and stated in LANGUAGES else ""

    @property
    def license(self) -> str:
        """The licence of the data: its name, its address, or nothing."""
        return _text(self.options, "license")

    @property
    def site_url(self) -> str:
        """The address the site will have, with a slash at its end as MkDocs writes it; or nothing."""
        stated = _text(self.site, "site_url")
        return stated and stated.rstrip("/") + "/"

    @property
    def directory_urls(self) -> bool:
        """Whether addresses end at a folder; otherwise they name its `index.html`."""
        return _text(self.site, "use_directory_urls").lower() != "false"

    @cached_property
    def severities(self) -> dict[str, Severity]:
        """The severities the site gives to rules, by code, in the order of the catalogue.

        Unknown codes and levels are left out; `faults` names them.
        """
        chosen = {code: _LEVELS.get(stated.lower()) for code, stated in self._rules()}
        return {code: level for code in rule_codes() if (level := chosen.get(code)) is not None}

    @property
    def downloads(self) -> tuple[str, ...]:
        """The kinds of downloads the site wants, in the order it names them."""
        chosen = self.options.get("downloads")
        named = dict.fromkeys(map(str, chosen)) if isinstance(chosen, (list, tuple)) else downloads.KINDS
        return tuple(kind for kind in named if kind in downloads.KINDS)

    @property
    def searches(self) -> bool:
        """Whether the site wants a search of the reports, where one can be made."""
        return _text(self.options, "search").lower() not in {"off", "false"}

    @property
    def reviews(self) -> tuple[str, ...]:
        """The stages of review a report needs before it is published."""
        stages = self.options.get("reviews")
        return tuple(map(str, stages)) if isinstance(stages, (list, tuple)) else ()

    @property
    def reviews_since(self) -> int:
        """The report year from which on they are needed."""
        return normalisation.whole(_text(self.options, "reviews_since")) or 0

    def faults(self) -> Iterator[Refusal]:
        """Yield what is wrong about the settings, each as one message.

        The plugin ends the build at the first, and the commands refuse it: what a site hides stays hidden.
        """
        for option in self.options:
            if option not in OPTIONS and option not in _OF_MKDOCS:
                yield Refusal("option-unknown", option=option, known=OPTIONS)
        of = {"findings": CHOICES, "language": LANGUAGES, "fail_on": FAIL_ON, "search": SEARCHES}
        for option, choices in of.items():
            stated = self.options.get(option) or choices[0]
            if not isinstance(stated, str) or stated not in choices:
                yield Refusal("option-choice", option=option, actual=stated, known=tuple(choices))
        yield from self._misshapen()
        if not all(stage.strip() for stage in self.reviews):
            yield Refusal("option-reviews")
        known = rule_codes()
        for code, stated in self._rules():
            if code not in known:
                yield Refusal("option-rule-unknown", code=code)
            if stated.lower() not in _LEVELS:
                yield Refusal("option-rule-severity", code=code, actual=stated)
        if self._is_no_path():
            yield Refusal("option-path", actual=self._path())

    def _misshapen(self) -> Iterator[Refusal]:
        """Yield the options that are no list, mapping or number where one is wanted; left empty they are none."""
        wanted = (("reviews", (list, tuple)), ("downloads", (list, tuple)), ("rules", Mapping))
        for option, shape in wanted:
            stated = self.options.get(option)
            if stated and not isinstance(stated, shape):
                yield Refusal("option-shape", option=option, actual=stated)
        since = self.options.get("reviews_since")
        if since and normalisation.whole(_text(self.options, "reviews_since")) is None:
            yield Refusal("option-shape", option="reviews_since", actual=since)

    @property
    def render_options(self) -> "Options":
        """What the pages are to be like, with the downloads that can be made here."""
        from nianbao.render import Options  # noqa: PLC0415 - templates and Markdown are for pages only

        kinds = tuple(kind for kind in self.downloads if downloads.makeable(kind))
        return Options(
            path=self.path,
            findings=self.findings,
            downloads=kinds,
            directory_urls=self.directory_urls,
            rules=rule_codes(),
            severities=self.severities,
            site_url=self.site_url,
            data=downloads.data_names(kinds),
            license=self.license,
        )

    @property
    def whole(self) -> SiteInfo:
        """What the data of the site say of the site: addresses, licence, and which findings are public."""
        return SiteInfo(self.site_url, self.path, self.findings, self.license, self.directory_urls)

    def _rules(self) -> Iterator[tuple[str, str]]:
        """Yield the code of each rule the site gives a severity to, and the severity as written."""
        rules = self.options.get("rules")
        for code, stated in rules.items() if isinstance(rules, Mapping) else ():
            yield str(code), str(stated)

    def _path(self) -> str:
        """Return the option `path` as written."""
        return _text(self.options, "path") if "path" in self.options else REPORTS

    def _is_no_path(self) -> bool:
        """Whether the option `path` can't name a folder inside the site.

        It is empty, leads upwards, holds what can't be printed, or has a part of more than 200 bytes.
        """
        parts = PurePosixPath(self._path().strip("/")).parts
        too_long = any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in parts)
        return not parts or ".." in parts or too_long or not self._path().isprintable()


def settings_of(reports: Path) -> Settings:
    """Return the settings in the mkdocs.yml beside a reports folder, if it names that folder; else the usual ones.

    The file is read as text, so that tags only MkDocs knows do no harm; variables of the environment (`!ENV`) are
    filled in as MkDocs does. Raises Refusal for a file that can't be read, and for what is wrong about the
    settings.
    """
    file = reports / ".." / FILE
    site = _file(file)
    try:
        options = _options(site.get("plugins", ""))
    except Fault as error:
        raise _unreadable(file, error) from error
    if options is None:
        return Settings()
    folder = reports / ".." / (_text(options, "reports_dir") or REPORTS)
    if disk.real(folder) != disk.real(reports):
        return Settings()
    settings = Settings(site, options)
    for fault in settings.faults():
        raise fault
    return settings


def _file(file: Path, depth: int = 0) -> dict[str, Plain]:
    """Return the settings of a mkdocs.yml on top of those of the file it names by INHERIT, as MkDocs takes them.

    A file that is there and can't be read is refused: it may keep drafts from being published.
    """
    if disk.kind(file) is Kind.MISSING:
        return {}
    try:
        own = _tree(_merged(located(parse(disk.read(file).decode("utf-8-sig"), variables=os.environ))))
    except YamlError as error:
        raise _unreadable(file, fault_of(error)) from error
    except ValueError as error:
        raise _unreadable(file, as_fault(error)) from error
    parent = own.pop("INHERIT", "")
    if not parent:
        return own
    above = file.parent / str(parent)
    if disk.kind(above) is Kind.MISSING:
        raise _unreadable(file, Fault("inherit-missing", parent, parent=parent))
    if depth == _MOST_PARENTS:
        raise _unreadable(file, Fault("inherit-circle", parent, parent=parent))
    return _on_top(_file(above, depth + 1), own)


def _unreadable(file: Path, fault: Fault) -> Refusal:
    """Return the refusal of a mkdocs.yml with a fault."""
    name = disk.path_text(Path(os.path.normpath(file)))
    at = f"{name}:{fault.line}" if fault.line else name
    return Refusal("settings-unreadable", at=at, why=fault.sentence)


def _on_top(below: dict[str, Plain], own: dict[str, Plain]) -> dict[str, Plain]:
    """Return two mappings as one: what both have is the own one's, mappings within are put together likewise."""
    both = dict(below)
    for key, value in own.items():
        there = both.get(key)
        both[key] = _on_top(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return both


def _merged(value: Plain) -> Plain:
    """Return a value with the merge keys of YAML (`<<`) in its mappings resolved.

    Raises Fault where two merged mappings give one key different values.
    """
    if isinstance(value, list):
        return [_merged(item) for item in value]
    if not isinstance(value, dict):
        return value
    own = {key: _merged(item) for key, item in value.items()}
    stated = own.pop("<<", "")
    below: dict[str, Plain] = {}
    for part in stated if isinstance(stated, list) else [stated]:
        for key, item in _tree(part).items():
            if below.setdefault(key, item) != item and key not in own:
                # Versions of YAML's parsers disagree on which one counts.
                raise Fault("merged-twice", key, name=key)
    return {**below, **own}


def _options(plugins: Plain) -> dict[str, Plain] | None:
    """Return the options of our plugin, or None where it is not among the plugins.

    MkDocs takes the plugins as a mapping or as a list of names and mappings, the options as a mapping. Raises
    Fault for other shapes, which a build does not take either.
    """
    if isinstance(plugins, str) and plugins:
        raise Fault("plugins-no-list", plugins, actual=plugins)
    named = plugins if isinstance(plugins, dict) else {}
    for item in plugins if isinstance(plugins, list) else ():
        named |= item if isinstance(item, dict) else {str(item): ""}
    return tree(named["nianbao"]) if "nianbao" in named else None


def _tree(value: Plain) -> dict[str, Plain]:
    """Return a mapping; an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _text(values: Mapping[str, object], key: str) -> str:
    """Return a setting as text; an empty one where it is not given, or is a list or mapping."""
    value = values.get(key)
    return "" if value is None or isinstance(value, (list, tuple, Mapping)) else str(value)
