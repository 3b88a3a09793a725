"""What a page says to machines of the record that it shows, in the words of schema.org."""

from .citations import source_of

PROCESS = {
    "@type": "Organization",
    "name": "Bali Process on People Smuggling, Trafficking in Persons and Related "
    "Transnational Crime",
    "alternateName": "Bali Process",
    "url": "https://www.baliprocess.net/",
}


def event_of(record, address, image=""):
    """A conference as an Event whose page stands at `address`, its image at `image`."""
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Event",
            "@id": address,
            "url": address,
            "identifier": record["code"],
            "name": record["title"],
            "alternateName": record["official_name"],
            "startDate": record["starts_on"],
            "endDate": record["ends_on"],
            "eventStatus": "https://schema.org/EventScheduled",
            "location": _place(record),
            "organizer": PROCESS,
            "sameAs": record["official_url"],
            "image": image,
        }
    )


def _place(record):
    """Where it was held; None when not even the country is known."""
    if not record["place"]:
        return None
    address = {
        "@type": "PostalAddress",
        "addressLocality": record["city"],
        "addressCountry": record["country"],
    }
    name = record["venue"] or record["place"]
    return {"@type": "Place", "name": name, "address": _known(address)}


def quotation_of(record, item, address, conference_address):
    """A passage as a Quotation whose page stands at `address`."""
    source = source_of(record, item)
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "Quotation",
            "@id": address,
            "url": address,
            "identifier": item["reference"],
            "text": item["text"],
            "inLanguage": source and source["language"],
            "creator": PROCESS,
            "dateCreated": record["ends_on"],
            "isPartOf": {
                "@type": "WebPage",
                "name": record["title"],
                "url": conference_address,
            },
            "isBasedOn": source and _statement(source),
        }
    )


def _statement(source):
    return _known(
        {
            "@type": "CreativeWork",
            "name": source["title"],
            "genre": source["kind"],
            "inLanguage": source["language"],
            "url": source["source_url"],
        }
    )


def _known(value):
    """The members that are not empty."""
    return {name: member for name, member in value.items() if member}
