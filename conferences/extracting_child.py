"""The process that `extracting` starts for one file: it confines itself, reads and answers.

The file comes on standard input. The answer on standard output is one JSON object: `text` and
`notices`, or `refused` (a sentence for staff), with `fault` beside it when a parser gave up.
"""

import codecs
import json
import os
import re
import resource
import signal
import sys

import pypdfium2
from pypdfium2 import raw

from conferences.extracting import FILE_BYTES, TEXT_BYTES, CannotRead
from conferences.extracting_docx import read_docx
from conferences.extracting_html import charset_of, read_html

# Bytes of memory, seconds of processor time, bytes written to any file, further processes.
LIMITS = {
    resource.RLIMIT_AS: 600_000_000,
    resource.RLIMIT_CPU: 6,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NPROC: 0,
}
PDF_PAGES = 500

CONTENTS = {
    "txt": "something else, or is damaged",
    "html": "a web page",
    "docx": "a Word document or another zipped file",
    "pdf": "a PDF",
    "ole": "a Word document that is protected by a password or saved in the old .doc format",
    "rtf": "rich text (RTF)",
}
DAMAGED = "This file is damaged or not of the kind its name says; nothing was read."
NOT_TEXT = "This file holds signs that are not text; save it again as plain text in UTF-8."
LOCKED_PDF = "This PDF is protected by a password; save a copy without the password."
SCANNED = "No page of this PDF has a text layer: it is a picture of the text."
GUESSED = "The file does not say how its letters are encoded; Windows-1252 was guessed."

_MAGIC = {
    b"%PDF-": "pdf",
    b"PK\x03\x04": "docx",
    b"PK\x05\x06": "docx",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "ole",
    b"{\\rtf": "rtf",
}
_WEB_PAGE = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)
_TAG = re.compile(r"<[a-zA-Z]")
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


def main(kind):
    """Answer for the file on standard input, which should be of the kind (see CONTENTS)."""
    confine()
    content = sys.stdin.buffer.read(FILE_BYTES)
    json.dump(answer(kind, content), sys.stdout)


def confine():
    """Give up memory, processor seconds, writing of files and new processes beyond LIMITS."""
    for resource_kind, amount in LIMITS.items():
        _, ceiling = resource.getrlimit(resource_kind)
        # A host's own ceiling may be lower than ours and cannot be raised.
        amount = amount if ceiling == resource.RLIM_INFINITY else min(amount, ceiling)
        resource.setrlimit(resource_kind, (amount, amount))


def answer(kind, content):
    """What the file says, or why it is refused, as the parent expects it."""
    notices = []
    try:
        text = read(kind, content, notices)
        return {"text": text, "notices": notices}
    except CannotRead as refusal:
        return {"refused": str(refusal)}
    except MemoryError:
        # Ends as the other limits end us, so that the parent has one case to know.
        os.kill(os.getpid(), signal.SIGKILL)
    except Exception as fault:  # on hostile bytes the parsers raise anything at all
        return {"refused": DAMAGED, "fault": repr(fault)[:300]}


def read(kind, content, notices):
    """The text of a file of this kind; sentences for staff are added to `notices`."""
    check_kind(kind, content)
    text = READERS[kind](content, notices)
    if not text.strip():
        raise CannotRead("There are no words in this file.")
    if len(text.encode()) > TEXT_BYTES:
        raise CannotRead("This file holds more than 4 MB of text; no statement is that long.")
    return text


def check_kind(kind, content):
    """Refuse a file whose first bytes are those of another kind than its name says."""
    found = kind_found(content)
    # A piece of a web page may begin with any tag, or with words.
    if found != kind and (kind, found) != ("html", "txt"):
        raise CannotRead(_misnamed(kind, found))


def _misnamed(kind, found):
    return f"This file is named .{kind} but holds {CONTENTS[found]}."


def kind_found(content):
    """The key of CONTENTS that the first bytes speak for."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    for magic, kind in _MAGIC.items():
        if start.startswith(magic):
            return kind
    return "html" if _WEB_PAGE.match(start.replace(b"\0", b"")) else "txt"


def decoded(content, notices, declared=None):
    """The characters of the bytes, less a byte order mark; CannotRead when they are not text."""
    try:
        text = content.decode(_encoding_of(content, notices, declared))
    except UnicodeDecodeError:
        raise CannotRead(NOT_TEXT) from None
    if "\0" in text or len(_CONTROLS.findall(text)) * 100 > len(text):
        raise CannotRead(NOT_TEXT)
    return text


def _encoding_of(content, notices, declared):
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            return encoding
    for encoding in filter(None, [declared, "utf-8"]):
        if _decodes(content, encoding):
            return encoding
    notices.append(GUESSED)
    return "cp1252"


def _decodes(content, encoding):
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def read_text(content, notices):
    """A text file, every character kept."""
    return decoded(content, notices)


def read_web_page(content, notices):
    """A web page or a piece of one."""
    text = decoded(content, notices, charset_of(content))
    if not _TAG.search(text):
        raise CannotRead(_misnamed("html", "txt"))
    return read_html(text)


def read_pdf(content, notices):
    """The text layer of a PDF, a page after the other."""
    document = _opened_pdf(content)
    if len(document) > PDF_PAGES:
        raise CannotRead(f"This PDF has more than {PDF_PAGES} pages; no statement is that long.")
    pages = [_page_text(document, index, notices) for index in range(len(document))]
    text = "\n".join(filter(None, pages))
    if not text:
        raise CannotRead(SCANNED)
    if "\ufffd" in text:
        notices.append("Some signs of the PDF have no meaning; each was read as \ufffd.")
    return text


def _opened_pdf(content):
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise CannotRead(LOCKED_PDF if locked else DAMAGED) from None


def _page_text(document, index, notices):
    try:
        text = _printed(document[index].get_textpage().get_text_range())
    except pypdfium2.PdfiumError:
        raise CannotRead(f"Page {index + 1} of this PDF is damaged; nothing was read.") from None
    if not text:
        notices.append(f"Page {index + 1} has no text layer.")
    return text


def _printed(text):
    # PDFium swallows a line's end after a hyphen and leaves U+FFFE; whether the hyphen belongs
    # to the word is for the reader of the statement to say.
    lines = text.replace("\ufffe", "-\n").replace("\r\n", "\n").strip()
    return _UNPRINTABLE.sub("\ufffd", lines)


READERS = {"txt": read_text, "html": read_web_page, "docx": read_docx, "pdf": read_pdf}
