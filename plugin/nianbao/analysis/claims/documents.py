"""Documents, decisions and fees: which cells of the first table words speak of."""

from collections.abc import Sequence
from typing import Final

from nianbao.analysis.claims.frame import DOCUMENT, FOREIGN, OTHER, Frame, Meaning, cells_of
from nianbao.analysis.claims.tokens import Token, Unit, has, keys

# The acts that name a column of documents, the newer form's column first.
_MADE: Final = {"issued": ("issued", "created"), "repealed": ("repealed",), "in_force": ("in_force",)}


def document(words: Sequence[Token], frame: Frame, unit: Unit) -> Meaning | None:
    """Return the documents, decisions or fees that words speak of; None where they speak of none.

    FOREIGN where they speak of documents that are not the table's, or of money where the column counts no money.

    Example: TXT604.yml, "documents, decisions and charges as in the table".
    """
    table = frame.form.tables.get("proactive")
    named = keys(words, "document")
    acts = keys(words, "act")
    if not named and frame.topic == DOCUMENT and _goes_on_with_documents(words):
        named = list(frame.rows)
    if not table or not named or not set(named) <= set(table.rows):
        return None
    if frame.topic == OTHER and frame.enumeration.is_open:
        return FOREIGN
    columns = {column.key for row in named for column in table.rows[row].columns}
    made = [column for act in acts for column in _MADE.get(act, ()) if column in columns]
    if not made and frame.topic == DOCUMENT and frame.column in columns:
        made = [frame.column]
    confident = not {"published", "received", "concluded"} & set(acts) and not has(words, "row", "granted")
    if frame.topic == DOCUMENT and frame.last and (frame.enumeration.is_open or not acts):
        confident = confident and frame.last.confident
    if not made:
        for column in ("decisions", "amount", "issued", "created"):
            if column in columns:
                made = [column]
                confident = confident and column in {"decisions", "amount"}
                break
    if not made or (made[0] == "amount") != unit.is_money:
        return FOREIGN
    column = "in_force" if "in_force" in made else made[0]
    rows = tuple(row for row in named if column in {head.key for head in table.rows[row].columns})
    each = tuple((cell,) for cell in cells_of("proactive", rows, tuple(made)) if cell in frame.form.measures)
    return Meaning(
        DOCUMENT,
        rows,
        (cells_of("proactive", rows, (column,)),),
        kind="document",
        confident=confident and not frame.sentence.reviews,
        is_main=True,
        each=each,
    )


def _goes_on_with_documents(words: Sequence[Token]) -> bool:
    """Return whether words name only what was done with the documents spoken of.

    Example: building-110.
    """
    acts = set(keys(words, "act"))
    return bool(acts & set(_MADE)) and all(
        "generic" in token.senses or {"noun", "row", "column"}.isdisjoint(token.senses) for token in words
    )
