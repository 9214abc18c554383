"""Private mailboxes in a text, and the offices' own at the same hosts, which are none.

A small office may publish a mailbox at a free host as its contact: that is no personal information.
"""

import re
from collections.abc import Iterator
from typing import Final

from nianbao.model.constants import constant, pattern
from nianbao.model.yamltext import package_data, text, texts, tree

_DATA: Final = package_data("personal_data.yml")
_OFFICE: Final = constant(lambda: tree(_DATA["office_mail"]))
_PRIVATE_MAIL: Final = constant(lambda: frozenset(texts(_DATA["private_mail"])))

# Digits behind the host are the next number's, which nothing may part from it.
_MAIL = pattern(
    r"(?<![\w.+-])(?P<name>[\w.+-]+)@(?P<host>[\w-]+(?:\.[\w-]+)*\.[a-z]+)(?![a-z_-]|\.[a-z])",
    re.ASCII | re.IGNORECASE,
)
_LABEL = constant(lambda: rf"(?:{text(_OFFICE()['label'])})")
_OFFICE_NAME = pattern(
    lambda: (
        "|".join(
            rf"(?<!\d){name}(?!\d)" if name.isdigit() else re.escape(name) for name in texts(_OFFICE()["names"])
        )
        + "|(?:"
        + "|".join(map(re.escape, texts(_OFFICE()["name_ends"])))
        + r")\d{0,4}$"
    ),
    re.IGNORECASE,
)
_OFFICE_WORD = pattern(lambda: text(_OFFICE()["before"]))
_OFFICE_NAME_THEN = constant(lambda: rf"(?:{text(_OFFICE()['before'])})")
# The office's name right before the mailbox, or before its label in one clause; or a label, in a sentence that
# says how to reach somebody.
_ADJOINING = pattern(
    lambda: (
        rf"{_OFFICE_NAME_THEN()}(?:[\s:(]{{0,3}}|(?:[\s,;:(|]{{0,3}}|[^,;。!?\n]{{1,12}}){_LABEL()}[^。!?\n]{{0,6}})$"
    ),
    re.IGNORECASE,
)
_LABELLED = pattern(lambda: rf"{_LABEL()}[^。!?\n]{{0,6}}$", re.IGNORECASE)
_CONTACT_WORD = pattern(lambda: text(_OFFICE()["contact_words"]))
_BEHIND = pattern(lambda: text(_OFFICE()["after"]))
_BLOCK = pattern(lambda: rf"{text(_OFFICE()['contact_block'])}[\s\S]*{_LABEL()}[\s:(]{{0,4}}$", re.IGNORECASE)
_PERSON = pattern(lambda: text(_OFFICE()["person"]))
# A person's own, whatever it is called.
_OWNED = pattern(
    lambda: rf"{text(_OFFICE()['person'])}[^\s,;。!?]{{0,4}}{_LABEL()}[\s:{text(_OFFICE()['joins'])}(|]{{0,4}}$",
    re.IGNORECASE,
)
# A name is a family's and one or two characters, between marks, right before the label or the mailbox.
_NAMED = pattern(
    lambda: (
        rf"(?:^|[\s,、:;。(|])(?P<name>[{text(_DATA['families'])}][^\W\da-zA-Z_]{{1,2}})"
        rf"[\s,、:;({text(_OFFICE()['joins'])}|]*(?:{_LABEL()}[\s:{text(_OFFICE()['joins'])}(|]*)?$"
    ),
    re.IGNORECASE,
)
_NO_NAMES: Final = constant(lambda: frozenset(texts(_DATA["no_names"])))
# How far before a mailbox the words that tell whose it is are looked for.
WINDOW: Final = 160


def mailboxes(plain: str) -> Iterator[tuple[str, int, int, str]]:
    """Yield kind, start, end and masked form of each private mailbox of a text.

    Only hosts that give mailboxes to everybody count (data/personal_data.yml), and an office may have one there
    too.
    """
    for match in _MAIL.finditer(plain):
        if match["host"].lower() in _PRIVATE_MAIL() and not _is_of_an_office(plain, match):
            yield "mail", match.start(), match.end(), "*" * len(match["name"]) + "@" + match["host"]


def _is_of_an_office(plain: str, match: re.Match[str]) -> bool:
    """Return whether a mailbox is an office's own, given as its contact.

    Looked at in this order: words that call it a person's, a name of an office in the address, a person's name
    right before it, and who is named last in the sentence. Words of the WINDOW characters before it count.
    """
    before = plain[max(0, match.start() - WINDOW) : match.start()]
    if _OWNED.search(before):
        return False
    if _OFFICE_NAME.search(match["name"]):
        return True
    sentence = re.split(r"[。!?]", before)[-1]
    named = _NAMED.search(before)
    if named and named["name"] not in _NO_NAMES() and named["name"][:2] not in _NO_NAMES():
        return False
    # Whoever is named last before the mailbox is whose it is.
    person, office = _last(_PERSON, sentence), _last(_OFFICE_WORD, sentence)
    reaching = _LABELLED.search(sentence) and _CONTACT_WORD.search(sentence)
    if office > person and (reaching or _ADJOINING.search(sentence)):
        return True
    if person >= 0:
        return False
    block = _BLOCK.search(before) is not None and not _PERSON.search(before)
    return block or _BEHIND.match(plain, match.end()) is not None


def _last(pattern: re.Pattern[str], sentence: str) -> int:
    """Return where the last match of a pattern ends, or -1."""
    return max((match.end() for match in pattern.finditer(sentence)), default=-1)
