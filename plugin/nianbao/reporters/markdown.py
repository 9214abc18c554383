"""Verdicts as Markdown, for the conversation of a pull request.

Tables first, details folded. Everything that comes from a report is escaped: bars, HTML, the marks of Markdown and
the sign that would call a person by name.
"""

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from nianbao.checking.baseline import Comparison, Key, Record, Revision, key_of, named
from nianbao.checking.check import RANK, Judgement, Verdicts
from nianbao.messages import Messages, line
from nianbao.model.finding import MORE, Finding
from nianbao.reporters.sentences import (
    LEVELS,
    counts,
    form_of,
    place_of,
    proposal,
    recorded,
    sentence,
    sort,
    summary,
    who,
)

# Of one rule in one report so many findings are written, and so many points of a list and rows of a table.
SHOWN: Final = 3
LISTED: Final = 30
# A comment on GitHub holds 65536 characters: so many are for the new findings, and so many for one message.
BUDGET: Final = 25_000
LONGEST: Final = 300

_MARKS: Final = str.maketrans(
    {mark: "\\" + mark for mark in "\\`*_[]|~$"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@<!-- -->"}
)


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as one Markdown text of bounded length."""
    blocks = [f"## {messages.word('markdown-title')}", *map(escaped, summary(verdicts, messages, comparison))]
    blocks += _rules(verdicts, messages, comparison)
    blocks += _reports(verdicts, messages, comparison)
    blocks += _findings(verdicts, messages, comparison)
    for state in ("known", "waived"):
        blocks += _set_aside(state, verdicts, messages, comparison)
    if comparison:
        whose = {key_of(j): j for j in verdicts.judgements}
        blocks += _gone(comparison.gone, whose, messages)
        blocks += _figures(comparison.revisions, whose, messages)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Return a text that stands in Markdown as it is, in a table too."""
    return line(text).translate(_MARKS)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


def _folded(summary: str, blocks: Iterable[str]) -> str:
    # Inside <summary> Markdown is not read, so that only HTML has to be escaped there.
    body, head = "\n\n".join(blocks), html.escape(line(summary)).replace("@", "@<!-- -->")
    return f"<details>\n<summary>{head}</summary>\n\n{body}\n\n</details>"


def _points(points: Sequence[str], messages: Messages) -> str:
    """Return the first of many points as a list, and how many more there are."""
    shown = [f"- {point}" for point in points[:LISTED]]
    if len(points) > LISTED:
        shown.append(f"- {messages.word('check-and-more', number=len(points) - LISTED)}")
    return "\n".join(shown)


def _rules(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield the table of the rules that found something, the gravest and most frequent first."""
    parts = sort(verdicts.findings, comparison)
    new = Counter((finding.severity, finding.code) for finding in parts.new)
    known = Counter((finding.severity, finding.code) for finding in parts.known)
    both = sorted(new | known, key=lambda key: (-RANK[key[0]], -new[key], key))
    if not both:
        return
    columns = ["code", "severity", "meaning", *(["state-new", "state-known"] if comparison else ["number"])]
    rows = [
        [
            code,
            messages.word(f"severity-{severity}"),
            escaped(messages.rule(code).title),
            new[severity, code],
            *([known[severity, code]] if comparison else []),
        ]
        for severity, code in both
    ]
    yield f"### {messages.word('markdown-rules')}"
    yield _table([messages.word(f"markdown-{column}") for column in columns], rows)


def _reports(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield the table of the reports in which something was found."""
    heads = [messages.word("markdown-report"), messages.word("markdown-status")]
    heads += [messages.word(f"severity-{level}") for level in LEVELS]
    heads += [messages.word("markdown-explained")]
    heads += [messages.word("markdown-state-known")] if comparison else []
    rows = []
    for judgement in verdicts.judgements:
        parts = sort(judgement.findings, comparison)
        levels = Counter(finding.severity for finding in parts.new)
        row = [
            escaped(who(judgement)),
            messages.word(f"status-{judgement.status}"),
            *(levels[lv] for lv in LEVELS),
        ]
        if judgement.findings:
            rows.append([*row, len(parts.waived), *([len(parts.known)] if comparison else [])])
    if rows:
        yield f"### {messages.word('markdown-reports')}"
        yield _table(heads, rows[:LISTED])
    if len(rows) > LISTED:
        yield messages.word("check-and-more", number=len(rows) - LISTED)


def _findings(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield the new findings, report by report, with what is proposed."""
    found = [(judgement, sort(judgement.findings, comparison).new) for judgement in verdicts.judgements]
    found = [(judgement, new) for judgement, new in found if new]
    yield f"### {messages.word('markdown-new' if comparison else 'markdown-findings')}"
    if not found:
        yield messages.word("markdown-none")
    left = BUDGET
    for index, (judgement, new) in enumerate(found):
        status = messages.word(f"status-{judgement.status}")
        summary = messages.word(
            "markdown-summary", who=who(judgement), status=status, counts=counts(judgement, messages)
        )
        block = _folded(summary, _details(judgement, new, messages))
        left -= len(block)
        if left < 0 and index:
            yield messages.word("check-other-reports", number=len(found) - index)
            return
        yield block


def _details(judgement: Judgement, findings: Sequence[Finding], messages: Messages) -> Iterator[str]:
    shown: Counter[str] = Counter()
    points = []
    for finding in findings:
        shown[finding.code] += finding.variant != MORE
        if shown[finding.code] <= SHOWN or finding.variant == MORE:
            points.append(_point(finding, judgement, messages))
    for code, number in sorted(shown.items()):
        if number > SHOWN:
            points.append(escaped(messages.word("check-more", code=code, number=number - SHOWN)))
    yield _points(points, messages)
    form = form_of(judgement)
    if form and judgement.repairs:
        yield f"**{_short(proposal(judgement.repairs, form, messages))}**"


def _point(finding: Finding, judgement: Judgement, messages: Messages) -> str:
    said = sentence(finding, judgement, messages)
    head = f"**{messages.word(f'severity-{finding.severity}')} {finding.code}**"
    place = f"<code>{escaped(place_of(finding))}</code>"
    explained = finding.waived is not None
    end = messages.word("check-waived", reason=finding.waived or "") if explained else said.remedy
    return f"{head} {place} {_short(said.message)} {_short(end)}"


def _short(text: str) -> str:
    return escaped(text if len(text) <= LONGEST else text[: LONGEST - 1] + "\u2026")


def _set_aside(state: str, verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield the known or the waived findings, folded."""
    points = [
        _point(finding, judgement, messages)
        for judgement in verdicts.judgements
        for finding in getattr(sort(judgement.findings, comparison), state)
    ]
    if points:
        yield _folded(messages.word(f"markdown-{state}", number=len(points)), [_points(points, messages)])


Whose = Mapping[Key, Judgement]


def _gone(gone: Sequence[Record], whose: Whose, messages: Messages) -> Iterator[str]:
    points = []
    for record in gone:
        place = _label(record.place, whose.get(record.key), messages)
        points.append(escaped(f"{_name(record, whose)} {record.code} {place}"))
    if points:
        yield _folded(messages.word("markdown-gone", number=len(points)), [_points(points, messages)])


def _figures(revisions: Sequence[Revision], whose: Whose, messages: Messages) -> Iterator[str]:
    """Yield the table of the figures that changed since the baseline."""
    heads = [messages.word(f"markdown-{head}") for head in ("report", "place", "before", "after")]
    rows = [
        [
            escaped(_name(revision, whose)),
            escaped(_label(str(revision.place), whose.get(revision.key), messages)),
            _short(recorded(revision.before, messages)),
            _short(recorded(revision.after, messages)),
        ]
        for revision in revisions
    ]
    if rows:
        blocks = [_table(heads, rows[:LISTED])]
        if len(rows) > LISTED:
            blocks.append(messages.word("check-and-more", number=len(rows) - LISTED))
        yield _folded(messages.word("markdown-figures", number=len(rows)), blocks)


def _name(about: Record | Revision, whose: Whose) -> str:
    judgement = whose.get(about.key)
    return who(judgement) if judgement and about.year else named(about.key)


def _label(address: str, judgement: Judgement | None, messages: Messages) -> str:
    """Return a cell by its official labels, where the form is at hand."""
    form = form_of(judgement) if judgement else None
    place = form.find(address) if form else None
    return messages.value(place, form) if place else address
