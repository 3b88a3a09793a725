"""Sites of their own, whose databases may be hurt, and child processes that work on them."""

import multiprocessing
import shutil
import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from psycopg import sql

from tests.faults import acts

_numbers = count(1)
_children = multiprocessing.get_context("forkserver")
_children.set_forkserver_preload(["tests.faults.acts"])
PATIENCE = 60  # seconds
DROPPED_AT_ONCE = 20


class Child:
    """A process at work on a site."""

    def __init__(self, act, name, arguments):
        self.pipe, theirs = _children.Pipe(duplex=False)
        self.early = []
        self.process = _children.Process(target=acts.run, args=(act, name, theirs, arguments))
        self.process.start()
        theirs.close()

    def begun(self):
        """Wait until it is at work; what it acknowledged before is kept."""
        while (heard := self.next()) != acts.BEGUN:
            self.early.append(heard)
        return self

    def heard(self):
        """All that it has acknowledged since this was asked last."""
        found = []
        while self.pipe.poll():
            found.append(self.pipe.recv())
        return found

    def next(self):
        """What it acknowledges next."""
        assert self.pipe.poll(PATIENCE), "The child says nothing."
        return self.pipe.recv()

    def kill(self):
        self.process.kill()
        return self

    def said(self):
        """All that it acknowledged, once it has ended by itself or was killed."""
        found = self.early
        with suppress(EOFError):
            while self.pipe.poll(PATIENCE):
                found.append(self.pipe.recv())
        self.process.join(PATIENCE)
        assert self.process.exitcode in (0, -signal.SIGKILL), "The child failed by itself."
        return found


class Site:
    """A database that only children open."""

    def begin(self, act, *arguments):
        return Child(act, self.name, arguments)

    def ask(self, act, *arguments):
        """Let a child do an act to its end; returns the value."""
        return self.begin(act, *arguments).said()[-1]


class SqliteSite(Site):
    def __init__(self, folder):
        self.folder = Path(folder)
        self.path = self.folder / f"site{next(_numbers)}.sqlite3"
        self.name = str(self.path)

    def copy(self):
        """Another site with the same rows."""
        other = SqliteSite(self.folder)
        shutil.copyfile(self.path, other.path)
        return other

    @contextmanager
    def copied_to(self, folder):
        """A copy on another disk."""
        other = SqliteSite(folder)
        shutil.copyfile(self.path, other.path)
        yield other

    @contextmanager
    def only_read(self):
        self.name = f"file:{self.path}?mode=ro"
        yield
        self.name = str(self.path)

    @contextmanager
    def locked(self):
        """Nobody else can read or write."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield
            other.execute("ROLLBACK")

    @property
    def url(self):
        return f"sqlite:///{self.path}"

    def is_writing(self):
        """Whether a transaction has left its journal."""
        journals = [self.path.with_name(self.path.name + end) for end in ("-journal", "-wal")]
        return any(path.exists() and path.stat().st_size for path in journals)

    def settle(self):
        """Wait until nothing of a killed child is left."""

    @classmethod
    def drop_unwanted(cls):
        """Nothing waits to be dropped."""

    def drop(self):
        for path in self.folder.glob(self.path.name + "*"):
            path.unlink()


class PostgresSite(Site):
    def __init__(self, folder, template="template0"):
        self.name = f"faults_{acts.os.getpid()}_{next(_numbers)}"
        self._do(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(self.name), sql.Identifier(template)
            )
        )

    def copy(self):
        """Another site with the same rows."""
        return PostgresSite(None, self.name)

    @contextmanager
    def copied_to(self, folder):
        """A copy on another disk, in a tablespace there."""
        space = folder / "space"
        space.mkdir()
        name = sql.Identifier(f"{self.name}_space")
        make = sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(name, sql.Literal(str(space)))
        try:
            shutil.chown(space, "postgres")
            self._do(make)
        except (LookupError, psycopg.Error) as error:
            pytest.skip(f"PostgreSQL has no disk of ours: {error}")
        other = self.copy()
        self._do(
            sql.SQL("ALTER DATABASE {} SET TABLESPACE {}").format(sql.Identifier(other.name), name)
        )
        try:
            yield other
        finally:
            _drop(other.name)
            self._do(sql.SQL("DROP TABLESPACE {}").format(name))

    @contextmanager
    def only_read(self):
        name = sql.Identifier(self.name)
        read_only = sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}")
        self._do(read_only.format(name, sql.SQL("on")))
        yield
        self._do(read_only.format(name, sql.SQL("off")))

    @contextmanager
    def locked(self):
        """Nobody else can read or write what is asked at every request."""
        with psycopg.connect(self.url) as other:
            other.execute("LOCK conferences_contentversion, conferences_conference")
            yield
            other.rollback()

    @property
    def url(self):
        given = settings.DATABASES["default"]
        password = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
        return f"postgres://{given['USER']}{password}@{given['HOST']}:{given['PORT']}/{self.name}"

    def is_writing(self):
        """Whether a transaction that has written is open."""
        return bool(self._sessions("backend_xid IS NOT NULL"))

    def settle(self):
        """Wait until nothing of a killed child is left."""
        until = time.monotonic() + PATIENCE
        while self._sessions("true"):
            assert time.monotonic() < until, "A session of a killed process lives on."
            time.sleep(0.01)

    def _sessions(self, condition):
        select = sql.SQL("SELECT pid FROM pg_stat_activity WHERE datname = %s AND ")
        return self._do(select + sql.SQL(condition), [self.name]).fetchall()

    def drop(self):
        """Drop it with many others: each waits for the disk, and together they wait once."""
        PostgresSite._unwanted.append(self.name)
        if len(PostgresSite._unwanted) >= DROPPED_AT_ONCE:
            self.drop_unwanted()

    @classmethod
    def drop_unwanted(cls):
        if cls._unwanted:
            with ThreadPoolExecutor(DROPPED_AT_ONCE) as threads:
                list(threads.map(_drop, cls._unwanted))
            cls._unwanted.clear()

    _unwanted = []
    _admin = None

    def _do(self, statement, values=None):
        if PostgresSite._admin is None:
            PostgresSite._admin = _connected()
        return PostgresSite._admin.execute(statement, values)


def _drop(name):
    with _connected() as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))


def _connected():
    given = settings.DATABASES["default"]
    return psycopg.connect(
        host=given["HOST"],
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    )
