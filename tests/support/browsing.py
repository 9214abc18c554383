"""Chromium and the sites it is shown."""

import contextlib
import functools
import http.server
import json
import shutil
import threading

import pytest

from places import TESTS

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")

NODE = shutil.which("node") or ""

PACKAGES = TESTS / "browser/node_modules/playwright-core"

MISSING = [
    name
    for name, there in (
        ("Chromium", CHROMIUM),
        ("node", NODE),
        ("playwright-core (npm install in tests/browser)", PACKAGES.is_dir()),
    )
    if not there
]

THEMES = {
    "material": """{name: material, font: false, language: zh, palette: [
      {scheme: default, media: '(prefers-color-scheme: light)'}, {scheme: slate, media: '(prefers-color-scheme: dark)'}]}""",
    "mkdocs": "{name: mkdocs, color_mode: auto, user_color_mode_toggle: true, highlightjs: false}",
    "readthedocs": "{name: readthedocs, highlightjs: false}",
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(bool(MISSING), reason=f"the browser test is left out: {', '.join(MISSING)} not here"),
]


def write_site(folder, theme, options, home="# 首页\n"):
    """Write the settings of a site and its one page."""
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text(home, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(
        f"site_name: 示例\ntheme: {THEMES[theme]}\nplugins:\n  - search\n  - nianbao: {json.dumps(options)}\n",
        encoding="utf-8",
    )


@contextlib.contextmanager
def served(folder):
    """Serve a folder and give its address."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        """Say nothing for each request."""
