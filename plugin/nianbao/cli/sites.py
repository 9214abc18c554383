"""The site a reports folder belongs to: what its mkdocs.yml chose, as far as its data depend on it.

The file is read as text, so that tags only MkDocs knows do no harm; wrong options are the plugin's to name.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from nianbao.checking.visibility import CHOICES
from nianbao.downloads import KINDS, Whole
from nianbao.messages import LANGUAGES
from nianbao.model import disk, normalisation
from nianbao.model.disk import Kind
from nianbao.model.finding import Severity
from nianbao.model.yamltext import Plain, YamlError, parse, plain

FILE: Final = "mkdocs.yml"
CACHE: Final = ".cache/nianbao"
_LEVELS: Final = {"false": Severity.OFF, **{severity.value: severity for severity in Severity}}


@dataclass(frozen=True)
class Site:
    """What a site chose: what it says of itself, severities, language ("" if none), kinds of downloads.

    `reviews` are the stages a report needs before it is published, from the report year `reviews_since` on.
    """

    whole: Whole = field(default_factory=Whole)
    severities: dict[str, Severity] = field(default_factory=dict)
    language: str = ""
    kinds: tuple[str, ...] = KINDS
    reviews: tuple[str, ...] = ()
    reviews_since: int = 0


def site_of(root: Path) -> Site:
    """Return the site whose mkdocs.yml stands beside a reports folder and names it; else the usual choices."""
    try:
        file = root / ".." / FILE
        # A file that is there and can't be read is refused: it may keep drafts from being published.
        text = disk.read(file).decode("utf-8-sig") if disk.kind(file) is not Kind.MISSING else ""
        config = _tree(plain(parse(text)))
    except (UnicodeDecodeError, YamlError):
        return Site()
    options = _options(config.get("plugins", ""))
    if options is None or disk.real(root / ".." / _text(options, "reports_dir", "reports")) != disk.real(root):
        return Site()
    findings, language = _text(options, "findings", "all"), _text(options, "language", "zh")
    rules = {code: _LEVELS.get(str(level).lower()) for code, level in _tree(options.get("rules", "")).items()}
    whole = Whole(
        url=_text(config, "site_url", ""),
        path=_text(options, "path", "reports").strip("/") or "reports",
        findings=findings if findings in CHOICES else "all",
        license=_text(options, "license", ""),
        directory_urls=_text(config, "use_directory_urls", "true").lower() != "false",
    )
    severities = {code: level for code, level in rules.items() if level is not None}
    chosen = options.get("downloads", "")
    kinds = tuple(kind for kind in KINDS if not isinstance(chosen, list) or kind in chosen)
    stages = options.get("reviews", "")
    since = _text(options, "reviews_since", "0")
    return Site(
        whole,
        severities,
        language if language in LANGUAGES else "",
        kinds,
        tuple(map(str, stages)) if isinstance(stages, list) else (),
        normalisation.whole(since) or 0,
    )


def _options(plugins: Plain) -> dict[str, Plain] | None:
    """Return the options of our plugin, or None where it is not among the plugins."""
    named = plugins if isinstance(plugins, dict) else {}
    for item in plugins if isinstance(plugins, list) else ():
        named |= item if isinstance(item, dict) else {str(item): ""}
    return _tree(named["nianbao"]) if "nianbao" in named else None


def _tree(value: Plain) -> dict[str, Plain]:
    return value if isinstance(value, dict) else {}


def _text(values: dict[str, Plain], key: str, otherwise: str) -> str:
    value = values.get(key, "")
    return value if isinstance(value, str) and value else otherwise
