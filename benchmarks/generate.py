"""A reports folder of any size to build and measure: `python benchmarks/generate.py DIR [--agencies N]`.

Figures are random and agree: inside each report, and from one year to the next. Every agency belongs to a region,
whose government is its parent and reports the sum of its members. `--faults` is the share of reports that get one
wrong figure, `--missing` the share that is left out, `--late` the share published after the deadline; `--last` is
the last year, as no form is older than 2019. The same arguments give the same files.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests/support"))

from consistent import FORMS, report  # noqa: E402 - it lives among the tests
from nianbao import source  # noqa: E402 - after the path above
from nianbao.model import cell  # noqa: E402 - after the path above
from nianbao.model.finding import Place  # noqa: E402
from nianbao.model.form import Form, for_year  # noqa: E402
from nianbao.model.report import Filed, Report  # noqa: E402

SCALE = 6
REGIONS = ("东山区", "西河区", "南浦县", "北岭县", "中塘区", "新港区", "云溪县", "石桥镇", "高坪乡", "开发区")
BODIES = (
    "教育局", "公安局", "民政局", "司法局", "财政局", "人力资源和社会保障局", "自然资源局", "生态环境局",
    "住房和城乡建设局", "交通运输局", "水利局", "农业农村局", "商务局", "文化和旅游局", "卫生健康委员会",
    "应急管理局", "审计局", "市场监督管理局", "统计局", "医疗保障局", "信访局", "行政审批服务局", "城市管理局",
    "林业局", "发展和改革委员会", "工业和信息化局", "科学技术局", "退役军人事务局", "体育局",
)  # fmt: skip
SENTENCES = (
    "围绕群众关心的事项及时公开信息", "完善公开审核机制", "加强政策解读", "回应社会关切", "规范依申请公开办理流程",
    "组织业务培训", "更新公开指南", "维护网站栏目", "听取意见建议", "开展自查整改", "公开办事指南", "整理历年文件",
)  # fmt: skip
# Rows that are no outcome; what comes in and what goes out is balanced between them.
GRANTED, CONCLUDED = "granted", "concluded_total"


@dataclass(frozen=True)
class Wanted:
    """What kind of folder to make."""

    agencies: int = 300
    years: int = 6
    last: int = 2025
    faults: float = 0.1
    missing: float = 0.03
    late: float = 0.1
    seed: int = 1


@dataclass(frozen=True)
class Body:
    """One agency as the register has it."""

    id: str
    name: str
    region: str
    parent: str

    @property
    def entry(self) -> str:
        """The agency's lines in the register."""
        lines = [f"标识: {self.id}", f"名称: {self.name}", f"简称: {self.name[3:]}", f"地区: {self.region}"]
        lines.append(f"上级: {self.parent}" if self.parent else "类型: government")
        return "- " + "\n  ".join(lines) + "\n"


def make(folder: Path, wanted: Wanted) -> int:
    """Write register and reports into a new folder; return how many reports there are."""
    rng = random.Random(wanted.seed)  # noqa: S311 - no secret
    bodies = list(_bodies(wanted.agencies))
    folder.mkdir(parents=True)
    (folder / "agencies.yml").write_text("".join(body.entry for body in bodies), encoding="utf-8")
    years = range(wanted.last - wanted.years + 1, wanted.last + 1)
    filed = list(_filed_by(rng, bodies, years))
    made = 0
    for body, one in filed:
        if rng.random() < wanted.missing:
            continue
        faulty = _faulty(rng, one) if rng.random() < wanted.faults else one
        late = rng.random() < wanted.late
        path = folder / body.id / f"{one.year}.md"
        path.parent.mkdir(exist_ok=True)
        dated = replace(faulty, published=_day(rng, body, one.year, late=late))
        path.write_text(source.write(dated, forms=FORMS), encoding="utf-8")
        made += 1
    return made


def _filed_by(rng: random.Random, bodies: list[Body], years: range) -> Iterator[tuple[Body, Report]]:
    """Yield the reports of all agencies; those of a government come after its members'."""
    members: dict[tuple[str, int], list[Report]] = {}
    for body in sorted(bodies, key=lambda body: not body.parent):
        before: Report | None = None
        for year in years:
            sums = members.get((body.id, year), [])
            before = _summed(rng, body, sums) if sums else _report(rng, body, year, before)
            if body.parent:
                members.setdefault((body.parent, year), []).append(before)
            yield body, before


def _summed(rng: random.Random, body: Body, members: list[Report]) -> Report:
    """Return a government's report: the sum of its members', cell by cell."""
    first = members[0]
    figures = {place: _filed(sum(_number(member, place) for member in members)) for place in first.figures}
    return _signed(rng, body, replace(first, figures=figures))


def _bodies(count: int) -> Iterator[Body]:
    for number in range(count):
        region = REGIONS[number // (len(BODIES) + 1) % len(REGIONS)]
        which = number // ((len(BODIES) + 1) * len(REGIONS))
        government, place = f"gov{number // (len(BODIES) + 1):03}", number % (len(BODIES) + 1)
        again = f"第{which + 1}" if which else ""
        if place:
            yield Body(f"{government}-b{place:02}", f"{region}{again}{BODIES[place - 1]}", region, government)
        else:
            yield Body(government, f"{region}{again}人民政府", region, "")


def _report(rng: random.Random, body: Body, year: int, before: Report | None) -> Report:
    form = for_year(FORMS, year)
    if form is None:
        raise SystemExit(f"there is no form for {year}")
    made = report(rng, form, year, SCALE)
    figures = dict(made.figures)
    if before:
        figures |= _carried(form, made, before)
    return _signed(rng, body, replace(made, figures=figures | _proactive(made, before)))


def _signed(rng: random.Random, body: Body, made: Report) -> Report:
    """Return a report with an agency's name, date and prose."""
    sections = tuple(replace(part, markdown=_prose(rng, body, made.year, part.key)) for part in made.sections)
    return replace(
        made,
        agency=body.id,
        title=f"{body.name}{made.year}年政府信息公开工作年度报告",
        signed_by=body.name,
        signed=date(made.year + 1, 1, rng.randint(3, 28)),
        sections=sections,
    )


def _proactive(made: Report, before: Report | None) -> dict[Place, Filed]:
    """Return no regulation, and a stock of documents that goes on where last year's ended."""
    figures = {place: _filed(0) for place in made.figures if place.row == "regulations"}
    at = {
        column: Place("proactive", "normative_documents", column) for column in ("issued", "repealed", "in_force")
    }
    if before and at["in_force"] in made.figures and at["in_force"] in before.figures:
        stock = _number(before, at["in_force"]) + _number(made, at["issued"])
        repealed = min(stock, _number(made, at["repealed"]))
        figures |= {at["repealed"]: _filed(repealed), at["in_force"]: _filed(stock - repealed)}
    return figures


def _carried(form: Form, made: Report, before: Report) -> dict[Place, Filed]:
    """Return the cells that make a report go on where the one before it ended."""
    changed: dict[Place, int] = {}
    for column in form.tables["applications"].rows["new"].columns:
        if column.key == "total":
            continue
        at = {row: Place("applications", row, column.key) for row in ("new", "carried_over", "carried_forward")}
        over = _number(before, at["carried_forward"])
        out = _number(made, Place("applications", CONCLUDED, column.key)) + _number(made, at["carried_forward"])
        lacking = max(0, over - out)
        changed |= {at["carried_over"]: over, at["new"]: out + lacking - over}
        for row in (GRANTED, CONCLUDED):
            place = Place("applications", row, column.key)
            changed[place] = _number(made, place) + lacking
    for row in ("new", "carried_over", GRANTED, CONCLUDED):
        changed[Place("applications", row, "total")] = sum(
            count for place, count in changed.items() if place.row == row
        )
    return {place: _filed(count) for place, count in changed.items()}


def _number(made: Report, place: Place) -> int:
    return int(made.cell(place).value or 0)


def _filed(count: int) -> Filed:
    return Filed(cell.read(str(count)), 1, 1)


def _faulty(rng: random.Random, made: Report) -> Report:
    """Return a report with one figure of the applications that is off."""
    place = rng.choice([place for place in made.figures if place.table == "applications"])
    return replace(
        made, figures={**made.figures, place: _filed(_number(made, place) + rng.choice((1, 9, 10, 90)))}
    )


def _prose(rng: random.Random, body: Body, year: int, key: str) -> str:
    topics = "主动公开、依申请公开、政府信息管理、平台建设、监督保障。" if key == "overview" else ""
    fee = "本年度未收取信息处理费。" if key == "other" else ""
    said = "，".join(rng.choices(SENTENCES, k=6))
    sums = "本年新收政府信息公开申请{{ 申请.本年新收.总计 }}件。" if key == "overview" else ""
    return (
        f"{year}年1月1日至12月31日，{body.name}{said}。{topics}{sums}{fee}\n\n"
        + "，".join(rng.choices(SENTENCES, k=12))
        + "。"
    )


def _day(rng: random.Random, body: Body, year: int, *, late: bool) -> date:
    due = date(year + 1, 1, 31) if body.parent else date(year + 1, 3, 31)
    return due + timedelta(days=rng.randint(1, 40) if late else -rng.randint(0, 3))


def main() -> None:
    """Read the arguments and make the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    for name, default in vars(Wanted()).items():
        parser.add_argument(f"--{name}", type=type(default), default=default)
    given = vars(parser.parse_args())
    folder = given.pop("folder")
    print(f"{make(folder, Wanted(**given))} reports in {folder}")


if __name__ == "__main__":
    main()
