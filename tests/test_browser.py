"""What a person sees: the index and a report in Chromium, in each theme, on a desk and on a phone."""

import functools
import http.server
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from nianbao.rules import CATALOGUE
from rendering import SOME_RULES

HERE = Path(__file__).parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
NODE = shutil.which("node") or ""
PACKAGES = HERE / "browser/node_modules/playwright-core"
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


@pytest.fixture(params=THEMES)
def address(request, tmp_path):
    """The address of a site with faulty reports, built in one theme and served."""
    shutil.copytree(HERE / "pages/faults/reports", tmp_path / "reports")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# 首页\n", encoding="utf-8")
    off = {rule.code: "off" for rule in CATALOGUE if rule not in SOME_RULES}
    options = json.dumps({"fail_on": "never", "rules": off})
    (tmp_path / "mkdocs.yml").write_text(
        f"site_name: 示例\ntheme: {THEMES[request.param]}\nplugins:\n  - search\n  - nianbao: {options}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "mkdocs", "build", "--strict"]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, env=environment)
    handler = functools.partial(Quiet, directory=str(tmp_path / "site"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_arguments):
        """Say nothing for each request."""


def test_what_a_person_sees(address):
    command = [NODE, "look.mjs", address, CHROMIUM, "reports/example-bureau/2023/"]
    done = subprocess.run(command, cwd=HERE / "browser", capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["outside"] == []
    assert seen["index"] == {
        "all": ["示例市示例局", "示例市办公室", "示例市人民政府"],
        "typed": ["示例市办公室"],
        "count": "显示 1 / 3 个机关",
        "failed": ["示例市示例局"],
        "failedIn2022": [],
        "years": ["机关", "2022"],
    }
    assert seen["table"] == {
        "merged": True,
        "number": '"2"',
        "toFinding": ["#nb-finding-2", True],
        "toCell": ["#nb-applications-granted-total", True],
        "text": "52",
    }
    assert seen["phone"] == {"scrolled": 150, "stays": True, "wide": 0}
    part = "#nb-applications-granted-natural_person"
    walk = [
        ["#nb-finding-2", True],
        ["#nb-applications-granted-total", True],
        "nb-applications-granted-total",
        ["#nb-repair-1", True],
        ["#nb-applications-granted-total", True],
        ["#nb-verdict", True],
        [part, True],
        ["#nb-finding-2", True],
        ["#nb-repair-3", True],
    ]
    assert seen["keyboard"] == {"walk": walk, "hidden": []}
    assert seen["unscripted"] == {"walk": walk, "hidden": []}, "the same without the script"
    assert seen["accessibility"]["faults"] == []
    assert seen["accessibility"]["checked"] > 100
