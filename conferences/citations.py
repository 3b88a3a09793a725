"""How to cite a passage: the official source first, then this record."""


def plain(record, item, address):
    """One paragraph of text that names the passage, its source, and its address here."""
    name = "finding" if item["kind"] == "finding" else f"recommendation {item['label']}"
    held = ", ".join(filter(None, [record["title"], record["place"], record["dates"]]))
    official = f" {record['official_url']}." if record["official_url"] else ""
    return f"{held}, {name}.{official} Reference {item['reference']}, {address}"
