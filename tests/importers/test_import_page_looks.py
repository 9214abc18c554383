"""What a cell of a web page shows: looks from style sheets and styles, marks, fields, pictures, hidden text."""

import pytest
from test_import_cell_looks import LABEL, OTHERS, TITLE, page, read

from nianbao import importers
from nianbao.model import form, register

CELLS = "".join(f"<td>{text}</td>" for text in OTHERS)
LINK = "<link rel=stylesheet href=site.css>"
DOUBT, UNREAD = {"doubtful-cell"}, {"unread-cell"}
HIDDEN, STRUCK, MARK = {"hidden"}, {"struck-out"}, {"note-mark"}


def table(rows, style="", head="", before=""):
    """Return a page with these rows above the last one of the form."""
    last = "<tr><td>四、结转下年度继续办理</td>" + "<td>0</td>" * 7 + "</tr>"
    return (
        f"{head}<style>{style}</style><h1>{TITLE}</h1><h2>三、收到和处理政府信息公开申请情况</h2>"
        f"<table>{before}{rows}{last}</table>"
    ).encode()


def row(cell, cells=CELLS, **attributes):
    said = "".join(f' {name.strip("_")}="{value}"' for name, value in attributes.items())
    return f"<tr{said}><td>{LABEL}</td>{cell}{cells}</tr>"


GONE = "<td>9</td>" + "<td>1</td>" * 6
RIGHT = row("<td>142</td>")
OLD = '<b class="x">97</b>142'
ALONE = '<b class="x">142</b>'

# name: the page, the figure, notes that are due, open points that are due
CASES = {
    # --- which rules hold for an element
    "descendant": (page("<b><i>97</i></b>142", "td b i{text-decoration:line-through}"), "142", STRUCK, set()),
    "not a descendant": (page("<b>142</b>", "p b{text-decoration:line-through}"), "142", set(), set()),
    "child": (page(OLD, "td > b{text-decoration:line-through}"), "142", STRUCK, set()),
    "not a child": (page(ALONE, "tr > b{text-decoration:line-through}"), "142", set(), set()),
    "next sibling": (page("<i>142</i><b>97</b>", "i + b{display:none}"), "142", HIDDEN, set()),
    "later sibling": (page("<i>142</i><u></u><b>97</b>", "i ~ b{display:none}"), "142", HIDDEN, set()),
    "attribute": (page('<b data-x="1">97</b>142', 'b[data-x="1"]{text-decoration:line-through}'), "142", STRUCK, set()),
    "word of an attribute": (page('<b data-x="a gone">97</b>142', "b[data-x~=gone]{display:none}"), "142", HIDDEN, set()),
    "other attribute": (page('<b data-x="2">142</b>', 'b[data-x="1"]{display:none}'), "142", set(), set()),
    "two classes": (page('<b class="x y">97</b>142', "b.y.x{display:none}"), "142", HIDDEN, set()),
    "one of two classes": (page(ALONE, "b.y.x{display:none}"), "142", set(), set()),
    "not": (page(OLD, "b:not(.keep){display:none}"), "142", HIDDEN, set()),
    "but not": (page('<b class="keep">142</b>', "b:not(.keep){display:none}"), "142", set(), set()),
    "is": (page(OLD, ":is(.y,.x){display:none}"), "142", HIDDEN, set()),
    "second column": (table(row("<td>97</td><td>142</td>"), "tr:first-child td:nth-child(2){display:none}"), "142", HIDDEN, set()),
    "class of the cell": (page('<td class="x">97</td>', ".x{text-decoration:line-through}"), "", STRUCK, set()),
    "in capitals": (page("<B CLASS=Old>97</B>142", "B.Old{TEXT-DECORATION:LINE-THROUGH}"), "142", STRUCK, set()),
    "in escapes": (page(OLD, ".\\78 {text-decoration:l\\69ne-through}"), "142", STRUCK, set()),
    "under a hand": (page(ALONE, ".x:hover{display:none}"), "142", set(), set()),
    "not followed": (page('<b class="x"><i>97</i></b>142', ".x:has(i){display:none}"), "97\n142", set(), DOUBT),
    "not followed, of no look": (page(ALONE, ".x:has(i){margin:0}"), "142", set(), set()),
    # --- which rule wins
    "heavier rule": (page('<b class="x" id="y">142</b>', ".x{display:none}#y{display:inline}"), "142", set(), set()),
    "heavier rule before": (page('<b class="x" id="y">97</b>142', "#y{display:none}.x{display:inline}"), "142", HIDDEN, set()),
    "later rule": (page('<b class="x y">142</b>', ".x{display:none}.y{display:inline}"), "142", set(), set()),
    "important": (page('<b style="text-decoration:none">97</b>142', "b{text-decoration:line-through !important}"), "142", STRUCK, set()),
    "important in the style": (page('<b style="display:none!important">97</b>142', "b{display:inline!important}"), "142", HIDDEN, set()),
    "style above rules": (page('<b class="x" style="display:inline">142</b>', ".x{display:none}"), "142", set(), set()),
    "shorthand behind": (page('<b style="text-decoration-line:line-through;text-decoration:underline">142</b>'), "142", set(), set()),
    "shown though hidden": (page('<b hidden class="x">142</b>', ".x{display:inline}"), "142", set(), set()),
    "inside what is struck out": (page('<span style="text-decoration:line-through"><b style="text-decoration:none">97</b></span>142'), "142", STRUCK, set()),
    "struck out without a line": (page("<s>97</s>142", "s{text-decoration:none}"), "97\n142", set(), DOUBT),
    "a variable": (page(OLD, ":root{--d:line-through}.x{text-decoration:var(--d)}"), "97\n142", set(), DOUBT),
    # --- conditions
    "on a screen": (page(OLD, "@media screen{.x{text-decoration:line-through}}"), "142", STRUCK, set()),
    "on anything": (page(OLD, "@media all{.x{display:none}}"), "142", HIDDEN, set()),
    "not in print": (page(OLD, "@media not print{.x{display:none}}"), "142", HIDDEN, set()),
    "in print": (page(ALONE, "@media print{.x{display:none}}"), "142", set(), set()),
    "sheet for print": (table(row("<td><b>142</b></td>"), head="<style media=print>b{display:none}</style>"), "142", set(), set()),
    "on a wide screen": (page(OLD, "@media (min-width:600px){.x{display:none}}"), "142", HIDDEN, set()),
    "on a narrow screen": (page(ALONE, "@media screen and (max-width:600px){.x{display:none}}"), "142", set(), set()),
    "labels on a narrow screen": (page('<td data-label="a">142</td>', "@media (max-width:700px){td:before{content:attr(data-label)}}"), "142", set(), set()),
    "where supported": (page(OLD, "@supports (display:grid){.x{display:none}}"), "97\n142", set(), DOUBT),
    "in a layer": (page(OLD, "@layer base{.x{display:none}}"), "142", HIDDEN, set()),
    "rule in a rule": (page(OLD, "td{color:#333;& .x{display:none}}"), "142", HIDDEN, set()),
    "sheet between comment marks": (page(OLD, "<!--\n/* Font */\n@font-face{font-family:X}\n.x{display:none}\n-->"), "142", HIDDEN, set()),
    "damaged sheet": (page(OLD, ".y{color:red .z{} }}} .x{display:none}"), "142", HIDDEN, set()),
    "sheet without scripts": (table(row("<td><b>142</b></td>"), head="<noscript><style>b{display:none}</style></noscript>"), "142", set(), set()),
    "sheet in a cell": (table(row("<td><style>.x{display:none}</style><b class=x>97</b>142</td>")), "142", HIDDEN, set()),
    # --- sheets elsewhere
    "classes of a sheet elsewhere": (table(row(f"<td>{OLD}</td>"), head=LINK), "97\n142", set(), DOUBT),
    "classes of an imported sheet": (page(OLD, "@import url(site.css);"), "97\n142", set(), DOUBT),
    "one class of a sheet elsewhere": (table(row(f'<td class="n">{ALONE}</td>'), head=LINK), "142", set(), set()),
    "class with a name": (table(row('<td><b class="d-none">142</b></td>'), head=LINK), "142", set(), DOUBT),
    "sheet elsewhere for print": (table(row(f"<td>{OLD}</td>"), head="<link rel=stylesheet media=print href=a.css>"), "97142", set(), set()),
    # --- hidden
    "no size": (page('<b style="font-size:0">97</b>142'), "142", HIDDEN, set()),
    "no size but inside": (page('<b style="font-size:0">97<i style="font-size:14px">142</i></b>'), "142", HIDDEN, set()),
    "no opacity": (page('<b style="opacity:0">97</b>142'), "142", HIDDEN, set()),
    "not visible but inside": (page('<b style="visibility:hidden">97<i style="visibility:visible">142</i></b>'), "142", HIDDEN, set()),
    "invisible cell": (page('<td style="visibility:hidden">97</td>'), "", HIDDEN, set()),
    "no colour": (page('<b style="color:rgba(0,0,0,0)">97</b>142'), "142", HIDDEN, set()),
    "off the page": (page('<b style="position:absolute;left:-9999px">97</b>142'), "142", HIDDEN, set()),
    "indented off the page": (page('<b style="display:block;text-indent:-9999px">97</b>142'), "142", HIDDEN, set()),
    "for screen readers": (page(OLD, ".x{position:absolute;width:1px;height:1px;overflow:hidden;clip:rect(0,0,0,0)}"), "142", HIDDEN, set()),
    "clipped": (page('<b style="clip-path:inset(50%)">97</b>142'), "142", HIDDEN, set()),
    "no height": (page('<div style="height:0;overflow:hidden">97</div>142'), "142", HIDDEN, set()),
    "no scale": (page('<b style="display:inline-block;transform:scale(0)">97</b>142'), "142", HIDDEN, set()),
    "white on white": (page('<b style="color:#fff">97</b>142'), "97\n142", set(), DOUBT),
    "white by a font": (page("<font color=#FEFEFE>97</font>142"), "97\n142", set(), DOUBT),
    "white alone": (page('<b style="color:white">97</b>'), "97", set(), DOUBT),
    "red on red": (page('<b style="background:red;color:red">97</b>142'), "97\n142", set(), DOUBT),
    "white on blue": (table(row("<td>142</td>", style="background:#06c;color:#fff")), "142", set(), set()),
    "white on the colour of a row": (table(row("<td>142</td>", bgcolor="#0066cc", style="color:#fff")), "142", set(), set()),
    "white on a sheet elsewhere": (table(row("<td>142</td>", class_="h", style="color:#fff"), head=LINK), "142", set(), set()),
    # --- rows and columns
    "struck out row": (table(row("", GONE, style="text-decoration:line-through") + RIGHT), "142", STRUCK, set()),
    "struck out rows": (table(f'<tbody class="x">{row("", GONE)}</tbody><tbody>{RIGHT}</tbody>', ".x{text-decoration:line-through}"), "142", STRUCK, set()),
    "hidden row": (table(row("", GONE, hidden="") + RIGHT), "142", HIDDEN, set()),
    "row hidden by a class": (table(row("", GONE, class_="x") + RIGHT, "table tr.x{display:none}"), "142", HIDDEN, set()),
    "collapsed row": (table(row("", GONE, style="visibility:collapse") + RIGHT), "142", HIDDEN, set()),
    "hidden cell": (table(row("<td hidden>97</td><td>142</td>")), "142", HIDDEN, set()),
    # --- raised
    "moved up": (page('142<span style="position:relative;top:-.5em;font-size:60%">3</span>'), "142", MARK, set()),
    "moved by a length": (page('142<span style="vertical-align:6pt">3</span>'), "142", MARK, set()),
    "moved by a transform": (page('142<span style="display:inline-block;transform:translateY(-6px)">3</span>'), "142", MARK, set()),
    "moved as a whole": (page('<span style="position:relative;top:-3pt">142</span>'), "142", set(), set()),
    "moved on a line of its own": (page('<p>142</p><p><span style="position:relative;top:-4pt">3</span></p>'), "142\n³", set(), DOUBT),
    "raised by its font": (page("142<span style=\"font-feature-settings:'sups'\">3</span>"), "142", MARK, set()),
    "raised and reset": (page("142<sup>3</sup>", "sup{font-size:75%;position:relative;vertical-align:baseline;top:-.5em}"), "142", MARK, set()),
    "raised in a drawing": (page('<svg><text>142<tspan baseline-shift="super">3</tspan></text></svg>'), "142", MARK, set()),
    "small": (page("142<small>3</small>"), "142\n3", set(), DOUBT),
    "small by a font": (page("142<font size=1>3</font>"), "142\n3", set(), DOUBT),
    "small by a style": (page('142<span style="font:8px/1 serif">3</span>'), "142\n3", set(), DOUBT),
    "small in brackets": (page("142<small>[3]</small>"), "142", MARK, set()),
    "small as a whole": (page("<font size=1>142</font>"), "142", set(), set()),
    "in runs of one size": (page('<span style="font-size:10.5pt">14</span><span lang=EN-US style="font-size:10.5pt">2</span>'), "142", set(), set()),
    "note on another page": (page('142<a href="notes.html#n1">1</a>'), "142", MARK, set()),
    "note by its role": (page('142<a role="doc-noteref" href="notes.html">1</a>'), "142", MARK, set()),
    "link as a whole": (page('<a href="list.html">142</a>'), "142", set(), set()),
    "link of a part": (page('<a href="list.html">14</a>2'), "14\n2", set(), DOUBT),
    # --- not one run of text
    "backwards": (page("<bdo dir=rtl>241</bdo>"), "241", set(), DOUBT),
    "backwards by a style": (page('<b style="direction:rtl;unicode-bidi:bidi-override">241</b>'), "241", set(), DOUBT),
    "in reverse": (page('<span style="display:flex;flex-direction:row-reverse"><b>2</b><b>14</b></span>'), "2\n14", set(), DOUBT),
    "floating": (page('<b style="float:right">1</b>42'), "1\n42", set(), DOUBT),
    "floating alone": (page('<b style="float:right">142</b>'), "142", set(), set()),
    "placed": (page('14<b style="position:absolute;left:40px">2</b>'), "14\n2", set(), DOUBT),
    "behind a gap": (page('1<span style="margin-left:2em">42</span>'), "1\n42", set(), DOUBT),
    "blocks by a style": (page('<span style="display:block">1</span><span style="display:block">42</span>'), "1\n42", set(), DOUBT),
    "folded up": (page("<details><summary>142</summary>97</details>"), "142\n97", set(), DOUBT),
    "in two colours": (page('<b style="color:red">97</b>142'), "97\n142", set(), DOUBT),
    "in two near colours": (page('<b style="color:#333">14</b><i style="color:windowtext">2</i>'), "142", set(), set()),
    "greyed": (page('<b style="color:#999">97</b>142'), "97\n142", set(), DOUBT),
    "marked": (page('<b style="background:yellow">97</b>142'), "97\n142", set(), DOUBT),
    "in one other colour": (page('<b style="color:red">142</b>'), "142", set(), set()),
    "on a drawn line": (page(OLD, ".x{background:linear-gradient(transparent 45%,red 45%,red 55%,transparent 55%)}"), "97\n142", set(), DOUBT),
    "under a generated line": (page(OLD, '.x{position:relative}.x::after{content:"";position:absolute;top:50%;width:100%;border-top:1px solid}'), "97\n142", set(), DOUBT),
    "masked": (page('<b style="-webkit-text-security:disc">97</b>142'), "97\n142", set(), DOUBT),
    "in a window": (page("<p>142</p><dialog>97</dialog>"), "142\n97", set(), DOUBT),
    "list of choices": (page("<select multiple><option>1</option><option>42</option></select>"), "1", {"choices"}, DOUBT),
    "hidden field": (page('<input value=97 style="opacity:0">142'), "142", HIDDEN, set()),
    "generated without text": (page('<td class="x"></td>', '.x:before{content:" ";display:table}'), "", set(), set()),
    "two fields": (page("<input value=1><input value=42>"), "1\n42", set(), DOUBT),
    "field and text": (page("<select><option>1</option></select>42"), "1\n42", set(), DOUBT),
    "one field": (page("<textarea>142</textarea>"), "142", set(), set()),
    "picture between": (page("1<img src=4.png>2"), "1\n2", {"pictures"}, DOUBT),
    "picture that keeps a distance": (page("<img src=s.gif width=1 height=1>142"), "142", set(), set()),
    "generated behind": (page(ALONE, '.x:after{content:"3"}'), "142", set(), DOUBT),
    "generated and hidden": (page(ALONE, '.x:after{content:".";display:block;height:0;visibility:hidden}'), "142", set(), set()),
    # --- something else than text
    "generated alone": (page('<b class="x"></b>', '.x::before{content:"142"}'), "", set(), UNREAD),
    "generated from an attribute": (page('<td class="x" data-v="142"></td>', ".x::before{content:attr(data-v)}"), "", set(), UNREAD),
    "written by a program": (page("<script>document.write(142)</script>"), "", set(), UNREAD),
    "filled in by a program": (page("<td data-value=142></td>"), "", set(), UNREAD),
    "behind nothing": (page('<span style="background:url(d.png);display:inline-block;width:20px"></span>'), "", set(), UNREAD),
    **{
        f"{name} alone": (page(text), "", set(), UNREAD)
        for name, text in {
            "picture": "<img src=a.png>", "described picture": "<img src=a.png alt=142>", "object": "<object data=a.swf></object>",
            "embedded": "<embed src=a>", "bar": "<progress value=142></progress>", "meter": "<meter value=142></meter>",
            "canvas": "<canvas>142</canvas>", "without scripts": "<noscript>142</noscript>", "frame": '<iframe srcdoc="142"></iframe>',
            "film": "<video src=a></video>", "drawing": '<svg><path d="M0"/></svg>', "slider": "<input type=range value=142>",
            "tick": "<input type=checkbox value=142>",
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_cell_of_a_page_is_what_it_shows(name):
    data, figure, notes, points = CASES[name]
    found, told, left = read("report.html", data)
    assert (found, left) == (figure, points)
    assert notes <= told
    if not notes:
        assert not told & {"hidden", "struck-out", "note-mark"}


def test_a_column_that_is_hidden_leaves_its_table_open():
    _, _, points = read("report.html", table(RIGHT, before='<col><col style="visibility:collapse">'))
    assert points == DOUBT


@pytest.mark.parametrize("style", ["opacity:0", "transform:scale(0)", "position:relative;left:-9999px"])
def test_what_a_program_brings_into_view_is_read(style):
    data = table(RIGHT).replace(b"<table>", f'<div style="{style}"><table style="{style}">'.encode())
    assert read("report.html", data) == ("142", set(), set())


def test_a_row_that_is_hidden_is_told_once():
    """What is in it takes no place in the table, so that its cells are none of the report's."""

    data = table(row("", GONE, hidden="") + RIGHT)
    made = importers.draft("a.html", data, forms=form.builtin(), register=register.Register())
    assert [note.fields["text"] for note in made.notes if note.code == "hidden"] == [f"{LABEL} 9 1 1 1 1 1 1"]
