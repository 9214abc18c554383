"""Every sentence the tool writes, in one language: rule texts, messages and interface words, all from data/.

Words stand in data/words/, rule texts in data/rules/, each with `zh` and `en`; a kind of report may put its own
in their place (data/kinds/<kind>/). Statutory labels stay official in every language; figures stay as filed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from nianbao.model import kind as kinds
from nianbao.model.constants import pattern
from nianbao.model.disk import Trouble
from nianbao.model.finding import MORE, Finding, Names, Place, Refusal, Severity
from nianbao.model.kind import Kind
from nianbao.model.labels import in_both
from nianbao.model.yamltext import DATA, PackageData, Plain, mapping, package_data, text, texts, tree

if TYPE_CHECKING:
    from nianbao.model.form import Form

LANGUAGES: Final = ("zh", "en")

# Characters that XML forbids, that steer a terminal, or that turn the direction of the text around them.
_UNPRINTABLE: Final = pattern(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)

# The groups of rules, in the order in which they answer: WVR looks at the findings of the others.
_GROUPS: Final = ("SRC", "STR", "FIG", "SUM", "YRS", "ORG", "TXT", "DAT", "PII", "DUP", "WVR")

# The placeholder for the name the kind gives its reports.
_REPORT: Final = "{report}"

_PLUS: Final = {"zh": "\uff0b", "en": " + "}
_LIST: Final = {"zh": "\u3001", "en": ", "}


@dataclass(frozen=True, slots=True)
class RuleText:
    """The texts of a rule in one language.

    `name` is the rule's name in kebab case, `firmness` is law, form, logic or practice, `basis` names the
    source; `messages` are sentences by variant, with {places} to fill; a key `<variant>.remedy` replaces the
    rule's remedy.
    """

    code: str
    name: str
    severity: Severity
    title: str
    statement: str
    reason: str
    remedy: str
    firmness: str
    basis: str
    messages: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A finding in words: `message` says place, fact and expectation, `remedy` the one thing to do."""

    message: str
    remedy: str


class Messages:
    """All words in one language, `zh` or `en`, for reports of one kind (None: the default one).

    A kind's own words and rule texts take the place of the package's; `{report}` in any of them is the name the
    kind gives its reports. Texts are read when they are first asked for, and kept.
    """

    def __init__(self, language: str = "zh", kind: Kind | None = None) -> None:
        self.language = language
        self._kind = kind
        self._templates: dict[str, str] = {}
        self._rules: dict[str, RuleText] = {}
        self._by_kind: dict[str, Messages] = {}

    @property
    def kind(self) -> Kind:
        """The kind of report the words are for."""
        return self._kind or kinds.builtin()

    def of(self, kind: Kind | None) -> "Messages":
        """Return the words for reports of another kind, in the same language; None is the default kind."""
        if kind is None or kind.id == (self._kind.id if self._kind else kinds.DEFAULT):
            return self
        if kind.id not in self._by_kind or self._by_kind[kind.id].kind is not kind:
            self._by_kind[kind.id] = Messages(self.language, kind)
        return self._by_kind[kind.id]

    def _part(self, name: str) -> Mapping[str, Plain]:
        """Return the own words or rules of the kind; those of the default kind without reading the rest of it."""
        if self._kind is None:
            return kinds.builtin_part(name)
        return self._kind.words if name == "words" else self._kind.rules

    def word(self, key: str, **fields: object) -> str:
        """Return an interface word or message, filled in with fields as `value` writes them.

        Raises KeyError for a key that no data file has, and for a field that is missing.
        """
        if key not in self._templates:
            own = self._part("words")
            template = text(tree(own[key] if key in own else _words()[key][key])[self.language])
            self._templates[key] = self._named(template)
        return self._templates[key].format(**{name: self.value(item) for name, item in fields.items()})

    def _named(self, template: str) -> str:
        """Return a template in which `{report}` is the name the kind gives its reports."""
        if _REPORT not in template:
            return template
        name = self.kind.names[self.language].replace("{", "{{").replace("}", "}}")
        return template.replace(_REPORT, name)

    def named(self, names: Mapping[str, str]) -> str:
        """Return one of several names: the one in the language of the words. Raises KeyError without it."""
        return names[self.language]

    def refusal(self, refusal: Refusal) -> str:
        """Return a refusal as one or two sentences on one line, without control characters."""
        return line(self.word(refusal.key, **refusal.fields))

    def skip_reason(self, key: str) -> str:
        """Return why a rule could not answer; `key` is the reason of a skipped verdict."""
        return self.word(f"skip-{key}")

    def rule(self, code: str) -> RuleText:
        """Return the texts of a rule, with those of the kind in the place of the package's.

        Raises KeyError for an unknown code.
        """
        if code not in self._rules:
            self._rules[code] = _rule_text(code, self.language, self._part("rules").get(code, ""), self._named)
        return self._rules[code]

    def title(self, finding: Finding) -> str:
        """Return the title of the rule that made a finding, in the words of the finding's kind of report."""
        words_of_kind = self.of(finding.kind) if isinstance(finding.kind, Kind) else self
        return words_of_kind.rule(finding.code).title

    def finding(self, finding: Finding, form: "Form | None") -> Sentence:
        """Return a finding in words: place, fact, expectation; and what to do.

        `form` names the cells; without one they are paths. The words are those of the finding's kind.
        """
        words_of_kind = self.of(finding.kind) if isinstance(finding.kind, Kind) else self
        if words_of_kind is not self:
            return words_of_kind.finding(finding, form)
        rule = self.rule(finding.code)
        if finding.variant == MORE:
            remedy = self.word("finding-more-remedy")
            return Sentence(self.word("finding-more", title=rule.title, **finding.fields), remedy)
        fields = {name: self.value(value, form) for name, value in finding.fields.items()}
        message = rule.messages[finding.variant].format(**fields)
        own = rule.messages.get(f"{finding.variant}.remedy")
        return Sentence(message, own.format(**fields) if own else rule.remedy)

    def value(self, value: object, form: "Form | None" = None) -> str:
        """Return a field's value as text.

        Places become labels of the form, decimals plain digits without an exponent, tuples of decimals a sum and
        other tuples a list; an empty list is a dash.
        """
        if isinstance(value, Place):
            return form.label(value) if form else str(value)
        if isinstance(value, (Refusal, Names)):
            return self._nested(value)
        if isinstance(value, Decimal):
            return f"{value:f}"
        if isinstance(value, Trouble):
            return self.word(f"disk-{value.code}", said=value.system_text)
        if isinstance(value, (tuple, list)) and value:
            joint = _PLUS if all(isinstance(item, Decimal) for item in value) else _LIST
            return joint[self.language].join(self.value(item, form) for item in value)
        return "\u2014" if isinstance(value, (tuple, list)) else str(value)

    def _nested(self, value: Refusal | Names) -> str:
        """Return a refusal within another one, or the names a form gives the parts of a sum."""
        if isinstance(value, Refusal):
            return self.refusal(value)
        return value.by_language.get(self.language) or self.word("identity-parts")


def clean(text: str) -> str:
    """Return a text that any program can show.

    Characters that XML forbids, that steer a terminal or turn the direction of writing become U+FFFD.
    """
    return _UNPRINTABLE.sub("\ufffd", text)


def line(text: str) -> str:
    """Return a text on one line, without control characters, runs of white space as one space."""
    return " ".join(clean(text).split())


@lru_cache(maxsize=1)
def _words() -> Mapping[str, PackageData]:
    """Return for each key the file of data/words/ that holds it.

    Raises KeyError where two files hold the same key.
    """
    files: dict[str, PackageData] = {}
    for path in sorted((DATA / "words").iterdir()):
        words = package_data(f"words/{path.name}")
        if twice := files.keys() & words.keys():
            raise KeyError(f"{path.name} words {sorted(twice)} a second time")
        files.update(dict.fromkeys(words, words))
    return files


@lru_cache(maxsize=1)
def rule_codes() -> tuple[str, ...]:
    """Return the codes of all rules in the order of the catalogue, by the file names alone: no rule is loaded."""
    codes = (path.stem for path in (DATA / "rules").glob("*.yml"))
    return tuple(sorted(codes, key=lambda code: (_GROUPS.index(code[:3]), code)))


@lru_cache(maxsize=512)
def severity_of(code: str) -> Severity:
    """Return the severity of a rule, by its code. Raises KeyError for an unknown code."""
    return Severity(text(_rule_data(code)["severity"]))


@lru_cache(maxsize=512)
def _asks(code: str) -> frozenset[str]:
    """Return what a rule needs a form or its kind to have, one of these at least; nothing where it is for any."""
    return frozenset(texts(_rule_data(code).get("asks", "")))


def applies(code: str, form: "Form") -> bool:
    """Return whether a rule has anything to look at in reports on a form.

    It has not where the kind has switched it off, or has none of what the rule asks for (`Form.offers`).
    """
    asked = _asks(code)
    return code not in form.kind.off and (not asked or not asked.isdisjoint(form.offers))


def _rule_data(code: str) -> PackageData:
    """Return the file of a rule's texts. Raises KeyError for an unknown code."""
    data = package_data(f"rules/{code}.yml")
    try:
        len(data)  # The file is read here.
    except OSError as error:
        raise KeyError(code) from error
    return data


def package_word(key: str) -> Plain:
    """Return a word of the package, for the default kind, in all its languages.

    Raises KeyError for a key that no data file has.
    """
    own = kinds.builtin_part("words")
    return own[key] if key in own else _words()[key][key]


def package_sentences(code: str) -> Mapping[str, Mapping[str, str]]:
    """Return the sentences of a rule by variant and language, as the package has them for any kind."""
    return {variant: mapping(both) for variant, both in tree(_rule_data(code)["messages"]).items()}


def _rule_text(code: str, language: str, own: Plain, named: Callable[[str], str]) -> RuleText:
    """Return the texts of a rule; `own` are those a kind puts in the place of the package's.

    `named` fills in the name the kind gives its reports.
    """
    data: dict[str, Plain] = dict(_rule_data(code))
    for key, stated in tree(own).items():
        data[key] = {**tree(data[key]), **tree(stated)}
    basis = tree(data["basis"])

    def worded(key: str) -> str:
        return named(in_both(data[key])[language])

    return RuleText(
        code=code,
        name=text(data["name"]),
        severity=severity_of(code),
        title=worded("title"),
        statement=worded("statement"),
        reason=worded("reason"),
        remedy=worded("remedy"),
        firmness=text(basis["firmness"]),
        basis=named(mapping(basis["text"])[language]),
        messages={variant: named(in_both(both)[language]) for variant, both in tree(data["messages"]).items()},
    )
