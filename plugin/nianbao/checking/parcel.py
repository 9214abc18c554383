"""What goes from one process to another: values in bytes, with forms and kinds of report by their names alone.

Both processes read them from the same files, and much is looked up by the very object.
"""

import pickle
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from nianbao.model.form import Form, kinds_of
from nianbao.model.kind import Kind


class _Packer(pickle.Pickler):
    def persistent_id(self, value: object) -> tuple[str, str] | None:
        if isinstance(value, Form):
            return "form", value.id
        return ("kind", value.id) if isinstance(value, Kind) else None


class _Unpacker(pickle.Unpickler):  # noqa: S301 - from a process this one has started
    def __init__(self, data: bytes, forms: Mapping[str, Form]) -> None:
        super().__init__(BytesIO(data))
        self._by_name: dict[tuple[str, str], object] = {("form", id_): form for id_, form in forms.items()}
        self._by_name |= {("kind", id_): kind for id_, kind in kinds_of(forms).items()}

    def persistent_load(self, name: tuple[str, str]) -> object:
        return self._by_name[name]


def packed(value: object) -> bytes:
    """Return a value as bytes for another process of this program."""
    target = BytesIO()
    _Packer(target, pickle.HIGHEST_PROTOCOL).dump(value)
    return target.getvalue()


def unpacked(data: bytes, forms: Mapping[str, Form]) -> Any:
    """Return the value that `packed` made these bytes of; `forms` are those of the site."""
    return _Unpacker(data, forms).load()
