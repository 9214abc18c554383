"""Values in bytes, for another process or a later one, with forms and kinds of report by their names alone.

Both processes read them from the same files, and much is looked up by the very object. Nothing but values of this
package and a few plain ones is read from bytes: a cache may have been written by somebody else.
"""

import pickle
from collections.abc import Mapping
from copyreg import dispatch_table
from io import BytesIO
from typing import Any, Final

from nianbao.model.form import Form, kinds_of
from nianbao.model.kind import Kind

_OURS: Final = ("nianbao.model.", "nianbao.checking.", "nianbao.archive", "nianbao.analysis.", "nianbao.source.")
_PLAIN: Final = frozenset(
    {
        ("builtins", "frozenset"),
        ("builtins", "set"),
        ("collections", "Counter"),
        ("datetime", "date"),
        ("decimal", "Decimal"),
        ("array", "array"),
        ("fractions", "Fraction"),
    }
)
# How Python puts plain objects and arrays together again.
_MAKERS: Final = frozenset(
    {("copyreg", "_reconstructor"), ("array", "_array_reconstructor"), ("copyreg", "__newobj__")}
)


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


class _Unpacker(pickle.Unpickler):  # noqa: S301 - it makes objects of the classes below alone
    """Reads what `packed` wrote. Raises UnpicklingError for anything else."""

    def __init__(self, data: bytes, forms: Mapping[str, Form]) -> None:
        super().__init__(BytesIO(data))
        self._forms, self._kinds = forms, kinds_of(forms)

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name stands for."""
        if module == __name__ and name == _named.__name__:
            return self._found
        if (module, name) in _PLAIN or (module, name) in _MAKERS or module.startswith(_OURS):
            found = super().find_class(module, name)
            if isinstance(found, type) or (module, name) in _MAKERS:
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")

    def _found(self, what: str, name: str) -> Form | Kind:
        """Return a form or kind by its name."""
        return self._forms[name] if what == "form" else self._kinds[name]
