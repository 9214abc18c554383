"""What goes from one process to another: values in bytes, with forms and kinds of report by their names alone.

Both processes read them from the same files, and much is looked up by the very object.
"""

import pickle
from collections.abc import Mapping
from copyreg import dispatch_table
from io import BytesIO
from typing import Any

from nianbao.model.form import Form, kinds_of
from nianbao.model.kind import Kind


def packed(value: object) -> bytes:
    """Return a value as bytes for another process of this program."""
    target = BytesIO()
    packer = pickle.Pickler(target, pickle.HIGHEST_PROTOCOL)
    packer.dispatch_table = {
        **dispatch_table,
        Form: lambda form: (_named, ("form", form.id)),
        Kind: lambda kind: (_named, ("kind", kind.id)),
    }
    packer.dump(value)
    return target.getvalue()


def unpacked(data: bytes, forms: Mapping[str, Form]) -> Any:
    """Return the value that `packed` made these bytes of; `forms` are those of the site."""
    return _Unpacker(data, forms).load()


def _named(what: str, name: str) -> object:
    """Stand for a form or kind in the bytes; it is looked up where they are read."""
    raise LookupError(what, name)


class _Unpacker(pickle.Unpickler):  # noqa: S301 - from a process this one has started
    """Reads what `packed` wrote."""

    def __init__(self, data: bytes, forms: Mapping[str, Form]) -> None:
        super().__init__(BytesIO(data))
        self._forms, self._kinds = forms, kinds_of(forms)

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name stands for."""
        return self._found if name == _named.__name__ else super().find_class(module, name)

    def _found(self, what: str, name: str) -> Form | Kind:
        """Return a form or kind by its name."""
        return self._forms[name] if what == "form" else self._kinds[name]
