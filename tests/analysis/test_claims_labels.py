"""The labelled sentences themselves: well formed, possible, in parts that share no sentence."""

import re
import unicodedata
from decimal import Decimal
from itertools import combinations

import pytest

from each import for_each
from nianbao.model import form, yamltext
from places import CASES

HOME = CASES / "claims"
FORM = form.builtin()["cn-disclosure-2021"]
APPLICATIONS, DISPUTES = FORM.tables["applications"], FORM.tables["disputes"]
LEGAL = [column.key for column in APPLICATIONS.rows["new"].columns][1:-1]
OUTCOMES = ["granted", "partially_granted", "denied", "unavailable", "rejected", "other"]
RESULTS = ["upheld", "corrected", "other", "pending"]
LITIGATION = ["litigation_direct", "litigation_after_reconsideration"]
SECTIONS = {section.key for section in FORM.sections} | {"preamble"}
FIELDS = {
    "text",
    "year",
    "agency",
    "section",
    "heading",
    "states",
    "last",
    "changes",
    "shares",
    "about",
    "unsure",
    "note",
} | {
    "contradicts",
    "contradictions",
}

# Wordings met in real reports: the reader is built on every one of them.
FROM_REPORTS = [
    "共收到8份政府信息公开申请，均为自然人申请。其中，予以公开2件",
    "共受理依申请公开事项133件…不予公开15件，无法提供27件…结转下年度继续办理16件",
    "予以公开及部分公开的有6件，占50%",
    "新发生行政复议案件2件（其中1件为2023年信息公开件）",
    "收到申请44件（其中：网上申请42件，现场申请0件，邮寄2件），上年度结转0件，本年度办结39件",
    "受理8件，办结10件（含2024年转入2025年办结2件）",
    "共收到并按时办结16件政府信息公开申请",
    "收到群众网上申请105件，快递17件，合计122件，上年结转11件",
    "共收到1641件…（包含上年结转76件），1646件答复，71件结转下年",
    "较2023年增加12件，共计45件",
    "新收1,234件",
    "未收到任何公民、法人和其他组织提出的申请；未发生行政复议或提起行政诉讼等情况",
    "办理因2023年度申请引发行政复议1件",
    "受理市长信箱来信7件",
    "网上来访信件34件，办结34件",
    "收到留言56条，已全部办理",
    "主动公开信息487条",
]


def entries(part):
    return yamltext.plain(yamltext.parse((HOME / f"{part}.yml").read_text(encoding="utf-8")))


PARTS = {part: entries(part) for part in ("building", "measured") if (HOME / f"{part}.yml").exists()}
EVERY = [pytest.param(entry, id=f"{part}-{n}") for part in PARTS for n, entry in enumerate(PARTS[part], 1)]


def readings(entry):
    """Every mapping of an entry whose keys are places of the tables."""
    return [entry.get(field) or {} for field in ("states", "last", "changes", "unsure", "contradictions")]


def names_a_place(key):
    table, row, column = key.split("/")
    if table not in FORM.tables:
        return False
    known = FORM.tables[table]
    rows = [*known.groups.get(row, ()), row]
    if table == "disputes" and row == "litigation":
        return column == "total"
    if table == "applications" and column == "legal":
        column = LEGAL[0]
    return any(r in known.rows and column in {c.key for c in known.rows[r].columns} for r in rows)


@for_each("entry", EVERY)
def test_an_entry_is_well_formed(entry):
    assert set(entry) <= FIELDS
    assert entry["text"].strip()
    assert FORM.fits(int(entry["year"]))
    assert entry.get("section", "overview") in SECTIONS
    assert isinstance(entry["states"], dict)
    keys = [key for mapping in readings(entry) for key in mapping] + [
        share[side] for share in entry.get("shares", []) for side in ("of", "in")
    ]
    for key in keys:
        terms = key.split(" + ")
        assert len(set(terms)) == len(terms)
        assert all(names_a_place(term) for term in terms), key


@for_each("entry", EVERY)
def test_values_are_figures(entry):
    states, last, changes, unsure, contradictions = readings(entry)
    for mapping in (states, last, unsure):
        for key, value in mapping.items():
            assert re.fullmatch(r"\d+(\.\d+)?" if key == "proactive/fees/amount" else r"\d+", value), key
    assert all(re.fullmatch(r"[+-]\d+(\.\d+)?%?", value) for value in changes.values())
    assert all(re.fullmatch(r"\d+(\.\d+)?%", share["is"]) for share in entry.get("shares", []))
    assert set(entry.get("about", [])) <= set(states)
    assert not set(states) & (set(unsure) | set(contradictions))
    assert bool(contradictions) == (entry.get("contradicts") == "true")
    assert all(len(set(values)) == len(values) > 1 for values in contradictions.values())


def spelled(numeral):
    """The number a Chinese numeral stands for, below 10 000."""
    digits = {mark: value for value, mark in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
    if not set(numeral) & set("十百千"):
        return Decimal("".join(str(digits[mark]) for mark in numeral))
    total, digit = 0, None
    for mark in numeral:
        if mark in digits:
            digit = digits[mark]
        else:
            total += (1 if digit is None else digit) * {"十": 10, "百": 100, "千": 1000}[mark]
            digit = None
    return Decimal(total + (digit or 0))


def figures(text):
    """Every figure a text holds, in the units the tables use."""
    folded = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", text))
    found = {spelled(numeral) for numeral in re.findall("[〇零一二三四五六七八九十百千两]+", folded)}
    scale = {"亿元": Decimal(10_000), "元": Decimal("0.0001"), "万余": Decimal(10_000), "万": Decimal(1)}
    for number, unit in re.findall(r"(\d+(?:\.\d+)?)(亿元|元|万余|万)?", folded):
        found.add(Decimal(number) * scale.get(unit, Decimal(1)))
    return found


@for_each("entry", EVERY)
def test_figures_of_the_labels_stand_in_the_text(entry):
    states, last, changes, _, contradictions = readings(entry)
    labelled = [
        *states.values(),
        *last.values(),
        *(value for values in contradictions.values() for value in values),
    ]
    labelled += [value.lstrip("+-").rstrip("%") for value in changes.values()]
    labelled += [share["is"].rstrip("%") for share in entry.get("shares", [])]
    held = figures(entry["text"])
    assert [value for value in labelled if Decimal(value) and Decimal(value) not in held] == []


def wholes():
    """Yield (whole, parts, exhaustive) of the form's identities, as keys of labels."""
    for row in [*APPLICATIONS.rows, *APPLICATIONS.groups]:
        at = f"applications/{row}/"
        yield at + "total", [at + "natural_person", at + "legal"], True
        yield at + "legal", [at + column for column in LEGAL], True
        yield at + "total", [at + column for column in ("natural_person", *LEGAL)], True
    for group, rows in APPLICATIONS.groups.items():
        yield f"applications/{group}/total", [f"applications/{row}/total" for row in rows], True
    singles = [
        row for row in APPLICATIONS.rows if row.split("_")[0] in {"denied", "unavailable", "rejected", "other"}
    ]
    for parts in (OUTCOMES, ["granted", "partially_granted", *singles]):
        yield "applications/concluded_total/total", [f"applications/{row}/total" for row in parts], True
    for row in DISPUTES.rows:
        yield f"disputes/{row}/total", [f"disputes/{row}/{column}" for column in RESULTS], True
    yield "disputes/litigation/total", [f"disputes/{row}/total" for row in LITIGATION], True


@for_each("entry", EVERY)
def test_states_can_stand_in_one_table(entry):
    exact = {
        key: int(v) for key, v in entry["states"].items() if v.isdigit() and key not in entry.get("about", [])
    }
    sums = [(key, key.split(" + "), True) for key in exact if " + " in key]
    for whole, parts, exhaustive in [*wholes(), *sums]:
        stated = [exact[part] for part in parts if part in exact]
        if whole in exact and stated:
            assert sum(stated) <= exact[whole], whole
            if exhaustive and len(stated) == len(parts):
                assert sum(stated) == exact[whole], whole
    new, carried_over, concluded, carried_forward = (
        exact.get(f"applications/{row}/total")
        for row in ("new", "carried_over", "concluded_total", "carried_forward")
    )
    if new is not None and carried_over is not None:
        assert (concluded or 0) + (carried_forward or 0) <= new + carried_over
        if concluded is not None and carried_forward is not None:
            assert new + carried_over == concluded + carried_forward


@for_each("entry", EVERY)
def test_shares_and_changes_agree_with_the_figures_beside_them(entry):
    states, last, changes, *_ = readings(entry)
    for share in entry.get("shares", []):
        part, whole = states.get(share["of"]), states.get(share["in"])
        if part and whole:
            assert rounded(Decimal(part) / Decimal(whole), share["is"]) == Decimal(share["is"].rstrip("%"))
    for key in set(changes) & set(last) & set(states):
        now, before = Decimal(states[key]), Decimal(last[key])
        expected = rounded(now / before - 1, changes[key]) if "%" in changes[key] else now - before
        assert expected == Decimal(changes[key].rstrip("%"))


def rounded(ratio, like):
    """Return a ratio as a percentage with as many decimals as `like` has."""
    decimals = len(like.rstrip("%").partition(".")[2])
    return round(ratio * 100, decimals)


def shingles(text):
    folded = re.sub(r"\d+", "0", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    return {folded[n : n + 5] for n in range(max(1, len(folded) - 4))}


def likeness(one, other):
    return len(one & other) / len(one | other)


def test_no_sentence_and_no_near_twin_stands_in_two_parts():
    marked = [[(e["text"], shingles(e["text"])) for e in found] for found in PARTS.values()]
    pairs = combinations(marked, 2)
    twins = [(a, b) for some, more in pairs for a, one in some for b, other in more if likeness(one, other) >= 0.6]
    assert twins == []


def test_likeness_finds_a_twin_with_other_figures():
    one, other = "全年共收到申请12件，其中予以公开8件。", "全年共收到申请 305 件，其中予以公开 97 件。"
    assert likeness(shingles(one), shingles(other)) >= 0.6


@pytest.mark.parametrize("part", PARTS)
def test_no_sentence_stands_twice_in_a_part(part):
    assert [(a["text"]) for a, b in combinations(PARTS[part], 2) if a["text"] == b["text"]] == []


def test_the_reader_is_built_on_every_wording_from_real_reports():
    assert [text for text in FROM_REPORTS if text not in {entry["text"] for entry in PARTS["building"]}] == []


def states(pattern):
    return lambda entry: any(re.search(pattern, key) for key in entry["states"])


def says(pattern):
    return lambda entry: re.search(pattern, entry["text"])


def nil(entry):
    return entry["states"] and set(entry["states"].values()) == {"0"}


# What kinds of sentence each part must hold, and how many at least.
KINDS = {
    "received": (states("/new/total"), 30),
    "carried over": (states("/carried_over/"), 8),
    "concluded": (states("/concluded_total/"), 12),
    "carried forward": (states("/carried_forward/"), 10),
    "natural persons": (states("/natural_person"), 6),
    "legal persons together": (states("/legal$"), 2),
    "one kind of organisation": (states("/commercial_enterprise$|/legal_services"), 3),
    "groups of outcomes": (states("/(denied|unavailable|rejected|other)/total"), 10),
    "single outcomes": (states("/(denied|unavailable|rejected|other)_"), 6),
    "sums": (states(r" \+ "), 3),
    "reconsideration": (states("/reconsideration/total"), 10),
    "results of reconsideration": (states("/reconsideration/(upheld|corrected|other|pending)"), 4),
    "lawsuits, direct or after reconsideration": (states("/litigation_"), 2),
    "lawsuits in general": (states("/litigation/"), 6),
    "documents issued, repealed, in force": (states("normative_documents"), 4),
    "rules": (states("/regulations/"), 1),
    "licences, penalties, coercion": (states("/decisions$"), 2),
    "fees": (states("/fees/"), 3),
    "nothing but zeros": (nil, 8),
    "not exact": (lambda entry: entry.get("about"), 3),
    "the year before": (lambda entry: entry.get("last"), 4),
    "changes": (lambda entry: entry.get("changes"), 6),
    "shares": (lambda entry: entry.get("shares"), 5),
    "contradictions": (lambda entry: entry.get("contradicts"), 4),
    "full-width digits": (says("[０-９]"), 1),
    "Chinese numerals": (says("[一二三四五六七八九十百两]+余?[件起]"), 2),
    "spaces round digits": (says(r" \d+ "), 1),
    "other units than 件": (says(r"\d (份|宗|起|条|项|次|个)|\d(份|宗|起|条|项|次|个)"), 3),
    "all of them": (says("均|皆|全部"), 8),
    "respectively, each": (says("分别|各1"), 2),
    "channels": (says("网上|邮|信函|平台|窗口|传真"), 5),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_wording_is_in_the_building_part(kind):
    fits, least = KINDS[kind]
    assert sum(bool(fits(entry)) for entry in PARTS["building"]) >= least


def test_the_measured_part_has_most_kinds_of_wording():
    there = [kind for kind, (fits, _) in KINDS.items() if any(map(fits, PARTS["measured"]))]
    assert len(there) >= 0.85 * len(KINDS)


@pytest.mark.parametrize("part", PARTS)
def test_a_quarter_of_a_part_states_nothing(part):
    least = {"building": 400, "measured": 70}[part]
    traps = [e for e in PARTS[part] if not any(e.get(f) for f in ("states", "last", "shares", "contradictions"))]
    assert len(PARTS[part]) >= least
    assert 0.2 <= len(traps) / len(PARTS[part]) <= 0.33
