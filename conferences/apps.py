"""The app, and the one thing that happens after every migration."""

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class ConferencesConfig(AppConfig):
    name = "conferences"
    verbose_name = "The record"

    def ready(self):
        pre_migrate.connect(_clear_the_way, sender=self)
        post_migrate.connect(_complete_the_database, sender=self)


def _clear_the_way(using, **_):
    """SQLite cannot remake a table that a trigger of another table reads."""
    from .guards import drop_guards
    from .version import drop_version

    drop_guards(using)
    drop_version(using)


def _complete_the_database(using, **_):
    """What migrations cannot hold: SQLite drops triggers when it rebuilds a table, and the
    permissions of a group exist only now. Each step may run any number of times.
    """
    if "conferences_conference" not in connections[using].introspection.table_names():
        return  # migrated back to nothing
    from django.core.management import call_command

    from .guards import ensure_guards, ensure_journal
    from .publishing import begin_editions
    from .roles import ensure_groups
    from .search_index import ensure_index
    from .version import ensure_version

    call_command("createcachetable", database=using, verbosity=0)
    ensure_journal(using)
    ensure_guards(using)
    ensure_groups(using)
    ensure_index(using)
    ensure_version(using)
    begin_editions(using)
