"""Mutations that know what a file is made of: text, packages of XML, streams of a PDF."""

import copy
import io
import re
import zipfile
import zlib
from xml.etree import ElementTree as ET

import yaml

import words

_SPLIT = re.compile(r"(?<=[\n，。；、：|\t>])")
_ELEMENT = re.compile(rb"<[^<>]+>")
_VALUE = re.compile(rb'="([^"<>]*)"')
_SAID = re.compile(rb">([^<>]+)<")
_NAME = re.compile(rb"</?([\w:]+)")
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_MOST = 60_000
_TRIES = 5
_HOLDERS = 500


def text(data, dice, seeds, groups=()):
    """Return UTF-8 text with some of its pieces repeated, moved, left out, or replaced by others."""
    try:
        said, codec = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        said, codec = data.decode("gb18030", "replace"), "gb18030"
    for _ in range(dice.choice([1, 1, 2, 4, 8])):
        said = _once(said, dice, seeds, groups)[:_MOST]
    if not dice.randrange(12):
        codec = dice.choice(["utf-8-sig", "utf-16", "gb18030", "big5"])
    made = said.encode(codec, "replace")
    return _bytes(made, dice) if not dice.randrange(10) else made


def _once(said, dice, seeds, groups):
    pieces = _SPLIT.split(said)
    at = dice.randrange(len(pieces))
    what = dice.randrange(9)
    if what == 0:
        pieces[at : at + dice.choice([1, 1, 3])] = []
    elif what == 1:
        run = pieces[at : at + dice.choice([1, 2, 5, 20])]
        pieces[at:at] = run * dice.choice([1, 1, 2, 30])
    elif what == 2:
        other = dice.randrange(len(pieces))
        pieces[at], pieces[other] = pieces[other], pieces[at]
    elif what == 3:
        lent = _SPLIT.split(dice.choice(seeds).decode("utf-8", "replace"))
        start = dice.randrange(len(lent))
        pieces[at:at] = lent[start : start + dice.choice([1, 3, 10])]
    elif what == 4:
        inner = pieces[at]
        cut = dice.randrange(len(inner) + 1)
        pieces[at] = inner[:cut] + words.word(dice, *groups) + inner[cut + dice.choice([0, 0, 1, 4]) :]
    elif what == 5:
        pieces[at] = words.word(dice, *groups) * dice.choice([1, 1, 1, 3, 40, 400])
    elif what == 6:
        numbers = [m.span() for m in re.finditer(r"\d+", said)]
        if numbers:
            start, end = dice.choice(numbers)
            return said[:start] + dice.choice(words.NUMBERS) + said[end:]
    elif what == 7 and said:
        cut = dice.randrange(len(said))
        return said[:cut] + dice.choice(words.CHARACTERS) + said[cut + dice.choice([0, 1]) :]
    else:
        cut = dice.randrange(len(said) + 1)
        return said[:cut] if dice.randrange(2) else said[cut:]
    return "".join(pieces)


def _bytes(data, dice):
    made = bytearray(data)
    for _ in range(dice.choice([1, 2, 8])):
        if made:
            made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def tree(data, dice, seeds, groups=()):
    """Return YAML, or front matter and prose, with some nodes of its tree changed; now and then it is only text."""
    said = data.decode("utf-8", "replace")
    fenced = re.fullmatch(r"---\n(.*?\n)---\n(.*)", said, re.DOTALL)
    matter, prose = fenced.groups() if fenced else (said, "")
    try:
        root = yaml.load(matter, yaml.CBaseLoader) if dice.randrange(3) else None
    except yaml.YAMLError:
        root = None
    if not isinstance(root, (dict, list)) or not root:
        return text(data, dice, seeds, groups)
    for _ in range(dice.choice([1, 1, 2, 4])):
        _node(root, dice, groups)
    style = dice.choice([None, None, True, False])
    made = yaml.dump(root, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, default_flow_style=style)
    if not fenced:
        return made.encode("utf-8", "replace")
    if not dice.randrange(2):
        prose = _once(prose, dice, seeds, groups)[:_MOST]
    return f"---\n{made}---\n{prose}".encode("utf-8", "replace")


def _node(root, dice, groups):
    """Change one node of a tree: replace, lose or double it, or give it other neighbours."""
    holders = [root]
    for holder in holders:
        inner = holder.values() if isinstance(holder, dict) else holder
        holders += [item for item in inner if isinstance(item, (dict, list)) and item and len(holders) < _HOLDERS]
    holder = dice.choice(holders)
    keys = [*holder] if isinstance(holder, dict) else [*range(len(holder))]
    if not keys:
        return
    key, new = dice.choice(keys), words.word(dice, *groups)
    other = dice.choice(holders)
    what = dice.randrange(8)
    if what == 0:
        del holder[key]
    elif what == 1 and isinstance(holder, dict):
        holder[new] = holder.pop(key)
    elif what == 1:
        holder[key:key] = [holder[key]] * dice.choice([1, 3, 40])
    elif what == 2:
        # A copy: a tree that holds itself has no end.
        holder[key] = copy.deepcopy(other)
    elif what == 3:
        holder[key] = dice.choice([[], {}, "", [holder[key]], {new: holder[key]}])
    elif what == 4 and isinstance(holder[key], str):
        cut = dice.randrange(len(holder[key]) + 1)
        holder[key] = holder[key][:cut] + new + holder[key][cut:]
    else:
        holder[key] = new


def package(data, dice, _seeds):
    """Return a zip package with the XML of one or two of its parts changed, or a part lost, doubled, renamed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            parts = {name: old.read(name) for name in old.namelist()}
    except Exception:  # noqa: BLE001 - no package any more: bytes are bytes
        return _bytes(data, dice)
    likely = [name for name in parts if re.search(r"document\.xml$|sheet\d|sharedS|numbering|footnotes", name)]
    for _ in range(dice.choice([1, 1, 2, 5])):
        if not parts:
            break
        name = dice.choice(likely or [*parts]) if dice.randrange(6) else dice.choice([*parts])
        what = dice.randrange(40)
        if what == 0:
            parts.pop(name, None)
        elif what == 1:
            other = dice.choice([*parts])
            parts[name] = parts[other]
        elif name in parts:
            parts[name] = _sound(parts[name], dice)
    return packed(parts)


def packed(parts):
    """Return parts as a package; the same parts give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _sound(xml, dice):
    """Return changed XML that can be parsed, nearly always: a parser that gives up at once is not what is tried."""
    for _ in range(_TRIES):
        changed = _xml(xml, dice)[: _MOST * 4]
        try:
            ET.fromstring(changed)  # noqa: S314 - entities are not among the mutations
        except ET.ParseError:
            if not dice.randrange(20):
                return changed
        else:
            return changed
    return xml


def _xml(xml, dice):
    """Return XML with an element repeated, lost, moved or put in, or a value or a text changed."""
    tags = [match.span() for match in _ELEMENT.finditer(xml)]
    return dice.choice(_CHANGES)(xml, dice, tags) if tags else _bytes(xml, dice)


def _valued(xml, dice, tags):
    values = [match.span(1) for match in _VALUE.finditer(xml)] or tags
    start, end = dice.choice(values)
    value = dice.choice(words.VALUES) if dice.randrange(2) else words.word(dice).encode("utf-8", "replace")
    return xml[:start] + value.replace(b"<", b"").replace(b'"', b"") + xml[end:]


def _said(xml, dice, tags):
    told = words.word(dice).replace("&", "&amp;").replace("<", "&lt;").encode("utf-8", "replace")
    start, end = dice.choice([match.span(1) for match in _SAID.finditer(xml)] or tags)
    return xml[:start] + told + xml[end:]


def _lost(xml, dice, tags):
    start, end = dice.choice(tags)
    return xml[:start] + xml[_whole(xml, start, end) :]


def _repeated(xml, dice, tags):
    start, end = dice.choice(tags)
    whole = _whole(xml, start, end)
    return xml[:whole] + xml[start:whole] * dice.choice([1, 1, 3, 30]) + xml[whole:]


def _put_in(xml, dice, tags):
    _, end = dice.choice(tags)
    return xml[:end] + dice.choice(words.XML) + xml[end:]


def _copied(xml, dice, tags):
    (_, end), (first, last) = dice.choice(tags), dice.choice(tags)
    return xml[:end] + xml[first : _whole(xml, first, last)] + xml[end:]


def _nested(xml, dice, tags):
    start, end = dice.choice(tags)
    whole = _whole(xml, start, end)
    name = _NAME.match(xml[start:end])
    tag, depth = name[1] if name else b"w:p", dice.choice([1, 3, 200])
    return xml[:start] + b"<%s>" % tag * depth + xml[start:whole] + b"</%s>" % tag * depth + xml[whole:]


def _damaged(xml, dice, _tags):
    return _bytes(xml, dice)


_CHANGES = (_valued, _valued, _said, _said, _lost, _repeated, _put_in, _copied, _nested, _damaged)


def _whole(xml, start, end):
    """Return where the element that starts with a tag ends."""
    name = re.match(rb"<([\w:]+)", xml[start:end])
    if not name or xml[start:end].endswith(b"/>"):
        return end
    depth = 0
    for match in re.finditer(rb"<(/?)" + re.escape(name[1]) + rb"(?=[\s/>])[^<>]*?(/?)>", xml[start:]):
        depth += 0 if match[2] else -1 if match[1] else 1
        if depth <= 0:
            return start + match.end()
    return end


def pdf(data, dice, _seeds):
    """Return a PDF with an unpacked stream changed and packed again, or with its objects changed."""
    streams = [match.span(1) for match in _STREAM.finditer(data)]
    if not streams or not dice.randrange(3):
        return _marks(data, dice)
    start, end = dice.choice(streams)
    try:
        inner, is_packed = zlib.decompress(data[start:end]), True
    except zlib.error:
        inner, is_packed = data[start:end], False
    for _ in range(dice.choice([1, 1, 3, 9])):
        inner = _marks(inner, dice)[:_MOST]
    content = zlib.compress(inner) if is_packed else inner
    before = data[:start]
    at = before.rfind(b"/Length ")
    stated = re.match(rb"/Length \d+(?! \d+ R)", before[at:]) if at >= 0 else None
    if stated:
        before = before[:at] + b"/Length %d" % len(content) + before[at + stated.end() :]
    return before + content + data[end:]


def _marks(data, dice):
    pieces = re.split(rb"(?<=[\s\]>)/])", data)
    at = dice.randrange(len(pieces))
    what = dice.randrange(6)
    if what == 0:
        pieces[at : at + dice.choice([1, 4])] = []
    elif what == 1:
        pieces[at:at] = pieces[at : at + dice.choice([1, 5, 30])] * dice.choice([1, 2, 20])
    elif what == 2:
        pieces[at] = dice.choice(words.PDF) + b" "
    elif what == 3:
        pieces[at:at] = [dice.choice(words.PDF)]
    elif what == 4:
        numbers = [n for n, piece in enumerate(pieces) if re.fullmatch(rb"-?[\d.]+\s", piece)]
        if numbers:
            pieces[dice.choice(numbers)] = dice.choice(
                [b"0 ", b"-1 ", b"1e9 ", b"99999999 ", b"0.0001 ", b"65536 "]
            )
    else:
        return _bytes(data, dice)
    return b"".join(pieces)
