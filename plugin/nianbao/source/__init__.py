"""A source file and a Report, both ways, nothing lost.

`read` takes the bytes of one file and gives what could be understood of it together with all its problems;
`redacted` masks the personal information in it; `write` gives the text of a new source; `amend` changes single
values in a text and leaves the rest of it alone.
"""

from nianbao.source.agencies import read_register, register_entry
from nianbao.source.edit import amend
from nianbao.source.prose import Quote, quotes, todo_line
from nianbao.source.reading import Reading, read
from nianbao.source.redaction import redacted, redacted_register
from nianbao.source.tables import derive
from nianbao.source.writing import path, write, write_yaml

__all__ = [
    "Quote",
    "Reading",
    "amend",
    "derive",
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
