"""The references of passages: given once, and for good when the conference is public."""

from .models import Finding


def give_references(conference, afresh=None):
    """Give passages the references they lack; `afresh` gives all of a draft theirs anew.

    A number or label that was used once is never used again: public passages keep theirs.
    """
    if afresh is None:
        afresh = not conference.has_been_public
    for passages in (conference.findings.all(), conference.recommendations.all()):
        if afresh:
            passages.update(reference=None)  # so that two that change places do not collide
        _give(conference.code, passages)


def _give(code, passages):
    taken = set(passages.values_list("reference", flat=True)) - {None}
    lacking = list(passages.filter(reference=None))
    for row in lacking:
        row.reference = (
            _finding(code, taken) if isinstance(row, Finding) else f"{code}-R-{row.label}"
        )
        taken.add(row.reference)
    passages.bulk_update(lacking, ["reference"])


def _finding(code, taken):
    """The number after the highest one taken."""
    numbers = [int(reference.rpartition("-")[2]) for reference in taken]
    return f"{code}-F-{max(numbers, default=0) + 1}"
