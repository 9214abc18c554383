"""Pages of frames: what is not in them is said, and what they say to browsers without frames is read."""

import pytest

from importing import imported
from nianbao.messages import Messages
from nianbao.model.finding import Refusal

REPORT = (
    "<h1>青石市水利局2023年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>无。</p>"
    "<p>青石市水利局</p><p>2024年1月5日</p>"
)
HINT = "<noframes><body>您的浏览器不支持框架</body></noframes>"


def draft(page):
    return imported(page.encode(), "page.html")


@pytest.mark.parametrize(("page", "named"), [
    (f'<frameset cols="20%,*"><frame src="menu.html"><frame src="content/2023.html">{HINT}</frameset>', "menu.html、content/2023.html"),
    (f'<frameset><frame src="a.html"></frameset>{HINT}', "a.html"),
    ('<frameset><frameset><frame src="a.html"><frame src="a.html"></frameset></frameset>', "a.html"),
    ('<body><iframe src="content.jsp?id=1"></iframe></body>', "content.jsp?id=1"),
    (f'<frameset><frame src="{"x" * 200}"></frameset>', "x" * 80 + "…"),
    (f"<frameset><frame>{HINT}</frameset>", "在新标签页中打开框架"),
])  # fmt: skip
def test_a_page_of_frames_is_refused_as_what_it_is(page, named):
    with pytest.raises(Refusal) as refused:
        draft(f"<html><head><title>网站</title></head>{page}</html>")
    told = Messages("zh").refusal(refused.value)
    assert "page.html 是框架网页" in told
    assert named in told
    assert "frame page" in Messages("en").refusal(refused.value)


@pytest.mark.parametrize("around", [
    '<frameset><frame src="a.html"><noframes><body>{}</body></noframes></frameset>',
    '<frameset><frame src="a.html"></frameset><noframes>{}</noframes>',
])  # fmt: skip
def test_a_report_for_browsers_without_frames_is_read(around):
    made = draft(f"<html>{around.format(REPORT)}</html>")
    assert made.report.title == "青石市水利局2023年政府信息公开工作年度报告"
    assert [(part.heading, part.markdown) for part in made.report.sections] == [("一、总体情况", "无。")]
    assert [(note.code, note.fields) for note in made.notes if note.code == "frames"] == [
        ("frames", {"text": ("a.html",)})
    ]
    assert all(note.code != "fallback" for note in made.notes)


def test_a_frame_beside_a_text_is_a_note_as_before():
    made = draft(f'<body>{REPORT}<iframe src="ad.html">您的浏览器不支持框架</iframe></body>')
    assert made.report.title == "青石市水利局2023年政府信息公开工作年度报告"
    assert [note.code for note in made.notes] == ["fallback"]


def test_an_empty_page_without_frames_is_empty():
    with pytest.raises(Refusal) as refused:
        draft("<html><body></body></html>")
    assert refused.value.key == "import-empty"
