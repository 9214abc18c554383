"""What is new on a site, as an Atom feed (RFC 4287)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from nianbao.corrections import all_correction_days, figure, label
from nianbao.downloads.office import printable
from nianbao.messages import Messages
from nianbao.model.register import Agency
from nianbao.model.report import Correction, Report

_DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_ATOM: Final = "http://www.w3.org/2005/Atom"
# Reports state days, feeds state moments: the day begins where it was filed, in the time of China.
_MIDNIGHT: Final = "T00:00:00+08:00"


class Addresses(Protocol):
    """Where the pages and files of a site stand; `url` is empty while that is not known."""

    @property
    def url(self) -> str:
        """The address of the site."""

    def page(self, *parts: object) -> str:
        """Return the address of a page below the reports."""

    def file(self, *parts: object) -> str:
        """Return the address of a file below the reports."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a report and is worth an entry.

    `day` is when; `published` the day of the report's publication, if it says. `page` is the page below the
    report's that tells of it and `part` the place in it; they tell the events of one report apart, and the
    publication itself has none.
    """

    agency: Agency
    report: Report
    day: date
    title: str
    published: date | None = None
    summary: str = ""
    page: str = ""
    part: str = ""


def publications(reports: Iterable[tuple[Report, Agency]]) -> Iterator[Event]:
    """Yield the publication of each report: on the day it states, else the day it was signed.

    A report without either counts from the first day on which it could have been made.
    """
    for report, agency in reports:
        day = report.published or report.signed or date(report.year + 1, 1, 1)
        yield Event(agency, report, day, report.title_for(agency.name), report.published)


def corrections(reports: Iterable[tuple[Report, Agency]], messages: Messages) -> Iterator[Event]:
    """Yield an event for each day on which a report was corrected, with what stood there before and why."""
    agencies = {report.agency: agency for report, agency in reports}
    for change in all_correction_days(report for report, _ in reports):
        report, agency = change.report, agencies[change.report.agency]
        title = messages.word("feed-corrected", title=report.title_for(agency.name))
        said = "\n".join(_corrected(item, report, messages) for item in change.corrections)
        yield Event(agency, report, change.day, title, report.published, said, "changes", change.anchor)


def _corrected(item: Correction, report: Report, messages: Messages) -> str:
    """Return a correction in one line; a cell that says nothing is called blank, and no other text is."""
    at, _ = label(item, report, messages)
    if not (item.place or item.before or item.after):
        return messages.word("feed-correction-of-text", at=at, reason=item.reason)
    before, after = item.before, item.after
    if item.place:
        blank = messages.word("cell-blank")
        before, after = figure(before)[0] or blank, figure(after)[0] or blank
    return messages.word("feed-correction", at=at, before=before, after=after, reason=item.reason)


def feed_xml(events: Iterable[Event], site: Addresses, messages: Messages) -> bytes:
    """Return the feed of one kind of reports, that of the words, the newest event first; there has to be one.

    An entry's id is the address of its page, or, while the site has none, a name made from agency and year.
    """
    newest = sorted(events, key=lambda event: (event.day, event.report.year), reverse=True)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    here = messages.kind.of_data("feed.xml")
    ET.SubElement(feed, "id").text = (
        site.file(*here) if site.url else _name("/".join(("feed", *messages.kind.folder)))
    )
    ET.SubElement(feed, "title").text = messages.word("feed-title")
    ET.SubElement(feed, "updated").text = newest[0].day.isoformat() + _MIDNIGHT
    if site.url:
        ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": site.file(*here)})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": site.page()})
    for event in newest:
        feed.append(_entry(event, site))
    ET.indent(feed, " ")
    return f"{_DECLARATION}{ET.tostring(feed, encoding='unicode')}\n".encode("utf-8", "replace")


def _entry(event: Event, site: Addresses) -> ET.Element:
    entry = ET.Element("entry")
    mark = f"#{event.part}" if event.part else ""
    parts = event.report.kind.of_report(event.agency.id, event.report.year, *([event.page] if event.page else []))
    address = site.page(*parts) + mark
    ET.SubElement(entry, "id").text = address if site.url else _name("/".join(map(str, parts)) + mark)
    ET.SubElement(entry, "title").text = printable(event.title)
    ET.SubElement(entry, "updated").text = event.day.isoformat() + _MIDNIGHT
    if event.published:
        ET.SubElement(entry, "published").text = event.published.isoformat() + _MIDNIGHT
    ET.SubElement(ET.SubElement(entry, "author"), "name").text = printable(event.agency.name)
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    ET.SubElement(entry, "category", {"term": str(event.report.year)})
    ET.SubElement(entry, "summary").text = printable(event.summary or event.title)
    return entry


def _name(of: str) -> str:
    return uuid5(NAMESPACE_URL, f"nianbao:{of}").urn
