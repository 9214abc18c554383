"""Precision and recall of the reader of claims on the labelled sentences: `python tests/support/measure.py`.

With `-v` each difference in building.yml is printed; what the measured part holds is never shown.
"""

import re
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from decimal import Decimal

from nianbao.analysis.claims import Change, Claims, Count, Share
from nianbao.model.finding import Place
from nianbao.model.form import builtin
from nianbao.model.register import Agency
from nianbao.model.report import Narrative, Report
from nianbao.model.yamltext import mapping, parse, plain, text, tree
from places import CASES

FOLDER = CASES / "claims"
FORM = builtin()["cn-disclosure-2021"]
AGENCY = Agency("a", "青川县数据资源管理局", kind="department")
GOVERNMENT = Agency("a", "青川县人民政府", kind="government")
LEGAL = tuple(
    head.key
    for head in FORM.tables["applications"].blocks[0].leaf_columns
    if head.key not in {"natural_person", "total"}
)
LITIGATION = ("litigation_direct", "litigation_after_reconsideration")
_SPEAKS_FOR_ALL = re.compile("^全[省市县区州旗]|[，。年]全[省市县区州旗]|各级行政机关|市政府系统")


@dataclass
class Outcome:
    """What became of one labelled entry: facts found, missed and made up, for counts and for relations."""

    found: list = field(default_factory=list)
    missed: list = field(default_factory=list)
    wrong: list = field(default_factory=list)


def parts():
    """Return the names of the parts there are: the measured one may be kept elsewhere."""
    return [part for part in ("building", "measured") if (FOLDER / f"{part}.yml").exists()]


def entries(part):
    """Return the labelled entries of a part."""
    return plain(parse((FOLDER / f"{part}.yml").read_text(encoding="utf-8")))


def cells(key):
    """Return the cells a label's key names."""
    found = []
    for path in key.split("+"):
        table, row, column = path.strip().split("/")
        rows = FORM.tables[table].groups.get(row) or (LITIGATION if row == "litigation" else (row,))
        columns = LEGAL if column == "legal" else (column,)
        found += [Place(table, r, c) for r in rows for c in columns]
    return frozenset(found)


def facts(states, year):
    """Return labelled figures as (cells, year, value); a sum that is zero is zero in each cell."""
    for key, value in states.items():
        where, number = cells(key), Decimal(value.replace(",", ""))
        for part in [frozenset([cell]) for cell in where] if not number else [where]:
            yield part, year, number


def report_of(entry):
    """Return a report that says what an entry says."""
    heading = text(entry.get("heading", ""))
    words = (f"### {heading}\n\n" if heading else "") + text(entry["text"])
    section = text(entry.get("section", "overview"))
    year = int(text(entry["year"]))
    return Report("a", year, FORM.id, FORM, sections=(Narrative(section, "", words),))


def agency_of(entry):
    """Return the agency an entry is of: the one it names, a government where the sentence speaks for a whole place."""
    agency = GOVERNMENT if _SPEAKS_FOR_ALL.search(text(entry["text"])) else AGENCY
    if name := text(entry.get("agency", "")):
        return replace(agency, name=name, kind="government" if name.endswith("人民政府") else "department")
    return agency


def said(entry, claims):
    """Return the claims the reader makes of an entry."""
    report = report_of(entry)
    return [claim for mention in claims.of(report, agency_of(entry)) for claim in mention.claims]


def stated(count):
    """Yield what a count says as (cells, year, value), one for each reading; a zero sum is zero in each cell."""
    for reading in count.readings:
        where = frozenset(reading.cells)
        yield tuple(
            (part, reading.year, count.value)
            for part in ([frozenset([c]) for c in where] if not count.value else [where])
        )


def compare(entry, claims):
    """Compare what the reader says of an entry with its labels, counts first, then shares and changes."""
    year = int(text(entry["year"]))
    expected = {*facts(mapping(entry.get("states", "")), year), *facts(mapping(entry.get("last", "")), year - 1)}
    for key, values in tree(entry.get("contradictions", "")).items():
        for value in values:
            expected |= {*facts({key: text(value)}, year)}
    open_ones = {*facts(mapping(entry.get("unsure", "")), year)}
    made = said(entry, claims)
    counts, relations = Outcome(), Outcome()
    found = set()
    for count in (claim for claim in made if isinstance(claim, Count)):
        readings = [*stated(count)]
        for fact in readings[0] if readings else ():
            accepted = {other for reading in readings for other in reading} & expected
            if accepted:
                found |= accepted
            elif fact not in open_ones and count.confident:
                counts.wrong.append(fact)
    counts.found, counts.missed = [*found], [*(expected - found)]
    wanted = Counter(_changes(entry)) + Counter(_shares(entry))
    given = Counter(_said_relations(made))
    relations.found = [*(wanted & given).elements()]
    relations.missed = [*(wanted - given).elements()]
    relations.wrong = [*(given - wanted).elements()]
    return counts, relations


def _changes(entry):
    for key, value in mapping(entry.get("changes", "")).items():
        if value.strip("+-%") != "0":
            yield "change", cells(key), value.lstrip("+")


def _shares(entry):
    for share in entry.get("shares", []) or []:
        yield "share", cells(text(share["of"])), text(share["is"])


def _said_relations(made):
    for claim in made:
        if isinstance(claim, Change) and claim.amount:
            sign, mark = "-" if claim.direction < 0 else "", "%" if claim.is_percent else ""
            yield "change", frozenset(claim.readings[0].cells), f"{sign}{claim.amount}{mark}"
        elif isinstance(claim, Share) and claim.part.quantity:
            yield "share", frozenset(claim.part.quantity.cells), f"{claim.percent}%"


def measure(part, *, show=False):
    """Return found, missed and wrong facts of a part, for counts and for relations, and traps stepped into."""
    claims = Claims()
    totals = Counter()
    for entry in entries(part):
        counts, relations = compare(entry, claims)
        for name, outcome in (("counts", counts), ("relations", relations)):
            for kind in ("found", "missed", "wrong"):
                totals[name, kind] += len(getattr(outcome, kind))
            if show and (outcome.missed or outcome.wrong):
                print(
                    f"\n{entry['text']}  [{entry['year']} {entry.get('section', '')} {entry.get('heading', '')}]"
                )
                for kind in ("missed", "wrong"):
                    for fact in getattr(outcome, kind):
                        print(f"  {kind}: {_shown(fact)}")
        if not any(entry.get(key) for key in ("states", "last", "changes", "shares", "contradictions")):
            totals["traps", "all"] += 1
            totals["traps", "wrong"] += bool(counts.wrong or relations.wrong)
    return totals


def _shown(fact):
    return " ".join("+".join(map(str, sorted(x))) if isinstance(x, frozenset) else str(x) for x in fact)


def row(part, totals):
    """Return a line of the table that stands in the documentation."""
    figures = []
    for name in ("counts", "relations"):
        found, missed, wrong = (totals[name, kind] for kind in ("found", "missed", "wrong"))
        precision = f"{found / (found + wrong):.1%}" if found + wrong else "-"
        recall = f"{found / (found + missed):.1%}" if found + missed else "-"
        figures += [str(found + missed), precision, recall]
    figures.append(f"{totals['traps', 'wrong']} / {totals['traps', 'all']}")
    return f"| {part} | {len(entries(part))} | " + " | ".join(figures) + " |"


def main():
    """Print the table, and with -v the differences in the building part."""
    print("| part | entries | counts | precision | recall | shares, changes | precision | recall | traps |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for part in parts():
        print(row(part, measure(part, show="-v" in sys.argv and part == "building")))


if __name__ == "__main__":
    main()
