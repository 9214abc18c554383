"""Groups of a long index, and the parts of long pages, each with a permanent address of its own.

Agencies are grouped by region where the register has several, else by the body above them, else by the first
letter of the id, which never changes, else as they follow in the register. Groups stand in the order their first
agency has in the register; large ones are cut into equal pieces.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from nianbao.archive import Archive
from nianbao.model.constants import pattern
from nianbao.model.register import Agency

# With more agencies than this, one table of all is too long to read, and a page with all their figures to load.
MANY: Final = 100
# No group has more agencies than this: ten years of a row with all its columns stay below 300 kB.
_LARGEST: Final = 80
# Pages aren't split into groups that have fewer agencies than this on average.
_SMALLEST: Final = 10

# Characters that addresses or file systems don't accept, and the longest stem of a folder's name.
_UNSAFE: Final = pattern(r"[^\w-]+")
_LONGEST: Final = 40
REST: Final = "rest"


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """Some of the agencies: `by` is region, parent, letter or order, `label` what they share, empty if nothing.

    `slug` is the folder of the group's page, unlike that of any other group. `number` says which piece of a larger
    group it is, as in 2/3; it is empty for a whole one.
    """

    by: str
    slug: str
    label: str
    agencies: tuple[Agency, ...]
    number: str = ""

    def name(self, word: Callable[..., str]) -> str:
        """Return what readers call the group, in the language of `word`."""
        label = self.label or word("view-part" if self.by == "order" else "view-rest")
        return f"{label} {self.number}".strip()


def is_long(archive: Archive) -> bool:
    """Return whether the index shows groups instead of one table: above MANY agencies."""
    return len(archive.agencies) > MANY


def index_groups(archive: Archive) -> tuple[IndexGroup, ...]:
    """Return the groups of an archive's agencies; none where no criterion makes more than one.

    Any index has groups by region; other criteria are for long ones. One group alone would be the index again.
    """
    groupings = _groupings(archive)
    return _first(groupings if is_long(archive) else [next(groupings)], len(archive.agencies))


def page_parts(archive: Archive, lines: int) -> tuple[IndexGroup, ...]:
    """Return the parts of a page that would have this many lines of agencies; none where it holds them all.

    They are the groups of the index, unless those are so small that there would be too many pages.
    """
    most = len(archive.agencies) // _SMALLEST
    return _first(_groupings(archive), most) if lines > MANY else ()


def _first(groupings: Iterable[tuple[IndexGroup, ...]], most: int) -> tuple[IndexGroup, ...]:
    """Return the first grouping of several groups that has no more than `most`; nothing if there is none."""
    return next((groups for groups in groupings if 1 < len(groups) <= most), ())


def _groupings(archive: Archive) -> Iterator[tuple[IndexGroup, ...]]:
    """Yield the ways to group an archive's agencies, the best first; the last one always parts a long archive."""
    regions = regions_of(archive)
    parents = {agency.parent for agency in archive.agencies}
    yield _grouped(archive, "region", lambda agency: regions[agency.id])
    yield _grouped(archive, "parent", lambda agency: agency.id if agency.id in parents else agency.parent)
    yield _grouped(archive, "letter", lambda agency: agency.id[0].upper())
    yield _grouped(archive, "order", lambda _: "")


def _grouped(archive: Archive, by: str, key: Callable[[Agency], str]) -> tuple[IndexGroup, ...]:
    """Return the agencies by a key, in the order of the register; those without one come last."""
    groups: dict[str, list[Agency]] = {}
    for agency in archive.agencies:
        groups.setdefault(key(agency), []).append(agency)
    # The group without a shared value comes last.
    ordered = sorted(groups.items(), key=lambda item: not item[0])
    if by != "order" and len(ordered) == 1:
        return ()
    taken: set[str] = set()
    return tuple(
        IndexGroup(
            by,
            _slug(shared_value or (REST if by != "order" else "part"), taken),
            archive.agency(shared_value).name if by == "parent" and shared_value else shared_value,
            piece,
            number,
        )
        for shared_value, group in ordered
        for piece, number in (_pieces(group) if is_long(archive) else [(tuple(group), "")])
    )


def _pieces(group: Sequence[Agency]) -> Iterator[tuple[tuple[Agency, ...], str]]:
    """Yield the pieces of a group, as equal as can be, with their numbers; a small one whole, without a number."""
    count = -(-len(group) // _LARGEST)
    for n in range(count):
        piece = group[n * len(group) // count : (n + 1) * len(group) // count]
        yield tuple(piece), f"{n + 1}/{count}" if count > 1 else ""


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
