"""Take the pictures of the documentation from the built example site: python tests/pictures.py SITE FOLDER [CHROMIUM].

Chromium draws each page; the theme's animations are over when the picture is taken. A picture is kept small by its size
in pixels: 1000 wide, the part a reader needs.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from bs4 import BeautifulSoup

WIDTH = 1000
# What is on the picture: page, height, and the one element to show (None: the whole page from the top).
PICTURES = {
    "index": ("reports/index.html", 760, None),
    "report": ("reports/cangzhou-etdz/2023/index.html", 900, None),
    "verdict": ("reports/yuanping-etdz/2023/index.html", 350, "section.nb-verdict"),
}


def page(path: Path, element: str | None) -> str:
    """Return a page; of a page with an element the content is that element alone."""
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    if element:
        (shown,) = soup.select(element)
        for frame in soup.select("header.md-header, footer"):
            frame.decompose()
        (content,) = soup.select("article")
        content.clear()
        box = soup.new_tag("div", attrs={"class": "nb nb-report", "lang": "zh-CN"})
        box.append(shown)
        content.append(box)
    return str(soup)


def main(site: Path, folder: Path, chromium: str) -> None:
    """Write the pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (path, height, element) in PICTURES.items():
        copy = site / path.replace("index.html", f"{name}-picture.html")
        copy.write_text(page(site / path, element), encoding="utf-8")
        picture = folder / f"{name}.png"
        with tempfile.TemporaryDirectory() as profile:
            subprocess.run(
                [
                    chromium, "--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars", f"--user-data-dir={profile}",
                    f"--window-size={WIDTH},{height}", "--virtual-time-budget=3000",
                    f"--screenshot={picture.resolve()}", copy.resolve().as_uri(),
                ],
                check=True, capture_output=True,
            )  # fmt: skip
        copy.unlink()
        print(f"{picture}: {picture.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3] if len(sys.argv) > 3 else "chromium")
