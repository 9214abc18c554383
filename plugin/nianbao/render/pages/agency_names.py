"""All agencies of a long list in one file, for filters of pages that have no line for each of them."""

import json
from typing import Final

from nianbao.render.asked import everything
from nianbao.render.context import RenderContext
from nianbao.render.page import Asset
from nianbao.render.pages import agency_list
from nianbao.render.pages.agency_list import Line
from nianbao.render.pages.agency_year import STATUSES
from nianbao.render.pages.index_groups import page_parts, regions_of

_FILE: Final = "names.json"


def address(context: RenderContext, here: str) -> str:
    """Return the address of the file, relative to the page `here`."""
    return context.link(here).file(*context.kind.of_data(_FILE))


def asset(context: RenderContext) -> Asset | None:
    """Return the file of one kind of report; None where every page lists all its agencies."""
    if not page_parts(context.archive, len(context.archive.agencies)):
        return None
    path = "/".join(map(str, (context.options.path, *context.kind.of_data(_FILE))))
    return Asset(path, lambda: (_content(context),), everything(context.kind.id))


def _content(context: RenderContext) -> bytes:
    """Return the content of the file.

    An agency is a list: id, name, what else it is found by, region, kind, its statuses as letters in the order of
    the years (a is the first of `statuses`), the latest number of the trend or null, and the folder of the part of
    long pages it is on.
    """
    archive, word = context.archive, context.messages.word
    parts = {
        agency.id: group.slug for group in page_parts(archive, len(archive.agencies)) for agency in group.agencies
    }
    lines = agency_list.lines(
        context, agency_list.listed(context, archive.agencies), archive.years, regions_of(archive)
    )
    content = {
        "years": archive.years,
        "statuses": [[name, word(f"sign-{name}"), word(f"status-{name}")] for name in STATUSES],
        "agencies": [_entry(line, parts[line.agency.id]) for line in lines],
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _entry(line: Line, part: str) -> list[object]:
    """Return what the file says of an agency."""
    statuses = "".join(chr(ord("a") + STATUSES.index(each.status)) for each in line.statuses)
    latest = None if line.trend is None or line.trend.value is None else str(line.trend.value)
    agency = line.agency
    return [agency.id, agency.name, line.search_text, line.region, agency.kind, statuses, latest, part]
