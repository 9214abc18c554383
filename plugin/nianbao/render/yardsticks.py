"""What agencies are compared by, from data/yardsticks.yml."""

from dataclasses import dataclass
from functools import lru_cache

from nianbao.finding import Place
from nianbao.yamltext import package_data, text, texts, tree


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole: the cells of its parts, the cell of the whole, the least whole that counts."""

    parts: tuple[Place, ...]
    whole: Place
    least: int


@dataclass(frozen=True, slots=True)
class Yardsticks:
    """`trend` is the figure of the small curve, `outcomes` what outcomes add up to, `granted` a share."""

    trend: Place
    outcomes: Place
    granted: Share


@lru_cache(maxsize=1)
def yardsticks() -> Yardsticks:
    """Return what data/yardsticks.yml says."""
    data = package_data("yardsticks.yml")
    granted = tree(data["granted"])
    share = Share(
        tuple(map(_place, texts(granted["parts"]))), _place(text(granted["whole"])), int(text(granted["least"]))
    )
    return Yardsticks(_place(text(data["trend"])), _place(text(data["outcomes"])), share)


def _place(path: str) -> Place:
    table, row, column = path.split("/")
    return Place(table, row, column)
