"""Backups: taken while staff write, whole or absent, and put back only where nothing is lost."""

import gzip
import hashlib
import io
import json
import shutil
import tarfile

import pytest
from django.db import connection

from tests.faults import acts
from tests.faults.conftest import ROUNDS

pytestmark = pytest.mark.skipif(
    connection.vendor == "postgresql" and not shutil.which("pg_dump"),
    reason="PostgreSQL's client programs are not here.",
)


@pytest.fixture(scope="module")
def busy(make_site, bare, tmp_path_factory):
    """(a site with rows of every kind, its media folder)."""
    site, media = make_site(like=bare), tmp_path_factory.mktemp("media")
    site.ask(acts.enter_all, media)
    return site, media


@pytest.fixture(scope="module")
def archive(busy, tmp_path_factory):
    return busy[0].ask(acts.back_up, tmp_path_factory.mktemp("backups"), busy[1])


def files_in(folder):
    found = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def members_of(archive):
    """{name: bytes}, each of them as the manifest says."""
    with tarfile.open(archive) as tar:
        found = {member.name: tar.extractfile(member).read() for member in tar}
    said = json.loads(found["manifest.json"])["members"]
    held = {name: data for name, data in found.items() if name != "manifest.json"}
    assert said == {name: hashlib.sha256(data).hexdigest() for name, data in held.items()}
    return found


def test_a_site_comes_back_whole(make_site, busy, archive, tmp_path):
    site, media = busy
    other = make_site()
    told = other.ask(acts.restore, archive, tmp_path / "media")
    assert "Restored the site of 20" in told
    assert "rows, editions, spans, digests and search agree." in told
    assert other.ask(acts.digests) == site.ask(acts.digests)
    assert other.ask(acts.left) == site.ask(acts.left)
    assert files_in(tmp_path / "media") == files_in(media) != {}


def test_media_may_be_in_a_bucket(make_site, archive, tmp_path):
    told, again = make_site().ask(acts.restore_into_bucket, archive, tmp_path)
    assert "search agree" in told
    kept = {name: data for name, data in members_of(again).items() if name.startswith("media/")}
    there = members_of(archive)
    assert kept == {name: there[name] for name in there if name.startswith("media/")} != {}


def test_a_site_that_was_migrated_and_holds_nothing_is_empty(
    make_site, bare, busy, archive, tmp_path
):
    other = make_site(like=bare)
    assert "Restored" in other.ask(acts.restore, archive, tmp_path)
    assert other.ask(acts.digests) == busy[0].ask(acts.digests)
    assert other.ask(acts.schema) == busy[0].ask(acts.schema)


def test_a_backup_of_an_older_version_is_brought_up_to_date(make_site, full, busy, tmp_path):
    older = make_site(like=full)
    older.ask(acts.migrate, "conferences", "0003")
    archive, other = older.ask(acts.back_up, tmp_path, tmp_path / "none"), make_site()
    assert "search agree" in other.ask(acts.restore, archive, tmp_path / "media")
    assert other.ask(acts.schema) == full.ask(acts.schema)


def test_a_backup_is_for_the_eyes_of_its_owner(archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in archive.parent.iterdir()] == [archive.name]


def test_an_archive_says_what_it_is(archive):
    said = json.loads(members_of(archive)["manifest.json"])
    assert said["version"]
    assert said["made_at"].endswith("+00:00")
    assert said["database"] in ("sqlite", "postgresql")
    assert said["migrations"]["conferences"] >= "0004_listing_order"


def test_a_backup_taken_while_staff_write_is_of_one_moment(make_site, bare, tmp_path, tell):
    for number in range(max(1, ROUNDS // 3)):
        site = make_site(like=bare)
        writer = site.begin(acts.publish_and_correct).begun()
        seen = [writer.next(), *writer.heard()]
        archive = site.ask(acts.back_up, tmp_path / f"{number}.tar.gz", tmp_path / "none")
        other = make_site()
        told = other.ask(acts.restore, archive, tmp_path / f"media{number}")
        assert "search agree" in told
        held, faults = other.ask(acts.editions)
        assert faults == []
        assert [code for code, edition in seen if held[code][-1] < edition] == []
        writer.kill().said()
        site.settle()
        for each in (site, other):
            each.drop()
        tell(backups=1, acknowledged=len(seen))


def test_a_killed_backup_never_has_the_name_of_a_whole_one(busy, killed, tmp_path):
    site, media = busy
    target = tmp_path / "site.tar.gz"
    for _ in range(ROUNDS):
        killed(site, 0.6, acts.back_up_for_ever, target, media)
        assert len(members_of(target)) > 2


def test_a_killed_restore_fills_the_database_or_leaves_it_empty(
    make_site, busy, archive, killed, tmp_path
):
    whole = busy[0].ask(acts.digests)
    for number in range(ROUNDS):
        site = make_site()
        killed(site, 0.8, acts.restore, archive, tmp_path / str(number))
        if site.ask(acts.occupied):
            site.ask(acts.migrate)
            assert site.ask(acts.digests) == whole
        else:
            assert "Restored" in site.ask(acts.restore, archive, tmp_path / f"{number} again")
        site.drop()


@pytest.mark.parametrize("room", [0, 1000, 60_000])
def test_no_room_for_a_backup_leaves_the_last_one(busy, room, tmp_path):
    site, media = busy
    target = tmp_path / "site.tar.gz"
    target.write_bytes(b"the last one")
    told = site.ask(acts.back_up_with_little_room, target, media, room)
    assert isinstance(told, str), "a backup was made"
    assert "No backup was made" in told or "pg_dump says" in told
    assert files_in(tmp_path) == {"site.tar.gz": b"the last one"}


@pytest.mark.parametrize("target", ["site.zip", "nowhere/site.tar.gz"])
def test_a_backup_needs_a_place(busy, target, tmp_path):
    told = busy[0].ask(acts.back_up, tmp_path / target, busy[1])
    assert "neither a folder nor a name" in told or "No such file or directory" in told
    assert files_in(tmp_path) == {}


def test_nothing_is_backed_up_of_no_site(make_site, tmp_path):
    assert "no site in this database" in make_site().ask(acts.back_up, tmp_path, tmp_path)
    assert files_in(tmp_path) == {}


# --- refused, with nothing changed ---


def packed(path, members, change=None):
    """An archive of these members; its manifest as it is, or as `change` makes it."""
    said = json.loads(members.pop("manifest.json"))
    said = change(said) if change else said
    with tarfile.open(path, "w:gz") as tar:
        for name, data in [*members.items(), ("manifest.json", json.dumps(said).encode())]:
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


def with_digests(said, members):
    """A manifest in which these members are as they should be."""
    more = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    return said | {"members": said["members"] | more}


STRANGE = {"media/../../escaped": b"x", "/tmp/escaped": b"x", "escaped": b"x", "media/./a": b"x"}
DAMAGED = "is damaged"


def truncated(share):
    return lambda archive, path: path.write_bytes(
        (data := archive.read_bytes())[: int(len(data) * share) - 1]
    )


def without_member(archive, path):
    members = members_of(archive)
    del members[next(name for name in members if name.startswith("media/"))]
    packed(path, members)


def without_manifest(archive, path):
    with tarfile.open(path, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("media/x"), io.BytesIO())


def with_another_member(archive, path):
    packed(path, members_of(archive) | {"media/more.png": b"more"})


def with_other_words(archive, path):
    members = members_of(archive)
    packed(path, members | {name: b"other" for name in members if name.startswith("media/")})


def with_link(archive, path):
    with tarfile.open(path, "w:gz") as tar:
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)


def strange(name):
    def made(archive, path):
        more = {name: STRANGE[name]}
        packed(path, members_of(archive) | more, lambda said: with_digests(said, more))

    return made


def said(**values):
    return lambda archive, path: packed(path, members_of(archive), lambda m: m | values)


def newer(archive, path):
    def change(manifest):
        return manifest | {"version": "9", "migrations": {"conferences": "0999_tomorrow"}}

    packed(path, members_of(archive), change)


REFUSED = {
    "cut in half": (truncated(0.5), DAMAGED),
    "cut at the end": (truncated(1), DAMAGED),
    "empty": (lambda _, path: path.write_bytes(b""), DAMAGED),
    "not an archive": (lambda _, path: path.write_bytes(b"words " * 999), DAMAGED),
    "only zipped": (lambda _, path: path.write_bytes(gzip.compress(b"x" * 999)), DAMAGED),
    "missing": (lambda _, path: None, "No such file"),
    "a member is missing": (without_member, DAMAGED),
    "no manifest": (without_manifest, DAMAGED),
    "one member more": (with_another_member, DAMAGED),
    "other words": (with_other_words, DAMAGED),
    "a link": (with_link, DAMAGED),
    **{f"the name {name}": (strange(name), DAMAGED) for name in STRANGE},
    "a manifest of other things": (said(more=1), DAMAGED),
    "another database": (said(database="oracle"), "is of a site on oracle"),
    "a newer version": (newer, "does not know conferences.0999_tomorrow"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_an_archive_that_is_not_right_is_refused_with_nothing_changed(
    why, make_site, archive, tmp_path
):
    make, words = REFUSED[why]
    made, site = tmp_path / "a.tar.gz", make_site()
    make(archive, made)
    before = files_in(tmp_path)
    told = site.ask(acts.restore, made, tmp_path / "media")
    assert told.startswith("Refused: ")
    assert words in told
    assert "Traceback" not in told
    assert files_in(tmp_path) == before
    assert not (tmp_path / "media").exists()
    assert site.ask(acts.schema) == []
    site.drop()


def test_no_flipped_byte_gets_through(make_site, archive, tmp_path, tell):
    site = make_site()
    told = site.ask(acts.restore_flipped, archive, tmp_path, ROUNDS * 10)
    assert len(told) > ROUNDS * 9
    assert [each for each in told if DAMAGED not in each] == []
    assert site.ask(acts.schema) == []
    tell(flipped=len(told))


def test_a_site_with_rows_is_left_alone(make_site, full, archive, tmp_path):
    site = make_site(like=full)
    before = site.ask(acts.digests)
    told = site.ask(acts.restore, archive, tmp_path / "media")
    assert "The database is not empty: there are rows in" in told
    assert site.ask(acts.digests) == before
    assert not (tmp_path / "media").exists()


def test_files_that_are_there_are_left_alone(make_site, archive, tmp_path):
    (tmp_path / "kept.png").write_bytes(b"kept")
    site = make_site()
    assert "There are media files, kept.png first." in site.ask(acts.restore, archive, tmp_path)
    assert files_in(tmp_path) == {"kept.png": b"kept"}
    assert site.ask(acts.schema) == []


def test_the_rows_of_another_program_are_in_the_way(make_site, archive, tmp_path):
    site = make_site()
    site.ask(acts.sql, "CREATE TABLE theirs (x int)", "INSERT INTO theirs VALUES (1)")
    before = site.ask(acts.schema)
    assert "there are rows in theirs." in site.ask(acts.restore, archive, tmp_path / "media")
    assert site.ask(acts.schema) == before


def test_a_database_that_takes_nothing_in_leaves_no_files(make_site, archive, tmp_path):
    site = make_site()
    told = site.ask(acts.restore_where_nothing_fits, archive, tmp_path / "media")
    assert told.startswith("Refused: ")
    assert "disk is full" in told or "read-only transaction" in told
    assert files_in(tmp_path) == {}
    assert site.ask(acts.schema) == []
