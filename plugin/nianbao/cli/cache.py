"""The cache that builds of a site keep, for commands that make the same files."""

from pathlib import Path

import click

from nianbao.downloads import Store
from nianbao.model import disk
from nianbao.model.disk import Kind
from nianbao.settings import CACHE


def opened_store(root: Path) -> Store | None:
    """Return the cache of the site around a reports folder until the command ends; None where it has none."""
    folder = root / ".." / CACHE
    if disk.kind(folder) is not Kind.FOLDER:
        return None
    return click.get_current_context().with_resource(Store(folder))
