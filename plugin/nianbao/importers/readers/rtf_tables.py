"""The tables in front of a Rich Text: fonts by their numbers, colours by their places."""

from typing import Final

from nianbao.importers.readers import symbols

_LONGEST_NAME: Final = 40
_BRIGHTEST: Final = 255
CHANNELS: Final = ("red", "green", "blue")


class Tables:
    """Fonts and colours of a file, as far as they have been read."""

    def __init__(self) -> None:
        self.character_sets: dict[int, int] = {}
        self.colours: dict[int, str] = {}
        self._names: dict[int, str] = {}
        self._channels: dict[str, int] = {}

    def name_font(self, font: int, content: bytes) -> None:
        """Take a part of the name of a font."""
        self._names[font] = (self._names.get(font, "") + content.decode("latin-1"))[:_LONGEST_NAME]

    def picture_font(self, font: int) -> str:
        """Return the name of a font that shows pictures; empty for others."""
        name = self._names.get(font, "").strip("; ")
        return name if name.lower() in symbols.PICTURE_FONTS else ""

    def set_channel(self, name: str, number: int) -> None:
        """Take how bright a part of the next colour is."""
        self._channels[name] = max(0, min(number, _BRIGHTEST))

    def end_colours(self, content: bytes) -> None:
        """End colours, each at its semicolon; one of which nothing is said is the usual one."""
        for _ in range(content.count(b";")):
            said = "".join(f"{self._channels.get(name, 0):02X}" for name in CHANNELS)
            self.colours[len(self.colours)] = said if self._channels else ""
            self._channels = {}
