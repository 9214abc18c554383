"""`nianbao trace`: how a sentence of a report's prose is read, and why a number in it makes no claim.

It prints what `analysis.claims` records while it reads: tokens with their senses, a decision for each number,
what the text is speaking of behind each clause, and the claims.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import click

from nianbao import archive as archives
from nianbao.analysis.claims import Claim, Claims, Count, Quantity, Share, Trace, label
from nianbao.analysis.claims.lexer import ROLES
from nianbao.analysis.claims.tokens import Token
from nianbao.analysis.claims.trace import Decision, State, TracedClause, TracedSentence
from nianbao.cli.show import source_of
from nianbao.messages import Messages
from nianbao.model import form as forms_module
from nianbao.model.finding import Refusal
from nianbao.model.form import Form
from nianbao.model.register import Agency
from nianbao.model.report import PREAMBLE, YEAR, Narrative, Report
from nianbao.site_forms import forms_of

# No line has a number of more digits.
_DIGITS: Final = 18
_MISSING: Final = "-"
# The section a sentence stands in, unless another is asked for.
_USUAL: Final = "overview"
# Where the vocabulary lists the words of a role.
_LISTS: Final = {**ROLES, "sign": "signs", "channel": "channels", "way": "ways"}


@click.command()
@click.argument("text_or_source")
@click.option("--form", "form_id", metavar="ID")
@click.option("--year", type=click.IntRange(1, 9999))
@click.option("--section", metavar="KEY")
@click.option("--agency", default="", metavar="NAME")
@click.option("--reports", "directory", type=click.Path(path_type=Path), default=Path("reports"))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.pass_obj
def trace(  # noqa: PLR0913 - one parameter for each option of the public command
    messages: Messages,
    text_or_source: str,
    *,
    form_id: str | None,
    year: int | None,
    section: str | None,
    agency: str,
    directory: Path,
    style: str,
) -> int:
    """Print how a sentence, or a line of a source, is read: tokens, decisions, claims.

    An argument that ends like a source, with or without `:LINE`, is a file; any other is a text, which is read by
    a form of the package or of the reports folder. Raises Refusal
    for a year without a form, and for a line without a sentence.
    """
    path, line = _place(text_or_source)
    if path:
        archive, report = source_of(path, messages)
        body = archive.agency(report.agency)
    else:
        report = _report_of_text(text_or_source, forms_of(directory), form_id, year, section)
        body = Agency("-", agency)
    if report.form is None:
        raise Refusal("trace-no-form", year=report.year)
    printed = _PrintedTrace(report, report.form, body, line)
    if not printed.sentences:
        raise Refusal("trace-nothing-there", line=1 if line is None else line)
    if style == "json":
        click.echo(json.dumps(printed.data(), ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(printed.lines(messages)))
    return 0


def _place(given: str) -> tuple[Path | None, int | None]:
    """Return the source an argument names and the line in it; (None, None) for a text.

    Example: `reports/qinghe/2024.md:42`.
    """
    before, _, number = given.rpartition(":")
    is_line = bool(before) and number.isascii() and number.isdecimal() and len(number) <= _DIGITS
    name, line = (before, int(number)) if is_line else (given, None)
    path = Path(name)
    return (path, line) if path.suffix in archives.SUFFIXES and "\n" not in name else (None, None)


def _report_of_text(
    text: str, forms: Mapping[str, Form], form_id: str | None, year: int | None, section: str | None
) -> Report:
    """Return a report that consists of one text.

    Its year is the one asked for, else the latest that the text names and the form fits, else the form's first.
    Its section is the one asked for, else the overview, else the form's first.

    Raises Refusal for an unknown form or section.
    """
    if form_id is not None and form_id not in forms:
        raise Refusal("no-form", form=form_id, known=list(forms))
    usual = [form for form in forms_module.of_kind(forms).values() if not form.is_added]
    named = [int(match[0]) for match in YEAR.finditer(text)]
    if year is None:
        form = forms[form_id] if form_id else max(usual, key=lambda form: form.since)
        year = max((one for one in named if form.fits(one)), default=form.since)
    else:
        fitting = forms_module.for_year(forms, year)
        form = forms[form_id] if form_id else fitting or min(usual, key=lambda form: form.since)
    known = {one.key: one.heading for one in form.sections} or {PREAMBLE: ""}
    if section is None:
        section = _USUAL if _USUAL in known else next(iter(known))
    if section not in known:
        raise Refusal("trace-no-section", section=section, known=list(known))
    return Report("-", year, form.id, form, sections=(Narrative(section, known[section], text),))


class _PrintedTrace:
    """The trace of a report, or of one of its lines, as text and as data.

    Both forms say the same; the words of the text are `trace-…` of the messages.
    """

    def __init__(self, report: Report, form: Form, agency: Agency, line: int | None) -> None:
        self._report, self._form = report, form
        record = Trace()
        self._mentions = Claims().of(report, agency, record)
        self.sentences = [one for one in record.sentences if line in {None, self._at(one)[0]}]

    def _at(self, sentence: TracedSentence) -> tuple[int, int]:
        """Return line and column of a sentence in its source."""
        return self._report.sections[sentence.section].at(sentence.start)

    def _claims(self, sentence: TracedSentence) -> Iterator[tuple[str, Claim]]:
        """Yield the claims of a sentence, in its order, each with the words that make it."""
        for mention in self._mentions:
            span = mention.span
            if span.section == sentence.section and sentence.start <= span.start < sentence.end:
                yield from ((mention.text, claim) for claim in mention.claims)

    # --- text ---------------------------------------------------------------------------------------------------

    def lines(self, messages: Messages) -> Iterator[str]:
        """Yield the lines of the text, a blank one between sentences."""
        for index, sentence in enumerate(self.sentences):
            if index:
                yield ""
            yield from self._sentence(sentence, messages)

    def _sentence(self, sentence: TracedSentence, messages: Messages) -> Iterator[str]:
        """Yield the place and context of a sentence, its tokens, clauses and claims."""
        yield messages.word("trace-sentence", text=_printable(sentence.text))
        line, column = self._at(sentence)
        section = self._report.sections[sentence.section]
        facts = {"line": line, "column": column, "year": self._report.year, "form": self._form.id}
        yield messages.word("trace-place", section=section.heading or section.key or _MISSING, **facts)
        yield messages.word(f"trace-context-{sentence.context}" if sentence.context else "trace-context")
        yield messages.word(f"trace-why-{sentence.why}")
        if sentence.tokens:
            yield messages.word("trace-tokens")
        for token in sentence.tokens:
            yield f"  {_printable(token.text)}  {' '.join(_senses(token))}".rstrip()
        for clause in sentence.clauses:
            # Two marks beside each other have nothing between them.
            if clause.text or clause.decisions:
                yield from self._clause(clause, messages)
        claims = [*self._claims(sentence)]
        yield messages.word("trace-claims" if claims else "trace-no-claims")
        for words, claim in claims:
            yield f"  {words}  {self._claim(claim, messages)}"

    def _clause(self, clause: TracedClause, messages: Messages) -> Iterator[str]:
        """Yield a clause, the words it goes on with, what was decided in it, and what is spoken of behind it."""
        yield messages.word("trace-clause", text=_printable(clause.text))
        if clause.waiting:
            yield "  " + messages.word("trace-waiting", words=clause.waiting)
        for decision in clause.decisions:
            yield f"  {decision.words}  {self._decision(decision, messages)}"
        if clause.state:
            yield "  " + self._state(clause.state, messages)

    def _decision(self, decision: Decision, messages: Messages) -> str:
        """Return what became of a number or negation, of what meaning, and why that is not certain."""
        parts = [messages.word(f"trace-why-{decision.why}")]
        if decision.what and decision.what.topic:
            what = decision.what.kind or decision.what.topic
            rows = " ".join(decision.what.rows)
            parts.append(messages.word("trace-meaning", what=what, rows=rows or _MISSING, year=decision.year))
        if decision.doubt:
            parts.append(messages.word("trace-doubt", why=messages.word(f"trace-doubt-{decision.doubt}")))
        return "".join(parts)

    def _state(self, state: State, messages: Messages) -> str:
        """Return what is spoken of behind a clause."""
        parts = [
            messages.word(
                "trace-state",
                topic=state.topic or _MISSING,
                rows=" ".join(state.rows) or _MISSING,
                year=state.year,
            )
        ]
        if state.other_period:
            parts.append(messages.word("trace-state-other-period"))
        if state.other_body:
            parts.append(messages.word("trace-state-other-body"))
        if state.divided:
            parts.append(messages.word("trace-state-divided", what=label(state.divided.cells, self._form)))
        return "".join(parts)

    def _claim(self, claim: Claim, messages: Messages) -> str:
        """Return a claim with its cells, as the report's form names them."""
        if isinstance(claim, Count):
            parts = [messages.word("trace-count", what=self._sums(claim.readings, messages), value=claim.value)]
            parts += [] if claim.confident else [messages.word("trace-not-confident")]
        elif isinstance(claim, Share):
            part = self._sums(claim.part.readings, messages)
            parts = [messages.word("trace-share", what=part, value=claim.percent)]
        else:
            amount = f"{claim.direction * claim.amount:+f}{'%' if claim.is_percent else ''}"
            what = self._sums(claim.readings, messages)
            parts = [messages.word("trace-change", what=what, value=amount, against=claim.against)]
        parts += [messages.word("trace-approximate")] if claim.approximate else []
        return "".join(parts)

    def _sums(self, readings: Sequence[Quantity], messages: Messages) -> str:
        """Return the readings of a claim, each with its year, the likeliest first.

        A reading is a sum of cells; equal ones are named once.
        """
        sums = [
            messages.word("trace-of-year", what=label(reading.cells, self._form), year=reading.year)
            for reading in readings
        ]
        return messages.word("trace-or").join(dict.fromkeys(sums)) or messages.word("trace-no-cell")

    # --- data ---------------------------------------------------------------------------------------------------

    def data(self) -> dict[str, object]:
        """Return the trace as JSON takes it; cells are `table.row.column`."""
        return {
            "year": self._report.year,
            "form": self._form.id,
            "sentences": [self._sentence_data(sentence) for sentence in self.sentences],
        }

    def _sentence_data(self, sentence: TracedSentence) -> dict[str, object]:
        """Return a sentence with all that `_sentence` prints."""
        line, column = self._at(sentence)
        return {
            "text": _printable(sentence.text),
            "section": self._report.sections[sentence.section].key,
            "line": line,
            "column": column,
            "context": sentence.context,
            "why": sentence.why,
            "tokens": [{"text": _printable(token.text), "senses": _senses(token)} for token in sentence.tokens],
            "clauses": [_clause_data(clause) for clause in sentence.clauses],
            "claims": [{"words": words, **_claim_data(claim)} for words, claim in self._claims(sentence)],
        }


def _senses(token: Token) -> list[str]:
    """Return what a token can mean: the places of its word in the vocabulary, a number or a year.

    A place is written with points (`list.key`), a number as `number=…` with its unit, a year as `year=…`; a
    question mark marks what is not certain.
    """
    senses = [
        ".".join(dict.fromkeys(filter(None, (_LISTS.get(sense.role, sense.role), sense.key))))
        + ("?" if sense.loose else "")
        for sense in token.senses.values()
    ]
    if token.number:
        number = token.number
        value = "quoted" if number.value is None else f"{number.value:f}"
        senses.append("=".join(("number", " ".join(filter(None, (value, number.unit.name, number.side))))))
    return senses if token.year is None else [*senses, f"year={token.year}"]


def _clause_data(clause: TracedClause) -> dict[str, object]:
    """Return a clause with its decisions, and what is spoken of `behind` it."""
    state = clause.state
    return {
        "text": _printable(clause.text),
        "waiting": [*clause.waiting],
        "decisions": [
            {
                "words": one.words,
                "why": one.why,
                "doubt": one.doubt,
                "topic": one.what.topic if one.what else "",
                "kind": one.what.kind if one.what else "",
                "rows": [*one.what.rows] if one.what else [],
                "year": one.year,
            }
            for one in clause.decisions
        ],
        "behind": {
            "topic": state.topic,
            "rows": [*state.rows],
            "year": state.year,
            "other_period": state.other_period,
            "other_body": state.other_body,
            "divided": _cells(state.divided) if state.divided else [],
        }
        if state
        else None,
    }


def _claim_data(claim: Claim) -> dict[str, object]:
    """Return a claim: a count, a share (`readings` are those of its part), or a change.

    Numbers are text, so that no decimal is rounded; a change has its sign.
    """
    facts: dict[str, object] = {"approximate": claim.approximate}
    if isinstance(claim, Count):
        facts |= {"claim": "count", "value": f"{claim.value:f}", "confident": claim.confident, "kind": claim.kind}
        readings = claim.readings
    elif isinstance(claim, Share):
        facts |= {"claim": "share", "value": f"{claim.percent:f}%"}
        readings = claim.part.readings
    else:
        amount = f"{claim.direction * claim.amount:+f}{'%' if claim.is_percent else ''}"
        facts |= {"claim": "change", "value": amount, "against": claim.against}
        readings = claim.readings
    return facts | {"readings": [{"year": one.year, "cells": _cells(one)} for one in readings]}


def _cells(quantity: Quantity) -> list[str]:
    """Return the cells of a quantity as findings name them."""
    return [".".join(cell) for cell in quantity.cells]


def _printable(text: str) -> str:
    """Return folded words as they can be printed: control characters, which mask numbers, as an ellipsis."""
    return re.sub("[\x00-\x1f]+", "\N{HORIZONTAL ELLIPSIS}", text)
