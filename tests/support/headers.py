"""The headers of each data cell, as the HTML standard's algorithm finds them: what a screen reader announces."""

from bs4 import BeautifulSoup


def _span(cell, name):
    return int(cell.get(name) or 1)


def _grid(table):
    """Return cell by (column, row), and the anchor, size and row group of each cell."""
    slots, places = {}, {}
    y = 0
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table:
            continue
        x = 0
        for cell in row.find_all(["td", "th"], recursive=False):
            while (x, y) in slots:
                x += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for down in range(height):
                for right in range(width):
                    slots[x + right, y + down] = cell
            places[id(cell)] = (x, y, width, height, row.parent)
            x += width
        y += 1
    return slots, places


def _speaks_for(cell, slots, places):
    """Return what a header cell is a header of: "col", "row" or, by its scope, something else."""
    if cell.get("scope"):
        return cell["scope"]
    x, y, width, height, _ = places[id(cell)]
    if not any(other.name == "td" for (_, at), other in slots.items() if y <= at < y + height):
        return "col"
    return "" if any(other.name == "td" for (at, _), other in slots.items() if x <= at < x + width) else "row"


def _scan(slots, places, start, step):
    """The standard's internal algorithm for scanning and assigning header cells, from one slot in one direction."""
    found, block, opaque, in_block = [], [], [], False
    (x, y), (dx, dy) = start, step
    while True:
        x, y = x + dx, y + dy
        if x < 0 or y < 0:
            return found
        cell = slots.get((x, y))
        if cell is None:
            continue
        at = places[id(cell)]
        if cell.name == "th":
            in_block = True
            block.append(cell)
            same = [other for other in opaque if places[id(other)][bool(dx)] == at[bool(dx)] and places[id(other)][2 + bool(dx)] == at[2 + bool(dx)]]  # fmt: skip
            scope = _speaks_for(cell, slots, places)
            wanted = scope == "col" if dy else scope == "row"
            if not same and wanted:
                found.append(cell)
        elif in_block:
            in_block = False
            opaque += block
            block = []


def headers_of(table):
    """Yield each data cell of a table and its headers."""
    slots, places = _grid(table)
    by_id = {cell["id"]: cell for cell in table.find_all("th") if cell.get("id")}
    for cell in table.find_all("td"):
        if cell.get("headers") is not None:
            yield cell, [by_id[name] for name in cell["headers"]]
            continue
        x, y, width, height, group = places[id(cell)]
        found = []
        for down in range(height):
            found += _scan(slots, places, (x, y + down), (-1, 0))
        for right in range(width):
            found += _scan(slots, places, (x + right, y), (0, -1))
        for other in table.find_all("th"):
            ox, oy, _, _, its_group = places[id(other)]
            if (
                other.get("scope") == "rowgroup"
                and its_group is group
                and ox <= x + width - 1
                and oy <= y + height - 1
            ):
                found.append(other)
        yield cell, list({id(head): head for head in found if head.get_text(strip=True)}.values())


def announced(table):
    """Return, for each data cell, the texts of its headers."""
    return [(cell, [head.get_text(" ", strip=True) for head in heads]) for cell, heads in headers_of(table)]


def tables(html, selector):
    return BeautifulSoup(html, "html.parser").select(selector)
