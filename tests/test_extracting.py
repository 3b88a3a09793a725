"""Reading untrusted files: what good files say, and that bad ones end in a sentence."""

import copy
import hashlib
import io
import struct
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from conferences import extracting
from conferences.extracting import CannotRead, extract

PROJECT = Path(__file__).resolve().parents[1]
WORDS = "Ministers agreed to cooperate."
TOO_MUCH = "This file asks for more memory or time than a statement should; nothing was read."


def text_of(name, content):
    return extract(name, content).text


def notices_of(name, content):
    return extract(name, content).notices


def refusal_of(name, content):
    with pytest.raises(CannotRead) as caught:
        extract(name, content)
    return str(caught.value)


def text_or_refusal_of(name, content):
    try:
        return extract(name, content).text
    except CannotRead as refusal:
        return str(refusal)


# Making files


def saved(document):
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def a_document(*paragraphs, style=None):
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph, style=style)
    return document


def zipped(members, method=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as package:
        for name, data in members.items():
            package.writestr(name, data)
    return file.getvalue()


def docx_with(changes, method=zipfile.ZIP_DEFLATED):
    """A good document with members changed or added, by their names."""
    with zipfile.ZipFile(io.BytesIO(saved(a_document(WORDS)))) as package:
        members = {name: package.read(name) for name in package.namelist()}
    return zipped(members | changes, method)


def xml(tag, inside, prolog=""):
    return f"{prolog}<w:{tag} {nsdecls('w')}>{inside}</w:{tag}>".encode()


def body_of(inside, prolog=""):
    return {"word/document.xml": xml("document", f"<w:body>{inside}</w:body>", prolog)}


def run(words):
    return f"<w:r><w:t>{words}</w:t></w:r>"


def level(depth, form, pattern, start=1, more=""):
    return (
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='{start}'/><w:numFmt w:val='{form}'/>{more}"
        f"<w:lvlText w:val='{pattern}'/></w:lvl>"
    )


def numbered(levels, *items, overrides=""):
    """A document of items (list, depth, words); lists 1 and 2 share the levels."""
    numbering = xml(
        "numbering",
        f"<w:abstractNum w:abstractNumId='7'>{levels}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num>"
        f"<w:num w:numId='2'><w:abstractNumId w:val='7'/>{overrides}</w:num>",
    )
    paragraphs = "".join(
        f"<w:p><w:pPr><w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"
        f"</w:pPr>{run(words)}</w:p>"
        for number, depth, words in items
    )
    return docx_with({"word/numbering.xml": numbering} | body_of(paragraphs))


def pdf(objects, trailer=b""):
    written = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + written + b"trailer << /Root 1 0 R " + trailer + b" >>\n%%EOF\n"


def stream(data, entries=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def page(content, parent=2, font=3):
    return (
        b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
        b"/Resources << /Font << /F %d 0 R >> >> >>" % (parent, content, font)
    )


def pdf_of(*pages, trailer=b""):
    """A PDF with a page for each list of lines."""
    kids, objects = [], [CATALOG, b"", FONT]
    for lines in pages:
        shown = b" ".join(b"(%s) Tj T*" % line for line in lines)
        objects += [stream(b"BT /F 12 Tf 72 720 Td 14 TL " + shown + b" ET")]
        objects += [page(len(objects))]
        kids += [b"%d 0 R" % len(objects)]
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    return pdf(objects, trailer)


# Good files


def test_value_names_the_kind_and_the_digest_of_the_original_bytes():
    content = b"\xef\xbb\xbf" + WORDS.encode()
    read = extract("Statement.TXT", content)
    assert (read.text, read.media_type, read.notices) == (WORDS, "text/plain", ())
    assert read.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_kept_exactly_as_decoded(encoding):
    text = "  Ministers:\r\n\r\n\u2022\u00a0urged\tStates\x0c\n\U0001f54a e\u0301  \n"
    assert text_of("a.txt", text.encode(encoding)) == text


def test_windows_1252_is_guessed_and_said():
    read = extract("a.txt", "The Co-Chairs\u2019 Statement \u2013 caf\u00e9".encode("cp1252"))
    assert read.text == "The Co-Chairs\u2019 Statement \u2013 caf\u00e9"
    assert read.notices == (
        "The file does not say how its letters are encoded; Windows-1252 was guessed.",
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<h1>Title</h1><p>One\n  two <b>three</b>.</p>tail", "Title\nOne two three.\ntail"),
        ("<p>Bali<br>29 April</p>", "Bali\n29 April"),
        ("<ul><li>urged<li><p>noted</p><ul><li>deep</ul></ul>", "• urged\n• noted\n• deep"),
        ("<ol><li>a<li value=5>b<li>c</ol>", "1. a\n5. b\n6. c"),
        ("<ol type=a start=3><li>x<li>y</ol>", "c. x\nd. y"),
        ("<ol style='list-style-type: upper-roman'><li>x<li>y</ol>", "I. x\nII. y"),
        ("<ul style='list-style:none'><li>Home</ul>", "Home"),
        ("<ol><li><ol type=i><li>x</ol><li>y</ol>", "1. i. x\n2. y"),
        ("<table><tr><th>A<td><p>B</p></tr><tr><td>C<td>D</table>", "A\tB\nC\tD"),
        ("<table><tr><td>A<p>B</p><td>C</table>", "A\nB\nC"),
        ("<pre>one\ntwo <i>x\ny</i></pre>", "one\ntwo x\ny"),
        ("<p>a<script>b</script><style>c</style><!-- d -->e", "ae"),
        ("<html><body>a</body></html>b<ul><li>c</ul><script>d</script>", "a\nb\n• c"),
        ("<p>a<span hidden>b</span><i style='display: none'>c</i>d", "ad"),
        ("<p>fish &amp; chips&nbsp;&#8211; &eacute;", "fish & chips\u00a0– é"),
        ("<!DOCTYPE html [<!ENTITY own 'zzz'>]><p>&own;", "]>\n&own;"),
    ],
)
def test_web_page_is_read_by_blocks(html, text):
    assert text_of("a.html", html.encode()) == text


@pytest.mark.parametrize(
    ("content", "notices"),
    [
        ("<meta charset=windows-1252><p>é –".encode("cp1252"), 0),
        ("<meta http-equiv=x content='text/html; charset=ISO-8859-1'><p>é –".encode("cp1252"), 0),
        ("<p>é –".encode("utf-16"), 0),
        ("<meta charset=windows-1251><p>é –".encode("utf-8-sig"), 0),
        ("<meta charset=zlib><p>é –".encode(), 0),
        ("<p>é –".encode("cp1252"), 1),
    ],
)
def test_web_page_encoding_is_found(content, notices):
    read = extract("a.htm", content)
    assert (read.text, len(read.notices)) == ("é –", notices)


def test_word_body_is_read_in_order():
    document = a_document("Title", "")
    table = document.add_table(2, 2)
    for cell, words in zip(table._cells, ["A", "B", "C", "D"], strict=True):
        cell.text = words
    document.add_paragraph("agreed", style="List Bullet")
    document.add_paragraph("first", style="List Number")
    document.add_paragraph("second", style="List Number")
    assert (
        text_of("a.docx", saved(document)) == "Title\n\nA\tB\nC\tD\n• agreed\n1. first\n2. second"
    )


def test_word_document_without_lists_is_read():
    bare = {"word/_rels/document.xml.rels": b"<Relationships xmlns='http://schemas.openxmlformats"
            b".org/package/2006/relationships'/>"}  # fmt: skip
    assert text_of("a.docx", docx_with(bare)) == WORDS


@pytest.mark.parametrize(
    ("form", "marks"),
    [
        ("decimal", "9 10"),
        ("decimalZero", "09 10"),
        ("lowerLetter", "i j"),
        ("upperLetter", "I J"),
        ("lowerRoman", "ix x"),
        ("upperRoman", "IX X"),
    ],
)
def test_word_numbers_take_their_form(form, marks):
    first, second = marks.split()
    content = numbered(level(0, form, "(%1)", start=9), (1, 0, "x"), (1, 0, "y"))
    assert text_of("a.docx", content) == f"({first}) x\n({second}) y"


def test_word_numbers_nest_start_again_and_count_on():
    levels = level(0, "decimal", "%1.") + level(1, "lowerLetter", "%1.%2)")
    items = [(1, 0, "a"), (1, 1, "b"), (1, 1, "c"), (2, 0, "d"), (2, 1, "e"), (9, 0, "f")]
    assert text_of("a.docx", numbered(levels, *items)).split("\n") == [
        "1. a", "1.a) b", "1.b) c", "2. d", "2.a) e", "f",
    ]  # fmt: skip


def test_word_numbers_restart_once_where_the_list_says_so():
    again = "<w:lvlOverride w:ilvl='0'><w:startOverride w:val='4'/></w:lvlOverride>"
    items = [(1, 0, "a"), (2, 0, "b"), (2, 0, "c")]
    content = numbered(level(0, "decimal", "%1."), *items, overrides=again)
    assert text_of("a.docx", content) == "1. a\n4. b\n5. c"


def test_word_legal_numbers_are_decimal_throughout():
    levels = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", more="<w:isLgl/>")
    content = numbered(levels, (1, 0, "a"), (1, 1, "b"))
    assert text_of("a.docx", content) == "I. a\n1.1 b"


def test_word_list_may_take_its_levels_from_a_style():
    styles = xml(
        "styles",
        "<w:style w:styleId='Kind'><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr>"
        "</w:style><w:style w:styleId='Item'><w:basedOn w:val='Kind'/><w:pPr><w:numPr>"
        "<w:numId w:val='1'/></w:numPr></w:pPr></w:style>",
    )
    numbering = xml(
        "numbering",
        "<w:abstractNum w:abstractNumId='5'><w:numStyleLink w:val='Kind'/></w:abstractNum>"
        f"<w:abstractNum w:abstractNumId='6'>{level(0, 'upperLetter', '%1.')}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='5'/></w:num>"
        "<w:num w:numId='2'><w:abstractNumId w:val='6'/></w:num>",
    )
    body = body_of(f"<w:p><w:pPr><w:pStyle w:val='Item'/></w:pPr>{run('x')}</w:p>" * 2)
    parts = {"word/styles.xml": styles, "word/numbering.xml": numbering}
    assert text_of("a.docx", docx_with(parts | body)) == "A. x\nB. x"


def test_word_text_box_is_read_once():
    mc = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    box = f"<w:txbxContent><w:p>{run('boxed')}</w:p></w:txbxContent>"
    either = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    paragraph = f"<w:p>{run('a')}<mc:AlternateContent {mc}>{either}</mc:AlternateContent></w:p>"
    assert text_of("a.docx", docx_with(body_of(paragraph))) == "a\nboxed"


def test_word_signs_and_tracked_changes():
    tracked = (
        f"<w:p>{run('Co')}<w:r><w:noBreakHyphen/><w:t>Chairs</w:t><w:br/></w:r>"
        f"<w:ins>{run('agreed')}</w:ins><w:del><w:r><w:delText>refused</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('moved')}</w:moveFrom>"
        f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('in a control')}</w:p></w:sdtContent></w:sdt>"
    )
    read = extract("a.docx", docx_with(body_of(tracked)))
    assert read.text == "Co\u2011Chairs\nagreed\nin a control"
    assert read.notices == (
        "The document has tracked changes; it was read as if all were accepted.",
        "The document has hidden text; it was left out.",
    )


def test_pdf_pages_are_read_and_hyphens_at_line_ends_kept():
    content = pdf_of([b"Ministers agreed to co-", b"operate.", b"Next"], [b"Page two"])
    assert text_of("a.pdf", content) == "Ministers agreed to co-\noperate.\nNext\nPage two"


def test_pdf_says_which_page_has_no_text():
    assert notices_of("a.pdf", pdf_of([b"One"], [], [b"Three"])) == ("Page 2 has no text layer.",)


def test_pdf_signs_without_meaning_are_shown_and_said():
    read = extract("a.pdf", pdf_of([b"a \\001 b"]))
    assert read.text == "a \ufffd b"
    assert read.notices == ("Some signs of the PDF have no meaning; each was read as \ufffd.",)


# Hostile files: what is refused, with what words


def with_sizes(package, size):
    """The zip with every header, local and central, giving this unpacked size."""
    changed = bytearray(package)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = changed.find(signature)
        while at >= 0:
            struct.pack_into("<I", changed, at + offset, size)
            at = changed.find(signature, at + 1)
    return bytes(changed)


def overlapping(count):
    """A zip whose members all unpack the same megabyte."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("a", b"\0" * 1_000_000)
        package.filelist += [copy.copy(package.filelist[0]) for _ in range(count)]
    return file.getvalue()


def with_flag(package, bit):
    changed = bytearray(package)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.find(signature) + offset] |= bit
    return bytes(changed)


def workbook():
    kind = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return zipped({"[Content_Types].xml": b"<Types><Override ContentType='%s'/></Types>" % kind})


LAUGHS = "<!DOCTYPE w:document [<!ENTITY a 'ha'>"
for before, name in zip("abcdefghi", "bcdefghij", strict=True):
    LAUGHS += f"<!ENTITY {name} '{f'&{before};' * 10}'>"
LAUGHS += "]>"
OUTSIDE = "<!DOCTYPE w:document [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
ENCRYPTED = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]" % (
    b"41" * 32,
    b"42" * 32,
)
SIGNS = "signs that are not text"
DAMAGED = "damaged or not of the kind"

REFUSED = {
    # names and sizes
    "no extension": ("statement", b"x", "Only files named"),
    "no name": ("", b"x", "Only files named"),
    "path instead of name": ("../../etc/passwd", b"x", "Only files named"),
    "NUL after extension": ("a.txt\0", b"x", "Only files named"),
    "NUL hides extension": ("a.exe\0.png", b"x", "Only files named"),
    "old Word name": ("a.doc", b"x", "Only files named"),
    "long name": ("a" * 1_000_000, b"x", "Only files named"),
    "empty": ("a.txt", b"", "is empty"),
    "too large": ("a.txt", b"x" * 10_000_001, "larger than 10 MB"),
    # text
    "only spaces": ("a.txt", b" \n \t\n", "no words"),
    "only NULs": ("a.txt", b"\0" * 1000, SIGNS),
    "one NUL": ("a.txt", b"Ministers\0 agreed", SIGNS),
    "UTF-16 without mark": ("a.txt", WORDS.encode("utf-16-le"), SIGNS),
    "UTF-16 lone surrogate": ("a.txt", b"\xff\xfeM\0\x00\xd8i\0", SIGNS),
    "UTF-16 odd length": ("a.txt", b"\xff\xfeM\0i", SIGNS),
    "UTF-32": ("a.txt", WORDS.encode("utf-32"), SIGNS),
    "UTF-8 mark, other bytes": ("a.txt", b"\xef\xbb\xbfcaf\xe9", SIGNS),
    "no encoding at all": ("a.txt", b"\x81\x8d\x8f", SIGNS),
    "controls": ("a.txt", b"\x01\x02\x03" * 100 + b"agreed", SIGNS),
    "picture": ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", SIGNS),
    "10 MB of text": ("a.txt", b"agreed " * 1_400_000, "more than 4 MB of text"),
    # a name of another kind
    "PDF named txt": ("a.txt", pdf_of([b"x"]), "named .txt but holds a PDF"),
    "docx named pdf": ("a.pdf", docx_with({}), "named .pdf but holds a Word document"),
    "page named txt": ("a.txt", b"\xef\xbb\xbf <!DOCTYPE HTML><p>x", "holds a web page"),
    "page named docx": ("a.docx", b"<html>x", "holds a web page"),
    "text named html": ("a.html", WORDS.encode(), "named .html but holds something else"),
    "text named pdf": ("a.pdf", WORDS.encode(), "named .pdf but holds something else"),
    "RTF named docx": ("a.docx", b"{\\rtf1 agreed}", "holds rich text"),
    # web pages
    "divs 100,000 deep": ("a.html", b"<div>" * 100_000 + b"x", "nested too deeply"),
    "lists 2,000 deep": ("a.html", b"<ol><li>x" * 2_000, "nested too deeply"),
    "page of scripts": ("a.html", b"<html><script>alert('x')</script></html>", "no words"),
    "page with NUL": ("a.html", b"<p>a\0b", SIGNS),
    # Word documents
    "protected (OLE)": (
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504,
        "protected by a password or saved in the old .doc format",
    ),
    "protected (zip)": ("a.docx", with_flag(docx_with({}), 1), "protected by a password"),
    "zip bomb": ("a.docx", docx_with({"word/x.xml": b" " * 30_000_000}), "unpacks to more"),
    "many members": ("a.docx", docx_with({f"{i}": b"" for i in range(2_001)}), "unpacks to more"),
    "members overlap": ("a.docx", overlapping(1_500), "unpacks to more"),
    "size understated": ("a.docx", with_sizes(docx_with({"x": b" " * 3_000_000}), 10), DAMAGED),
    "bzip2 member": ("a.docx", docx_with({}, zipfile.ZIP_BZIP2), "not a Word document"),
    "LZMA member": ("a.docx", docx_with({}, zipfile.ZIP_LZMA), "not a Word document"),
    "billion laughs": (
        "a.docx",
        docx_with(body_of(f"<w:p>{run('&j;')}</w:p>", LAUGHS)),
        "defines entities",
    ),
    "outside entity": (
        "a.docx",
        docx_with(body_of(f"<w:p>{run('&x;')}</w:p>", OUTSIDE)),
        "defines entities",
    ),
    "entity in UTF-16": (
        "a.docx",
        docx_with({"docProps/app.xml": f"{OUTSIDE}<a>&x;</a>".encode("utf-16")}),
        "defines entities",
    ),
    "workbook": ("a.docx", workbook(), "not a Word document"),
    "zip in zip": ("a.docx", zipped({"a.docx": docx_with({})}), DAMAGED),
    "empty zip": ("a.docx", zipped({}), DAMAGED),
    "half a document": ("a.docx", docx_with({})[:10_000], DAMAGED),
    "zip magic alone": ("a.docx", b"PK\x03\x04", DAMAGED),
    "broken XML": ("a.docx", docx_with({"word/document.xml": b"<w:document"}), DAMAGED),
    "no body": ("a.docx", docx_with({"word/document.xml": xml("document", "")}), DAMAGED),
    "XML 100,000 deep": ("a.docx", docx_with(body_of("<w:sdt>" * 100_000)), DAMAGED),
    "controls 1,500 deep": (
        "a.docx",
        docx_with(body_of("<w:sdt>" * 1_500 + "<w:p/>" + "</w:sdt>" * 1_500)),
        DAMAGED,
    ),
    "number that is none": ("a.docx", numbered(level("x", "decimal", "%1"), (1, 0, "x")), DAMAGED),
    "marks grow": (
        "a.docx",
        numbered(level(0, "decimal", "%1" * 10 + "x" * 500_000), *[(1, 0, "x")] * 3_000),
        TOO_MUCH,
    ),
    # PDFs
    "protected PDF": ("a.pdf", pdf_of([b"x"], trailer=ENCRYPTED), "protected by a password"),
    "scan": ("a.pdf", pdf_of([], []), "No page of this PDF has a text layer"),
    "PDF magic alone": ("a.pdf", b"%PDF-1.7", DAMAGED),
    "half a PDF": ("a.pdf", pdf_of([b"x"])[:60], DAMAGED),
    "million pages claimed": (
        "a.pdf",
        pdf_of([b"x"]).replace(b"/Count 1", b"/Count 1000000"),
        "more than 500 pages",
    ),
    "pages in a circle": ("a.pdf", pdf_of([b"x"]).replace(b"[5 0 R]", b"[2 0 R]"), "Page 1"),
    "pages 5,000 deep": (
        "a.pdf",
        pdf(
            [CATALOG]
            + [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % i for i in range(3, 5_003)]
            + [page(2)]
        ),
        "Page 1 of this PDF is damaged",
    ),
    "PDF arrays 100,000 deep": ("a.pdf", pdf([b"[" * 100_000]), DAMAGED),
    "PDF objects in a circle": ("a.pdf", pdf([b"1 0 R"]), DAMAGED),
}


@pytest.mark.parametrize(("name", "content", "words"), REFUSED.values(), ids=REFUSED)
def test_hostile_file_is_refused_in_a_sentence(name, content, words):
    refusal = refusal_of(name, content)
    assert words in refusal
    assert refusal.endswith(".")
    assert len(refusal) < 200


def inflated(size):
    data = zlib.compress(b" " * size)
    return pdf(
        [CATALOG, b"<< /Type /Pages /Kids [5 0 R] /Count 1 >>", FONT]
        + [stream(data, b"/Filter /FlateDecode"), page(4)]
    )


SURVIVED = {
    "huge attribute": ("a.html", b"<p title='%s'>x" % (b"y" * 9_000_000)),
    "20,000 attributes": ("a.html", b"<p %s>x" % b" ".join(b"a%d" % i for i in range(20_000))),
    "300,000 empty tags": ("a.html", b"<b></b>" * 300_000 + b"x"),
    "300,000 breaks": ("a.html", b"<br>" * 300_000 + b"x"),
    "entity bomb in a page": ("a.html", f"{LAUGHS}<p>&j;".encode()),
    "page fetches": ("a.html", b"<base href=//127.0.0.1/><img src=x><link href=x><p>x"),
    "odd bytes": ("a.html", b"<\xff<<p \x7f=>\xfe</"),
    "styles in a circle": (
        "a.docx",
        docx_with(
            {
                "word/styles.xml": xml(
                    "styles",
                    "<w:style w:styleId='A'><w:basedOn w:val='B'/></w:style>"
                    "<w:style w:styleId='B'><w:basedOn w:val='A'/></w:style>",
                )
            }
            | body_of(f"<w:p><w:pPr><w:pStyle w:val='A'/></w:pPr>{run('x')}</w:p>")
        ),
    ),
    "member outside": ("a.docx", docx_with({"../../etc/cron.d/x": b"x", "/etc/x": b"x"})),
    "vast numerals": (
        "a.docx",
        numbered(level(0, "upperRoman", "%1", start=10**9), (1, 0, "x")),
    ),
    "size overstated": ("a.docx", with_sizes(docx_with({}), 2**32 - 2)),
    "PDF stream of 200 MB": ("a.pdf", inflated(200_000_000)),
    "half a long PDF": ("a.pdf", pdf_of(*[[b"x"]] * 50)[:-2_000]),
    "path in name": ("../..\\a/b.txt", b"x"),
}


@pytest.mark.parametrize(("name", "content"), SURVIVED.values(), ids=SURVIVED)
def test_hostile_file_is_read_or_refused(name, content):
    assert 0 < len(text_or_refusal_of(name, content)) <= extracting.TEXT_BYTES


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(extracting.MEDIA_TYPES)), st.binary(min_size=1, max_size=300))
def test_any_bytes_end_in_a_value_or_a_sentence(kind, noise):
    starts = {"pdf": b"%PDF-1.4\n", "docx": b"PK\x03\x04", "html": b"<html>", "txt": b""}
    assert text_or_refusal_of(f"a.{kind}", starts[kind] + noise)


# The process that reads


def child_that(monkeypatch, program):
    monkeypatch.setattr(extracting, "_START", program)


def test_child_has_no_environment_and_leaves_the_working_directory(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for files")
    child_that(
        monkeypatch,
        "import json, os; print(json.dumps({'text': os.getcwd(), 'notices': list(os.environ)}))",
    )
    read = extract("a.txt", b"x")
    assert read.text == "/"
    assert set(read.notices) <= {"LC_CTYPE"}  # the interpreter's own


@pytest.mark.parametrize(
    "program",
    [
        "while True: print('x' * 100_000)",
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    ],
    ids=["floods", "sleeps", "hangs when done", "crashes"],
)
def test_child_that_goes_wrong_is_ended(monkeypatch, program):
    monkeypatch.setattr(extracting, "WALL_SECONDS", 1)
    child_that(monkeypatch, program)
    assert refusal_of("a.txt", b"x") == TOO_MUCH


@pytest.mark.parametrize("program", ["import no_such_library", "print('no JSON')"])
def test_fault_of_the_site_is_not_blamed_on_the_file(monkeypatch, program):
    child_that(monkeypatch, program)
    assert "a fault of this site" in refusal_of("a.txt", b"x")


def test_child_that_cannot_start_is_a_sentence(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "a fault of this site" in refusal_of("a.txt", b"x")


@pytest.mark.parametrize(
    ("deed", "fault"),
    [
        ("bytearray(700_000_000)", "MemoryError"),
        ("open('written', 'wb', 0).write(b'x')", "OSError"),
        ("while True: pass", None),
    ],
)
def test_child_confines_itself(tmp_path, deed, fault):
    program = (
        "import resource, sys; sys.path.append(sys.argv[1])\n"
        "from conferences import extracting_child as child\n"
        "child.LIMITS[resource.RLIMIT_CPU] = 1\n"
        f"child.confine()\n{deed}"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-c", program, PROJECT], cwd=tmp_path, capture_output=True
    )
    assert ended.returncode == 1 if fault else ended.returncode < 0
    assert (fault or "").encode() in ended.stderr
