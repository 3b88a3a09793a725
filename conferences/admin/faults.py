"""Every error of a change form in one list: what it is, where it stands, and the way there."""

from django.utils.text import capfirst


def faults_of(form, inline_formsets):
    """[{where, message, anchor}] in the order of the page."""
    found = list(_of_form(form, ""))
    for inline in inline_formsets:
        group = capfirst(inline.opts.verbose_name_plural.partition(":")[0])
        anchor = f"{inline.formset.prefix}-heading"
        for message in inline.formset.non_form_errors():
            found.append({"where": group, "message": message, "anchor": anchor})
        for number, row in _numbered(inline.formset.forms):
            found += _of_form(row, f"{group}, row {number}", anchor)
    return found


def _numbered(rows):
    """(number, row) as the page shows them: in their order, which the editor may have changed."""
    return enumerate(sorted(rows, key=_position), 1)


def _position(row):
    value = str(row["position"].value()) if "position" in row.fields else ""
    return int(value) if value.isdecimal() and len(value) < 10 else 0


def _of_form(form, row, anchor=""):
    for name, messages in form.errors.items():
        known = name in form.fields and not form[name].is_hidden
        place = [row, form[name].label if known else ""]
        for message in messages:
            yield {
                "where": ", ".join(filter(None, place)),
                "message": message,
                "anchor": form[name].id_for_label if known else anchor,
            }
