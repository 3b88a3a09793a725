"""The words of a Word document in the order of its body, with the numbers Word would print."""

import io
import zipfile

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsmap, qn
from lxml import etree

from conferences.extracting import CannotRead
from conferences.extracting_numbering import Numbering

MEMBERS = 2_000
UNPACKED_BYTES = 20_000_000

TOO_LARGE = "This document unpacks to more than a statement should hold; nothing was read."
LOCKED = "This document is protected by a password; save a copy without the password."
NOT_WORD = "This file is named .docx but is not a Word document."
ENTITIES = "This document defines entities, as no word processor does; nothing was read."

NOTICES = {
    "ins": "The document has tracked changes; it was read as if all were accepted.",
    "del": "The document has tracked changes; it was read as if all were accepted.",
    "footnoteReference": "The document has footnotes; they were left out.",
    "endnoteReference": "The document has endnotes; they were left out.",
    "headerReference": "The document has page headers; they were left out.",
    "footerReference": "The document has page footers; they were left out.",
    "vanish": "The document has hidden text; it was left out.",
    "altChunk": "A part put in from another file was left out.",
}
SIGNS = {
    "tab": "\t",
    "ptab": "\t",
    "br": "\n",
    "cr": "\n",
    "p": "\n",
    "noBreakHyphen": "\u2011",
    "softHyphen": "\u00ad",
    "sym": "\ufffd",
}
# Properties, words deleted or moved elsewhere, and the second copy kept for old programs.
UNREAD = frozenset(["pPr", "rPr", "del", "moveFrom", "Fallback"])

_CONTENT_TYPE = b"wordprocessingml.document.main+xml"


def read_docx(content, notices):
    """A line for each paragraph; the cells of a table's row in one line, parted by tabs."""
    check_package(content)
    document = docx.Document(io.BytesIO(content))
    body = document.element.body
    found = {etree.QName(node).localname for node in body.iter(*(f"{{*}}{tag}" for tag in NOTICES))}
    notices.extend(dict.fromkeys(NOTICES[tag] for tag in NOTICES if tag in found))
    numbering = Numbering(_numbering_of(document), document.styles.element)
    return "\n".join(_paragraphs(body, numbering)).strip("\n")


def _numbering_of(document):
    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element
    except KeyError:  # a document without lists has no such part
        return ()


def check_package(content):
    """Refuse a zip that is no Word document, or that grows beyond the limits when unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        members = package.infolist()
        if any(member.flag_bits & 1 for member in members):
            raise CannotRead(LOCKED)
        if len(members) > MEMBERS:
            raise CannotRead(TOO_LARGE)
        _check_members(package, members)
        if _CONTENT_TYPE not in package.read("[Content_Types].xml"):
            raise CannotRead(NOT_WORD)


def _check_members(package, members):
    left = UNPACKED_BYTES
    for member in members:
        # Other methods unpack a few bytes to many megabytes in one step, and Word has no use
        # for them.
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise CannotRead(NOT_WORD)
        with package.open(member) as stream:
            unpacked = stream.read(left + 1)
        left -= len(unpacked)
        if left < 0:
            raise CannotRead(TOO_LARGE)
        _check_entities(member.filename, unpacked)


def _check_entities(name, unpacked):
    is_xml = name.endswith((".xml", ".rels"))
    if is_xml and b"<!DOCTYPE" in unpacked.replace(b"\0", b""):  # zero bytes: it may be UTF-16
        raise CannotRead(ENTITIES)


def _paragraphs(node, numbering):
    for child in node.iterchildren("{*}*"):
        kind = etree.QName(child).localname
        if kind == "p":
            yield _paragraph(child, numbering)
        elif kind == "tr":
            yield _row(child, numbering)
        elif kind not in UNREAD:
            yield from _paragraphs(child, numbering)


def _paragraph(paragraph, numbering):
    mark = numbering.mark(paragraph)
    words = "".join(_words(paragraph))
    return f"{mark} {words}" if mark and words.strip() else words


def _row(row, numbering):
    """Cells in one line; in lines of their own when one of them has several."""
    cells = ["\n".join(filter(None, _paragraphs(cell, numbering))) for cell in row]
    return ("\n" if "\n" in "".join(cells) else "\t").join(filter(None, cells))


def _words(node):
    for child in node.iterchildren("{*}*"):
        kind = etree.QName(child).localname
        if kind == "t":
            yield child.text or ""
        elif kind not in UNREAD and not _is_hidden(child):
            yield SIGNS.get(kind, "")
            yield from _words(child)


def _is_hidden(run):
    vanish = run.find("w:rPr/w:vanish", nsmap)
    return vanish is not None and vanish.get(qn("w:val"), "1") not in ("0", "false", "off")
