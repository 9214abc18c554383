"""A file that already is a source of this project: taken over as it stands, comments, order and all."""

from collections.abc import Mapping
from pathlib import PurePath

from nianbao import source
from nianbao.importers.document import ImportNote
from nianbao.importers.draft import Counts, Draft, Given, OpenPoint
from nianbao.model.finding import Refusal
from nianbao.model.form import Form, kinds_of
from nianbao.model.register import Agency, Register
from nianbao.model.report import Filed, Provenance
from nianbao.source.receipt import Origin


def read(
    data: bytes, provenance: Provenance, forms: Mapping[str, Form], register: Register, given: Given
) -> Draft | None:
    """Return the draft of a file that is a source of this project, or None if it is none.

    Its text is kept; only agency and year are amended where they are given. Its problems become open points. A
    text is a source if its front matter states agency and year.
    """
    kinds = kinds_of(forms)
    if given.kind and given.kind not in kinds:
        raise Refusal("no-kind", kind=given.kind, known=tuple(kinds))
    # Another kind stands in the name of the file, behind the year.
    kind = kinds.get(given.kind or PurePath(provenance.file).stem.partition("-")[2])
    first = source.read(data, provenance.file, forms, kind=kind)
    if first.report is None or not {"agency", "year"} <= first.report.marks.keys():
        return None
    given_facts = {"agency": given.agency, "year": str(given.year or "")}
    text = source.edit_values(
        data.decode("utf-8-sig"), {first.report.marks[key]: v for key, v in given_facts.items() if v}
    )
    reading = source.read(text.encode(), provenance.file, forms, kind=kind)
    report = reading.report or first.report
    if given.kind not in {"", report.kind.id}:
        raise Refusal("import-form-of-kind", form=report.form_id, kind=given.kind)
    lines = text.splitlines()
    points = [
        OpenPoint("source-problem", problem.location.line, lines[problem.location.line - 1].strip())
        for problem in reading.problems
    ]
    known = register.named(report.agency)
    newcomer = None if known or not report.agency else Agency(report.agency, report.agency)
    note = ImportNote("is-source", 1, {"file": provenance.file})
    origins = (
        {
            place: Origin(figure.line, figure.cell.raw, why="source")
            for place, figure in reading.report.figures.items()
            if isinstance(figure, Filed)
        }
        if reading.report
        else {}
    )
    return Draft(report, (note,), tuple(points), Counts.of(report), newcomer, text, origins=origins)
