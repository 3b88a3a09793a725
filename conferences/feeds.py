"""An answer as an Atom feed (RFC 4287), in pages that link to one another (RFC 5005)."""

from lxml import etree
from lxml.builder import ElementMaker

from .text import clean

PUBLISHER = "Bali Process record"
# Atom wants a moment of every entry; one without a day has the first that computers count.
UNDATED = "1970-01-01"
TITLE_CHARACTERS = 100

_ATOM = "http://www.w3.org/2005/Atom"
_make = ElementMaker(namespace=_ATOM, nsmap={None: _ATOM})


def atom_of(answer, page, pages):
    """The feed's page as bytes: one entry for each passage, known for good by its address.

    `pages` are the addresses of the feed's pages by relation: self, first, previous, next, last.
    """
    feed = _make.feed(
        _make.id(pages["first"]),
        _make.title(_title(answer, page)),
        _make.subtitle(answer.mark),
        _make.updated(answer.as_of.isoformat()),
        _make.author(_make.name(PUBLISHER)),
        _make.link(rel="alternate", type="text/html", href=answer.address),
        *(_make.link(rel=rel, href=address) for rel, address in pages.items()),
        *map(_entry, answer.items),
    )
    yield etree.tostring(feed, xml_declaration=True, encoding="utf-8")


def _title(answer, page):
    question = clean(answer.question)
    last = page.paginator.num_pages
    return f"{question}, page {page.number} of {last}" if last > 1 else question


def _entry(item):
    """What is updated is the conference's last day: the words of a passage never change."""
    of = item["of"]
    text = clean(item["text"])
    return _make.entry(
        _make.id(item["address"]),
        _make.title(_shortened(f"{item['reference']}: {text}")),
        _make.updated(f"{of['ends_on'] or UNDATED}T00:00:00Z"),
        _make.author(_make.name(f"Ministers at the {of['title']}")),
        _make.link(rel="alternate", type="text/html", href=item["address"]),
        *(_make.category(term=each["slug"], label=each["name"]) for each in item["themes"]),
        _make.content(text, type="text"),
    )


def _shortened(text):
    if len(text) <= TITLE_CHARACTERS:
        return text
    return text[:TITLE_CHARACTERS].rpartition(" ")[0] + " …"
