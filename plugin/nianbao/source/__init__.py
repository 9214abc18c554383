"""A source file and a Report, both ways, nothing lost.

`read` takes the bytes of one file and returns what could be understood of it together with all its problems;
`redacted` masks the personal information in it; `write` returns the text of a new source; `edit_values` changes
single values in a text and leaves the rest of it alone. The register `agencies.yml` has `read_register`,
`redacted_register` and `register_entry` for the same three things.
"""

from nianbao.source.agencies import read_register, register_entry
from nianbao.source.edit import edit_values
from nianbao.source.prose import Quote, quotes, todo_line
from nianbao.source.reading import Reading, read
from nianbao.source.redaction import redacted, redacted_register
from nianbao.source.tables import derive
from nianbao.source.writing import path, write, write_yaml

__all__ = [
    "Quote",
    "Reading",
    "derive",
    "edit_values",
    "path",
    "quotes",
    "read",
    "read_register",
    "redacted",
    "redacted_register",
    "register_entry",
    "todo_line",
    "write",
    "write_yaml",
]
