"""Verdicts as JUnit XML: a suite for each report, a case for each rule that answered.

Technical source: the schema of the JUnit task of Apache Ant, as continuous-integration servers read it. There is
no clock, so no case has a time.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from xml.etree import ElementTree as ET

from nianbao.archive import Entry
from nianbao.checking.baseline import Comparison
from nianbao.checking.check import Judgement, Verdicts
from nianbao.messages import Messages, clean, line
from nianbao.model.finding import Finding, Outcome, Severity, Verdict
from nianbao.model.kind import DEFAULT
from nianbao.reporters.sentences import counts, form_of, place_of, proposal, sentence, sort, who


def write(verdicts: Verdicts, messages: Messages, comparison: Comparison | None = None) -> str:
    """Return all judgements as one XML document; new errors nobody waived are failures, the rest is output."""
    root = ET.Element("testsuites", name="nianbao")
    suites = [_suite(judgement, messages, comparison) for judgement in verdicts.judgements]
    root.extend(suites)
    for name in ("tests", "failures", "errors", "skipped"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in suites)))
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(judgement: Judgement, messages: Messages, comparison: Comparison | None) -> ET.Element:
    entry = judgement.entry
    suite = ET.Element("testsuite", name=who(judgement))
    properties = ET.SubElement(suite, "properties")
    form = entry.report.form_id if entry.report else None
    facts = {"source": entry.file, "agency": entry.agency, "year": entry.year, **_kind(entry), "form": form}
    for name, value in {**facts, "status": judgement.status}.items():
        if value is not None:
            ET.SubElement(properties, "property", name=name, value=line(str(value)))
    answers: dict[str, list[Verdict]] = {}
    for code, verdict in judgement.verdicts:
        answers.setdefault(code, []).append(verdict)
    cases = [_case(code, verdicts, judgement, messages, comparison) for code, verdicts in answers.items()]
    suite.extend(cases)
    numbers = {"failures": "failure", "errors": "error", "skipped": "skipped"}
    suite.set("tests", str(len(cases)))
    for name, tag in numbers.items():
        suite.set(name, str(sum(case.find(tag) is not None for case in cases)))
    suite.set("time", "0")
    ET.SubElement(suite, "system-out").text = "\n".join(_said(judgement, messages))
    return suite


def _said(judgement: Judgement, messages: Messages) -> Iterator[str]:
    yield f"{messages.word(f'status-{judgement.status}')}  {counts(judgement, messages)}"
    form = form_of(judgement)
    if form and judgement.repairs:
        yield clean(proposal(judgement.repairs, form, messages))


def _case(
    code: str,
    answers: Sequence[Verdict],
    judgement: Judgement,
    messages: Messages,
    comparison: Comparison | None,
) -> ET.Element:
    """Return one rule's answers about one report."""
    entry = judgement.entry
    name = f"{code} {messages.rule(code).title}"
    case = ET.Element(
        "testcase",
        name=name,
        classname=line(".".join(map(str, (entry.agency or entry.file, entry.year, *_kind(entry).values())))),
        time="0",
    )
    parts = sort((finding for finding in judgement.findings if finding.code == code), comparison)
    errors = [finding for finding in parts.new if finding.severity is Severity.ERROR]
    if errors:
        lines = [_line(finding, judgement, messages) for finding in errors]
        message = sentence(errors[0], judgement, messages).message
        failure = ET.SubElement(case, "failure", message=message, type=messages.rule(code).name)
        failure.text = "\n".join(lines)
    elif all(verdict.outcome is Outcome.SKIPPED for verdict in answers):
        ET.SubElement(case, "skipped", message=_reasons(answers, messages))
    notes = [finding for finding in parts.new if finding.severity is not Severity.ERROR]
    rest = [*notes, *parts.known, *parts.waived]
    if rest:
        known = {finding.fingerprint for finding in parts.known}
        lines = [_line(finding, judgement, messages, known=finding.fingerprint in known) for finding in rest]
        ET.SubElement(case, "system-out").text = "\n".join(lines)
    return case


def _line(finding: Finding, judgement: Judgement, messages: Messages, *, known: bool = False) -> str:
    said = sentence(finding, judgement, messages)
    marks = [
        messages.word(f"severity-{finding.severity}"),
        *([messages.word("check-known-mark")] if known else []),
    ]
    explained = finding.waived is not None
    end = messages.word("check-waived", reason=line(finding.waived or "")) if explained else said.remedy
    return f"{place_of(finding)}: {' '.join(marks)} {said.message} {end}"


def _reasons(answers: Sequence[Verdict], messages: Messages) -> str:
    """Return why a rule could not answer, each reason with how often."""
    counted = Counter(verdict.reason for verdict in answers)
    words = [
        messages.word("skipped-because", reason=messages.skip_reason(reason), number=number)
        for reason, number in counted.items()
    ]
    return messages.value(words)


def _kind(entry: Entry) -> dict[str, str]:
    """Return the kind of a report, where it is not the default one."""
    return {} if entry.kind == DEFAULT else {"kind": entry.kind}
