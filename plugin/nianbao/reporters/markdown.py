"""Verdicts as Markdown, for the conversation of a pull request.

Tables first, details folded. Everything that comes from a report is escaped: bars, HTML, the marks of Markdown and
the sign that would mention a person.
"""

import html
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from nianbao.checking.baseline import Comparison, Key, Record, Revision, key_of, named
from nianbao.checking.judgement import RANK, Judgement, Verdicts
from nianbao.messages import Messages, line
from nianbao.model.finding import MORE, Finding
from nianbao.reporters.sentences import (
    LEVELS,
    baseline_figure,
    by_state,
    counts,
    form_of,
    place_of,
    proposal,
    report_name,
    sentence,
    summary,
)

# The findings of one rule written for one report, and the bullets of a list or rows of a table.
MAX_PER_RULE: Final = 3
MAX_LISTED: Final = 30
# A comment on GitHub holds 65536 characters; these are the shares of all new findings and of one message.
MAX_NEW_TEXT: Final = 25_000
MAX_MESSAGE: Final = 300

_ESCAPES: Final = str.maketrans(
    {mark: "\\" + mark for mark in "\\`*_[]|~$"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "@<!-- -->"}
)


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as one Markdown text that fits into a comment on GitHub."""
    blocks = [f"## {messages.word('markdown-title')}", *map(escaped, summary(verdicts, messages, comparison))]
    blocks += _rules(verdicts, messages, comparison)
    blocks += _reports(verdicts, messages, comparison)
    blocks += _findings(verdicts, messages, comparison)
    for state in ("known", "waived"):
        blocks += _known_or_waived(state, verdicts, messages, comparison)
    if comparison:
        judgement_of = {key_of(j): j for j in verdicts.judgements}
        blocks += _gone(comparison.gone, judgement_of, messages)
        blocks += _figures(comparison.revisions, judgement_of, messages)
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Return a text on one line that Markdown shows as it is, in a table too."""
    return line(text).translate(_ESCAPES)


def _table(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table of texts that are escaped already."""
    lines = [headers, ["---"] * len(headers), *rows]
    return "\n".join(f"| {' | '.join(map(str, cells))} |" for cells in lines)


def _collapsible(summary: str, blocks: Iterable[str]) -> str:
    """Return blocks under a summary that unfolds them."""
    # Inside <summary> Markdown is not read, so that only HTML has to be escaped there.
    body, header = "\n\n".join(blocks), html.escape(line(summary)).replace("@", "@<!-- -->")
    return f"<details>\n<summary>{header}</summary>\n\n{body}\n\n</details>"


def _bullets(bullets: Sequence[str], messages: Messages) -> str:
    """Return the first of many bullets as a list, and how many more there are."""
    listed = [f"- {bullet}" for bullet in bullets[:MAX_LISTED]]
    if len(bullets) > MAX_LISTED:
        listed.append(f"- {messages.word('check-and-more', number=len(bullets) - MAX_LISTED)}")
    return "\n".join(listed)


def _rules(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield the table of the rules with open findings, the gravest and most frequent first.

    With a baseline, new and known findings have a column each.
    """
    parts = by_state(verdicts.findings, comparison)
    new, known = (
        Counter((finding.severity, finding.code, messages.title(finding)) for finding in findings)
        for findings in (parts.new, parts.known)
    )
    keys = sorted(new | known, key=lambda key: (-RANK[key[0]], -new[key], key))
    if not keys:
        return
    columns = ["code", "severity", "meaning", *(["state-new", "state-known"] if comparison else ["number"])]
    rows = [
        [
            code,
            messages.word(f"severity-{severity}"),
            escaped(title),
            new[severity, code, title],
            *([known[severity, code, title]] if comparison else []),
        ]
        for severity, code, title in keys
    ]
    yield f"### {messages.word('markdown-rules')}"
    yield _table([messages.word(f"markdown-{column}") for column in columns], rows)


def _reports(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield the table of the reports with findings, and how many more there are than it lists."""
    headers = [messages.word("markdown-report"), messages.word("markdown-status")]
    headers += [messages.word(f"severity-{level}") for level in LEVELS]
    headers += [messages.word("markdown-explained")]
    headers += [messages.word("markdown-state-known")] if comparison else []
    rows = []
    for judgement in verdicts.judgements:
        parts = by_state(judgement.findings, comparison)
        levels = Counter(finding.severity for finding in parts.new)
        row = [
            escaped(report_name(judgement)),
            messages.word(f"status-{judgement.status}"),
            *(levels[lv] for lv in LEVELS),
        ]
        if judgement.findings:
            rows.append([*row, len(parts.waived), *([len(parts.known)] if comparison else [])])
    if rows:
        yield f"### {messages.word('markdown-reports')}"
        yield _table(headers, rows[:MAX_LISTED])
    if len(rows) > MAX_LISTED:
        yield messages.word("check-and-more", number=len(rows) - MAX_LISTED)


def _findings(verdicts: Verdicts, messages: Messages, comparison: Comparison | None) -> Iterator[str]:
    """Yield the new findings, report by report, each with the repair proposed.

    The first report is there in any case; further ones as long as `MAX_NEW_TEXT` characters hold them.
    """
    judged = [(judgement, by_state(judgement.findings, comparison).new) for judgement in verdicts.judgements]
    judged = [(judgement, new) for judgement, new in judged if new]
    yield f"### {messages.word('markdown-new' if comparison else 'markdown-findings')}"
    if not judged:
        yield messages.word("markdown-none")
    characters_left = MAX_NEW_TEXT
    for index, (judgement, new) in enumerate(judged):
        status = messages.word(f"status-{judgement.status}")
        summary = messages.word(
            "markdown-summary", who=report_name(judgement), status=status, counts=counts(judgement, messages)
        )
        block = _collapsible(summary, _details(judgement, new, messages))
        characters_left -= len(block)
        if characters_left < 0 and index:
            yield messages.word("check-other-reports", number=len(judged) - index)
            return
        yield block


def _details(judgement: Judgement, findings: Sequence[Finding], messages: Messages) -> Iterator[str]:
    """Yield the first findings of each rule in a report as one list, and the repair proposed."""
    seen: Counter[str] = Counter()
    bullets = []
    for finding in findings:
        seen[finding.code] += finding.variant != MORE
        if seen[finding.code] <= MAX_PER_RULE or finding.variant == MORE:
            bullets.append(_bullet(finding, judgement, messages))
    for code, number in sorted(seen.items()):
        if number > MAX_PER_RULE:
            bullets.append(escaped(messages.word("check-more", code=code, number=number - MAX_PER_RULE)))
    yield _bullets(bullets, messages)
    form = form_of(judgement)
    if form and judgement.repairs:
        yield f"**{_truncated(proposal(judgement.repairs, form, messages))}**"


def _bullet(finding: Finding, judgement: Judgement, messages: Messages) -> str:
    """Return a finding as one bullet: severity, code, place, message, and the remedy or the waiver's reason."""
    text = sentence(finding, judgement, messages)
    header = f"**{messages.word(f'severity-{finding.severity}')} {finding.code}**"
    place = f"<code>{escaped(place_of(finding))}</code>"
    is_waived = finding.waived is not None
    end = messages.word("check-waived", reason=finding.waived or "") if is_waived else text.remedy
    return f"{header} {place} {_truncated(text.message)} {_truncated(end)}"


def _truncated(text: str) -> str:
    """Return a text, escaped, in at most `MAX_MESSAGE` characters before escaping."""
    return escaped(text if len(text) <= MAX_MESSAGE else text[: MAX_MESSAGE - 1] + "\u2026")


def _known_or_waived(
    state: str, verdicts: Verdicts, messages: Messages, comparison: Comparison | None
) -> Iterator[str]:
    """Yield the findings in a state, `known` or `waived`, folded; nothing if there are none."""
    bullets = [
        _bullet(finding, judgement, messages)
        for judgement in verdicts.judgements
        for finding in getattr(by_state(judgement.findings, comparison), state)
    ]
    if bullets:
        yield _collapsible(messages.word(f"markdown-{state}", number=len(bullets)), [_bullets(bullets, messages)])


JudgementOf = Mapping[Key, Judgement]


def _gone(gone: Sequence[Record], judgement_of: JudgementOf, messages: Messages) -> Iterator[str]:
    """Yield the baseline's findings that are gone, folded; nothing if there are none."""
    bullets = []
    for record in gone:
        place = _label(record.place, judgement_of.get(record.key), messages)
        bullets.append(escaped(f"{_name(record, judgement_of)} {record.code} {place}"))
    if bullets:
        yield _collapsible(messages.word("markdown-gone", number=len(bullets)), [_bullets(bullets, messages)])


def _figures(revisions: Sequence[Revision], judgement_of: JudgementOf, messages: Messages) -> Iterator[str]:
    """Yield the table of the figures that changed since the baseline, folded; nothing if none did."""
    headers = [messages.word(f"markdown-{header}") for header in ("report", "place", "before", "after")]
    rows = [
        [
            escaped(_name(revision, judgement_of)),
            escaped(_label(str(revision.place), judgement_of.get(revision.key), messages)),
            _truncated(baseline_figure(revision.before, messages)),
            _truncated(baseline_figure(revision.after, messages)),
        ]
        for revision in revisions
    ]
    if rows:
        blocks = [_table(headers, rows[:MAX_LISTED])]
        if len(rows) > MAX_LISTED:
            blocks.append(messages.word("check-and-more", number=len(rows) - MAX_LISTED))
        yield _collapsible(messages.word("markdown-figures", number=len(rows)), blocks)


def _name(record: Record | Revision, judgement_of: JudgementOf) -> str:
    """Return the report of a record: by its agency's name if it is there, else by its key in the baseline."""
    judgement = judgement_of.get(record.key)
    return report_name(judgement) if judgement and record.year else named(record.key)


def _label(address: str, judgement: Judgement | None, messages: Messages) -> str:
    """Return a cell by its official labels, where the form is known; otherwise its address as it is."""
    form = form_of(judgement) if judgement else None
    place = form.find(address) if form else None
    return messages.value(place, form) if place else address
