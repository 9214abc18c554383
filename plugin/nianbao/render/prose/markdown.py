"""The agency's own words on their way into a page, where they stay Markdown so that a site's extensions work."""

from nianbao.source.safe_prose import anchor, clean, linked, plain, section

__all__ = ["anchor", "clean", "linked", "plain", "section", "title_lines"]


def title_lines(title: str, year: int) -> str:
    """Return a title as Markdown, broken before the year, as official titles are: who above, what below."""
    before, stated, rest = title.partition(str(year))
    return f"{plain(before)}<br>{plain(stated + rest)}" if before.strip() and stated else plain(title)
