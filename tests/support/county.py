"""A small county to make pages of: agencies of two kinds, several years, both forms, and everything that goes wrong."""

from pathlib import Path

REGISTER = """\
- {id: county, name: 示例县人民政府, kind: government, region: 示例县}
- {id: city, name: 示例市人民政府, kind: government, region: 示例市}
- {id: water, name: 示例县水利局, short: 县水利局, aliases: [水务局], parent: county}
- {id: forest, name: 示例县林业局, parent: county, predecessors: [trees], since: 2022}
- {id: trees, name: 示例县绿化办公室, parent: county, until: 2022}
- {id: tax, name: 示例市税务局, region: 示例市, deadline: 02-20}
- {id: court, name: 某某办公室}
"""
TEXT = "本年度依法公开政府信息，未收取信息处理费。"


def filed(folder: Path, agency: str, year: int, rows: dict[str, str], more: str = "") -> None:
    """Write a report whose rows of the applications are as given, in the words of a source, and 0 elsewhere."""
    listed = "".join(f"  {name}: {figures}\n" for name, figures in rows.items())
    path = folder / agency / f"{year}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        f"---\n机关: {agency}\n年度: {year}\n{more}主动公开:\n  默认: 0\n申请:\n  默认: 0\n{listed}复议诉讼:\n  默认: 0\n---\n\n"
        f"## 一、总体情况\n\n{TEXT}\n",
        encoding="utf-8",
    )


def answered(granted: int, partly: int, others: int, *, total: int | None = None) -> dict[str, str]:
    """Rows of applications, all of natural persons, answered in three ways."""
    whole = granted + partly + others
    rows = {"本年新收": whole, "予以公开": granted, "部分公开": partly, "不掌握": others}
    rows["办理总计"] = whole if total is None else total
    return {name: f"[{count}, 0, 0, 0, 0, 0, {count}]" for name, count in rows.items()}


def county(folder: Path) -> Path:
    """Write the county's reports folder."""
    folder.mkdir(parents=True)
    (folder / "agencies.yml").write_text(REGISTER, encoding="utf-8")
    filed(folder, "water", 2020, answered(5, 0, 5))
    filed(folder, "water", 2021, answered(8, 1, 11), "发布日期: 2022-01-31\n")
    filed(folder, "water", 2022, answered(12, 0, 0), "发布日期: 2023-02-03\n")
    filed(folder, "trees", 2021, answered(3, 0, 0))
    filed(folder, "forest", 2022, answered(6, 0, 6, total=13), "落款日期: 2023-01-20\n")
    filed(folder, "tax", 2022, answered(9, 0, 3), "发布日期: 2023-02-20\n")
    filed(folder, "court", 2022, answered(6, 3, 3))
    filed(
        folder,
        "court",
        2021,
        answered(2, 0, 0) | {"部分公开": '["", 0, 0, 0, 0, 0, ""]', "本年新收": "[1, 0, 0, 0, 0, /, １]"},
    )
    filed(folder, "city", 2022, answered(100, 0, 0), "发布日期: 2023-04-02\n")
    filed(folder, "county", 2022, answered(18, 0, 6), "发布日期: 2023-03-31\n")
    return folder
