"""A page as tests read it: a tree of elements, found by tag and attributes."""

from html.parser import HTMLParser

VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Element:
    def __init__(self, tag, attributes):
        self.tag = tag
        self.attributes = {name: value or "" for name, value in attributes}
        self.children = []

    def __getitem__(self, name):
        return self.attributes[name]

    def get(self, name, default=None):
        return self.attributes.get(name, default)

    @property
    def classes(self):
        return self.get("class", "").split()

    @property
    def text(self):
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    @property
    def words(self):
        """The text with its white space folded, as a reader sees it."""
        return " ".join(self.text.split())

    def __iter__(self):
        """Every element below this one, in the order of the page."""
        for child in self.children:
            if isinstance(child, Element):
                yield child
                yield from child

    def all(self, tag="", **attributes):
        """The elements of a tag with these attributes; `class_` and `for_` for Python's words."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [e for e in self if tag in ("", e.tag) and e.has(**wanted)]

    def has(self, **wanted):
        kinds = wanted.pop("class", "").split()
        return set(kinds) <= set(self.classes) and wanted.items() <= self.attributes.items()

    def one(self, tag="", **attributes):
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}, not one"
        return found[0]

    def without(self, **attributes):
        """The text, less the elements with these attributes."""
        dropped = self.all(**attributes)
        return "".join(
            c if isinstance(c, str) else "" if c in dropped else c.without(**attributes)
            for c in self.children
        )


class Document(Element, HTMLParser):
    def __init__(self, markup):
        Element.__init__(self, "document", [])
        HTMLParser.__init__(self, convert_charrefs=True)
        self.markup = markup
        self.open = [self]
        self.feed(markup)
        self.close()
        assert self.open == [self], f"<{self.open[-1].tag}> is never closed"

    def handle_starttag(self, tag, attributes):
        element = Element(tag, attributes)
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attributes):
        self.open[-1].children.append(Element(tag, attributes))

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)
