"""The references of passages: given once, and for good when the conference is public."""

from itertools import count

from .models import Finding


def give_references(conference, afresh=None):
    """Give passages the references they lack; `afresh` gives all of a draft theirs anew.

    A reference that was public once is never used again, also when its passage is gone.
    """
    if afresh is None:
        afresh = not conference.has_been_public
    for passages in (conference.findings.all(), conference.recommendations.all()):
        if afresh:
            passages.update(reference=None)  # so that two that change places do not collide
        lacking = list(passages.filter(reference=None))
        if lacking:
            _give(conference, lacking, _taken(conference, passages))


def _taken(conference, passages):
    """The references of these passages, and of all that any edition had."""
    now = set(passages.values_list("reference", flat=True)) - {None}
    return now.union(*(references_in(each.record) for each in conference.original.editions.all()))


def references_in(record):
    """The references of all passages of a record."""
    return {item["reference"] for item in record["findings"] + record["recommendations"]}


def _give(conference, lacking, taken):
    for row in lacking:
        wanted = _finding if isinstance(row, Finding) else _recommendation
        row.reference = wanted(conference.code, row, taken)
        taken.add(row.reference)
    type(lacking[0]).objects.bulk_update(lacking, ["reference"])


def _finding(code, _, taken):
    """The number after the highest one taken."""
    start = f"{code}-F-"
    ends = [each.removeprefix(start) for each in taken if each.startswith(start)]
    numbers = [int(end) for end in ends if end.isdecimal()]
    return f"{start}{max(numbers, default=0) + 1}"


def _recommendation(code, row, taken):
    """Its label; one that stood for other words before gets a number after it."""
    wanted = f"{code}-R-{row.label}"
    numbered = (f"{wanted}.{number}" for number in count(2))
    return wanted if wanted not in taken else next(n for n in numbered if n not in taken)
