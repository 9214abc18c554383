"""Tables for labelled sentences: some that agree with what is said, and the same with one stated figure changed."""

from decimal import Decimal

from measure import FORM, agency_of, entries, facts, parts, report_of
from nianbao.archive import Archive, Entry
from nianbao.checking import check
from nianbao.model.cell import read as read_cell
from nianbao.model.finding import Severity
from nianbao.model.register import Register
from nianbao.model.report import Filed
from nianbao.model.yamltext import mapping, text
from nianbao.rules import CATALOGUE

RULES = [rule for rule in CATALOGUE if rule.code.startswith("TXT")]


def solved(states, unsure, year):
    """Return a value for every cell so that each stated sum holds; None where they can't all hold.

    What an auditor would not swear to is true in these tables wherever it can be.
    """
    values = {}
    wanted = sorted(facts(states, year), key=lambda fact: len(fact[0]))
    for cells, _, number in [*wanted, *facts(unsure, year)]:
        if cells & values.keys() and (cells, year, number) not in wanted:
            continue
        rest = number - sum(values[cell] for cell in cells if cell in values)
        free = sorted(cell for cell in cells if cell not in values)
        if rest < 0 or (rest and not free):
            return None
        for cell in free:
            values[cell], rest = rest, Decimal(0)
    return {place: values.get(place, Decimal(0)) for place in FORM.places}


def filled(entry, values):
    """Return the report of an entry with its figures."""
    report = report_of(entry)
    figures = {place: Filed(read_cell(f"{value:f}"), 1, 1) for place, value in values.items()}
    tables = dict.fromkeys(FORM.tables, (1, 1))
    return report.__class__(**{**vars_of(report), "figures": figures, "tables": tables, "file": "a/b.md"})


def vars_of(report):
    """Return the fields of a report as they were given."""
    return {name: getattr(report, name) for name in report.__dataclass_fields__}


def findings(entry, values):
    """Return what the rules on counts find in a report that says what an entry says."""
    report = filled(entry, values)
    source = Entry("a/b.md", "a", report.year, report)
    archive = Archive(Register((agency_of(entry),)), {FORM.id: FORM}, (source,))
    return [finding for judgement in check.run(RULES, archive).judgements for finding in judgement.findings]


def trial(part, every=1):
    """Return how many entries gave an error on agreeing tables, and how many changed figures were found.

    `every` so many figures one is changed.
    """
    tried = wrong = changed = found = 0
    errors, missed = [], []
    told = 0
    for entry in entries(part):
        states = mapping(entry.get("states", ""))
        if (
            entry.get("contradicts")
            or (values := solved(states, mapping(entry.get("unsure", "")), int(text(entry["year"])))) is None
        ):
            continue
        tried += 1
        if bad := [f for f in findings(entry, values) if f.severity is Severity.ERROR]:
            wrong += 1
            errors.append((entry, bad))
        for key in states:
            for cells, _, _ in facts({key: states[key]}, int(text(entry["year"]))):
                cell = min(cells)
                told += 1
                if told % every:
                    continue
                changed += 1
                altered = findings(entry, {**values, cell: values[cell] + 1})
                if any(str(cell) in str(f.place) or cell in dict(f.related) for f in altered):
                    found += 1
                else:
                    missed.append((entry, cell))
    return tried, wrong, changed, found, errors, missed


if __name__ == "__main__":
    import sys

    for name in parts():
        tried, wrong, changed, found, errors, missed = trial(name)
        print(
            f"{name}: {tried} entries, {wrong} with an error on agreeing tables; {found} of {changed} changes found"
        )
        if "-v" in sys.argv and name == "building":
            for entry, bad in errors:
                print(
                    "ERR",
                    entry["text"],
                    [(f.code, str(f.place or f.related), str(f.actual), str(f.expected)) for f in bad],
                )
            for entry, cell in missed:
                print("MISS", entry["text"], cell)
