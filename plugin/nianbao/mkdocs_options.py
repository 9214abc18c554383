"""The options of the plugin, as MkDocs reads them."""

from mkdocs.config import Config
from mkdocs.config import config_options as c

from nianbao import downloads
from nianbao.checking.visibility import CHOICES
from nianbao.messages import LANGUAGES
from nianbao.settings import CACHE, FAIL_ON, SEARCHES


class NianbaoConfig(Config):  # type: ignore[no-untyped-call]
    """The options of the plugin as they stand in mkdocs.yml.

    MkDocs checks their types; what they mean is for `settings.Settings` to say, which the commands share. The
    reference of the options is docs/reference/plugin.md.
    """

    reports_dir = c.Type(str, default="reports")
    path = c.Type(str, default="reports")
    language = c.Choice(LANGUAGES, default="zh")
    findings = c.Choice(CHOICES, default="all")
    fail_on = c.Choice(FAIL_ON, default="error")
    handback = c.Type(bool, default=False)
    rules = c.Type(dict, default={})
    reviews = c.ListOfItems(c.Type(str), default=[])
    reviews_since = c.Type(int, default=0)
    downloads = c.ListOfItems(c.Choice(downloads.KINDS), default=list(downloads.KINDS))
    license = c.Type(str, default="")
    cache_dir = c.Type(str, default=CACHE)
    search = c.Type((str, bool), default=SEARCHES[0])
