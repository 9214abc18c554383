"""Every construct of a web page that holds text is read in its place or told, those nobody has heard of too."""

import re
from html import unescape

import pytest
from bs4 import BeautifulSoup, Comment, Declaration, Doctype

import layouts_pages
from filings import distinct, sheet_of
from importing import MARK, imported, said, written
from layouts import FORMS

IN_PLACE = {
    "ruby": "<ruby>{}<rp>(</rp><rt>x</rt><rp>)</rp></ruby>",
    "ruby of old": "<ruby><rb>{}</rb><rt>x</rt></ruby>",
    "drawing": "<svg><g><text x='1'><tspan>{}</tspan></text></g></svg>",
    "words on a path": "<svg><textPath>{}</textPath></svg>",
    "page in a drawing": "<svg><foreignObject><p>{}</p></foreignObject></svg>",
    "formula": "<math><mi>{}</mi></math>",
    "fraction": "<math><mfrac><mn>{}</mn><mn>2</mn></mfrac></math>",
    "words in a formula": "<math><semantics><mtext>{}</mtext></semantics></math>",
    "field": "<input value='{}'>",
    "field to read": "<input type=text readonly value='{}'/>",
    "button of a form": "<input type='submit' value='{}'>",
    "button": "<button>{}</button>",
    "long field": "<textarea>{}</textarea>",
    "choice": "<select><option>x<option selected>{}</select>",
    "first choice": "<select><option>{}</option><option>x</option></select>",
    "details": "<details><summary>x</summary><p>{}</p></details>",
    "summary": "<details><summary>{}</summary>x</details>",
    "legend": "<fieldset><legend>{}</legend></fieldset>",
    "label": "<label>{}</label>",
    "output": "<output>{}</output>",
    "caption of a figure": "<figure><img src=x><figcaption>{}</figcaption></figure>",
    "abbreviation": "<abbr>{}</abbr>",
    "kept lines": "<pre>{}</pre>",
    "old tags": "<center><font color=red><blink>{}</blink></font></center>",
    "list": "<dl><dt>{}<dd>x</dl>",
    "unknown element": "<x-report><new-thing>{}</new-thing></x-report>",
    "inserted": "<ins>{}</ins>",
    "picture map": "<map>{}</map>",
    "slot": "<slot>{}</slot>",
    "table in a row": "<table><tr><td>x<td>y</tr><tr><table><tr><td>{}</table></tr></table>",
    "caption in a row": "<table><tr><td>x<td>y</tr><tbody><caption>{}</caption></tbody></table>",
    "text beside cells": "<table><tr>{}<td>x<td>y</tr></table>",
}  # fmt: skip
TOLD = {
    "struck out": "<del>{}</del>",
    "struck out by a style": '<span style="text-decoration: underline line-through">{}</span>',
    "reading": "<ruby>x<rt>{}</rt></ruby>",
    "alternative text": "<img src=x alt='{}'>",
    "tip": "<abbr title='{}'>x</abbr>",
    "placeholder": "<input placeholder='{}'>",
    "hidden field": "<input type=hidden value='{}'>",
    "ticked box": "<input type=checkbox value='{}'>",
    "choices": "<select><option selected>x<option>{}</select>",
    "group of choices": "<select><optgroup label='{}'><option>x</optgroup></select>",
    "proposals": "<datalist><option>{}</option></datalist>",
    "no script": "<noscript>{}</noscript>",
    "no script, marked": "<noscript><p title='x'><b>{}</b></p></noscript>",
    "object": "<object data=x><b>{}</b></object>",
    "frame": "<iframe src=x>{}</iframe>",
    "page of a frame": "<iframe srcdoc='&lt;p&gt;{}&lt;/p&gt;'></iframe>",
    "film": "<video src=x>{}</video>",
    "sound": "<audio src=x>{}</audio>",
    "canvas": "<canvas>{}</canvas>",
    "template": "<template><p>{}</p></template>",
    "progress": "<progress value=1>{}</progress>",
    "name of a drawing": "<svg><title>{}</title><path d='M0 0'/></svg>",
    "description of a drawing": "<svg><desc>{}</desc></svg>",
    "definition": "<svg><defs><text>{}</text></defs></svg>",
    "formula in TeX": "<math><semantics><mi>x</mi><annotation encoding='TeX'>{}</annotation></semantics></math>",
    "hidden": "<p hidden>{}</p>",
    "not displayed": "<span style='display: none'>{}</span>",
    "hidden in hidden": "<p hidden>x<span style='display:none'>{}</span></p>",
    "label for who can't see": "<span aria-label='{}'></span>",
    "summary of a table": "<table summary='{}'><tr><td>x<td>y</table>",
    "area": "<map><area alt='{}'></map>",
    "unknown attribute": "<p tooltip='{}'>x</p>",
    "no frames": "<noframes><p>{}</p></noframes>",
    "title in the text": "<title>{}</title>",
}  # fmt: skip
SHEET = sheet_of(FORMS[0], distinct(FORMS[0]))
BODY = layouts_pages.body(SHEET, "plain", "p", "<h2>{}</h2>")
FIRST = "</h2>"
FRAMES = {
    "paragraph": "<div><p>前{}后</p></div>",
    "bare": "<div>前{}后</div>",
    "cell": "<table><tr><td>前{}后</td><td>右</td></tr></table>",
    "list": "<ul><li>前{}后</li></ul>",
}


def page(inner, frame="paragraph"):
    at = BODY.index(FIRST) + len(FIRST)
    return f"<html><body>{BODY[:at]}{FRAMES[frame].replace('{}', inner)}{BODY[at:]}</body></html>"


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", IN_PLACE)
def test_read_in_place(name, frame):
    draft = imported(page(IN_PLACE[name].replace("{}", MARK), frame).encode())
    assert draft.counts.read == 200
    assert written(draft).count(MARK) == 1


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("name", TOLD)
def test_told(name, frame):
    draft = imported(page(TOLD[name].replace("{}", MARK), frame).encode())
    assert draft.counts.read == 200
    assert MARK not in written(draft)
    assert MARK in said(draft)


@pytest.mark.parametrize("frame", sorted(layouts_pages.FRAMES))
def test_every_text_of_a_page_with_all_of_it(frame):
    marks = iter(f"{MARK}{number:03d}" for number in range(500))
    inner = "".join(
        f"<div>{form.replace('{}', next(marks))}</div>" for form in (*IN_PLACE.values(), *TOLD.values())
    )
    whole = layouts_pages.FRAMES[frame](BODY + inner)
    draft = imported(whole.encode())
    result = re.sub(r"\s|\\", "", unescape(written(draft) + said(draft)))
    texts = [text for text in strings(whole) if MARK in text]
    assert len(texts) == len(IN_PLACE) + len(TOLD)
    assert not [text for text in texts if re.sub(r"\s", "", text) not in result]


def strings(page):
    """Every text node and every attribute of a page that is no address, name or look, by another parser."""
    soup = BeautifulSoup(page, "html.parser")
    found = []
    for node in soup.descendants:
        if isinstance(node, Comment | Declaration | Doctype):
            continue
        if isinstance(node, str):
            found += [str(node)] if node.parent.name not in {"script", "style"} else []
        else:
            found += [
                str(v) for key, v in node.attrs.items() if key not in {"src", "href", "style", "class", "id"}
            ]
    return [
        BeautifulSoup(text, "html.parser").get_text().strip() if "<" in text else text.strip() for text in found
    ]


def test_formulas_keep_their_sense_on_one_line():
    inner = "<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac><msup><mi>x</mi><mn>2</mn></msup></math>"
    assert "前(a+b)/2x^2后" in unescape(written(imported(page(inner).encode())))


def test_scripts_looks_and_comments_are_no_text():
    inner = f"<script>var x = '{MARK}'</script><style>.{MARK}{{}}</style><!-- {MARK} -->"
    draft = imported(page(inner).encode())
    assert MARK not in written(draft) + said(draft)


def test_what_stands_around_the_report_on_an_own_page_is_told():
    whole = f"<html><body><p>{MARK}</p><div class='nb-report'>{BODY}</div></body></html>"
    assert MARK in said(imported(whole.encode()))
