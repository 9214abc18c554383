"""Colours as Office files write them, and whether a text can be told from what is behind it."""

import re
from typing import Final

_COLOUR: Final = re.compile("(?:[0-9A-Fa-f]{2}){3,4}")
# How near a colour is to what is behind it, of 255, for nobody to see it.
_NEAR: Final = 24
PAPER: Final = "FFFFFF"


def near(colour: str, behind: str) -> bool:
    """Whether two colours in hexadecimal (FF0000) can't be told apart; `auto` and the like always can."""
    if not (_COLOUR.fullmatch(colour) and _COLOUR.fullmatch(behind)):
        return False
    channels = zip(bytes.fromhex(colour[-6:]), bytes.fromhex(behind[-6:]), strict=True)
    return all(abs(one - other) <= _NEAR for one, other in channels)
