"""TXT: what the prose counts, against the tables, against itself, and against other years."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from nianbao.analysis import claims
from nianbao.analysis.claims import LIMITS, Agreement, Answer, Count, Mention, Quantity, Span
from nianbao.checking.check import Case
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Outcome, Place, Severity, Verdict
from nianbao.model.form import Form

# Which rule judges a count, by the table its cells are in; applications are told apart by their rows.
RECEIVED, DISPUTED, OUTCOMES, PUBLISHED = "TXT601", "TXT602", "TXT603", "TXT604"
_BY_TABLE = {"disputes": DISPUTED, "proactive": PUBLISHED}
_FLOWS = frozenset({"new", "carried_over", "concluded_total", "carried_forward"})
_NEW, _OVER = Place("applications", "new", "total"), Place("applications", "carried_over", "total")


def _rule_of(quantity: Quantity) -> str:
    place = quantity.cells[0]
    return _BY_TABLE.get(place.table, RECEIVED if place.row in _FLOWS else OUTCOMES)


# --- counts against the tables ----------------------------------------------------------------------------------


def counts_of(code: str) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule that compares what the text counts with the cells it speaks of."""

    def counts_differ(case: Case) -> Iterator[Verdict]:
        """Numbers in the text are those of the tables."""
        ledger = case.claims
        found = False
        for mention, count in ledger.counts:
            if count.quantity and _rule_of(count.quantity) == code:
                found = True
                yield _compared(case, mention, count, ledger.answer(count))
        if not found:
            yield Verdict(Outcome.SKIPPED, reason="not-stated")

    return counts_differ


_OUTCOMES = {
    Agreement.AGREES: Outcome.PASSED,
    Agreement.AGREES_IF_BLANK_IS_ZERO: Outcome.PASSED_IF_BLANK_IS_ZERO,
    Agreement.DIFFERS: Outcome.FAILED,
    Agreement.OPEN: Outcome.SKIPPED,
}


def _compared(case: Case, mention: Mention, count: Count, answer: Answer) -> Verdict:
    quantity = answer.quantity or count.readings[0]
    ours = quantity.year == case.report.year
    verdict = Verdict(
        _OUTCOMES[answer.agreement],
        quantity.cells[0] if ours and len(quantity.cells) == 1 else None,
        related=quantity.cells if ours and len(quantity.cells) > 1 else (),
        location=case.claims.location(mention.span),
        reason=_REASONS.get(answer.reason, answer.reason),
    )
    if answer.agreement is not Agreement.DIFFERS:
        return verdict
    variant, severity = ("default", None) if ours else ("other-year", Severity.WARNING)
    if not count.confident:
        variant, severity = "unsure", Severity.INFO
    elif count.approximate:
        variant, severity = "about", Severity.INFO
    elif ours and count.low < count.high:
        variant = "at-least"
    fields = {
        "said": mention.clause,
        "what": claims.label(quantity.cells, _form_of(case, quantity)),
        "year": quantity.year,
        "value": count.value,
        "actual": answer.actual,
    }
    return replace(
        verdict, variant=variant, severity=severity, fields=fields, expected=answer.actual, actual=count.value
    )


_REASONS = {"no-report": "no-other-year", "unstated": "unstated", "no-cell": "not-stated"}


def _form_of(case: Case, quantity: Quantity) -> Form:
    if quantity.year == case.report.year:
        return case.form
    other = case.archive.report(case.report.agency, quantity.year)
    return other.form if other and other.form else case.form


# --- counts against each other ----------------------------------------------------------------------------------


def contradicts_itself(case: Case) -> Iterator[Verdict]:
    """Two statements of one quantity agree."""
    ledger = case.claims
    first: dict[tuple[frozenset[Place], int], tuple[Mention, Count]] = {}
    for mention, count in ledger.counts:
        if not count.is_exact or len(count.readings) != 1:
            continue
        reading = count.readings[0]
        key = (frozenset(reading.cells), reading.year)
        if key not in first:
            first[key] = (mention, count)
            continue
        earlier, other = first[key]
        if other.value == count.value:
            yield Verdict(Outcome.PASSED)
            continue
        at = ledger.location(earlier.span)
        ours, single = reading.year == case.report.year, len(reading.cells) == 1
        yield Verdict(
            Outcome.FAILED,
            reading.cells[0] if ours and single else None,
            related=reading.cells if ours and not single else (),
            variant="default" if ours else "other-year",
            fields={
                "said": mention.clause,
                "what": claims.label(reading.cells, _form_of(case, reading)),
                "year": reading.year,
                "value": count.value,
                "earlier": earlier.clause,
                "other": other.value,
                "line": at.line,
            },
            location=ledger.location(mention.span),
            elsewhere=(at,),
            expected=other.value,
            actual=count.value,
        )
    if not first:
        yield Verdict(Outcome.SKIPPED, reason="not-stated")


def parts_exceed_whole(case: Case) -> Iterator[Verdict]:
    """Parts that are told add up to no more than their whole, and to all of it where nothing can be missing."""
    ledger = case.claims
    by_span = {count.span: (mention, count) for mention, count in ledger.counts}
    lists: dict[tuple[Span, str], list[tuple[Mention, Count]]] = {}
    for mention, count in ledger.counts:
        if count.part_of in by_span and not count.approximate and count.part_of != count.span:
            lists.setdefault((count.part_of, count.kind), []).append((mention, count))
    told_over = [count.value for _, count in ledger.counts if count.quantity and _OVER in count.quantity.cells]
    over = max([case.report.cell(_OVER).value or Decimal(0), *told_over])
    for (span, kind), parts in lists.items():
        yield _parts_of(case, by_span[span], kind, _apart(parts), over)
    if not lists:
        yield Verdict(Outcome.SKIPPED, reason="not-stated")


def _apart(parts: Sequence[tuple[Mention, Count]]) -> list[tuple[Mention, Count]]:
    """Leave out parts of parts, and what is said a second time."""
    kept: list[tuple[Mention, Count]] = []
    told: set[Place] = set()
    for mention, count in parts:
        cells = count.quantity.cells if count.quantity else ()
        if told.isdisjoint(cells):
            kept.append((mention, count))
            told.update(cells)
    return kept


def _parts_of(
    case: Case, whole: tuple[Mention, Count], kind: str, parts: Sequence[tuple[Mention, Count]], over: Decimal
) -> Verdict:
    """Return what the parts of one whole come to; `over` is what was carried over, by the tables or the text."""
    mention, total = whole
    if total.approximate:
        return Verdict(Outcome.SKIPPED, reason="not-exact")
    ledger = case.claims
    values = tuple(count.value for _, count in parts)
    added = exact_sum(values)
    limit = total.value
    if kind in {"outcome", "flow"} and total.quantity and _NEW in total.quantity.cells:
        # What was carried over from last year ended this year too.
        limit += over
    if added <= limit and (added == total.value or not _is_exhaustive(kind, parts, case.form)):
        return Verdict(Outcome.PASSED)
    fields = {
        "said": mention.clause,
        "value": total.value,
        "parts": tuple(dict.fromkeys(part.clause for part, _ in parts)),
        "sum": added,
        "terms": values,
    }
    return Verdict(
        Outcome.FAILED,
        variant="default" if added > limit else "short",
        fields=fields,
        location=ledger.location(parts[0][0].span),
        elsewhere=(ledger.location(mention.span),),
        expected=total.value,
        actual=added,
    )


def _is_exhaustive(kind: str, parts: Sequence[tuple[Mention, Count]], form: Form) -> bool:
    """Return whether the parts leave nothing out: every kind of applicant, every result, both ways to court."""
    cells = [cell for _, count in parts if count.quantity for cell in count.quantity.cells]
    if kind not in {"applicant", "result"} or not cells:
        return False
    table = form.tables[cells[0].table]
    columns = {column.key for column in table.rows[cells[0].row].columns} - {"total"}
    return columns == {cell.column for cell in cells}


# --- what was not read -------------------------------------------------------------------------------------------


def passage_not_read(case: Case) -> Iterator[Verdict]:
    """Every sentence is short enough to be read."""
    ledger = case.claims
    for mention in ledger.unread:
        length = mention.span.end - mention.span.start
        yield Verdict(
            Outcome.FAILED,
            variant=mention.unread,
            fields={"said": mention.text, "length": length, "limit": LIMITS[mention.unread]},
            location=ledger.location(mention.span),
        )
    if not ledger.unread:
        yield Verdict(Outcome.PASSED)


# --- shares and changes -----------------------------------------------------------------------------------------


def percentage_wrong(case: Case) -> Iterator[Verdict]:
    """A stated share is that of its parts, to half a unit of its last digit."""
    ledger = case.claims
    clauses = {count.span: mention.clause for mention, count in ledger.counts}
    for mention, share in ledger.shares:
        fields = {"value": share.percent, "said": clauses.get(share.part.span, mention.clause)}
        yield _related(case, mention, ledger.share(share), share.percent, fields)
    if not ledger.shares:
        yield Verdict(Outcome.SKIPPED, reason="not-stated")


def change_claim_wrong(case: Case) -> Iterator[Verdict]:
    """A stated change is what both years' tables give."""
    ledger = case.claims
    for mention, change in ledger.changes:
        answer = ledger.change(change)
        stated = change.direction * change.amount
        fields = {
            "value": _signed(stated),
            "found": _signed(answer.actual),
            "unit": "%" if change.is_percent else "",
            "against": change.against,
        }
        yield _related(case, mention, answer, stated, fields)
    if not ledger.changes:
        yield Verdict(Outcome.SKIPPED, reason="not-stated")


def _signed(value: Decimal | None) -> str:
    return f"{value:+f}" if value else "0"


def _related(case: Case, mention: Mention, answer: Answer, stated: Decimal, more: Mapping[str, object]) -> Verdict:
    """Return what a share or a change comes to; `more` are fields of its own sentence."""
    cells = answer.quantity.cells if answer.quantity else ()
    verdict = Verdict(
        _OUTCOMES[answer.agreement],
        related=cells,
        location=case.claims.location(mention.span),
        reason=answer.reason,
    )
    if answer.agreement is not Agreement.DIFFERS:
        return verdict
    now, then = answer.terms
    fields = {
        "actual": answer.actual,
        "now": now,
        "then": then,
        "what": claims.label(cells, case.form) if cells else "",
        **more,
    }
    return replace(verdict, fields=fields, expected=answer.actual, actual=stated)
