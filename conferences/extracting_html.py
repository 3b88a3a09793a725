"""The words a browser would show of a web page."""

import re

from lxml import etree

from conferences.extracting import CannotRead
from conferences.extracting_numbering import numeral

TOO_DEEP = "This page is nested too deeply or broken too badly to be read whole; nothing was read."

BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "main", "menu", "nav",
    "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul",
}  # fmt: skip
UNSEEN = {
    "applet", "audio", "canvas", "datalist", "embed", "head", "iframe", "noscript", "object",
    "script", "select", "style", "svg", "template", "textarea", "title", "video",
}  # fmt: skip
FORMS = {
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "lower-roman": "lowerRoman",
    "upper-roman": "upperRoman",
    "decimal-leading-zero": "decimalZero",
    "none": "none",
}

_CHARSET = re.compile(rb"""<meta\b[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]+)""", re.I)
# Names that pages give to plain character sets. Python knows codecs by other names that are no
# character sets ("zlib", "idna"), so a page may not choose freely.
_KNOWN = re.compile(r"utf-8|windows-(?:874|125[0-8])|iso-8859-\d{1,2}|koi8-[ru]|gbk|big5|shift_jis")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.I)
_WHOLE_NUMBER = re.compile(r"-?\d{1,6}")
_SPACE = str.maketrans("\t\n\r\f", "    ")


def charset_of(content):
    """The Python codec for the character set a page says it is in, or None."""
    found = _CHARSET.search(content[:4096])
    name = found[1].decode("ascii", "replace").lower() if found else ""
    if name in ("iso-8859-1", "us-ascii", "latin1"):  # browsers read these so
        return "cp1252"
    if name == "windows-874":
        return "cp874"
    return name if _KNOWN.fullmatch(name) else None


def read_html(text):
    """The page's words: a block is a line, list items keep their marks, cells are tabbed."""
    # Entities of a page's own are left as they stand, and nothing is fetched.
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(text.encode(), parser)
    # Past its limits the parser stops in silence and would give us half a statement.
    if any(entry.level_name == "FATAL" for entry in parser.error_log):
        raise CannotRead(TOO_DEEP)
    return "" if root is None else _lines("".join(_page(root)))


def _page(root):
    # What a page has after </html> the parser keeps beside the root.
    for part in [root, *root.itersiblings()]:
        yield from _flow(part, _marks(part))
        yield "\n"


def _lines(flow):
    lines = (re.sub(" +", " ", line).strip(" ") for line in flow.split("\n"))
    return "\n".join(filter(None, lines))


def _flow(node, marks):
    """The words under a node, in which a line feed is a break and a tab parts two cells."""
    yield _spaced(node.text, node)
    for child in node:
        if _is_seen(child):
            yield from _seen(child, marks)
        yield _spaced(child.tail, node)


def _seen(node, marks):
    if node.tag == "br":
        yield "\n"
    elif node.tag == "li":
        item = _lines("".join(_flow(node, marks)))
        yield f"\n{marks[node]}{item}\n" if item else "\n"
    elif node.tag == "tr":
        yield f"\n{_row(node, marks)}\n"
    elif node.tag in BLOCKS:
        yield "\n"
        yield from _flow(node, marks)
        yield "\n"
    else:
        yield from _flow(node, marks)


def _row(row, marks):
    """Cells in one line; in lines of their own when one of them has several."""
    cells = [_lines(_spaced(row.text, row))]
    for cell in row:
        cells.append(_lines("".join(_seen(cell, marks))) if _is_seen(cell) else "")
        cells.append(_lines(_spaced(cell.tail, row)))
    return ("\n" if "\n" in "".join(cells) else "\t").join(filter(None, cells))


def _spaced(text, node):
    is_set = node.tag == "pre" or next(node.iterancestors("pre"), None) is not None
    return (text or "") if is_set else (text or "").translate(_SPACE)


def _is_seen(node):
    hidden = "hidden" in node.attrib or _HIDDEN.search(node.get("style", ""))
    return node.tag not in UNSEEN and not hidden


def _marks(root):
    """What stands before each list item, with its space."""
    marks = dict.fromkeys(root.iter("li"), "• ")
    for listing in root.iter("ul", "ol", "menu"):
        items = listing.findall("li")
        if _form(listing) == "none":
            marks |= dict.fromkeys(items, "")
        elif listing.tag == "ol":
            marks |= _numbers(listing, items)
    return marks


def _numbers(listing, items):
    marks = {}
    number = _whole(listing.get("start"), 1)
    for item in items:
        number = _whole(item.get("value"), number)
        marks[item] = f"{numeral(number, _form(listing))}. "
        number += 1
    return marks


def _form(listing):
    styled = _LIST_STYLE.search(listing.get("style", ""))
    return FORMS.get(styled[1].lower() if styled else listing.get("type"), "decimal")


def _whole(text, otherwise):
    return int(text) if _WHOLE_NUMBER.fullmatch(text or "") else otherwise
