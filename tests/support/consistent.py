"""Random reports whose figures agree: what no rule may call wrong, and where one planted fault must be found."""

from nianbao.model import cell, form
from nianbao.model.finding import Place
from nianbao.model.report import Filed, Narrative, Report

FORMS = form.builtin()
APART = ("new", "carried_over", "concluded_total", "carried_forward")


def report(rng, chosen, year, scale):
    """A report on a form, with counts up to `scale`; every identity holds."""
    figures = {**_applications(rng, chosen, scale), **_disputes(rng, chosen, scale)}
    figures |= {place: rng.randint(0, scale) for place in chosen.tables["proactive"].places}
    for row in ("regulations", "normative_documents"):
        columns = [column.key for column in chosen.tables["proactive"].rows[row].columns]
        whole, part = (columns[2], columns[1]) if "newly_published" in columns else (columns[2], columns[0])
        figures[Place("proactive", row, whole)] = figures[Place("proactive", row, part)] + rng.randint(0, scale)
    filed = {place: Filed(cell.read(str(figures[place])), 1, 1) for place in chosen.places}
    text = f"示例局{year}年：主动公开、依申请公开、政府信息管理、平台建设、监督保障。"
    sections = tuple(Narrative(section.key, section.heading, text) for section in chosen.sections)
    file = f"reports/a/{year}.md"
    return Report("a", year, chosen.id, chosen, file, figures=filed, tables=dict.fromkeys(chosen.tables, (1, 1)), sections=sections)  # fmt: skip


def _applications(rng, chosen, scale):
    table = chosen.tables["applications"]
    outcomes = [row for row in table.rows if row not in APART]
    figures, totals = {}, {}
    for column in [column.key for column in table.rows["new"].columns if column.key != "total"]:
        counts = {row: rng.randint(0, scale) if rng.random() < 0.4 else 0 for row in outcomes}
        concluded, forward = sum(counts.values()), rng.randint(0, 3)
        over = rng.randint(0, min(3, concluded + forward))
        counts |= {
            "concluded_total": concluded,
            "carried_forward": forward,
            "carried_over": over,
            "new": concluded + forward - over,
        }
        for row, count in counts.items():
            figures[Place("applications", row, column)] = count
            totals[row] = totals.get(row, 0) + count
    return figures | {Place("applications", row, "total"): total for row, total in totals.items()}


def _disputes(rng, chosen, scale):
    figures = {}
    for row in chosen.tables["disputes"].rows:
        counts = {
            key: rng.randint(0, scale) if rng.random() < 0.4 else 0
            for key in ("upheld", "corrected", "other", "pending")
        }
        figures |= {Place("disputes", row, key): count for key, count in counts.items()}
        figures[Place("disputes", row, "total")] = sum(counts.values())
    return figures
