"""`manage.py read_statement FILE`: read a statement from a shell, and make its draft if asked."""

import datetime
import json
from dataclasses import asdict
from pathlib import Path

from django.core.management import BaseCommand, CommandError
from django.db import transaction

from conferences.extracting import FILE_BYTES, CannotRead, extract
from conferences.importing import NotReady, Unfit, load, open_review
from conferences.importing_questions import shortened
from conferences.statements import parse
from conferences.text import counted


class Command(BaseCommand):
    help = "Read a statement (.txt, .html, .docx, .pdf) and tell what is in it. Writes nothing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="all that was read, as JSON")
        parser.add_argument(
            "--load",
            action="store_true",
            help="make a draft of it, unless something must be answered first",
        )

    def handle(self, *, file, json, load, **options):
        content, extracted = _extracted(file)
        if load:
            self._load(file, content, extracted)
        elif json:
            self.stdout.write(_as_json(parse(extracted.text)))
        else:
            lines = [*_told(parse(extracted.text), extracted.text), *extracted.notices]
            self.stdout.write("\n".join(lines))

    @transaction.atomic
    def _load(self, file, content, extracted):
        try:
            review = open_review(
                extracted.text, content=content, extracted=extracted, name=file.name
            )
            conference = load(review)
        except Unfit as error:
            raise CommandError(str(error)) from error
        except NotReady as error:
            lines = [f"  {question.sentence}" for question in error.open]
            raise CommandError(
                "\n".join(["Nothing was made. Review it in the admin to answer:", *lines])
            ) from error
        self.stdout.write(f"Made the draft {conference.code}, “{conference}”.")


def _extracted(file):
    """(content, Extracted) of a file; CommandError says why there is none."""
    try:
        with file.open("rb") as opened:
            content = opened.read(FILE_BYTES + 1)
        return content, extract(file.name, content)
    except OSError as error:
        raise CommandError(f"{file} cannot be opened: {error.strerror}.") from error
    except CannotRead as error:
        raise CommandError(f"{file}: {error}") from error


def _as_json(draft):
    return json.dumps(asdict(draft), default=datetime.date.isoformat, ensure_ascii=False, indent=2)


def _told(draft, text):
    """The draft in lines for people."""
    for name in ("title", "ordinal", "place", "country", "member_count", "observer_count"):
        value = getattr(draft, name)
        yield f"{name.replace('_', ' '):15}{value.value if value else 'not stated'}"
    for dates in draft.dates:
        yield f"{'dates':15}{dates.starts_on} to {dates.ends_on}, in the {dates.where}"
    for chair in draft.chairs:
        yield f"{'chair':15}{', '.join(filter(None, (chair.name, chair.office, chair.country)))}"
    yield ""
    for finding in draft.findings:
        yield f"  {finding.verb or '?':14} {shortened(finding.text)}"
    for row in draft.recommendations:
        yield f"  {row.label or '?':14} {shortened(row.text)}"
    yield from ("", *_accounts(draft, text))
    yield from (f"  {problem.sentence}" for problem in draft.problems)


def _accounts(draft, text):
    unread = sum(piece.end - piece.start for piece in draft.coverage if piece.kind == "unread")
    yield (
        f"{counted(len(draft.findings), 'finding')}, "
        f"{counted(len(draft.recommendations), 'recommendation')}; "
        f"{counted(unread, 'character')} of {len(text):,} unread; "
        f"{counted(len(draft.problems), 'problem')}."
    )
