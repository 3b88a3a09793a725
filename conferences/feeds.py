"""Atom feeds (RFC 4287) in pages that link to one another (RFC 5005): of answers, of the log."""

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
    yield _bytes(
        _element("id", pages["first"]),
        _element("title", _title(answer, page)),
        _element("subtitle", answer.mark),
        _element("updated", answer.as_of.isoformat()),
        _element("author", _element("name", PUBLISHER)),
        _element("link", rel="alternate", type="text/html", href=answer.address),
        *(_element("link", rel=rel, href=address) for rel, address in pages.items()),
        *map(_entry, answer.items),
    )


def log_atom(page, site, log, feed):
    """A page of the log of editions as a feed; `log` and `feed` are the paths of both at `site`."""
    own = f"{site}{feed}"
    numbers = {"self": page.number, "first": 1, "last": page.paginator.num_pages}
    numbers |= {"previous": page.number - 1} if page.has_previous() else {}
    numbers |= {"next": page.number + 1} if page.has_next() else {}
    editions = list(page)
    moment = editions[0].at.isoformat() if editions else f"{UNDATED}T00:00:00Z"
    links = {rel: own + (f"?page={n}" if n > 1 else "") for rel, n in numbers.items()}
    yield _bytes(
        _element("id", own),
        _element("title", "Corrections"),
        _element("subtitle", "What was published, corrected and withdrawn, and why."),
        _element("updated", moment),
        _element("author", _element("name", PUBLISHER)),
        _element("link", rel="alternate", type="text/html", href=f"{site}{log}"),
        *(_element("link", rel=rel, href=address) for rel, address in links.items()),
        *(_log_entry(edition, site + edition.log_url) for edition in editions),
    )


def _log_entry(edition, address):
    act = f"{edition.conference.title}: {edition.get_act_display().lower()}"
    return _element(
        "entry",
        _element("id", address),
        _element("title", f"{act}, edition {edition.number}"),
        _element("updated", edition.at.isoformat()),
        _element("link", rel="alternate", type="text/html", href=address),
        _element("content", edition.reason, type="text"),
    )


def _bytes(*children):
    return etree.tostring(_element("feed", *children), xml_declaration=True, encoding="utf-8")


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
