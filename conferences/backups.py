"""Backups: one archive with all that a site holds, and an empty site filled from one.

An archive is a tar.gz of the database, the media files and, last, `manifest.json`: the SHA-256 of
each, the program's version, the kind of the database and its latest migrations.
"""

import gzip
import hashlib
import io
import json
import os
import posixpath
import shutil
import tarfile
import time
import zlib
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from balisite import __version__

from .databases import DUMPS, Refused, dump, occupants, put_back

MANIFEST = "manifest.json"
MEDIA = "media"
_KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# What a damaged file leads gzip, tar and JSON to.
_DAMAGES = (EOFError, ValueError, zlib.error, tarfile.TarError, gzip.BadGzipFile)


@dataclass(frozen=True)
class Manifest:
    """What an archive says of itself; `migrations` has the latest of each app, by name."""

    version: str
    made_at: str
    database: str
    migrations: dict
    members: dict


# --- making one ---


def back_up(target):
    """Write an archive to the path `target`, or into it when it is a folder; returns its path.

    It is taken while staff write, and takes its name when it is whole. Raises Refused, and then
    what stood at the path before still stands there.
    """
    if not target.is_dir() and not target.name.endswith(".tar.gz"):
        raise Refused(f"{target} is neither a folder nor a name that ends in .tar.gz.")
    path = (
        target / f"balisite-{timezone.now():%Y%m%dT%H%M%SZ}.tar.gz" if target.is_dir() else target
    )
    with (
        _told("No backup was made"),
        TemporaryDirectory(prefix=".balisite-", dir=path.parent) as at,
    ):
        archive = Path(at) / "archive"
        _write(archive, _dumped(Path(at)))
        os.replace(archive, path)
        _settle(path.parent)
    return path


def _dumped(folder):
    """(manifest without members, path of the dump)."""
    connection = connections[DEFAULT_DB_ALIAS]
    latest = _latest_migrations(connection)
    if "conferences" not in latest:
        raise Refused("There is no site in this database: nothing was migrated yet.")
    path = folder / DUMPS[connection.vendor]
    dump(connection, path)
    if _latest_migrations(connection) != latest:
        raise Refused("A migration ran meanwhile. Make the backup again.")
    now = timezone.now().isoformat(timespec="seconds")
    return Manifest(__version__, now, connection.vendor, latest, {}), path


def _latest_migrations(connection):
    applied = MigrationRecorder(connection).applied_migrations()
    return dict(sorted(applied))  # the last of an app stays


def _write(archive, dumped):
    """The archive, for the eyes of its owner alone, on the disk when this returns."""
    manifest, dump_path = dumped
    with open(archive, "xb", opener=lambda *a: os.open(*a, mode=0o600)) as file:
        with tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar:
            with dump_path.open("rb") as copy:
                manifest.members[dump_path.name] = _add(tar, dump_path.name, copy)
            # After the database: an image is there before a row names it, and is never taken away.
            for name in _media():
                with default_storage.open(name) as image:
                    manifest.members[f"{MEDIA}/{name}"] = _add(tar, f"{MEDIA}/{name}", image)
            text = json.dumps(asdict(manifest), indent=2).encode()
            _add(tar, MANIFEST, io.BytesIO(text))
        file.flush()
        os.fsync(file.fileno())


def _media(folder=""):
    """The names of all media files, wherever they are kept."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return  # nothing was uploaded yet
    yield from (posixpath.join(folder, name) for name in sorted(files))
    for name in sorted(folders):
        yield from _media(posixpath.join(folder, name))


def _add(tar, name, file):
    """Add an open file as long as it is now; returns the SHA-256 of what was added."""
    member, source = tarfile.TarInfo(name), _Hashed(file)
    file.seek(0, os.SEEK_END)
    member.size, member.mtime = file.tell(), int(time.time())
    file.seek(0)
    tar.addfile(member, source)
    return source.sha256.hexdigest()


class _Hashed:
    """A file that keeps the digest of what was read of it."""

    def __init__(self, file):
        self.file, self.sha256 = file, hashlib.sha256()

    def read(self, size):
        piece = self.file.read(size)
        self.sha256.update(piece)
        return piece


def _settle(folder):
    """Let a new name in a folder outlast a loss of power."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


# --- bringing one back ---


def restore(archive):
    """Fill this empty site from an archive; returns its Manifest. The migrations come after.

    Raises Refused with nothing changed: the archive is read whole before anything is written, and
    the database, which comes last, is filled whole or not at all.
    """
    with _told("Nothing was restored"), TemporaryDirectory(prefix="balisite-") as at:
        folder = Path(at)
        manifest = _unpacked(archive, folder)
        _refuse_strange(manifest)
        _refuse_occupied()
        with _media_back(folder / MEDIA):
            put_back(connections[DEFAULT_DB_ALIAS], folder / DUMPS[manifest.database])
    return manifest


def _unpacked(archive, folder):
    """The manifest of an archive whose members now lie in a folder, each as it was put in."""
    try:
        found = _members(archive, folder)
        del found[MANIFEST]
        manifest = Manifest(**json.loads((folder / MANIFEST).read_text()))
    except (*_DAMAGES, KeyError, TypeError) as error:
        raise Refused(f"{archive} is damaged, or not a backup of this program.") from error
    for name in sorted(manifest.members.keys() | found.keys()):
        if manifest.members.get(name) != found.get(name):
            raise Refused(f"{archive} is damaged: {name} is not in it as it was put in.")
    return manifest


def _members(archive, folder):
    """{name: SHA-256} of the files in an archive, which are written into a folder."""
    found = {}
    with gzip.open(archive) as stream:
        with tarfile.open(fileobj=stream, mode="r|") as tar:
            for member in tar:
                path = folder / _safe(member, found)
                path.parent.mkdir(parents=True, exist_ok=True)
                source = _Hashed(tar.extractfile(member))
                with path.open("xb") as file:
                    shutil.copyfileobj(source, file)
                found[member.name] = source.sha256.hexdigest()
        while stream.read(1 << 20):  # to the end, where gzip tells whether it is whole
            pass
    return found


def _safe(member, found):
    """The name of a member that this program writes. ValueError for any other, or one twice."""
    pure = PurePosixPath(member.name)
    is_ours = member.name in (MANIFEST, *DUMPS.values()) or pure.parts[:1] == (MEDIA,)
    is_plain = str(pure) == member.name and ".." not in pure.parts and "\0" not in member.name
    if not (member.isreg() and is_ours and is_plain and member.name not in found):
        raise ValueError(member.name)
    return pure


def _refuse_strange(manifest):
    if unknown := _unknown_migrations(manifest):
        raise Refused(
            f"The archive is of version {manifest.version} of the program. This is {__version__}, "
            f"which does not know {', '.join(unknown)}: bring it up to date first."
        )
    here = connections[DEFAULT_DB_ALIAS].vendor
    if manifest.database != here:
        of, is_on = _KINDS.get(manifest.database, manifest.database), _KINDS[here]
        raise Refused(
            f"The archive is of a site on {of}, and this one is on {is_on}. Restore it on {of}; "
            "manage.py move_data takes a site from SQLite to PostgreSQL."
        )
    if DUMPS[here] not in manifest.members:
        raise Refused("The archive holds no database.")


def _unknown_migrations(manifest):
    known = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [
        f"{app}.{name}" for app, name in manifest.migrations.items() if (app, name) not in known
    ]


def _refuse_occupied():
    if name := next(_media(), ""):
        raise Refused(f"There are media files, {name} first. A backup goes into an empty site.")
    if tables := occupants(connections[DEFAULT_DB_ALIAS]):
        raise Refused(
            f"The database is not empty: there are rows in {tables[0]}"
            + (f" and {len(tables) - 1} other tables. " if tables[1:] else ". ")
            + "A backup goes into an empty site."
        )


@contextmanager
def _media_back(folder):
    """Put the media files back, and take them away again if what follows fails."""
    kept = []
    try:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            with path.open("rb") as file:
                kept.append(default_storage.save(str(path.relative_to(folder)), File(file)))
        yield
    except BaseException:
        for name in kept:
            default_storage.delete(name)
        raise


@contextmanager
def _told(what):
    """Tell what the disk, the database or the bucket refuses in a sentence."""
    try:
        yield
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        raise Refused(f"{what}: {error.strerror or error}{where}.") from error
    except Refused:
        raise
    except Exception as error:  # databases and buckets have errors of their own
        raise Refused(f"{what}: {error}") from error
