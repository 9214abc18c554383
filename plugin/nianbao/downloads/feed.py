"""What is new on a site, as an Atom feed (RFC 4287): reports published, and reports corrected."""

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
_MIDNIGHT_IN_CHINA: Final = "T00:00:00+08:00"


class Addresses(Protocol):
    """The addresses of a site's pages and files, as `SiteInfo` gives them."""

    @property
    def url(self) -> str:
        """The address of the site, or empty."""

    def page(self, *parts: object) -> str:
        """Return the address of a page below the reports."""

    def file(self, *parts: object) -> str:
        """Return the address of a file below the reports."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a report and is worth an entry.

    `day` is when; `published` the day of the report's publication, if it states one. `page` is the page below the
    report's that shows the event and `anchor` the place in it; they tell the events of one report apart, and the
    publication itself has neither.
    """

    agency: Agency
    report: Report
    day: date
    title: str
    published: date | None = None
    summary: str = ""
    page: str = ""
    anchor: str = ""


def publications(reports: Iterable[tuple[Report, Agency]]) -> Iterator[Event]:
    """Yield the publication of each report: on the day it states, else the day it was signed.

    A report without either counts from 1 January of the year after the one it is on.
    """
    for report, agency in reports:
        day = report.published or report.signed or date(report.year + 1, 1, 1)
        yield Event(agency, report, day, report.title_for(agency.name), report.published)


def corrections(reports: Iterable[tuple[Report, Agency]], messages: Messages) -> Iterator[Event]:
    """Yield an event for each day on which a report was corrected, with what stood there before and why.

    A report corrected on several days has several events, each at its anchor on the report's page of corrections.
    """
    agencies = {report.agency: agency for report, agency in reports}
    for change in all_correction_days(report for report, _ in reports):
        report, agency = change.report, agencies[change.report.agency]
        title = messages.word("feed-corrected", title=report.title_for(agency.name))
        summary = "\n".join(_corrected(item, report, messages) for item in change.corrections)
        yield Event(agency, report, change.day, title, report.published, summary, "changes", change.anchor)


def _corrected(item: Correction, report: Report, messages: Messages) -> str:
    """Return a correction in one line; a cell that says nothing is called blank, and no other text is."""
    place, _ = label(item, report, messages)
    if not (item.place or item.before or item.after):
        return messages.word("feed-correction-of-text", at=place, reason=item.reason)
    before, after = item.before, item.after
    if item.place:
        blank = messages.word("cell-blank")
        before, after = figure(before)[0] or blank, figure(after)[0] or blank
    return messages.word("feed-correction", at=place, before=before, after=after, reason=item.reason)


def feed_xml(events: Iterable[Event], site: Addresses, messages: Messages) -> bytes:
    """Return the feed of one kind of reports, that of the messages, the newest event first; there has to be one.

    An entry's id is the address of its page, or, while the site has none, a UUID made from agency and year (RFC
    4122, version 5). No text of a report goes into it: feed readers tell entries apart by it.
    """
    newest = sorted(events, key=lambda event: (event.day, event.report.year), reverse=True)
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-CN"})
    own_path = messages.kind.of_data("feed.xml")
    ET.SubElement(feed, "id").text = (
        site.file(*own_path) if site.url else _urn("/".join(("feed", *messages.kind.folder)))
    )
    ET.SubElement(feed, "title").text = messages.word("feed-title")
    ET.SubElement(feed, "updated").text = newest[0].day.isoformat() + _MIDNIGHT_IN_CHINA
    if site.url:
        ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": site.file(*own_path)})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": site.page()})
    for event in newest:
        feed.append(_entry(event, site))
    ET.indent(feed, " ")
    return f"{_DECLARATION}{ET.tostring(feed, encoding='unicode')}\n".encode("utf-8", "replace")


def _entry(event: Event, site: Addresses) -> ET.Element:
    """Return the Atom entry of an event."""
    entry = ET.Element("entry")
    fragment = f"#{event.anchor}" if event.anchor else ""
    parts = event.report.kind.of_report(event.agency.id, event.report.year, *([event.page] if event.page else []))
    address = site.page(*parts) + fragment
    ET.SubElement(entry, "id").text = address if site.url else _urn("/".join(map(str, parts)) + fragment)
    ET.SubElement(entry, "title").text = printable(event.title)
    ET.SubElement(entry, "updated").text = event.day.isoformat() + _MIDNIGHT_IN_CHINA
    if event.published:
        ET.SubElement(entry, "published").text = event.published.isoformat() + _MIDNIGHT_IN_CHINA
    ET.SubElement(ET.SubElement(entry, "author"), "name").text = printable(event.agency.name)
    ET.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    ET.SubElement(entry, "category", {"term": str(event.report.year)})
    ET.SubElement(entry, "summary").text = printable(event.summary or event.title)
    return entry


def _urn(name: str) -> str:
    """Return a URN that stands for a name while there is no address."""
    return uuid5(NAMESPACE_URL, f"nianbao:{name}").urn
