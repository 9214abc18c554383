"""Old Word files (.doc, WPS's .wps; [MS-DOC]): turned into .docx by msdoc2docx, for the reader of Word files."""

import tempfile
from pathlib import Path
from typing import Final

from doc2docx import convert
from doc2docx.cfb import CompoundFileLimits
from doc2docx.errors import EncryptedDocumentError, UnsupportedFeatureError

from nianbao.importers import compound, limits
from nianbao.importers.document import ImportNote
from nianbao.model.finding import Refusal

_LIMITS: Final = CompoundFileLimits(limits.LARGEST_FILE, limits.LARGEST_FILE, limits.MOST_PARTS)


def converted(data: bytes) -> tuple[bytes, tuple[ImportNote, ...]]:
    """Return an old Word file as a .docx, and a note on what the conversion left out or put right.

    Raises Refusal for a file with a password, one older than Word 97, and one that is no Word file.
    """
    streams = compound.streams(data)
    if not streams:
        raise Refusal("import-broken", detail="CFB")
    if "WordDocument" not in streams:
        raise Refusal("import-old-office", suffix=".docx")
    # The converter knows files only, not bytes.
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "a.doc"), Path(folder, "a.docx")
        source.write_bytes(data)
        try:
            result = convert(source, target, limits=_LIMITS)
        except EncryptedDocumentError as error:
            raise Refusal("import-locked") from error
        except UnsupportedFeatureError as error:
            raise Refusal("import-save-as", suffix=".docx") from error
        made = target.read_bytes()
    warned = dict.fromkeys(warning.code for warning in result.report.warnings)
    if not warned:
        return made, ()
    return made, (ImportNote("converted", 1, {"text": " / ".join(warned)}),)
