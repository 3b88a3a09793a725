"""A database into one file and back, on SQLite and PostgreSQL; and whether a database is empty."""

import os
import sqlite3
import subprocess
from contextlib import closing

DUMPS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# What a migration writes by itself, beside the index of words; and what can be lost any time.
_MADE_BY_MIGRATE = {
    *("django_migrations", "django_content_type", "auth_permission"),
    *("auth_group", "auth_group_permissions", "conferences_contentversion", "conferences_cache"),
}


class Refused(Exception):  # noqa: N818
    """Nothing was done; the message is a sentence for whoever runs the site."""


def occupants(connection):
    """The tables that hold what nobody has made by `migrate` alone; [] of an empty database."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        return [name for name in tables if not _is_made(name) and _has_row(cursor, name)]


def _is_made(table):
    return table in _MADE_BY_MIGRATE or "_search" in table


def _has_row(cursor, table):
    name = cursor.db.ops.quote_name(table)
    cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {name})")  # noqa: S608
    return bool(cursor.fetchone()[0])


def dump(connection, path):
    """Write the database as it is at one moment, while others write. Raises Refused."""
    if connection.vendor == "sqlite":
        _copy(connection, path)
    else:
        _run(
            *("pg_dump", connection, "--format=custom", "--no-owner", "--no-privileges"),
            f"--file={path}",
        )


def _copy(connection, path):
    connection.ensure_connection()
    with closing(sqlite3.connect(path)) as copy:
        connection.connection.backup(copy)
        found = [said for (said,) in copy.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise Refused(f"The database is damaged, and its backup would be: {found[0]}")


def put_back(connection, path):
    """Let an empty database hold what a dump holds: all of it or nothing. Raises Refused."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        # Page by page in one transaction: another file put in its place would meet the old one's
        # journal.
        with closing(sqlite3.connect(path)) as source:
            source.backup(connection.connection)
        return
    script = path.with_suffix(".sql")
    _run("pg_restore", None, "--no-owner", "--no-privileges", f"--file={script}", path)
    clear = path.with_suffix(".clear")
    clear.write_text(_cleared(connection))
    # pg_restore has one transaction for what is in the archive, and none for what is in its way.
    _run(
        *("psql", connection, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
        *("--single-transaction", f"--file={clear}", f"--file={script}"),
    )


def _cleared(connection):
    """SQL that drops the empty tables and the functions that `migrate` made."""
    with connection.cursor() as cursor:
        names = [connection.ops.quote_name(t) for t in connection.introspection.table_names(cursor)]
        cursor.execute(
            "SELECT oid::regprocedure::text FROM pg_proc WHERE proname LIKE 'conferences\\_%' "
            "AND pronamespace = current_schema()::regnamespace"
        )
        functions = [name for (name,) in cursor.fetchall()]
    drops = [f"DROP TABLE {name} CASCADE;" for name in names]
    return "\n".join([*drops, *(f"DROP FUNCTION {name} CASCADE;" for name in functions)])


def _run(program, connection, *options):
    """Run one of PostgreSQL's own programs on the database of a connection, if one is given."""
    command, secrets = [program, *options], None
    if connection:
        connection.close()  # the program waits for what this session holds
        given, secrets = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
        command += given[1:]
    try:
        done = subprocess.run(  # noqa: S603
            command, env=os.environ | (secrets or {}), capture_output=True, text=True
        )
    except FileNotFoundError as error:
        raise Refused(f"{program} is not here: install PostgreSQL's client programs.") from error
    if done.returncode:
        raise Refused(f"{program} says: {done.stderr.strip()}")
