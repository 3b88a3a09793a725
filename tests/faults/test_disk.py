"""A disk that is full, a database that can only be read: nothing is half, and reading goes on."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from django.db import connection

from tests.faults import acts


@pytest.fixture(scope="module")
def edited(make_site, full):
    """(a site with the record and a draft, the session of an editor)."""
    site = make_site(like=full)
    site.ask(acts.enter_draft)
    return site, site.ask(acts.sign_in)


@pytest.fixture
def small_disk():
    """Mount a small disk, of which 100 MB free are enough; its folder. Only root may."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", "size=160m,mode=0777", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("Only root can mount a small disk.")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)
    folder.rmdir()


def fill(folder):
    """Fill a disk; returns the file that does."""
    path = folder / "filling"
    with path.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, shutil.disk_usage(folder).free)
    return path


def refused(site, session, *hindrance):
    """Save until it is refused; returns how often it was acknowledged before."""
    *said, (read, status, headers, page) = site.begin(
        acts.read_and_save, session, *hindrance
    ).said()
    assert set(read.values()) == {200}, read
    assert (status, headers["Retry-After"]) == (503, "30")
    assert "Nothing that was saved is lost" in page
    if said:
        assert site.ask(acts.venue).startswith(f"{said[-1]} far away")
    return len(said)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL's files are not ours.")
@pytest.mark.parametrize("hindrance", ["no more pages", "no longer files"])
def test_no_room_refuses_a_save_and_reading_goes_on(hindrance, make_site, edited, tell):
    site, session = make_site(like=edited[0]), edited[1]
    tell(refused=1, acknowledged=refused(site, session, hindrance))
    assert site.ask(acts.left)[1] == []


def test_what_can_only_be_read_is_read(make_site, edited, tell):
    site, session = make_site(like=edited[0]), edited[1]
    with site.only_read():
        assert refused(site, session) == 0
    assert site.ask(acts.left) == edited[0].ask(acts.left)
    tell(refused=1)


def test_a_disk_that_is_full(small_disk, edited, tell):
    with edited[0].copied_to(small_disk) as site:
        site.ask(acts.venue)  # PostgreSQL writes a file of its own when it is asked first
        filling = fill(small_disk)
        acknowledged = refused(site, edited[1], "full")
        *said, why = site.begin(acts.publish_until_refused).said()
        assert why.startswith("OperationalError")
        site.settle()
        filling.unlink()
        held, faults = site.ask(acts.editions)
        assert faults == []
        made = {code: each for code, each in held.items() if code.startswith("KILLED")}
        assert set(made.values()) <= set(acts.WHOLE)
        assert [code for code, number in said[1:] if made[code][-1] < number] == []
        again = site.begin(acts.publish_and_correct).begun()
        assert again.next() != acts.BEGUN
        again.kill()
        tell(refused=2, acknowledged=acknowledged + len(said) - 1)
