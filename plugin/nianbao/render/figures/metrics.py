"""What agencies are compared by, from data/metrics.yml."""

from dataclasses import dataclass
from functools import lru_cache

from nianbao.model.finding import Place
from nianbao.model.yamltext import package_data, text, texts, tree


@dataclass(frozen=True, slots=True)
class Share:
    """A share of a whole: the cells of its parts, the cell of the whole, the least whole that counts."""

    parts: tuple[Place, ...]
    whole: Place
    least: int


@dataclass(frozen=True, slots=True)
class Metrics:
    """`trend` is the figure of the small curve, `outcomes` what outcomes add up to, `granted` a share."""

    trend: Place
    outcomes: Place
    granted: Share


@lru_cache(maxsize=1)
def metrics() -> Metrics:
    """Return what data/metrics.yml says."""
    data = package_data("metrics.yml")
    granted = tree(data["granted"])
    share = Share(
        tuple(map(_place, texts(granted["parts"]))), _place(text(granted["whole"])), int(text(granted["least"]))
    )
    return Metrics(_place(text(data["trend"])), _place(text(data["outcomes"])), share)


def _place(path: str) -> Place:
    table, row, column = path.split("/")
    return Place(table, row, column)
