"""Verdicts as JUnit XML: a suite for each report, a case for each rule that was applied to it.

Technical source: the schema of the JUnit task of Apache Ant, as continuous-integration servers read it. There is
no clock, so no case has a time.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from nianbao.archive import Entry
from nianbao.checking.baseline import Comparison
from nianbao.checking.judgement import Judgement, Verdicts
from nianbao.messages import Messages, clean, line
from nianbao.model.finding import Finding, Outcome, Severity, Verdict
from nianbao.model.kind import DEFAULT
from nianbao.reporters.sentences import by_state, counts, form_of, place_of, proposal, report_name, sentence


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as one XML document; new errors without a waiver are failures, the rest is output."""
    root = ET.Element("testsuites", name="nianbao")
    suites = [_suite(judgement, messages, comparison) for judgement in verdicts.judgements]
    root.extend(suites)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(judgement: Judgement, messages: Messages, comparison: Comparison | None) -> ET.Element:
    """Return the suite of one report: its facts as properties, its cases, and their numbers.

    A rule that was applied to several cells is one case.
    """
    entry = judgement.entry
    suite = ET.Element("testsuite", name=report_name(judgement))
    properties = ET.SubElement(suite, "properties")
    form = entry.report.form_id if entry.report else None
    facts = {
        "source": entry.file,
        "agency": entry.agency,
        "year": entry.year,
        **_kind_property(entry),
        "form": form,
    }
    for name, value in {**facts, "status": judgement.status}.items():
        if value is not None:
            ET.SubElement(properties, "property", name=name, value=line(str(value)))
    by_code: dict[str, list[Verdict]] = {}
    for code, verdict in judgement.verdicts:
        by_code.setdefault(code, []).append(verdict)
    cases = [_case(code, verdicts, judgement, messages, comparison) for code, verdicts in by_code.items()]
    suite.extend(cases)
    tags = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(cases)))
    for name, tag in tags.items():
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", "0")
    ET.SubElement(suite, "system-out").text = "\n".join(_suite_output(judgement, messages))
    return suite


def _suite_output(judgement: Judgement, messages: Messages) -> Iterator[str]:
    """Yield the report's status with the number of each outcome, and the repair proposed."""
    yield f"{messages.word(f'status-{judgement.status}')}  {counts(judgement, messages)}"
    form = form_of(judgement)
    if form and judgement.repairs:
        yield clean(proposal(judgement.repairs, form, messages))


def _case(
    code: str,
    verdicts: Sequence[Verdict],
    judgement: Judgement,
    messages: Messages,
    comparison: Comparison | None,
) -> ET.Element:
    """Return the case of one rule in one report, from all its verdicts there.

    It failed if a new error is among them, and is skipped if all of them were.
    """
    entry = judgement.entry
    words_of_kind = messages.of(entry.report.kind) if entry.report else messages
    name = f"{code} {words_of_kind.rule(code).title}"
    case = ET.Element(
        "testcase",
        name=name,
        classname=line(
            ".".join(map(str, (entry.agency or entry.file, entry.year, *_kind_property(entry).values())))
        ),
        time="0",
    )
    parts = by_state((finding for finding in judgement.findings if finding.code == code), comparison)
    errors = [finding for finding in parts.new if finding.severity is Severity.ERROR]
    if errors:
        lines = [_line(finding, judgement, messages) for finding in errors]
        message = sentence(errors[0], judgement, messages).message
        failure = ET.SubElement(case, "failure", message=message, type=messages.rule(code).name)
        failure.text = "\n".join(lines)
    elif all(verdict.outcome is Outcome.SKIPPED for verdict in verdicts):
        ET.SubElement(case, "skipped", message=_reasons(verdicts, messages))
    notes = [finding for finding in parts.new if finding.severity is not Severity.ERROR]
    output = [*notes, *parts.known, *parts.waived]
    if output:
        known = {finding.fingerprint for finding in parts.known}
        lines = [_line(finding, judgement, messages, known=finding.fingerprint in known) for finding in output]
        ET.SubElement(case, "system-out").text = "\n".join(lines)
    return case


def _line(finding: Finding, judgement: Judgement, messages: Messages, *, known: bool = False) -> str:
    """Return a finding on one line: place, severity, message, and the remedy or the waiver's reason."""
    text = sentence(finding, judgement, messages)
    words = [
        messages.word(f"severity-{finding.severity}"),
        *([messages.word("check-known-mark")] if known else []),
    ]
    is_waived = finding.waived is not None
    end = messages.word("check-waived", reason=line(finding.waived or "")) if is_waived else text.remedy
    return f"{place_of(finding)}: {' '.join(words)} {text.message} {end}"


def _reasons(verdicts: Sequence[Verdict], messages: Messages) -> str:
    """Return why a rule could not be applied, each reason with how often."""
    counted = Counter(verdict.reason for verdict in verdicts)
    words = [
        messages.word("skipped-because", reason=messages.skip_reason(reason), number=number)
        for reason, number in counted.items()
    ]
    return messages.value(words)


def _kind_property(entry: Entry) -> dict[str, str]:
    """Return the kind of a report as a property; empty for the default kind."""
    return {} if entry.kind == DEFAULT else {"kind": entry.kind}
