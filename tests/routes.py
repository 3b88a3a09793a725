"""Every address, from the resolver: a new route is walked by every test that walks."""

from django.urls import URLPattern, get_resolver, reverse

from conferences.citations import FORMS
from conferences.sitemaps import SITEMAPS

# The real record's values for the routes that take one, or as a tuple several.
OF_THE_RECORD = {
    "conference": ["second-ministerial-conference", "eighth-ministerial-conference"],
    "statement": ["second-ministerial-conference"],
    "image": [],
    "history": ["second-ministerial-conference"],
    "edition": [("second-ministerial-conference", 1)],
    "edition_json": [("second-ministerial-conference", 1)],
    "edition_statement": [("second-ministerial-conference", 1)],
    "edition_image": [],
    "preview": [],
    "preview_statement": [],
    "preview_image": [],
    "finding": ["BPMC2-F-1", "BPMC2-F-8"],
    "recommendation": ["BPMC2-R-A", "BPMC2-R-E"],
    "actor": ["australia", "iom", "states", "hong-kong"],
    "sitemap_section": [*SITEMAPS],
}
OF_THE_RECORD["conference_json"] = OF_THE_RECORD["conference"]
OF_THE_RECORD |= {
    f"{page}_{form}": OF_THE_RECORD[page]
    for page in ("conference", "finding", "recommendation")
    for form in FORMS
}


OF_STAFF = ("admin/", "account/")


def routes(patterns=None):
    """The public patterns, whatever module they come from."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLPattern):
            yield each
        elif str(each.pattern) not in OF_STAFF:
            yield from routes(each.url_patterns)


def sign_in_addresses():
    """The addresses at which staff sign in; where one takes a number, with that of no passkey."""
    (sign_in,) = (p for p in get_resolver().url_patterns if str(p.pattern) == "account/")
    return [
        reverse(route.name, args=[1] if route.pattern.converters else [])
        for route in sign_in.url_patterns
    ]


def addresses(values):
    """The address of every public route, with every value that `values` has for its name."""
    for route in routes():
        if not route.pattern.converters:
            yield reverse(route.name)
            continue
        assert route.name in values, f"No values are known for the route {route.name!r}."
        for value in values[route.name]:
            yield reverse(route.name, args=value if isinstance(value, tuple) else [value])


def pages(one_of_each=False):
    """The pages of the real record, some of each kind: neither files nor sheets for paper."""
    values = {name: known[:1] if one_of_each else known for name, known in OF_THE_RECORD.items()}
    return [
        address
        for address in addresses(values)
        if address.endswith("/") and not address.endswith("/print/")
    ]
