"""Annual reports as Word and Excel save them as web pages: conditions in comments, empty o:p, styles of their own."""

import base64
import quopri
from typing import Final

import layouts_pages
from layouts import Sheet

HEAD: Final = (
    '<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"\n'
    'xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">\n<head>\n'
    '<meta http-equiv=Content-Type content="text/html; charset={charset}">\n'
    "<meta name=ProgId content=Word.Document>\n"
    "<!--[if gte mso 9]><xml><o:DocumentProperties><o:Author>x</o:Author></o:DocumentProperties></xml><![endif]-->\n"
    '<style>\n<!--\n p.MsoNormal {{mso-style-parent:""; margin:0cm;}}\n-->\n</style>\n</head>\n'
    "<body lang=ZH-CN style='tab-interval:21.0pt'>\n<div class=WordSection1 style='layout-grid:15.6pt'>\n"
)
END: Final = "\n</div>\n</body>\n</html>\n"
PARAGRAPH: Final = (
    "<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'><span style='mso-bidi-font-size:10.5pt'>"
    "{}<o:p></o:p></span></p>"
)
EMPTY: Final = (
    "<p class=MsoNormal><![if !supportEmptyParas]>&nbsp;<![endif]><o:p></o:p></p>\n"
    "<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>\n"
)


def word_page(sheet: Sheet, charset: str = "gb2312") -> str:
    """Return a report as a page saved by Word."""
    body = layouts_pages.body(sheet, "plain", "p", "<h1><b><span lang=EN-US>{}<o:p></o:p></span></b></h1>")
    body = body.replace("<p>", "<p class=MsoNormal style='mso-line-height-alt:1pt'><span>")
    body = body.replace("</p>", "<o:p></o:p></span></p>").replace("</td>", "<o:p></o:p></td>")
    return HEAD.format(charset=charset) + EMPTY + body + END


def archived(parts: list[tuple[str, str, bytes]], how: str = "quoted-printable", charset: str = "gb2312") -> bytes:
    """Return parts (type, name, content) as one file."""
    lines = ["From: <Saved by a browser>", "MIME-Version: 1.0"]
    lines += ['Content-Type: multipart/related; boundary="----=_NextPart_01"; type="text/html"', ""]
    out = "\r\n".join([*lines, "This is a multi-part message.", ""]).encode()
    for kind, name, content in parts:
        stated = f'{kind}; charset="{charset}"' if kind.startswith("text/") else kind
        head = f"\r\n------=_NextPart_01\r\nContent-Location: file:///C:/0001/{name}\r\n"
        head += f"Content-Transfer-Encoding: {how}\r\nContent-Type: {stated}\r\n\r\n"
        packed = {"base64": base64.encodebytes, "8bit": bytes}.get(how, quopri.encodestring)(content)
        out += head.encode() + packed.replace(b"\n", b"\r\n")
    return out + b"\r\n------=_NextPart_01--\r\n"


def archive(sheet: Sheet) -> bytes:
    """Return a report as Word saves it in one file, with the page that holds its header."""
    header = HEAD.format(charset="gb2312") + PARAGRAPH.format("内部页眉") + END
    picture = ("image/png", "image001.png", b"\x89PNG")
    return archived(
        [
            ("text/html", "report.htm", word_page(sheet).encode("gb18030")),
            ("text/html", "header.htm", header.encode("gb18030")),
            picture,
        ]
    )
