"""Verdicts for people: grouped by report, each finding with its place, its arithmetic and one thing to do.

A few findings are spelled out in full. Of many only the first of each rule are, then come a table of all rules and
how to see the rest: nobody reads two thousand messages.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from nianbao.checking.baseline import Comparison, Record, named
from nianbao.checking.check import RANK, Judgement, Verdicts
from nianbao.messages import Messages, line
from nianbao.model.finding import MORE, Finding
from nianbao.reporters.sentences import (  # fmt: skip
    Sorted,
    by_code,
    counts,
    form_of,
    place_of,
    proposal,
    sentence,
    sort,
    summary,
    who,
)

# Of one rule in one report, and of one rule in a run of many findings, so many are spelled out.
SHOWN: Final = 3
# A run with more findings than this is a run of many.
MANY: Final = 60
# So many reports of a kind, and so many findings that are gone, have a line of their own.
LISTED: Final = 20


@dataclass(frozen=True)
class _Block:
    """What is said of one report: of its findings, apart, those that are spelled out."""

    judgement: Judgement
    parts: Sorted
    spelled: tuple[Finding, ...]


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as text."""
    everything = sort(verdicts.findings, comparison)
    is_long = len(everything.new) + len(everything.waived) > MANY
    blocks = list(_blocks(verdicts, comparison, is_long=is_long))
    bare = [block for block in blocks if block.parts.new and not block.spelled]
    quiet = [block for block in blocks if not block.parts.new and not block.spelled]
    unlisted = {block.judgement.entry.file for block in (*bare[LISTED:], *quiet[LISTED:])}
    lines = [
        line
        for block in blocks
        if block.judgement.entry.file not in unlisted
        for line in _block(block, messages, is_long=is_long)
    ]
    for key, kind in (("check-other-reports", bare), ("check-quiet", quiet)):
        if len(kind) > LISTED:
            lines.append(messages.word(key, number=len(kind) - LISTED))
    if lines and lines[-1]:
        lines.append("")
    if is_long:
        lines += _by_rule(blocks, messages)
    if comparison and comparison.gone:
        lines += _gone(comparison.gone, messages)
    return "\n".join([*lines, *summary(verdicts, messages, comparison)]) + "\n"


def _blocks(verdicts: Verdicts, comparison: Comparison | None, *, is_long: bool) -> Iterator[_Block]:
    """Yield the blocks with the first few findings of each rule: of each report, or of a long run."""
    seen: Counter[str] = Counter()
    for judgement in verdicts.judgements:
        parts = sort(judgement.findings, comparison)
        if not is_long:
            seen.clear()
        spelled = []
        for finding in sorted((*parts.new, *parts.waived), key=lambda finding: (finding.location, finding.code)):
            seen[finding.code] += 1
            if seen[finding.code] <= SHOWN or finding.variant == MORE:
                spelled.append(finding)
        yield _Block(judgement, parts, tuple(spelled))


def _block(block: _Block, messages: Messages, *, is_long: bool) -> Iterator[str]:
    judgement, parts = block.judgement, block.parts
    status = messages.word(f"status-{judgement.status}")
    yield f"{who(judgement)}  {status}  {counts(judgement, messages)}"
    for finding in block.spelled:
        yield from _finding(finding, judgement, messages)
    spelled = {finding.fingerprint for finding in block.spelled}
    rest = [finding for finding in (*parts.new, *parts.waived) if finding.fingerprint not in spelled]
    if rest and is_long:
        yield "  " + messages.word("check-others", codes=by_code(rest, messages))
    elif rest:
        for code, number in sorted(Counter(finding.code for finding in rest).items()):
            yield "  " + messages.word("check-more", code=code, number=number)
    form = form_of(judgement)
    if form and block.spelled and parts.new and judgement.repairs:
        yield "  " + proposal(judgement.repairs, form, messages)
    if parts.known:
        yield "  " + messages.word("check-known", codes=by_code(parts.known, messages))
    if block.spelled:
        yield ""


def _finding(finding: Finding, judgement: Judgement, messages: Messages) -> Iterator[str]:
    said = sentence(finding, judgement, messages)
    name = messages.rule(finding.code).name
    yield f"{place_of(finding)}: {messages.word(f'severity-{finding.severity}')} {finding.code} {name}"
    yield f"  {said.message}"
    if finding.elsewhere:
        yield "  " + messages.word("check-elsewhere", places=[line(str(at)) for at in finding.elsewhere])
    waived = finding.waived
    yield "  " + (said.remedy if waived is None else messages.word("check-waived", reason=line(waived)))


def _by_rule(blocks: Sequence[_Block], messages: Messages) -> Iterator[str]:
    """Yield the table of rules, the gravest and most frequent first, and how to see the rest."""
    found = [(finding, index) for index, block in enumerate(blocks) for finding in block.parts.new]
    counted = Counter((finding.severity, finding.code) for finding, _ in found)
    yield messages.word("check-by-rule")
    for (severity, code), number in sorted(
        counted.items(), key=lambda item: (-RANK[item[0][0]], -item[1], item[0])
    ):
        reports = len({index for finding, index in found if (finding.severity, finding.code) == (severity, code)})
        title = messages.rule(code).title
        yield f"  {number:6}  {reports:5}  {code}  {messages.word(f'severity-{severity}')}  {title}"
    yield ""
    yield messages.word("check-rest")
    yield ""


def _gone(gone: Sequence[Record], messages: Messages) -> Iterator[str]:
    yield messages.word("check-gone")
    for record in gone[:LISTED]:
        yield f"  {line(named(record.key))}  {line(record.code)}  {line(record.place)}".rstrip()
    if len(gone) > LISTED:
        yield "  " + messages.word("check-and-more", number=len(gone) - LISTED)
    yield ""
