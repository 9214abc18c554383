"""TXT601 to TXT607, TXT611, TXT612: claims of the prose, against the tables, each other, and other years.

`case.claims` holds what the prose states (`analysis.claims`): counts, shares and changes, each with its mention
(clause and place in the source) and the cells it may speak of. An answer compares one of them with the cells: it
agrees, differs, agrees if blanks are zero, or stays open and is skipped. A claim that may be read in several
ways differs only if it does so in each. How sure the reading is sets the severity: a count of this year that is
read for certain has that of its code, one that is approximate or uncertain is a remark.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from nianbao.analysis import claims
from nianbao.analysis.claims import LIMITS, Agreement, Answer, Count, Mention, Quantity, Span
from nianbao.checking.check import Case
from nianbao.model.cell import exact_sum
from nianbao.model.finding import Outcome, Place, Severity, Verdict, passed, skipped
from nianbao.model.form import Form

# Which rule judges a count, by the table its cells are in; of applications, by the row.
RECEIVED, DISPUTED, OUTCOMES, PUBLISHED = "TXT601", "TXT602", "TXT603", "TXT604"
_BY_TABLE = {"disputes": DISPUTED, "proactive": PUBLISHED}
_FLOWS = frozenset({"new", "carried_over", "concluded_total", "carried_forward"})
_NEW, _CARRIED_OVER = Place("applications", "new", "total"), Place("applications", "carried_over", "total")


def _rule_of(quantity: Quantity) -> str:
    """Return the code that judges a count: by the table of its first cell, and of applications by the row."""
    place = quantity.cells[0]
    return _BY_TABLE.get(place.table, RECEIVED if place.row in _FLOWS else OUTCOMES)


# --- counts against the tables ----------------------------------------------------------------------------------


def counts_of(code: str) -> Callable[[Case], Iterator[Verdict]]:
    """Return the rule that compares what the text counts with the cells it speaks of.

    Cases: "two digits changed places" and "more than seventy, about eighty" in tests/cases/rules/TXT601.yml, "a
    result" in tests/cases/rules/TXT602.yml, "granted one short" in tests/cases/rules/TXT603.yml, "charges ten
    times too high" in tests/cases/rules/TXT604.yml.
    """

    def counts_differ(case: Case) -> Iterator[Verdict]:
        """Numbers in the text are those of the tables."""
        verification = case.claims
        has_count = False
        for mention, count in verification.counts:
            if count.quantity and _rule_of(count.quantity) == code:
                has_count = True
                yield _compared(case, mention, count, verification.answer(count))
        if not has_count:
            yield skipped("not-stated")

    return counts_differ


_OUTCOMES = {
    Agreement.AGREES: Outcome.PASSED,
    Agreement.AGREES_IF_BLANK_IS_ZERO: Outcome.PASSED_IF_BLANK_IS_ZERO,
    Agreement.DIFFERS: Outcome.FAILED,
    Agreement.OPEN: Outcome.SKIPPED,
}


def _compared(case: Case, mention: Mention, count: Count, answer: Answer) -> Verdict:
    """Return the verdict on one count.

    Variants: `other-year` (a warning), `unsure` and `about` (remarks: not read for certain, not exact),
    `at-least` (an open range). A count of another year has no place in this report's tables. Fields and variants
    are part of a finding's fingerprint: their names stay.
    """
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
    """Return the form whose labels name the cells of a quantity: that of its year, else of this report."""
    if quantity.year == case.report.year:
        return case.form
    other = case.archive.report(case.report.agency, quantity.year)
    return other.form if other and other.form else case.form


# --- counts against each other ----------------------------------------------------------------------------------


def contradicts_itself(case: Case) -> Iterator[Verdict]:
    """Two statements of one quantity agree.

    Only exact counts that can be read in one way alone are compared, each with the first of its cells and year.
    Cases: "two numbers of one thing" and "another year is another thing" in tests/cases/rules/TXT605.yml. Basis:
    data/rules/TXT605.yml.
    """
    verification = case.claims
    first: dict[tuple[frozenset[Place], int], tuple[Mention, Count]] = {}
    for mention, count in verification.counts:
        if not count.is_exact or len(count.readings) != 1:
            continue
        reading = count.readings[0]
        key = (frozenset(reading.cells), reading.year)
        if key not in first:
            first[key] = (mention, count)
            continue
        earlier, other = first[key]
        if other.value == count.value:
            yield passed()
            continue
        at = verification.location(earlier.span)
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
            location=verification.location(mention.span),
            elsewhere=(at,),
            expected=other.value,
            actual=count.value,
        )
    if not first:
        yield skipped("not-stated")


def parts_exceed_whole(case: Case) -> Iterator[Verdict]:
    """The stated parts add up to no more than their whole, and to all of it where nothing can be missing.

    Parts of one kind (applicants, outcomes, results …) are one list. What was carried over may be among the
    outcomes of what is new. Cases: "parts that are more than their whole" and "all kinds of applicants are told,
    and one is missing" in tests/cases/rules/TXT611.yml. Basis: data/rules/TXT611.yml.
    """
    verification = case.claims
    by_span = {count.span: (mention, count) for mention, count in verification.counts}
    lists: dict[tuple[Span, str], list[tuple[Mention, Count]]] = {}
    for mention, count in verification.counts:
        if count.part_of in by_span and not count.approximate and count.part_of != count.span:
            lists.setdefault((count.part_of, count.kind), []).append((mention, count))
    stated = [
        count.value for _, count in verification.counts if count.quantity and _CARRIED_OVER in count.quantity.cells
    ]
    carried_over = max([case.report.cell(_CARRIED_OVER).value or Decimal(0), *stated])
    for (span, kind), parts in lists.items():
        yield _parts_of(case, by_span[span], kind, _distinct(parts), carried_over)
    if not lists:
        yield skipped("not-stated")


def _distinct(parts: Sequence[tuple[Mention, Count]]) -> list[tuple[Mention, Count]]:
    """Return the parts without those whose cells an earlier part has: parts of parts, and repetitions."""
    kept: list[tuple[Mention, Count]] = []
    counted: set[Place] = set()
    for mention, count in parts:
        cells = count.quantity.cells if count.quantity else ()
        if counted.isdisjoint(cells):
            kept.append((mention, count))
            counted.update(cells)
    return kept


def _parts_of(
    case: Case,
    whole: tuple[Mention, Count],
    kind: str,
    parts: Sequence[tuple[Mention, Count]],
    carried_over: Decimal,
) -> Verdict:
    """Return the verdict on the parts of one whole.

    `carried_over` is the largest number of applications carried over that tables or text state; outcomes may
    exceed the new applications by that many. The variant `short` is a complete list that adds up to less than
    its whole.
    """
    mention, total = whole
    if total.approximate:
        return skipped("not-exact")
    verification = case.claims
    values = tuple(count.value for _, count in parts)
    total_of_parts = exact_sum(values)
    limit = total.value
    if kind in {"outcome", "flow"} and total.quantity and _NEW in total.quantity.cells:
        # What was carried over from last year ended this year too.
        limit += carried_over
    if total_of_parts <= limit and (total_of_parts == total.value or not _is_exhaustive(kind, parts, case.form)):
        return passed()
    fields = {
        "said": mention.clause,
        "value": total.value,
        "parts": tuple(dict.fromkeys(part.clause for part, _ in parts)),
        "sum": total_of_parts,
        "terms": values,
    }
    return Verdict(
        Outcome.FAILED,
        variant="default" if total_of_parts > limit else "short",
        fields=fields,
        location=verification.location(parts[0][0].span),
        elsewhere=(verification.location(mention.span),),
        expected=total.value,
        actual=total_of_parts,
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
    """Every sentence is short enough to be read.

    `limit` is the length or number of digits up to which a passage is read (`claims.LIMITS`). Cases: "a number
    of too many digits" in tests/cases/rules/TXT612.yml. Basis: data/rules/TXT612.yml.
    """
    verification = case.claims
    for mention in verification.unread:
        length = mention.span.end - mention.span.start
        yield Verdict(
            Outcome.FAILED,
            variant=mention.unread,
            fields={"said": mention.text, "length": length, "limit": LIMITS[mention.unread]},
            location=verification.location(mention.span),
        )
    if not verification.unread:
        yield passed()


# --- shares and changes -----------------------------------------------------------------------------------------


def percentage_wrong(case: Case) -> Iterator[Verdict]:
    """A stated share is that of its parts, to half a unit of its last digit.

    Shares are in percent. Cases: "rounded to whole points" and "a wrong share" in tests/cases/rules/TXT606.yml.
    Basis: data/rules/TXT606.yml.
    """
    verification = case.claims
    clauses = {count.span: mention.clause for mention, count in verification.counts}
    for mention, share in verification.shares:
        fields = {"value": share.percent, "said": clauses.get(share.part.span, mention.clause)}
        yield _related(case, mention, verification.share(share), share.percent, fields)
    if not verification.shares:
        yield skipped("not-stated")


def change_claim_wrong(case: Case) -> Iterator[Verdict]:
    """A stated change is what both years' tables give.

    A change is in pieces or in percent, with the sign of its direction. Cases: "the wrong direction" and "what
    is planned is no change" in tests/cases/rules/TXT607.yml. Basis: data/rules/TXT607.yml.
    """
    verification = case.claims
    for mention, change in verification.changes:
        answer = verification.change(change)
        stated = change.direction * change.amount
        fields = {
            "value": _signed(stated),
            "found": _signed(answer.actual),
            "unit": "%" if change.is_percent else "",
            "against": change.against,
        }
        yield _related(case, mention, answer, stated, fields)
    if not verification.changes:
        yield skipped("not-stated")


def _signed(value: Decimal | None) -> str:
    """Return a number with its sign; `0` for zero and for none."""
    return f"{value:+f}" if value else "0"


def _related(
    case: Case, mention: Mention, answer: Answer, stated: Decimal, own_fields: Mapping[str, object]
) -> Verdict:
    """Return the verdict on a share or a change; `own_fields` are the fields of its own sentence."""
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
        **own_fields,
    }
    return replace(verdict, fields=fields, expected=answer.actual, actual=stated)
