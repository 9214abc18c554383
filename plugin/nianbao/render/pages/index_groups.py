"""Groups of a long index, each with a permanent address of its own.

Agencies are grouped by region where the register has several, else by the body above them, else by the first
letter of the id, which never changes. Groups stand in the order their first agency has in the register.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from nianbao.archive import Archive
from nianbao.model.constants import pattern
from nianbao.model.register import Agency

# With more agencies than this, one table of all is too long to read.
MANY: Final = 100

# Characters that addresses or file systems don't accept, and the longest stem of a folder's name.
_UNSAFE: Final = pattern(r"[^\w-]+")
_LONGEST: Final = 40
REST: Final = "rest"


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """Some of the agencies: `by` is region, parent or letter, `label` what they share, empty if nothing.

    `slug` is the folder of the group's page, unlike that of any other group.
    """

    by: str
    slug: str
    label: str
    agencies: tuple[Agency, ...]


def is_long(archive: Archive) -> bool:
    """Return whether the index shows groups instead of one table: above MANY agencies."""
    return len(archive.agencies) > MANY


def index_groups(archive: Archive) -> tuple[IndexGroup, ...]:
    """Return the groups of an archive's agencies; none where no criterion makes more than one.

    Any index has groups by region; other criteria are for long ones. One group alone would be the index again.
    """
    regions = regions_of(archive)
    parents = {agency.parent for agency in archive.agencies}
    criteria: list[tuple[str, Callable[[Agency], str]]] = [("region", lambda agency: regions[agency.id])]
    if is_long(archive):
        criteria.append(("parent", lambda agency: agency.id if agency.id in parents else agency.parent))
        criteria.append(("letter", lambda agency: agency.id[0].upper()))
    groupings = (_grouped(archive, by, key) for by, key in criteria)
    return next((grouping for grouping in groupings if len(grouping) > 1), ())


def _grouped(archive: Archive, by: str, key: Callable[[Agency], str]) -> tuple[IndexGroup, ...]:
    """Return the agencies by a key, in the order of the register; those without one come last."""
    groups: dict[str, list[Agency]] = {}
    for agency in archive.agencies:
        groups.setdefault(key(agency), []).append(agency)
    # The group without a shared value comes last.
    ordered = sorted(groups.items(), key=lambda item: not item[0])
    taken: set[str] = set()
    return tuple(
        IndexGroup(
            by,
            _slug(shared_value, taken),
            archive.agency(shared_value).name if by == "parent" and shared_value else shared_value,
            tuple(group),
        )
        for shared_value, group in ordered
    )


def _slug(shared_value: str, taken: set[str]) -> str:
    """Return a folder's name for a group, unlike those taken: region names stay as they are, in any script."""
    stem = _UNSAFE.sub("-", shared_value).strip("-").lower()[:_LONGEST] or REST
    numbered = (f"{stem}-{number}" for number in count(2))
    slug = next(name for name in chain([stem], numbered) if name not in taken)
    taken.add(slug)
    return slug


def regions_of(archive: Archive) -> Mapping[str, str]:
    """Return each agency's region by its id: its own, else that of the nearest body above it that has one."""
    by_id = {agency.id: agency for agency in archive.agencies}

    def above(agency: Agency) -> Iterator[Agency]:
        seen: set[str] = set()
        while agency.id not in seen:
            seen.add(agency.id)
            yield agency
            agency = by_id.get(agency.parent, agency)

    return {
        agency.id: next((one.region for one in above(agency) if one.region), "") for agency in archive.agencies
    }
