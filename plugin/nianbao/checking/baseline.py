"""The findings and figures of an earlier day, and how a run differs from them.

A baseline lets a site with old faults fail on new ones only. It holds the findings by fingerprint and the
figures of each report, one row of a table a line, so that a version control system shows what changed. `nianbao
check --baseline` reads and writes it.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from nianbao.checking.judgement import Judgement, Verdicts
from nianbao.model.finding import Finding, Place, Refusal, Severity
from nianbao.model.form import Form
from nianbao.model.jsontext import loads
from nianbao.model.kind import DEFAULT
from nianbao.model.report import Derived, Report

SCHEMA: Final = 1
AUTOMATIC: Final = "auto"

Recorded = int | float | str | None
# Agency, year and kind of a report; the default kind is an empty text.
Key = tuple[str, int, str]


@dataclass(frozen=True, slots=True, order=True)
class Record:
    """A finding as a baseline keeps it.

    `agency` is empty and `year` 0 for a file that names no report; `place` is `table/row/column` or empty;
    `kind` is empty for the default kind.
    """

    agency: str
    year: int
    code: str
    place: str
    fingerprint: str
    waived: bool = False
    kind: str = ""

    @property
    def key(self) -> Key:
        """The report it is of."""
        return self.agency, self.year, self.kind


@dataclass(frozen=True)
class Figures:
    """A report's figures by row (`table/row`), in the order of the form's columns.

    A row of equal figures is kept as one figure: most rows are all zero.
    """

    form: str
    rows: Mapping[str, tuple[Recorded, ...]]


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that is not what the baseline has: None is a blank, `auto` one that the tool adds up."""

    agency: str
    year: int
    place: Place
    before: Recorded
    after: Recorded
    kind: str = ""

    @property
    def key(self) -> Key:
        """The report it is of."""
        return self.agency, self.year, self.kind


@dataclass(frozen=True)
class Baseline:
    """The findings and figures of one day, the findings in order."""

    records: tuple[Record, ...] = ()
    figures: Mapping[Key, Figures] = field(default_factory=dict)

    @cached_property
    def by_fingerprint(self) -> Mapping[str, Record]:
        """The findings by fingerprint; of two with the same one, the one nobody explained."""
        return {record.fingerprint: record for record in sorted(self.records, key=lambda r: not r.waived)}


@dataclass(frozen=True)
class Comparison:
    """A run compared with a baseline: which findings are gone, which figures changed.

    `gone` are recorded findings the run would have found again if they were still there; waived ones are left
    out.
    """

    baseline: Baseline
    gone: tuple[Record, ...]
    revisions: tuple[Revision, ...]

    def knows(self, finding: Finding) -> bool:
        """Return whether a finding was recorded; one whose waiver has lapsed since is new."""
        record = self.baseline.by_fingerprint.get(finding.fingerprint)
        return record is not None and (finding.waived is not None or not record.waived)

    def fails(self, verdicts: Verdicts, level: Severity) -> bool:
        """Return whether a new finding that is not waived reaches a level; OFF never fails."""
        judged = verdicts.judgements if level is not Severity.OFF else ()
        return any(not self.knows(finding) for judgement in judged for finding in judgement.at_least(level))


@dataclass(frozen=True)
class Extent:
    """What a run looked at: all files or some (`whole`), and the codes that were switched off."""

    whole: bool = True
    off: frozenset[str] = frozenset()

    def covers(self, key: Key, judged: Mapping[Key, bool], code: str = "") -> bool:
        """Return whether a recorded finding would have been found again if it were still there.

        `judged` are the reports of the run, and whether they could be read; with no `code` figures are meant.
        """
        return code not in self.off and judged.get(key, self.whole)


def compare(baseline: Baseline, verdicts: Verdicts, extent: Extent) -> Comparison:
    """Return how a run differs from a baseline; what the run did not look at is neither new nor gone."""
    judged = _judged(verdicts)
    current = {finding.fingerprint for finding in verdicts.findings}
    gone = tuple(
        record
        for record in baseline.records
        if record.fingerprint not in current
        and not record.waived
        and extent.covers(record.key, judged, record.code)
    )
    return Comparison(baseline, gone, tuple(_revisions(baseline, verdicts)))


def renewed(baseline: Baseline, verdicts: Verdicts, extent: Extent) -> Baseline:
    """Return a baseline of the findings and figures of a run; what it did not look at stays as recorded."""
    judged = _judged(verdicts)
    kept = [r for r in baseline.records if not extent.covers(r.key, judged, r.code)]
    today = [_record(judgement, finding) for judgement in verdicts.judgements for finding in judgement.findings]
    figures = {key: filed for key, filed in baseline.figures.items() if not extent.covers(key, judged)}
    figures.update(_figures(verdicts))
    return Baseline(tuple(sorted({*kept, *today})), dict(sorted(figures.items())))


def _judged(verdicts: Verdicts) -> Mapping[Key, bool]:
    """Return the reports of a run, and whether they could be read; of two files for one, whether one could."""
    judged: dict[Key, bool] = {}
    for entry in (judgement.entry for judgement in verdicts.judgements):
        if entry.agency and entry.year:
            key = (entry.agency, entry.year, _kind(entry.kind))
            judged[key] = judged.get(key, False) or entry.report is not None
    return judged


def key_of(judgement: Judgement) -> Key:
    """Return the key of the report a judgement is of; no agency and year 0 for a file that names none."""
    entry = judgement.entry
    return entry.agency or "", entry.year or 0, _kind(entry.kind)


def _record(judgement: Judgement, finding: Finding) -> Record:
    """Return a finding as a baseline keeps it; `judgement` is the one it belongs to."""
    agency, year, kind = key_of(judgement)
    return Record(
        agency,
        year,
        finding.code,
        str(finding.place or ""),
        finding.fingerprint,
        finding.waived is not None,
        kind,
    )


def _figures(verdicts: Verdicts) -> Mapping[Key, Figures]:
    """Return the figures of each report that is on a form.

    Of two files for one agency, year and kind the first one's are kept.
    """
    by_report: dict[Key, Figures] = {}
    for judgement in verdicts.judgements:
        report = judgement.entry.report
        if report and report.form:
            rows = {row: _folded(figures) for row, figures in _rows(report, report.form)}
            by_report.setdefault(
                (report.agency, report.year, _kind(report.kind.id)), Figures(report.form_id, rows)
            )
    return by_report


def _rows(report: Report, form: Form) -> Iterator[tuple[str, tuple[Recorded, ...]]]:
    """Yield the rows a report states, each with its figures, by `table/row`."""
    for row, places in _lines(form):
        if report.has_row(places[0].table, places[0].row):
            yield row, tuple(_figure(report, place) for place in places)


def _lines(form: Form) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield each row of a form's tables by `table/row`, with its places in the order of the columns."""
    for table in form.tables.values():
        for row in table.rows.values():
            yield f"{table.key}/{row.key}", tuple(Place(table.key, row.key, column.key) for column in row.columns)


def _figure(report: Report, place: Place) -> Recorded:
    """Return a figure as JSON has it: a number, a text as filed, None for a blank, `auto` for a derived one."""
    return AUTOMATIC if isinstance(report.figures.get(place), Derived) else report.cell(place).as_json()


def _folded(row: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """Return a row of equal figures as one figure, any other row as it is."""
    return row[:1] if len(set(row)) == 1 else row


def _revisions(baseline: Baseline, verdicts: Verdicts) -> Iterator[Revision]:
    """Yield the figures that changed in reports on the form they were on, in the order of the form."""
    forms = {j.entry.report.form_id: j.entry.report.form for j in verdicts.judgements if j.entry.report}
    for (agency, year, kind), now in _figures(verdicts).items():
        then, form = baseline.figures.get((agency, year, kind)), forms[now.form]
        if then is None or form is None or then.form != now.form or then.rows == now.rows:
            continue
        for row, places in _lines(form):
            before, after = (_unfolded(figures.rows.get(row), len(places)) for figures in (then, now))
            # Nothing is known of a row whose form, a site's own, has other columns since.
            pairs = zip(places, before, after, strict=True) if len(before) == len(after) else ()
            for place, old, new in pairs:
                if old != new:
                    yield Revision(agency, year, place, old, new, kind)


def _unfolded(row: tuple[Recorded, ...] | None, width: int) -> tuple[Recorded, ...]:
    """Return a row's figures in full; a row that is not there is blank."""
    figures = row or (None,)
    return figures * width if len(figures) == 1 else figures


def named(key: Key) -> str:
    """Return a report as a baseline names it: `agency/year`, with `/kind` where it is not the default one."""
    agency, year, kind = key
    return "/".join([agency, str(year), *([kind] if kind else [])])


def _kind(id_: str) -> str:
    """Return a kind as a baseline keeps it: empty for the default one."""
    return "" if id_ == DEFAULT else id_


# --- the file ---------------------------------------------------------------------------------------------------


def write(baseline: Baseline) -> str:
    """Return a baseline as JSON in which each finding and each row is a line, always in the same order."""
    findings = [_dumped(_record_facts(record)) for record in sorted(baseline.records)]
    reports = []
    for key, figures in sorted(baseline.figures.items()):
        rows = [f"{_dumped(row)}: {_dumped(_row(values))}" for row, values in figures.rows.items()]
        facts = [f'"form": {_dumped(figures.form)}', f'"figures": {_block("{}", rows, 4)}']
        reports.append(f"{_dumped(named(key))}: {_block('{}', facts, 3)}")
    parts = [
        f'"schema": {SCHEMA}',
        f'"findings": {_block("[]", findings, 2)}',
        f'"reports": {_block("{}", reports, 2)}',
    ]
    return _block("{}", parts, 1) + "\n"


def _record_facts(record: Record) -> dict[str, object]:
    """Return a finding as the JSON has it: empty facts are null, `kind` and `waived` are left out unless set."""
    facts: dict[str, object] = {
        "agency": record.agency or None,
        "year": record.year or None,
        "code": record.code,
        "place": record.place or None,
        "fingerprint": record.fingerprint,
    }
    facts |= {"kind": record.kind} if record.kind else {}
    return {**facts, "waived": True} if record.waived else facts


def _row(values: tuple[Recorded, ...]) -> Recorded | list[Recorded]:
    """Return a row as the JSON has it: a figure, or a list of figures."""
    return values[0] if len(values) == 1 else list(values)


def _dumped(value: object) -> str:
    """Return a value as JSON on one line, Chinese characters as they are."""
    return json.dumps(value, ensure_ascii=False)


def _block(brackets: str, lines: Sequence[str], depth: int) -> str:
    """Return lines between brackets, indented by one space for each level; no lines give empty brackets."""
    if not lines:
        return brackets
    joined = ",\n".join(" " * depth + line for line in lines)
    return f"{brackets[0]}\n{joined}\n{' ' * (depth - 1)}{brackets[1]}"


def read(text: str, name: str) -> Baseline:
    """Return the baseline of a JSON text; `name` is the file's, for messages.

    Raises Refusal (`baseline-newer`, `baseline-broken`) for a text of another schema, and for one that is no
    baseline or not a whole one.
    """
    try:
        data = loads(text)
        if data["schema"] != SCHEMA:
            raise Refusal("baseline-newer", path=name, schema=data["schema"])
        records = tuple(sorted(map(_record_of, data["findings"])))
        figures = dict(_figures_of(*item) for item in data["reports"].items())
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refusal("baseline-broken", path=name) from error
    return Baseline(records, figures)


def _record_of(data: Mapping[str, object]) -> Record:
    """Return a finding from the JSON. Raises KeyError or TypeError where a fact is missing or of another type."""
    texts = [data[key] or "" for key in ("agency", "code", "place", "fingerprint")]
    year = data["year"] or 0
    if not isinstance(year, int) or not all(isinstance(text, str) for text in texts):
        raise TypeError("a finding of a baseline is made of texts and a year")
    agency, code, place, fingerprint = map(str, texts)
    return Record(agency, year, code, place, fingerprint, data.get("waived") is True, str(data.get("kind", "")))


def _figures_of(name: str, data: Mapping[str, Any]) -> tuple[Key, Figures]:
    """Return the key and figures of a report from the JSON. Raises as `_record_of` does, or ValueError."""
    agency, year, *kind = name.split("/")
    rows = {
        row: tuple(values) if isinstance(values, list) else (values,) for row, values in data["figures"].items()
    }
    return (agency, int(year), "".join(kind)), Figures(str(data["form"]), rows)
