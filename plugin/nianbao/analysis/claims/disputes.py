"""Reconsiderations and lawsuits: which cells of their table words speak of."""

from collections.abc import Sequence
from typing import Final

from nianbao.analysis.claims.frame import APPLICATIONS, CARRYING, DISPUTES, Frame, Meaning, cells_of
from nianbao.analysis.claims.tokens import LISTED, Token, has, keys

# What is counted of disputes that were carried over.
_CARRIED: Final = "carried_dispute"
_ENDED: Final = ("upheld", "corrected", "other")
_NAMING: Final = frozenset({"noun", "row", "act", "column", "document", "channel"})


def dispute(words: Sequence[Token], noun: str, frame: Frame) -> Meaning | None:
    """Return the reconsiderations, lawsuits or results that words speak of; None where they speak of none.

    `noun` is the noun the number counts. Who decides disputes has many that are not about disclosure: what words
    leave open is not certain.

    Example: TXT602.yml, "reconsiderations, lawsuits and results as in the table" and "who handles
    reconsiderations may be the one who decides them".
    """
    if "disputes" not in frame.form.tables:
        return None
    named = [key for token in words if (key := token.key("dispute") or token.key("noun")) in DISPUTES]
    results = keys(words, "result")
    if not results and frame.enumeration.kind == "result" and has(words, "rest", "rest"):
        results = ["other"]
    goes_on = frame.topic in DISPUTES and (bool(results) or _are_heard(words, named, frame) or _is_bare(words))
    if noun == APPLICATIONS or not (named or goes_on):
        return None
    if any((row := token.sense("row")) and not row.loose and row.key in CARRYING for token in words):
        # Those that were carried over are no column of their own.
        return Meaning((named or [frame.topic])[-1], (_CARRIED,), kind="carried")
    if "litigation" in named and any(key.startswith("litigation_") for key in named):
        named.remove("litigation")
    return _of_disputes(words, named, results, frame)


def _of_disputes(words: Sequence[Token], named: Sequence[str], results: Sequence[str], frame: Frame) -> Meaning:
    """Return the meaning of the disputes named, or gone on with, and of the results named of them.

    Example: TXT602.yml, "a result".
    """
    topics = tuple(dict.fromkeys(named)) or (frame.topic,)
    rows = tuple(dict.fromkeys(row for topic in topics for row in DISPUTES[topic]))
    if not named and frame.rows and set(frame.rows) <= set(rows):
        rows = frame.rows
    heard = not results and _are_heard(words, named, frame)
    columns = _ENDED if heard else tuple(results or ["total"])
    readings = [cells_of("disputes", rows, columns)]
    is_part = heard or bool(results)
    if not named and is_part and (divided := _divided(rows, frame)):
        # Behind a list of the ways to court what came out can be that of all of them, an end most likely so.
        whole = cells_of("disputes", divided, columns)
        readings.insert(0 if heard else 1, whole)
    follows_doubtful = not named and is_part and frame.last is not None and not frame.last.confident
    return Meaning(
        topics[-1],
        rows,
        tuple(readings),
        kind="result" if is_part else "dispute",
        confident=not follows_doubtful and _are_about_disclosure(words, results, frame),
        is_main=not is_part,
        each=tuple(cells_of("disputes", DISPUTES[topic], columns) for topic in topics),
    )


def _are_about_disclosure(words: Sequence[Token], results: Sequence[str], frame: Frame) -> bool:
    """Return whether it is certain that all disputes counted are the table's, and each is counted once.

    Example: TXT602.yml, "who handles reconsiderations may be the one who decides them".
    """
    sentence = frame.sentence
    loose = any((sense := token.sense("result")) and sense.loose for token in words)
    if loose or sentence.hears_all or sentence.unrelated or _CARRIED in frame.stated:
        return False
    # An instance of several, or named beside what is in doubt.
    if has(words, "subset", "subset") or _is_beside_doubtful(words, frame):
        return False
    # Who decides disputes has many that are not about disclosure; who is taken to court does not accept them.
    acts = {"accepted", "concluded", "handled"} & set(keys(words, "act"))
    handled = bool(acts) and not results and not has(words, "sign", "cause")
    return not handled or has(words, "noun", APPLICATIONS) or has(words, "sign", "disclosure")


def _is_beside_doubtful(words: Sequence[Token], frame: Frame) -> bool:
    """Return whether a list goes on from disputes that are not sworn to.

    Example: building-795.
    """
    last = frame.last
    return (
        bool(words)
        and words[0].text == LISTED
        and last is not None
        and last.kind == "dispute"
        and not last.confident
    )


def _divided(rows: Sequence[str], frame: Frame) -> tuple[str, ...]:
    """Return the rows of the disputes a sentence has counted that hold these and more; none if it has not.

    Example: building-242.
    """
    for key in frame.sentence.counted:
        for quantity in key:
            counted = tuple(dict.fromkeys(cell.row for cell in quantity.cells if cell.table == "disputes"))
            if set(rows) < set(counted):
                return counted
    return ()


def _are_heard(words: Sequence[Token], named: Sequence[str], frame: Frame) -> bool:
    """Return whether words tell how many of the disputes just counted have ended, in whatever way.

    Example: building-98.
    """
    if "heard" not in keys(words, "act"):
        return False
    return has(words, "sign", "everything") if named else frame.last is not None


def _is_bare(words: Sequence[Token]) -> bool:
    """Return whether words name nothing but sums and parts: the number goes on with what was spoken of.

    Example: building-717.
    """
    return has(words, "sign", "sum") and all(_NAMING.isdisjoint(token.senses) for token in words)
