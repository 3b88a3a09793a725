"""A site with rows of every kind: what is moved or restored must bring all of it."""

from datetime import timedelta

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.utils import timezone

from conferences.desk import Entry, Submission
from conferences.extracting import extract
from conferences.importing import load, open_review
from conferences.models import Conference
from conferences.previews import make_preview, revoke_preview
from conferences.publishing import correct, prepare, publish, withdraw
from conferences.verifying import inspect_all
from tests.factories import make_actor, make_conference, make_finding, make_statement

ODD = "“Ça” — naïve, 移民, مهاجر, 👩‍👩‍👧, a\\b 'c' \"d\" %s {x} <b>&amp;\u2028end\u00a0"


def enter_everything(text):
    """On a site with the record; `text` is a statement in which nothing is in doubt."""
    editor = User.objects.create_user("editor", password="x", is_staff=True, first_name=ODD[:30])
    editor.groups.add(Group.objects.get(name="Editors"))
    editor.user_permissions.add(Permission.objects.last())
    _reviews(editor, text)
    _acts(editor)
    gone = make_conference(state="draft", code="GONE")
    Entry.write(gone, editor, ODD)
    make_preview(gone, by=editor, days=3)
    gone.delete()  # the last number of its table was used, and must not be again
    Submission.objects.create(token="t" * 100, led_to="/admin/")
    LogEntry.objects.create(user=editor, action_flag=CHANGE, object_repr=ODD, change_message="[]")
    SessionStore().save()
    _signs_in_with(editor)
    inspect_all()


def _signs_in_with(editor):
    address = EmailAddress.objects.create(user=editor, email="editor@record.example")
    EmailConfirmation.objects.create(email_address=address, key="k" * 64)
    Authenticator.objects.create(user=editor, type="totp", data={"secret": ODD, "n": 1})


def _reviews(editor, text):
    content = text.encode()
    extracted = extract("ninth.txt", content)
    load(open_review(text, by=editor, content=content, extracted=extracted, name="ninth.txt"))
    open_review(f"Ministers urged States to act. {ODD}", by=editor)


def _acts(editor):
    """A conference in every state, a preview, and a correction that is being prepared."""
    held = {name: _draft(name) for name in ("DRAFT", "PUBLIC", "LATER", "TAKEN", "WRITING")}
    revoke_preview(make_preview(held["DRAFT"], by=editor, days=3), by=editor)
    make_preview(held["DRAFT"], by=editor, days=60)
    publish(held["LATER"], by=editor, reason="Soon.", at=timezone.now() + timedelta(days=30))
    for name in ("PUBLIC", "TAKEN", "WRITING"):
        publish(held[name], by=editor, reason=f"Agreed. {ODD}")
    copy = prepare(held["PUBLIC"], by=editor)
    Conference.objects.filter(pk=copy.pk).update(city="Perth")
    correct(Conference.objects.get(pk=copy.pk), by=editor, reason="Perth.")
    withdraw(held["TAKEN"], by=editor, reason="In error.")
    prepare(held["WRITING"], by=editor)


def _draft(code):
    draft = make_conference(state="draft", code=code, slug=code.lower(), venue=ODD.strip()[:200])
    draft.image.save("picture.png", ContentFile(code.encode()), save=False)
    draft.image_alt = "Ministers"
    draft.save()
    statement = make_statement(draft, f"Ministers urged {code} to act. {ODD}")
    finding = make_finding(draft, f"urged {code} to act.", statement=statement)
    finding.themes.set(apps.get_model("conferences", "Theme").objects.all()[:2])
    make_actor(f"Actor of {code}", note=ODD)
    return draft
