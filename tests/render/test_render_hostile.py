"""Whatever a report says, nothing it says becomes a tag, an attribute or a title's end."""

import json
from datetime import date
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jinja2.filters import do_striptags

from nianbao import render
from nianbao.archive import Archive, Entry
from nianbao.checking.check import run
from nianbao.messages import Messages
from nianbao.model import cell, form
from nianbao.model.finding import Place
from nianbao.model.register import Agency, Register
from nianbao.model.report import Filed, Narrative, Provenance, Report, Waiver
from nianbao.rules import CATALOGUE
from rendering import article

FORM = form.builtin()["cn-disclosure-2021"]
PIECES = [
    "<xss>", "<script>alert(1)</script>", '"><xss onload=x>', "'><xss>", "</td><xss>", "</title><xss>", "&lt;xss&gt;",
    "]]><xss>", "--><xss>", "<!--", "{{ 申请.本年新收.总计 }}", "{#x onclick=x}", "{: onclick=x }", "`", "```", "\n\n",
    "[a](javascript:x)", '![a](x "onerror=x")', "<a href='javascript:x' onclick=x>", "# ", "|", "*", "_", "\\", "2023",
    "<svg/onload=x>", "&", "\u2028", "字", "<!-- nianbao:table -->", "<iframe src=x>", "<xss", "style=x",
    "无行政复议", "收到申请12件", "其中", "，占5%", "87",
]  # fmt: skip
hostile = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)
PLACES = [Place("applications", "new", "total"), Place("disputes", "reconsideration", "upheld")]


class Tags(HTMLParser):
    """Refuses what only a report's text could have brought. The one script of a page is data."""

    def handle_starttag(self, tag, attrs):
        self.is_data = (tag, attrs) == ("script", [("type", "application/ld+json")])
        if self.is_data:
            return
        assert tag not in {"xss", "script", "svg", "iframe", "style", "object"}, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert not (value or "").strip().lower().startswith("javascript:"), value
            assert name != "style"

    handle_startendtag = handle_starttag

    def handle_data(self, data):
        if self.is_data:
            assert json.loads(data)["@type"] == "Dataset"
            self.is_data = False


@given(st.lists(hostile, min_size=12, max_size=12), st.booleans())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_hostile_text_never_becomes_markup(texts, review):
    agency = Agency("a", texts[0], texts[1], (texts[2],), region=texts[3], since=texts[4], until=texts[4])
    report = Report(
        agency="a",
        year=2023,
        form_id=FORM.id,
        form=FORM,
        file="reports/a/2023.md",
        title=texts[5],
        signed_by=texts[6],
        signed=date(2024, 1, 2),
        provenance=Provenance(texts[7], texts[8], texts[7], texts[8]),
        waivers=(Waiver("FIG203", reason=texts[9]),),
        figures={place: Filed(cell.read(texts[10]), 1, 1) for place in FORM.places if place in PLACES},
        tables=dict.fromkeys(FORM.tables, (1, 1)),
        sections=(Narrative("overview", f"一{texts[11]}", texts[9]), Narrative("", texts[3], texts[11])),
    )
    archive = Archive(Register((agency,)), {FORM.id: FORM}, (Entry(report.file, "a", 2023, report),))
    verdicts = run(CATALOGUE, archive)
    for page in render.site(archive, verdicts, render.Options(review=review), Messages()):
        html = article(page)
        Tags().feed(html)
        assert not set(page.title) & set('<>"')
        assert "<" not in do_striptags(page.title)
        if page.source:
            assert html.count("data-nb-table=") == 3
            assert html.count('<h2 id="overview">') == 1
            # What follows are pages of years, rules and forms.
            break
