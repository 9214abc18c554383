"""Verdicts for people: grouped by report, each finding with its place, its arithmetic and one thing to do.

A few findings are written in full. Of many only the first of each rule are, then come a table of all rules and how
to see the rest: nobody reads two thousand messages.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nianbao.checking.baseline import Comparison, Record, named
from nianbao.checking.judgement import RANK, Judgement, Verdicts
from nianbao.messages import Messages, line
from nianbao.model.finding import MORE, Finding
from nianbao.reporters.sentences import (  # fmt: skip
    FindingsByState,
    by_state,
    counts,
    counts_by_code,
    form_of,
    place_of,
    proposal,
    report_name,
    sentence,
    summary,
)

# The findings of one rule that are written in full: in one report, or in all with the long form.
MAX_PER_RULE: Final = 3
# More open and waived findings than this make the long form.
MAX_IN_FULL: Final = 60
# The reports without examples, and the findings that are gone, with a line of their own.
MAX_LISTED: Final = 20


@dataclass(frozen=True)
class _Block:
    """The part of the text about one report: its findings by state, and those that are written in full."""

    judgement: Judgement
    parts: FindingsByState
    in_full: tuple[Finding, ...]


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as text.

    With more than `MAX_IN_FULL` open and waived findings it is the long form: examples, and a table of rules.
    """
    everything = by_state(verdicts.findings, comparison)
    is_long = len(everything.new) + len(everything.waived) > MAX_IN_FULL
    blocks = list(_blocks(verdicts, comparison, is_long=is_long))
    counted_only = [block for block in blocks if block.parts.new and not block.in_full]
    nothing_new = [block for block in blocks if not block.parts.new and not block.in_full]
    unlisted = {block.judgement.entry.file for block in (*counted_only[MAX_LISTED:], *nothing_new[MAX_LISTED:])}
    lines = [
        line
        for block in blocks
        if block.judgement.entry.file not in unlisted
        for line in _block(block, messages, is_long=is_long)
    ]
    for key, kind in (("check-other-reports", counted_only), ("check-quiet", nothing_new)):
        if len(kind) > MAX_LISTED:
            lines.append(messages.word(key, number=len(kind) - MAX_LISTED))
    if lines and lines[-1]:
        lines.append("")
    if is_long:
        lines += _by_rule(blocks, messages)
    if comparison and comparison.gone:
        lines += _gone_findings(comparison.gone, messages)
    return "\n".join([*lines, *summary(verdicts, messages, comparison)]) + "\n"


def _blocks(verdicts: Verdicts, comparison: Comparison | None, *, is_long: bool) -> Iterator[_Block]:
    """Yield a block for each report, with the first findings of each rule.

    They are the first of each report; in the long form, the first in all. A finding that stands for many others is
    always written in full.
    """
    seen: Counter[str] = Counter()
    for judgement in verdicts.judgements:
        parts = by_state(judgement.findings, comparison)
        if not is_long:
            seen.clear()
        in_full = []
        for finding in sorted((*parts.new, *parts.waived), key=lambda finding: (finding.location, finding.code)):
            seen[finding.code] += 1
            if seen[finding.code] <= MAX_PER_RULE or finding.variant == MORE:
                in_full.append(finding)
        yield _Block(judgement, parts, tuple(in_full))


def _block(block: _Block, messages: Messages, *, is_long: bool) -> Iterator[str]:
    """Yield the lines about one report: status, findings, how many more, and the repair proposed.

    In the long form the others are counted by rule on one line.
    """
    judgement, parts = block.judgement, block.parts
    status = messages.word(f"status-{judgement.status}")
    yield f"{report_name(judgement)}  {status}  {counts(judgement, messages)}"
    for finding in block.in_full:
        yield from _finding(finding, judgement, messages)
    in_full = {finding.fingerprint for finding in block.in_full}
    rest = [finding for finding in (*parts.new, *parts.waived) if finding.fingerprint not in in_full]
    if rest and is_long:
        yield "  " + messages.word("check-others", codes=counts_by_code(rest, messages))
    elif rest:
        for code, number in sorted(Counter(finding.code for finding in rest).items()):
            yield "  " + messages.word("check-more", code=code, number=number)
    form = form_of(judgement)
    if form and block.in_full and parts.new and judgement.repairs:
        yield "  " + proposal(judgement.repairs, form, messages)
    if parts.known:
        yield "  " + messages.word("check-known", codes=counts_by_code(parts.known, messages))
    if block.in_full:
        yield ""


def _finding(finding: Finding, judgement: Judgement, messages: Messages) -> Iterator[str]:
    """Yield the lines of one finding: place and rule, message, other places, remedy.

    A waived finding has the reason of its waiver in place of the remedy.
    """
    text = sentence(finding, judgement, messages)
    name = messages.rule(finding.code).name
    yield f"{place_of(finding)}: {messages.word(f'severity-{finding.severity}')} {finding.code} {name}"
    yield f"  {text.message}"
    if finding.elsewhere:
        yield "  " + messages.word("check-elsewhere", places=[line(str(at)) for at in finding.elsewhere])
    waived = finding.waived
    yield "  " + (text.remedy if waived is None else messages.word("check-waived", reason=line(waived)))


def _by_rule(blocks: Sequence[_Block], messages: Messages) -> Iterator[str]:
    """Yield the table of rules, the gravest and most frequent first, and how to see the rest.

    A rule that two kinds of report call differently has a line for each.

    Columns are findings, reports, code, severity and title.
    """
    new_findings = [(finding, index) for index, block in enumerate(blocks) for finding in block.parts.new]
    rows = [((finding.severity, finding.code, messages.title(finding)), index) for finding, index in new_findings]
    counter = Counter(row for row, _ in rows)
    yield messages.word("check-by-rule")
    for row, number in sorted(counter.items(), key=lambda item: (-RANK[item[0][0]], -item[1], item[0])):
        reports = len({index for one, index in rows if one == row})
        severity, code, title = row
        yield f"  {number:6}  {reports:5}  {code}  {messages.word(f'severity-{severity}')}  {title}"
    yield ""
    yield messages.word("check-rest")
    yield ""


def _gone_findings(gone: Sequence[Record], messages: Messages) -> Iterator[str]:
    """Yield the first of the baseline's findings that are gone, and how many more there are."""
    yield messages.word("check-gone")
    for record in gone[:MAX_LISTED]:
        yield f"  {line(named(record.key))}  {line(record.code)}  {line(record.place)}".rstrip()
    if len(gone) > MAX_LISTED:
        yield "  " + messages.word("check-and-more", number=len(gone) - MAX_LISTED)
    yield ""
