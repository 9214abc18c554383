"""Sites as MkDocs builds and serves them."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from places import CASES
from running import ENVIRONMENT, mkdocs

RULES = CASES / "rules/base"

REPORT = "reports/example-bureau/2023/index.html"

THEMES = {
    "material": "{name: material, font: false, language: zh}",
    "mkdocs": "{name: mkdocs, color_mode: auto}",
    "readthedocs": "{name: readthedocs}",
}


def configure(site, theme="mkdocs", options="", more=""):
    docs = site / "docs"
    docs.mkdir(exist_ok=True)
    (docs / "index.md").write_text(
        "# 首页\n\n[年报](reports/index.md) [2023](reports/example-bureau/2023/index.md#applications)\n"
        "[数据](reports/example-bureau/2023/report.csv)\n",
        encoding="utf-8",
    )
    (site / "mkdocs.yml").write_text(
        f"site_name: 示例\nsite_url: https://example.org/x/\ntheme: {THEMES[theme]}\n"
        f"plugins:\n  - search\n  - nianbao: {{{options}}}\n{more}",
        encoding="utf-8",
    )


def build(site, *arguments):
    return mkdocs("build", *arguments, cwd=site)


def read(site, path=REPORT):
    return (site / "site" / path).read_text(encoding="utf-8")


def change(site, old, new):
    path = site / "reports/example-bureau/2023.md"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def _free_port():
    """Return a port nobody listens at, and none that the system gives to others unasked or another worker chooses."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for port in range(15_000 + 500 * (worker % 30) + os.getpid() % 400, 32_000):
        with socket.socket() as free:
            free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                free.bind(("127.0.0.1", port))
                return port
    raise OSError("no free port")


class Served:
    """A running `mkdocs serve`."""

    def __init__(self, site):
        self.port = _free_port()
        self.log = (site / "serve.log").open("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "--strict", "-a", f"127.0.0.1:{self.port}"],
            cwd=site,
            env=ENVIRONMENT,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def page(self, path):
        try:
            # The theme's own script waits for changes at another address; this is a plain page.
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/x/{path}", timeout=5) as answer:
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            return str(error.code)
        except OSError:
            return ""

    def shows(self, path, *texts, absent=""):
        """Wait until a page shows all texts."""
        end = time.monotonic() + 40
        while time.monotonic() < end:
            assert self.process.poll() is None, "serve has died"
            html = self.page(path)
            if all(text in html for text in texts) and not (absent and absent in html):
                return True
            time.sleep(0.2)
        self.log.seek(0)
        raise AssertionError(f"{texts} not on {path}\n{self.log.read()}")

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=20)
        self.log.close()
