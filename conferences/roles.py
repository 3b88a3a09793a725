"""Who of the staff may do what: Editors prepare, Publishers publish too."""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

EDITORS, PUBLISHERS = "Editors", "Publishers"
PUBLISH = "publish_conference"
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


def may_publish(user):
    """Whether someone may change what the public sees."""
    return user.has_perm(f"conferences.{PUBLISH}")


def ensure_groups(using):
    """The groups: view, add, change and delete in the record, publishing, and nothing else.

    What was public cannot be changed or deleted even so; the admin sees to that.
    """
    of_the_app = Permission.objects.using(using).filter(content_type__app_label="conferences")
    ours = of_the_app.filter(Q(content_type__model__in=_EDITED) | Q(codename="view_entry"))
    _give(using, EDITORS, ours.exclude(codename=PUBLISH))
    _give(using, PUBLISHERS, ours)


def _give(using, name, permissions):
    group, _ = Group.objects.using(using).get_or_create(name=name)
    group.permissions.set(permissions)
