"""Who of the staff may do what."""

from django.contrib.auth.models import Group, Permission

EDITORS = "Editors"
_EDITED = (
    "conference",
    "statement",
    "participant",
    "paragraph",
    "finding",
    "recommendation",
    "reading",
    "actor",
    "theme",
    "source",
    "review",
)


def ensure_editors(using):
    """The Editors group: view, add, change and delete in the record, and nothing else.

    What was public cannot be deleted even so; the admin sees to that.
    """
    editors, _ = Group.objects.using(using).get_or_create(name=EDITORS)
    editors.permissions.set(
        Permission.objects.using(using).filter(
            content_type__app_label="conferences", content_type__model__in=_EDITED
        )
    )
