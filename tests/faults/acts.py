"""What child processes do to a site: work until they are killed, and look at what is left.

Each act has `say` first, by which the child acknowledges what is done. Nothing here runs in the
process of the tests.
"""

import gzip
import os
import random
import re
import resource
import zlib
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from io import StringIO
from itertools import count

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balisite.settings")
if not apps.ready:
    django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import DatabaseError, connection, connections, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import override_settings, setup_test_environment  # noqa: E402

import balisite.urls  # noqa: E402, F401
from conferences.backups import back_up as made_backup  # noqa: E402
from conferences.databases import Refused, occupants  # noqa: E402
from conferences.models import Conference, Inspection, Participant, Submission  # noqa: E402
from conferences.moving import digest  # noqa: E402
from conferences.publishing import correct, prepare, publish  # noqa: E402
from conferences.readiness import unready  # noqa: E402
from conferences.search_index import disagreements  # noqa: E402
from conferences.verifying import amiss  # noqa: E402
from conferences.words import folds  # noqa: E402
from tests.factories import (  # noqa: E402
    make_actor,
    make_conference,
    make_finding,
    make_participant,
    make_statement,
)
from tests.faults.everything import enter_everything  # noqa: E402
from tests.test_admin import filled, page_of  # noqa: E402

folds()  # made once, and a child has it from its parent

BEGUN = "begun"
PUBLIC_PAGES = ("/", "/conferences/", "/recommendations/?q=border", "/corrections/", "/sitemap.xml")
SEED = settings.BASE_DIR / "tests" / "seed" / "second-ministerial-conference.txt"
OF_A_NINTH = {"Second": "Ninth", "29 - 30": "28 - 30", "2003": "2031"}


def run(act, name, pipe, arguments):
    """The whole life of a child: one act on the database `name`; its value is said last."""
    connections.settings["default"]["NAME"] = name
    value = act(pipe.send, *arguments)
    connections.close_all()
    pipe.send(value)


# --- work ---


def migrate(say, *target):
    say(BEGUN)
    call_command("migrate", *target, verbosity=0)


def load_record(say):
    with _announced(say):
        call_command("loaddata", "bali_process", verbosity=0)
    return True


@contextmanager
def _announced(say):
    """Say that the work has begun when its first row is written."""
    begun = []

    def watch(execute, sql, *rest):
        if sql.startswith(("INSERT", "UPDATE")) and not begun:
            begun.append(say(BEGUN))
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield


def ninth():
    """A text of a conference that the record does not have, in which nothing is in doubt."""
    text = SEED.read_text()
    for old, new in OF_A_NINTH.items():
        text = text.replace(old, new)
    return text


def enter_all(say, media):
    """The record, and rows of every other kind."""
    settings.MEDIA_ROOT = media
    load_record(say)
    enter_everything(ninth())


def read_statement(say, path):
    with _announced(say):
        call_command("read_statement", path, load=True, stdout=StringIO())
    return True


def enter_draft(say):
    """A draft and an editor, for `save`."""
    User.objects.create_superuser("editor", password="x")
    held = make_conference(state="draft", code="SAVED", title="Title 0")
    make_participant(held, make_actor(), office="Office 0")


def save(say, number_before):
    """Save the draft again and again, as a browser does: two tables in each save.

    The work begins with a row that is written after so many whole saves.
    """
    setup_test_environment()  # else an answer does not tell its form
    browser = Client()
    browser.force_login(User.objects.get())
    held = Conference.objects.get(code="SAVED")
    page = page_of(held)
    first = held.saves + 1
    for number in range(first, first + number_before):
        _save_once(browser, page, number, say)
    with _announced(say):
        for number in count(first + number_before):
            _save_once(browser, page, number, say)


def _save_once(browser, page, number, say):
    words = {"title": f"Title {number}", "participants-0-office": f"Office {number}"}
    answer = browser.post(page, filled(browser.get(page)) | words)
    assert answer.status_code == 302, answer.content
    say(number)


def sign_in(say):
    """The key of an editor's session."""
    browser = Client()
    browser.force_login(User.objects.get())
    return browser.session.session_key


def read_and_save(say, session, hindrance=""):
    """(statuses of public pages, status, headers and page of the first save that is refused).

    Each save that is taken in is acknowledged by its number. A hindrance is one of those below.
    """
    setup_test_environment()
    browser = Client(raise_request_exception=False)
    browser.cookies[settings.SESSION_COOKIE_NAME] = session
    page = page_of(Conference.objects.get(code="SAVED"))
    _HINDRANCES[hindrance]()
    for number in count():
        data = filled(browser.get(page)) | {"venue": str(number) + " far away" * 20}
        answer = browser.post(page, data)
        if answer.status_code != 302:
            break
        say(number)
    read = {path: Client().get(path).status_code for path in PUBLIC_PAGES}
    return read, answer.status_code, dict(answer.headers), answer.content.decode()


def _no_more_pages():
    with connection.cursor() as cursor:
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    _fill_up()


def _no_longer_files():
    size = os.path.getsize(connection.settings_dict["NAME"])
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    _fill_up()


def _fill_up():
    """Take the room that is left within the files."""
    with suppress(DatabaseError):
        for number in count():
            Submission.objects.create(token=number, led_to="x" * 500)


_HINDRANCES = {
    "": lambda: None,
    "no more pages": _no_more_pages,
    "no longer files": _no_longer_files,
    "full": _fill_up,
}


def venue(say):
    return Conference.objects.get(code="SAVED").venue


def saved(say):
    """What the draft says now: the number in its title, in its row below, and of its saves."""
    held = Conference.objects.get(code="SAVED")
    office = Participant.objects.get(conference=held).office
    return int(held.title.split()[1]), int(office.split()[1]), held.saves


def publish_and_correct(say):
    """Publish one draft after the other, and correct each."""
    say(BEGUN)
    for number in count(Conference.objects.count()):
        code = f"KILLED{number}"
        publish(_draft(code, number), by=None, reason="Agreed.")
        say((code, 1))
        copy = prepare(Conference.objects.get(code=code), by=None)
        Conference.objects.filter(pk=copy.pk).update(title="Corrected", city="Perth")
        correct(Conference.objects.get(pk=copy.pk), by=None, reason="Perth.")
        say((code, 2))


# What `editions` may tell of each: a draft; what is published; what is corrected.
WHOLE = [
    ("draft", "A draft", "Bali", 0),
    ("published", "A draft", "Bali", 1),
    ("published", "Corrected", "Perth", 2),
]


@transaction.atomic
def _draft(code, number):
    day = date(2030, 1, 1) + timedelta(number)
    draft = make_conference(
        state="draft", code=code, slug=code.lower(), title="A draft", starts_on=day, ends_on=day
    )
    statement = make_statement(draft, f"Ministers urged States to act. {code}")
    make_finding(draft, "urged States to act.", statement=statement)
    return draft


def publish_until_refused(say):
    try:
        publish_and_correct(say)
    except DatabaseError as error:
        return f"{type(error).__name__}: {error}"


def editions(say):
    """What each conference is, {code: (state, title, city, how many editions)}, and the faults."""
    held = Conference.objects.filter(corrects=None)
    found = {each.code: (each.state, each.title, each.city, each.editions.count()) for each in held}
    return found, faults()


# --- backups ---


def back_up(say, target, media):
    """The path of the backup, or the sentence that there is none."""
    settings.MEDIA_ROOT = media
    try:
        return made_backup(target)
    except Refused as error:
        return str(error)


def back_up_with_little_room(say, target, media, room):
    """The same where no file can be longer than `room` bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    return back_up(say, target, media)


def back_up_for_ever(say, target, media):
    back_up(say, target, media)
    say(BEGUN)
    while True:
        say(back_up(say, target, media))


def restore(say, archive, media):
    """What the command tells, or the sentence that it was refused with."""
    settings.MEDIA_ROOT = media
    say(BEGUN)
    return _told("restore", archive)


def move_data(say, path):
    return _told("move_data", path)


def _told(*command):
    told = StringIO()
    try:
        call_command(*command, stdout=told)
    except CommandError as error:
        return f"Refused: {error}"
    return told.getvalue()


def restore_where_nothing_fits(say, archive, media):
    """The same where the database takes nothing in."""
    os.environ["PGOPTIONS"] = "-c default_transaction_read_only=on"
    if connection.vendor == "sqlite":
        sql(say, "PRAGMA max_page_count = 10")
    return restore(say, archive, media)


def restore_into_bucket(say, archive, folder):
    """(what was told of a restore into a bucket, the path of a backup that was made of that)."""
    import boto3
    from moto import mock_aws

    os.environ |= {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x"}
    os.environ["AWS_DEFAULT_REGION"] = "us-east-1"
    options = {"bucket_name": "record", "file_overwrite": False}
    bucket = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    with mock_aws(), override_settings(STORAGES=settings.STORAGES | {"default": bucket}):
        boto3.client("s3").create_bucket(Bucket="record")
        return _told("restore", archive), made_backup(folder)


def restore_flipped(say, archive, folder, times):
    """What was told of so many archives, each with one bit otherwise than it was."""
    whole, told = archive.read_bytes(), []
    for number in range(times):
        bad = bytearray(whole)
        bad[random.Random(number).randrange(len(bad))] ^= 1 << number % 8
        if _unpacked(bad) == _unpacked(whole):
            continue  # gzip has bits that say nothing of what it holds
        path = folder / f"{number}.tar.gz"
        path.write_bytes(bad)
        told.append(restore(lambda _: None, path, folder / "media"))
        path.unlink()
    return told


def _unpacked(packed):
    with suppress(OSError, EOFError, zlib.error):
        return gzip.decompress(packed)


def sql(say, *statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def occupied(say):
    return occupants(connection)


# --- what is left ---


def faults():
    """A sentence for all that does not hold together: the file, the rows, the index, the site."""
    found = [*_damages(), *unready(), *disagreements("default")]
    return found + [f"{held}: {said}" for held in Conference.objects.all() for said in amiss(held)]


def _damages():
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        said = cursor.execute("PRAGMA integrity_check").fetchall()
        broken = cursor.execute("PRAGMA foreign_key_check").fetchall()
    return [row for row in said if row != ("ok",)] + broken


def rows():
    """{model: how many rows} of the record."""
    models = apps.get_app_config("conferences").get_models(include_auto_created=True)
    return {model._meta.label: model._base_manager.count() for model in models}


def digests(say):
    """{model: digest of all rows}, but of what is noted whenever the record is verified."""
    held = [model for model in apps.get_models(include_auto_created=True) if model != Inspection]
    return {model._meta.label: digest(model, "default") for model in held}


def left(say):
    """(how many rows of each model, what is amiss)."""
    return rows(), faults()


def taken_up_again(say):
    """(schema as it was left; schema, rows and faults after the migration was run again)."""
    found = schema(say)
    call_command("migrate", verbosity=0)
    return found, schema(say), *left(say)


_MADE = {
    "sqlite": ["SELECT type, name, sql FROM sqlite_master"],
    "postgresql": [
        "SELECT relkind, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace",
        "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE connamespace = 'public'::regnamespace",
        "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
    ],
}


def schema(say):
    """All that stands in the database but rows, and the migrations it says were run."""
    with connection.cursor() as cursor:
        found = []
        for select in _MADE[connection.vendor]:
            cursor.execute(select)
            # A dump that was read back has parentheses and casts at other places.
            found += [re.sub(r"[()]|::[a-z ]+(\[\])?", "", str(r)) for r in cursor.fetchall()]
        if "django_migrations" in connection.introspection.table_names(cursor):
            cursor.execute("SELECT app, name FROM django_migrations")
            found += map(str, cursor.fetchall())
    return sorted(found)
