"""Pages printed to PDF by Chromium, as people print them from a browser."""

import shutil
import subprocess

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
STYLE = (
    '<meta charset="utf-8"><style>@page{{size:A4;margin:{margin}mm}}body{{font-family:"Noto Sans CJK SC"}}{paragraphs}'
    "table{{border-collapse:collapse;width:100%}}td{{border:1px solid #000;padding:{padding}px;font-size:{size}pt}}</style>"
)


def pdf_of_page(html, folder, *, furniture=False):
    """Return the bytes of the PDF that Chromium prints of a page; `furniture`: with headers and footers."""
    page = folder / "report.html"
    page.write_text(html, encoding="utf-8")
    target = page.with_suffix(".pdf")
    options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        *([] if furniture else ["--no-pdf-header-footer"]),
    ]
    command = [CHROMIUM, *options, f"--print-to-pdf={target}", page.as_uri()]
    subprocess.run(command, capture_output=True, check=True, timeout=60)
    return target.read_bytes()
