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


def _element(tag, *children, **attributes):
    """An element of the feed; what XML cannot hold is left out of its texts."""
    inside = [clean(child) if isinstance(child, str) else child for child in children]
    return _make(tag, *inside, **{name: clean(value) for name, value in attributes.items()})


def atom_of(answer, page, pages):
    """The feed's page as bytes: one entry for each passage, known for good by its address.

    `pages` are the addresses of the feed's pages by relation: self, first, previous, next, last.
    """
    feed = _element(
        "feed",
        _element("id", pages["first"]),
        _element("title", _title(answer, page)),
        _element("subtitle", answer.mark),
        _element("updated", answer.as_of.isoformat()),
        _element("author", _element("name", PUBLISHER)),
        _element("link", rel="alternate", type="text/html", href=answer.address),
        *(_element("link", rel=rel, href=address) for rel, address in pages.items()),
        *map(_entry, answer.items),
    )
    yield etree.tostring(feed, xml_declaration=True, encoding="utf-8")


def _title(answer, page):
    last = page.paginator.num_pages
    which = f", page {page.number} of {last}" if last > 1 else ""
    return answer.question + which


def _entry(item):
    """What is updated is the conference's last day: the words of a passage never change."""
    of, text = item["of"], item["text"]
    return _element(
        "entry",
        _element("id", item["address"]),
        _element("title", _shortened(f"{item['reference']}: {text}")),
        _element("updated", f"{of['ends_on'] or UNDATED}T00:00:00Z"),
        _element("author", _element("name", f"Ministers at the {of['title']}")),
        _element("link", rel="alternate", type="text/html", href=item["address"]),
        *(_element("category", term=each["slug"], label=each["name"]) for each in item["themes"]),
        _element("content", text, type="text"),
    )


def _shortened(text):
    if len(text) <= TITLE_CHARACTERS:
        return text
    return text[:TITLE_CHARACTERS].rpartition(" ")[0] + " …"
