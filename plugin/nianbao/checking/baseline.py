"""What was found and filed on an earlier day, and how a run differs from it.

A baseline lets a site with old faults fail on new ones only. It holds the findings by fingerprint and the figures
of each report, one row of a table a line, so that a version control system shows what changed.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from nianbao.checking.check import Judgement, Verdicts
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
    """A finding as a baseline keeps it. `agency` is empty and `year` 0 for a file that names no report."""

    agency: str
    year: int
    code: str
    place: str
    fingerprint: str
    waived: bool = False
    kind: str = ""

    @property
    def key(self) -> Key:
        """The report it is about."""
        return self.agency, self.year, self.kind


@dataclass(frozen=True)
class Figures:
    """A report's figures by row (`table/row`), in the order of the form's columns."""

    form: str
    rows: Mapping[str, tuple[Recorded, ...]]


@dataclass(frozen=True, slots=True)
class Revision:
    """A figure that is not what it was: None is a blank, `auto` one that is left to the tool to add up."""

    agency: str
    year: int
    place: Place
    before: Recorded
    after: Recorded
    kind: str = ""

    @property
    def key(self) -> Key:
        """The report it is about."""
        return self.agency, self.year, self.kind


@dataclass(frozen=True)
class Baseline:
    """The findings and figures of one day."""

    records: tuple[Record, ...] = ()
    figures: Mapping[Key, Figures] = field(default_factory=dict)

    @cached_property
    def by_fingerprint(self) -> Mapping[str, Record]:
        """The findings by fingerprint; of two with the same one, the one nobody explained."""
        return {record.fingerprint: record for record in sorted(self.records, key=lambda r: not r.waived)}


@dataclass(frozen=True)
class Comparison:
    """A run against a baseline: what was known, what is gone, which figures changed."""

    baseline: Baseline
    gone: tuple[Record, ...]
    revisions: tuple[Revision, ...]

    def knows(self, finding: Finding) -> bool:
        """Return whether a finding was recorded; one whose explanation has lapsed since is new."""
        record = self.baseline.by_fingerprint.get(finding.fingerprint)
        return record is not None and (finding.waived is not None or not record.waived)

    def fails(self, verdicts: Verdicts, level: Severity) -> bool:
        """Return whether a new finding that nobody waived reaches a level; OFF never fails."""
        judged = verdicts.judgements if level is not Severity.OFF else ()
        return any(not self.knows(finding) for judgement in judged for finding in judgement.at_least(level))


@dataclass(frozen=True)
class Extent:
    """What a run looked at: all files or some (`whole`), and the codes that were switched off."""

    whole: bool = True
    off: frozenset[str] = frozenset()

    def covers(self, key: Key, judged: Mapping[Key, bool], code: str = "") -> bool:
        """Return whether what was recorded of a report would have been found again, were it still there.

        `judged` are the reports of the run, and whether they could be read.
        """
        return code not in self.off and judged.get(key, self.whole)


def compare(baseline: Baseline, verdicts: Verdicts, extent: Extent) -> Comparison:
    """Return how a run differs from a baseline; what the run could not look at is neither new nor gone."""
    judged = _judged(verdicts)
    found = {finding.fingerprint for finding in verdicts.findings}
    gone = tuple(
        record
        for record in baseline.records
        if record.fingerprint not in found and not record.waived and extent.covers(record.key, judged, record.code)
    )
    return Comparison(baseline, gone, tuple(_revisions(baseline, verdicts)))


def renewed(baseline: Baseline, verdicts: Verdicts, extent: Extent) -> Baseline:
    """Return a baseline of today's findings and figures; what the run could not look at stays recorded."""
    judged = _judged(verdicts)
    kept = [r for r in baseline.records if not extent.covers(r.key, judged, r.code)]
    today = [_record(judgement, finding) for judgement in verdicts.judgements for finding in judgement.findings]
    figures = {key: filed for key, filed in baseline.figures.items() if not extent.covers(key, judged)}
    figures.update(_figures(verdicts))
    return Baseline(tuple(sorted({*kept, *today})), dict(sorted(figures.items())))


def _judged(verdicts: Verdicts) -> Mapping[Key, bool]:
    judged: dict[Key, bool] = {}
    for entry in (judgement.entry for judgement in verdicts.judgements):
        if entry.agency and entry.year:
            key = (entry.agency, entry.year, _kind(entry.kind))
            judged[key] = judged.get(key, False) or entry.report is not None
    return judged


def key_of(judgement: Judgement) -> Key:
    """Return which report a judgement is of; no agency and year 0 for a file that names none."""
    entry = judgement.entry
    return entry.agency or "", entry.year or 0, _kind(entry.kind)


def _record(judgement: Judgement, finding: Finding) -> Record:
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
    """Return the figures of each report that is on a form; of two for one agency and year, the first one's."""
    found: dict[Key, Figures] = {}
    for judgement in verdicts.judgements:
        report = judgement.entry.report
        if report and report.form:
            rows = {row: _folded(figures) for row, figures in _rows(report, report.form)}
            found.setdefault((report.agency, report.year, _kind(report.kind.id)), Figures(report.form_id, rows))
    return found


def _rows(report: Report, form: Form) -> Iterator[tuple[str, tuple[Recorded, ...]]]:
    for row, places in _lines(form):
        if report.has_row(places[0].table, places[0].row):
            yield row, tuple(_figure(report, place) for place in places)


def _lines(form: Form) -> Iterator[tuple[str, tuple[Place, ...]]]:
    """Yield each row of a form's tables with its cells."""
    for table in form.tables.values():
        for row in table.rows.values():
            yield f"{table.key}/{row.key}", tuple(Place(table.key, row.key, column.key) for column in row.columns)


def _figure(report: Report, place: Place) -> Recorded:
    return AUTOMATIC if isinstance(report.figures.get(place), Derived) else report.cell(place).as_json()


def _folded(row: tuple[Recorded, ...]) -> tuple[Recorded, ...]:
    """Return a row of equal figures as one figure: most rows are all zero."""
    return row[:1] if len(set(row)) == 1 else row


def _revisions(baseline: Baseline, verdicts: Verdicts) -> Iterator[Revision]:
    """Yield the figures that changed in reports that are on the form they were on."""
    forms = {j.entry.report.form_id: j.entry.report.form for j in verdicts.judgements if j.entry.report}
    for (agency, year, kind), now in _figures(verdicts).items():
        then, form = baseline.figures.get((agency, year, kind)), forms[now.form]
        if then is None or form is None or then.form != now.form or then.rows == now.rows:
            continue
        for row, places in _lines(form):
            before, after = (_unfolded(figures.rows.get(row), len(places)) for figures in (then, now))
            # A site may have given its own form more columns since; then nothing can be said of the row.
            pairs = zip(places, before, after, strict=True) if len(before) == len(after) else ()
            for place, old, new in pairs:
                if old != new:
                    yield Revision(agency, year, place, old, new, kind)


def _unfolded(row: tuple[Recorded, ...] | None, width: int) -> tuple[Recorded, ...]:
    """Return a row's figures; a row that is not there is blank."""
    figures = row or (None,)
    return figures * width if len(figures) == 1 else figures


def named(key: Key) -> str:
    """Return a report as a baseline names it: agency, year, and the kind where it is not the default one."""
    agency, year, kind = key
    return "/".join([agency, str(year), *([kind] if kind else [])])


def _kind(id_: str) -> str:
    """Return a kind as a baseline keeps it."""
    return "" if id_ == DEFAULT else id_


# --- the file ---------------------------------------------------------------------------------------------------


def write(baseline: Baseline) -> str:
    """Return a baseline as JSON in which each finding and each row is a line, always in the same order."""
    findings = [_dumped(_told(record)) for record in sorted(baseline.records)]
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


def _told(record: Record) -> dict[str, object]:
    told: dict[str, object] = {
        "agency": record.agency or None,
        "year": record.year or None,
        "code": record.code,
        "place": record.place or None,
        "fingerprint": record.fingerprint,
    }
    told |= {"kind": record.kind} if record.kind else {}
    return {**told, "waived": True} if record.waived else told


def _row(values: tuple[Recorded, ...]) -> Recorded | list[Recorded]:
    return values[0] if len(values) == 1 else list(values)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _block(brackets: str, lines: Sequence[str], depth: int) -> str:
    """Return lines between brackets, indented by one space for each level."""
    if not lines:
        return brackets
    joined = ",\n".join(" " * depth + line for line in lines)
    return f"{brackets[0]}\n{joined}\n{' ' * (depth - 1)}{brackets[1]}"


def read(text: str, name: str) -> Baseline:
    """Return the baseline a text is; `name` is the file's. Raises Refusal if it is none, or not whole."""
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
    texts = [data[key] or "" for key in ("agency", "code", "place", "fingerprint")]
    year = data["year"] or 0
    if not isinstance(year, int) or not all(isinstance(text, str) for text in texts):
        raise TypeError("a finding of a baseline is made of texts and a year")
    agency, code, place, fingerprint = map(str, texts)
    return Record(agency, year, code, place, fingerprint, data.get("waived") is True, str(data.get("kind", "")))


def _figures_of(name: str, data: Mapping[str, Any]) -> tuple[Key, Figures]:
    agency, year, *kind = name.split("/")
    rows = {
        row: tuple(values) if isinstance(values, list) else (values,) for row, values in data["figures"].items()
    }
    return (agency, int(year), "".join(kind)), Figures(str(data["form"]), rows)
