"""What a PDF says beside its pages is told."""

import pytest

from nianbao.importers.readers import pdf

MARK = "QZ194826J"
WIDE = "<FEFF9F985143>"


def written(annotation):
    """A page with a line of text and an annotation, as a program would write it that counts no offsets."""
    content = "BT /F1 12 Tf 72 700 Td (Report of the year 2023) Tj ET"
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/Annots[6 0 R]>>",
        f"<</Length {len(content)}>>stream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        annotation,
        f"<</FT/Tx/V({MARK})>>",
    ]
    body = "".join(f"{number} 0 obj\n{said}\nendobj\n" for number, said in enumerate(objects, 1))
    return f"%PDF-1.4\n{body}trailer<</Root 1 0 R/Size 8>>\n%%EOF".encode("latin-1")


@pytest.mark.parametrize(
    ("annotation", "said"),
    [
        (f"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents({MARK})>>", MARK),
        (f"<</Type/Annot/Subtype/FreeText/Rect[0 0 9 9]/Contents{WIDE}>>", "龘元"),
        (f"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/FT/Tx/V({MARK})>>", MARK),
        (f"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/FT/Ch/V[({MARK}) (x)]>>", MARK),
        ("<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/Parent 7 0 R>>", MARK),
        (f"<</Type/Annot/Subtype/Widget/Rect[0 0 9 9]/TU({MARK})>>", MARK),
    ],
)
def test_comments_and_forms_are_told(annotation, said):
    document = pdf.read(written(annotation))
    assert [said in str(note.fields["text"]) for note in document.notes if note.code == "comment"] == [True]


@pytest.mark.parametrize(
    "annotation", ["<<>>", "[]", "<</Subtype/Link/A<</URI(http://a.b)>>>>", "<</Parent 6 0 R>>", "null"]
)
def test_odd_annotations_do_no_harm(annotation):
    assert not [note for note in pdf.read(written(annotation)).notes if note.code == "comment"]
