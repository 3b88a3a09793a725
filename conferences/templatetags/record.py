"""How templates print values of the record."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.text import slugify

from conferences.search import highlighted, snippet
from conferences.statements.verbs import leading_verb
from conferences.text import counted as count_in_words

register = template.Library()


@register.filter
@lru_cache(4096)
def hung(text):
    """(verb words, the rest) of a finding, so that its verb can hang in the margin."""
    found = leading_verb(text)
    end = found[1] if found else 0
    return text[:end], text[end:]


@register.filter
def marked(text, words):
    """The text with the words of a search marked, where there is one."""
    return highlighted(text, words) if words else text


@register.simple_tag
def spoken(item, words=None):
    """The words of a passage, with its verb or its letter in the margin."""
    if item["kind"] == "finding":
        start, rest = (marked(each, words) for each in hung(item["text"]))
        return format_html('<p class="words"><span class="hung">{}</span>{}</p>', start, rest)
    said = marked(item["text"], words)
    label = '<p class="words"><span class="hung label">{}.</span> {}</p>'
    return format_html(label, item["label"], said)


@register.simple_tag
def about(item):
    """What is ours of a passage; the same values are printed once."""
    of, to = item.get("of"), item.get("addressees", ())
    return _about(
        item["kind"],
        item["reference"],
        of and (of["slug"], of["title"], of["dates"]),
        tuple((actor["slug"], actor["short_name"] or actor["name"]) for actor in to),
        tuple((theme["slug"], theme["name"]) for theme in item["themes"]),
    )


@lru_cache(4096)
def _about(kind, reference, of, addressees, themes):
    values = {"kind": kind, "reference": reference, "of": of}
    values |= {"addressees": addressees, "themes": themes}
    return render_to_string("conferences/_about.html", values)


@register.filter
def shortened(text, words):
    """Some of a long text, around the words of a search."""
    return snippet(text, words)


@register.filter
def counted(count, noun):
    """«8 findings» from 8 and «finding»."""
    return count_in_words(count, noun)


@register.filter
def of_fact(readings, fact):
    """The readings of one fact."""
    return [reading for reading in readings if reading["fact"] == fact]


@register.filter
def doubts(readings, fact):
    """The readings of one fact that differ from the chosen one, or that are not certain."""
    found = of_fact(readings, fact)
    chosen = {reading["value"] for reading in found if reading["is_chosen"]}
    return [r for r in found if r["value"] not in chosen or r["confidence"] != "high"]


@register.filter
def with_role(participants, role):
    return [each for each in participants if each["role"] == role]


@register.filter
def with_capacity(participants, capacity):
    """Those who took part in one capacity, beside the co-chairs; "" when it is not stated."""
    return [p for p in participants if p["role"] != "co-chair" and p["capacity"] == capacity]


@register.filter
def has_list(participants):
    """True when more than the co-chairs is known of who took part."""
    return any(each["role"] != "co-chair" for each in participants)


@register.simple_tag
@lru_cache(4096)
def address(name, *keys):
    """The address of a page, for templates that print hundreds of them."""
    return reverse(name, args=keys)


@register.simple_tag
def boxes(facet, choices):
    """The check boxes of a facet; a facet may have hundreds, for which a template is too slow."""
    rows = ((_box(facet.name, c.value, c.label, c.is_chosen), _number(c.count)) for c in choices)
    return format_html_join("\n", "{}{}</span></label>", rows)


@lru_cache(4096)
def _number(count):
    """A count that is escaped once."""
    return format_html("{}", count)


@lru_cache(4096)
def _box(name, value, label, is_chosen):
    """What of a check box is the same at every request: all but its count."""
    box = '<label class="choice"><input type="checkbox" id="{0}-{1}" name="{0}" value="{2}"{3}>'
    said = ' <span>{4}</span> <span class="count">'
    return format_html(box + said, name, slugify(value), value, " checked" * is_chosen, label)
