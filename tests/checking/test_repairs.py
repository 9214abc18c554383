"""The smallest repair: one wrong cell is named with its value, two and three are found, noise costs little."""

import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consistent import FORMS, report
from nianbao import archive
from nianbao.checking import check
from nianbao.checking.repairs import STEPS, Slip, repairs, slip
from nianbao.model import cell
from nianbao.model.finding import Outcome, Place, Severity
from nianbao.model.register import Agency, Register
from nianbao.model.report import Filed
from nianbao.rules import CATALOGUE

REGISTER = Register((Agency("a", "示例局"),))


def judged(item):
    entry = archive.Entry(item.file, item.agency, item.year, item)
    return check.run(CATALOGUE, archive.Archive(REGISTER, FORMS, (entry,))).judgements[0]


def changed(item, values):
    return replace(
        item, figures={**item.figures, **{place: Filed(cell.read(v), 1, 1) for place, v in values.items()}}
    )


def wrong(rng, value):
    """A slip of the hand: another value of about the same size, digits turned, one lost or one too many."""
    text = str(value)
    slips = [
        str(value + rng.choice([1, 2, 5, 10, 50])),
        text[::-1].lstrip("0"),
        text[:-1],
        text + rng.choice("0123456789"),
    ]
    return next(item for item in rng.sample(slips, 4) if item and int(item) != value)


@given(st.integers(0, 2**32), st.sampled_from([1, 3, 10, 100, 5000]), st.sampled_from([*FORMS.values()]))
@settings(max_examples=60, deadline=None)
def test_reports_that_agree_have_no_error(seed, scale, chosen):
    judgement = judged(report(random.Random(seed), chosen, chosen.since, scale))
    assert not [finding for finding in judgement.findings if finding.severity is Severity.ERROR]
    assert not judgement.repairs


def test_one_planted_fault_is_found_and_is_the_first_repair():
    """Every fault is found; in at least 95 of 100 the first repair is the cell and its value."""
    rng = random.Random(20260131)
    hits, planted = 0, 200
    for number in range(planted):
        chosen = [*FORMS.values()][number % 2]
        sound = report(rng, chosen, chosen.since, rng.choice([1, 3, 10, 100, 2000]))
        place = rng.choice([place for place in sound.figures if place.table == "applications"])
        value = int(sound.cell(place).value)
        judgement = judged(changed(sound, {place: wrong(rng, value)}))
        assert any(finding.code.startswith("SUM30") for finding in judgement.findings)
        first = judgement.repairs[0].changes
        hits += len(first) == 1 and (first[0].place, first[0].after) == (place, Decimal(value))
    assert hits >= planted * 0.95


@pytest.mark.parametrize("count", [2, 3])
def test_several_faults_are_among_the_repairs(count):
    rng = random.Random(count)
    for _ in range(40):
        sound = report(rng, FORMS["cn-disclosure-2021"], 2021, 30)
        places = rng.sample([place for place in sound.figures if place.table == "applications"], count)
        faulty = changed(
            sound, {place: str(int(sound.cell(place).value) + rng.randint(1, 40)) for place in places}
        )
        found = repairs(faulty, faulty.form)
        assert found
        assert len(found[0].changes) <= count
        if len(found[0].changes) == count:
            assert set(places) in [{change.place for change in repair.changes} for repair in found]


@given(st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_every_repair_satisfies_every_identity(seed):
    rng = random.Random(seed)
    sound = report(rng, FORMS["cn-disclosure-2021"], 2021, 20)
    places = rng.sample([place for place in sound.figures if place.table != "proactive"], rng.randint(1, 3))
    faulty = changed(sound, {place: str(rng.randint(0, 60)) for place in places})
    for repair in repairs(faulty, faulty.form):
        mended = changed(faulty, {change.place: f"{change.after:f}" for change in repair.changes})
        answers = [
            v.outcome for code, v in judged(mended).verdicts if code in {"SUM301", "SUM302", "SUM303", "SUM304"}
        ]
        assert set(answers) <= {Outcome.PASSED}
        assert {change.before for change in repair.changes}.isdisjoint({None})


def test_a_fault_in_a_group_of_disputes_has_several_repairs():
    sound = report(random.Random(1), FORMS["cn-disclosure-2021"], 2021, 9)
    place = Place("disputes", "reconsideration", "total")
    found = repairs(changed(sound, {place: str(int(sound.cell(place).value) + 4)}), sound.form)
    assert len(found) > 1
    assert not any(repair.unique for repair in found)
    assert place in {change.place for repair in found for change in repair.changes}


def test_a_wrong_cell_named_by_row_and_column_is_unique():
    sound = report(random.Random(2), FORMS["cn-disclosure-2021"], 2021, 9)
    place = Place("applications", "granted", "total")
    found = repairs(changed(sound, {place: str(int(sound.cell(place).value) + 1)}), sound.form)
    assert [(repair.unique, repair.changes[0].place, set(repair.resolves)) for repair in found] == [
        (True, place, {"SUM302", "SUM303"})
    ]


def test_a_blank_that_hides_a_figure_is_filled():
    sound = report(random.Random(4), FORMS["cn-disclosure-2021"], 2021, 9)
    place = next(
        p
        for p in sound.figures
        if p.table == "applications" and p.column == "natural_person" and sound.cell(p).value
    )
    first = repairs(changed(sound, {place: ""}), sound.form)[0].changes[0]
    assert (first.place, first.before, first.after, first.slip) == (
        place,
        None,
        sound.cell(place).value,
        Slip.FILLED,
    )


def test_an_explained_identity_is_not_repaired():
    sound = report(random.Random(5), FORMS["cn-disclosure-2021"], 2021, 9)
    place = Place("disputes", "litigation_direct", "total")
    faulty = changed(sound, {place: str(int(sound.cell(place).value) + 1)})
    assert repairs(faulty, faulty.form)
    assert not repairs(faulty, faulty.form, explained=frozenset({place}))


@pytest.mark.parametrize("right", [True, False])
def test_a_row_that_slipped_by_a_column_is_named(right):
    sound = report(random.Random(8), FORMS["cn-disclosure-2021"], 2021, 9)
    row = [
        Place("applications", "granted", column.key)
        for column in sound.form.tables["applications"].rows["granted"].columns
    ]
    values = ["0", "4", "7", "2", "9", "0"] if right else ["3", "4", "7", "2", "0", "0"]
    columns = {
        place.column: int(value) - int(sound.cell(place).value) for place, value in zip(row, values, strict=False)
    }
    rows = {"granted": 1, "concluded_total": 1, "new": 1}
    mended = {
        Place("applications", key, column): str(int(sound.cell(Place("applications", key, column)).value) + shift)
        for key in rows
        for column, shift in {**columns, "total": sum(columns.values())}.items()
    }
    sound = changed(sound, mended)
    assert not repairs(sound, sound.form)
    slipped = [*values[1:], "0"] if right else ["0", *values[:-1]]
    faulty = changed(sound, dict(zip(row, slipped, strict=False)))
    first = repairs(faulty, faulty.form)[0].changes
    assert {change.slip for change in first} == {Slip.SHIFTED}
    assert {change.place: change.after for change in first} == {
        place: Decimal(value) for place, value, now in zip(row, values, slipped, strict=False) if value != now
    }


def test_noise_ends_the_search_early():
    rng = random.Random(6)
    sound = report(rng, FORMS["cn-disclosure-2021"], 2021, 9)
    noise = changed(sound, {place: str(rng.randint(0, 99)) for place in sound.figures})
    found = repairs(noise, noise.form)
    assert all(change.place.table == "disputes" for repair in found for change in repair.changes)
    assert STEPS <= 10_000


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [("152", "125", "transposed"), ("98", "99", "mistyped"), ("12", "123", "dropped"), ("1234", "124", "added"),
     ("3", "4", "other"), ("17", "99", "other"), (None, "5", "filled"), ("12", "21", "transposed")],
)  # fmt: skip
def test_how_a_figure_may_have_come_about(before, after, expected):
    assert slip(None if before is None else Decimal(before), Decimal(after)) == expected
