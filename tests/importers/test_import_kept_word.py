"""Every construct of a Word file that holds text is read in its place or told, those nobody has heard of too."""

import re

import pytest

import kept_office
from filings import distinct, sheet_of
from importing import MARK, imported, said, written
from kept_office import IN_PLACE, NAMES, PARTS, TOLD, changed, strings
from layouts import FORMS
from layouts_office import saved, word

PLACE = "</w:body>"
BASE = saved(word(sheet_of(FORMS[0], distinct(FORMS[0])), "headings"))


def with_body(xml):
    """The report with something behind its first paragraph."""
    told = re.sub(r"^<(\w+:\w+)", rf"<\1 {NAMES}", xml)
    return changed(BASE, {}, {"word/document.xml": ("<w:body>", f"<w:body>{told}")})


def paragraph(inner):
    return f"<w:p>{kept_office.t('前')}{inner}{kept_office.t('后')}</w:p>"


CELL = "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
FRAMES = {
    "paragraph": str,
    "cell": CELL.format,
    "wrapped": "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format,
    "unknown block": "<new:block>{}</new:block>".format,
    "text box": lambda inner: f"<w:p><w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r></w:p>",
}


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", IN_PLACE)
def test_read_in_place(name, frame):
    inner = IN_PLACE[name].replace("{}", MARK)
    draft = imported(with_body(FRAMES[frame](paragraph(inner))), "report.docx")
    assert draft.counts.read == 200
    assert written(draft).count(MARK) == 1
    if name not in {"drawn words", "text box", "WordArt of old"}:
        assert re.search(f"前.*{MARK}.*后", written(draft))


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", TOLD)
def test_told(name, frame):
    inner = TOLD[name].replace("{}", MARK)
    draft = imported(with_body(FRAMES[frame](paragraph(inner))), "report.docx")
    assert draft.counts.read == 200
    assert MARK not in written(draft)
    assert MARK in said(draft)


@pytest.mark.parametrize("name", [*IN_PLACE, *TOLD])
def test_kept_where_no_paragraph_is_around_it(name):
    draft = imported(with_body(f"<new:x>{(IN_PLACE | TOLD)[name].replace('{}', MARK)}</new:x>"), "report.docx")
    assert MARK in written(draft) + said(draft)


@pytest.mark.parametrize("name", PARTS)
def test_parts_of_their_own(name):
    part, content = PARTS[name]
    data = changed(BASE, {part.replace("{}", MARK): content.replace("{}", MARK)})
    assert MARK in said(imported(data, "report.docx"))


def test_every_text_of_a_package_with_all_of_it():
    marks = iter(f"{MARK}{number:03d}" for number in range(500))
    body = "".join(
        paragraph(re.sub(r"\{\}", next(marks), inner)) for inner in (*IN_PLACE.values(), *TOLD.values())
    )
    parts = {part.replace("{}", "x"): content.replace("{}", next(marks)) for part, content in PARTS.values()}
    data = changed(with_body(f"<new:x>{body}</new:x>"), parts)
    draft = imported(data, "report.docx")
    result = re.sub(r"\s|\\", "", written(draft) + said(draft))
    texts = [text for part, text in strings(data) if MARK in text]
    assert len(texts) > len(IN_PLACE)
    assert not [text for text in texts if re.sub(r"\s|\\", "", text) not in result]


def test_formulas_keep_their_sense_on_one_line():
    def part(name, inner):
        return f"<m:{name}><m:r><m:t>{inner}</m:t></m:r></m:{name}>"

    fraction = f"<m:f>{part('num', 'a+b')}{part('den', '2')}</m:f>"
    power = f"<m:sSup>{part('e', 'x')}{part('sup', '2')}</m:sSup>"
    draft = imported(with_body(paragraph(f"<m:oMath>{fraction}{power}</m:oMath>")), "report.docx")
    assert "前(a+b)/2x^2后" in re.sub(r"&#94;", "^", written(draft))


def test_nothing_is_told_of_a_file_without_any_of_it():
    codes = {note.code for note in imported(BASE, "report.docx").notes}
    assert not codes & {"unread", "elsewhere", "alternative-text", "other-way", "ruby", "choices"}


@pytest.mark.parametrize("inner", [*IN_PLACE.values(), *TOLD.values()])
@pytest.mark.parametrize("key", ["7", "8"])
def test_notes_of_the_page_hold_anything_called_or_not(inner, key):
    note = f"<w:footnote w:id='7'>{paragraph(inner.replace('{}', MARK))}</w:footnote>"
    part = f"<w:footnotes {NAMES}>{note}<w:footnote w:id='8'>{paragraph('甲')}</w:footnote></w:footnotes>"
    rels = "word/_rels/document.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    rel = f'<Relationship Id="rId999" Type="{kind}" Target="footnotes.xml"/></Relationships>'
    type_ = '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"/></Types>'
    base = with_body(paragraph(f"<w:r><w:footnoteReference w:id='{key}'/></w:r>"))
    changes = {rels: ("</Relationships>", rel), "[Content_Types].xml": ("</Types>", type_)}
    draft = imported(changed(base, {"word/footnotes.xml": part}, changes), "report.docx")
    assert MARK in written(draft) + said(draft)
