"""The register file `agencies.yml` and the Register, both ways.

The file is a list of mappings, with Chinese or English keys (data/keys.yml). What is wrong with it is noted
under the codes of sources: SRC001 to SRC004 and SRC009.
"""

from datetime import date

from nianbao.model.constants import pattern
from nianbao.model.finding import Problem
from nianbao.model.register import DEADLINES, Agency, Register, is_agency_id
from nianbao.model.yamltext import Mapping, Node, Scalar, Sequence, YamlError, parse, quote
from nianbao.source.keys import CHINESE, NAMES, ProblemLog, value_named
from nianbao.source.reading import decoded, explain

_DEADLINE = pattern(r"(\d{1,2})-(\d{1,2})")


def read_register(data: bytes, file: str) -> tuple[Register, tuple[Problem, ...]]:
    """Return the agencies of a register file, and every problem of it.

    An entry without id or name, with an id that can't be part of an address, or with the id of an earlier one is
    left out. An unreadable file gives an empty register. `file` is its path, for the problems.
    """
    log = ProblemLog(file)
    text = decoded(data, log)
    if text is None:
        return Register(), tuple(log.problems)
    try:
        root = parse(text)
    except YamlError as error:
        explain(error, text, log, 1)
        return Register(), tuple(log.problems)
    if root is not None and not isinstance(root, Sequence):
        log.add("SRC004", "list", root)
        return Register(), tuple(log.problems)
    reader = _Reader(log)
    agencies = [reader.agency(node) for node in root.items] if root else []
    return Register(tuple(agency for agency in agencies if agency)), tuple(log.problems)


class _Reader:
    """Reads the entries of a register and notes problems. `lines` has the line of each id read so far."""

    def __init__(self, log: ProblemLog) -> None:
        self.log = log
        self.lines: dict[str, int] = {}

    def agency(self, node: Node) -> Agency | None:
        """Return the agency of an entry, or None where it is left out. A wrong value counts as not stated."""
        if not isinstance(node, Mapping):
            self.log.add("SRC004", "mapping", node, key="agencies")
            return None
        entries = self.log.fields(node, NAMES()["agency"], CHINESE()["agency"])
        facts = {
            key: self.log.text(entry) for key, entry in entries.items() if key not in {"aliases", "predecessors"}
        }
        for required in ("id", "name"):
            if not facts.get(required):
                self.log.add("SRC004", "required", node, key=CHINESE()["agency"][required])
                return None
        if not self._is_new(facts["id"], entries["id"][1]):
            return None
        return Agency(
            id=facts["id"],
            name=facts["name"],
            short=facts.get("short", ""),
            aliases=self._texts(entries.get("aliases")),
            kind=self._word("kind", facts, entries, tuple(DEADLINES)) or "department",
            makes_regulations=self._word("makes_regulations", facts, entries, ("true", "false")) == "true",
            parent=facts.get("parent", ""),
            region=facts.get("region", ""),
            predecessors=self._texts(entries.get("predecessors")),
            since=facts.get("since", ""),
            until=facts.get("until", ""),
            deadline=self._deadline(facts, entries),
        )

    def _is_new(self, name: str, node: Node) -> bool:
        """Return whether an id is fit for addresses and not taken; note it where it is not."""
        if not is_agency_id(name):
            self.log.add("SRC009", "register", node, actual=name)
            return False
        if name in self.lines:
            self.log.add("SRC003", "default", node, key=name, first=name, line=self.lines[name])
            return False
        self.lines[name] = node.line
        return True

    def _texts(self, entry: tuple[Scalar, Node] | None) -> tuple[str, ...]:
        """Return a list of texts; a single text is a list of one, empty ones are left out."""
        if entry and isinstance(entry[1], Sequence):
            return tuple(filter(None, (self.log.text((entry[0], item)) for item in entry[1].items)))
        return tuple(filter(None, (self.log.text(entry),)))

    def _word(
        self, key: str, facts: dict[str, str], entries: dict[str, tuple[Scalar, Node]], known: tuple[str, ...]
    ) -> str:
        """Return the English name of a value word, empty where none is stated; note one that is not in `known`."""
        stated = facts.get(key, "")
        named = value_named(stated) if stated else ""
        if stated and named not in known:
            words = [f"{CHINESE()['values'][word]} ({word})" for word in known]
            self.log.add("SRC004", "word", entries[key][1], key=entries[key][0].text, actual=stated, known=words)
            return ""
        return named

    def _deadline(self, facts: dict[str, str], entries: dict[str, tuple[Scalar, Node]]) -> tuple[int, int] | None:
        """Return the month and day of an agency's own deadline, written `03-31`; None where none is stated."""
        stated = facts.get("deadline", "")
        match = _DEADLINE.fullmatch(stated)
        if not stated:
            return None
        try:
            # A deadline lies in the year after the report's; 2001 stands for any year without a leap day.
            day = date(2001, int(match[1]), int(match[2])) if match else None
        except ValueError:
            day = None
        if day is None:
            self.log.add("SRC004", "deadline", entries["deadline"][1], actual=stated)
            return None
        return day.month, day.day


def register_entry(agency: Agency, keys: str = "zh") -> str:
    """Return an agency as YAML to append to the register file, its keys in Chinese (`zh`) or English (`en`).

    Only id, name, short name and aliases are written: what an import knows of an agency.
    """
    names = CHINESE()["agency"] if keys == "zh" else {key: key for key in CHINESE()["agency"]}
    lines = [f"{names['id']}: {quote(agency.id)}", f"{names['name']}: {quote(agency.name)}"]
    if agency.short:
        lines.append(f"{names['short']}: {quote(agency.short)}")
    if agency.aliases:
        lines.append(f"{names['aliases']}: [{', '.join(map(quote, agency.aliases))}]")
    return "- " + "\n  ".join(lines) + "\n"
