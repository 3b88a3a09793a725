"""How templates print values of the record."""

from django import template

from conferences.countries import COUNTRIES
from conferences.statements.verbs import leading_verb
from conferences.text import counted as count_in_words

register = template.Library()


@register.filter
def hung(text):
    """(verb words, the rest) of a finding, so that its verb can hang in the margin."""
    found = leading_verb(text)
    end = found[1] if found else 0
    return text[:end], text[end:]


@register.filter
def counted(count, noun):
    """«8 findings» from 8 and «finding»."""
    return count_in_words(count, noun)


@register.filter
def country(code):
    """The name of a country by its code."""
    return COUNTRIES.get(code, "")


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
