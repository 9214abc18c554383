"""Who files: the register of agencies, with kinds, parents, predecessors and deadlines.

Legal source of the two kinds and their deadlines: Article 49 of the Regulation on Open Government Information.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from nianbao.model.constants import pattern
from nianbao.model.normalisation import HAN, label_key, whole

# Article 49 of the regulation: departments by 31 January, governments by 31 March of the following year.
DEADLINES: Final = {"department": (1, 31), "government": (3, 31)}

LONGEST_ID: Final = 64
# Folders of the site's own beside those of the agencies.
PAGE_NAMES: Final = frozenset({"years", "compare", "rules", "forms", "data", "by", "check", "changes", "search"})
_ID: Final = pattern(lambda: f"[a-z0-9{HAN()}][a-z0-9{HAN()}-]{{0,{LONGEST_ID - 1}}}")


def is_agency_id(text: str) -> bool:
    """Return whether a text can be an agency's id: a folder of sources and of pages, in every file system."""
    return bool(_ID.fullmatch(text)) and text.isprintable() and text not in PAGE_NAMES


@dataclass(frozen=True)
class Agency:
    """One agency of the register.

    `kind` is `department` or `government`, which decides the deadline; `makes_regulations` says whether the row
    for regulations may be filled (SUM307). `parent` and `predecessors` are ids. `since` and `until` are as
    written, usually a year or an ISO date; `deadline` is (month, day) and overrides the one of the kind.
    """

    id: str
    name: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    kind: str = "department"
    makes_regulations: bool = False
    parent: str = ""
    region: str = ""
    predecessors: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    deadline: tuple[int, int] | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the register gives, each once: the full one, the short one, the aliases."""
        return tuple(dict.fromkeys(name for name in (self.name, self.short, *self.aliases) if name))

    def existed(self, year: int) -> bool:
        """Return whether the agency existed at the end of a report year.

        A founding or dissolving year that can't be read is no limit.
        """
        founded, dissolved = whole(self.since[:4]), whole(self.until[:4])
        return not (founded is not None and founded > year) and not (dissolved is not None and dissolved <= year)

    def due(self, year: int) -> date:
        """Return the last day to publish the report of a year: in the year after it.

        Article 49 of the regulation: departments by 31 January, governments by 31 March.
        """
        month, day = self.deadline or DEADLINES[self.kind]
        return date(year + 1, month, day)


@dataclass(frozen=True)
class Register:
    """All agencies, in the order of the file."""

    agencies: tuple[Agency, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Agency]:
        """Agency by its id."""
        return {agency.id: agency for agency in self.agencies}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Agency, ...]]:
        """The agencies that have a name, by the name folded with `label_key`."""
        by_name: dict[str, tuple[Agency, ...]] = {}
        for agency in self.agencies:
            for name in {label_key(name) for name in agency.names}:
                by_name[name] = (*by_name.get(name, ()), agency)
        return by_name

    def named(self, name: str) -> Agency | None:
        """Return the one agency with this id or name; None if there is none, or more than one."""
        if name in self.by_id:
            return self.by_id[name]
        matches = self._by_name.get(label_key(name), ())
        return matches[0] if len(matches) == 1 else None

    def with_agencies(self, agencies: Iterable[Agency]) -> "Register":
        """Return the register with more agencies at its end."""
        return Register((*self.agencies, *agencies))
