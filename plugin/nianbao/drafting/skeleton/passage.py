"""The prose a new report begins with: headings, sentences that quote the tables, hints at what to write.

Its data are in skeleton.yml of the form's kind.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from nianbao.model.form import Form
from nianbao.model.labels import in_both
from nianbao.model.report import PREAMBLE, Report
from nianbao.model.yamltext import Plain, text, texts, tree
from nianbao.source import path, quotes

_NUMERALS: Final = "\uff08{}\uff09"


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of the prose. `section` is its section's key (or PREAMBLE), `heading` its heading as printed.

    `topic` says that the heading is one below a section's. `sentences` are those known already; `hint` says, by
    language, what is to be written (empty: nothing is).
    """

    section: str
    heading: str
    topic: bool
    sentences: tuple[str, ...]
    hint: Mapping[str, str]


def passages(report: Report, form: Form, agency: str, generic: Mapping[str, str], keys: str) -> Iterator[Passage]:
    """Yield the passages in order: the preamble, then each section of the form with its topics.

    `generic` is the hint for a topic the kind's data have none for; `keys` is the language in which figures are
    quoted.
    """
    writer = _Writer(report, form, agency, keys)
    data = form.kind.skeleton
    preamble = tree(data.get(PREAMBLE, ""))
    yield Passage(PREAMBLE, "", topic=False, sentences=writer.sentences(preamble), hint=_hint(preamble))
    sections, topics = tree(data.get("sections", "")), tree(data.get("topics", ""))
    numerals = [section.numeral for section in form.sections]
    for section in form.sections:
        section_data = tree(sections.get(section.key, ""))
        yield Passage(
            section.key,
            section.heading,
            topic=False,
            sentences=writer.sentences(section_data),
            hint=_hint(section_data),
        )
        for number, names in enumerate(section.topics):
            topic = tree(topics.get(names[0], ""))
            heading = (_NUMERALS.format(numerals[number]) if number < len(numerals) else "") + names[0]
            hint = _hint(topic) or generic
            yield Passage(section.key, heading, topic=True, sentences=writer.sentences(topic), hint=hint)


def _hint(data: Mapping[str, Plain]) -> Mapping[str, str]:
    """Return a hint in both languages; empty where the data have none."""
    return in_both(data["hint"]) if data.get("hint") else {}


class _Writer:
    """Fills in the sentences of one report."""

    def __init__(self, report: Report, form: Form, agency: str, keys: str) -> None:
        self.report, self.form, self.agency, self.keys = report, form, agency, keys

    def sentences(self, data: Mapping[str, Plain]) -> tuple[str, ...]:
        """Return the sentences that apply to a report of this year on this form.

        None does in years before the one the data give as `since`; a sentence that quotes a cell the form does not
        have is left out.
        """
        if self.report.year < int(text(data.get("since", "0"))):
            return ()
        return tuple(filter(None, map(self._filled, texts(data.get("text", "")))))

    def _filled(self, sentence: str) -> str:
        """Return a sentence with its quotations in the report's keys; empty if one quotes no cell of the form."""
        parts, end = [], 0
        for quote in quotes(sentence):
            place = self.form.find(quote.path)
            if place is None:
                return ""
            parts += [self._plain(sentence[end : quote.start]), f"{{{{ {path(self.report, place, self.keys)} }}}}"]
            end = quote.end
        return "".join([*parts, self._plain(sentence[end:])])

    def _plain(self, words: str) -> str:
        """Return words between quotations with agency, year and the sign for a blank filled in."""
        fields = {
            "agency": self.agency,
            "year": str(self.report.year),
            "blank": text(self.form.kind.skeleton.get("blank", "")),
        }
        for name, value in fields.items():
            words = words.replace(f"{{{name}}}", value)
        return words
