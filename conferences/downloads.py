"""The data forms of a listing: CSV, JSON, spreadsheet, feed and print.

A question that is not understood is refused in the form's own language, and so is a parameter
that the form does not know: whoever misspells a filter must not take everything for the answer.
"""

import datetime
import threading
from itertools import islice

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.views import View
from django.views.decorators.http import require_safe

from .exports import COLUMNS, Answer, csv_of, json_of, xlsx_of
from .feeds import atom_of
from .standing import page_of

PRINTED = 50  # passages that are sent at a time
LONG = 5_000  # passages; a longer answer takes seconds to write
# Of the four threads of a process, so many may write long answers; the others go on with pages.
_turns = threading.BoundedSemaphore(2)
# Where print.html has its passages: the page is sent in pieces, and a template makes one.
_PLACE = "<!-- passages -->"


class Download(View):
    """A listing in one data form: the whole answer, unless the form has pages."""

    http_method_names = ("get", "head")
    listing_class = None
    content_type = ""
    suffix = ""  # of the file that it is saved as; empty when it is shown
    is_paged = False

    def get(self, request):
        self.listing = self.listing_class(request.GET)
        if errors := self.errors():
            return self.refuse(errors, 400)
        if self.is_paged and self.listing.page is None:
            last = self.listing.pages.num_pages
            return self.refuse({"page": [f"The last page of this answer is page {last}."]}, 404)
        answer = self.answer()
        if request.method == "HEAD":
            pieces = ()  # nobody reads the body
        elif not self.is_long(answer):
            pieces = self.pieces(answer)
        elif not (pieces := _InTurn.of(self.pieces(answer))):
            return self.turn_away()
        return StreamingHttpResponse(pieces, headers=self.headers_of(answer))

    def is_long(self, answer):
        return answer.total > LONG and not self.listing.asked["page"]

    def turn_away(self):
        """429: too many long answers are being written at this moment."""
        told = "Other long answers are being written. Ask again in a minute, or narrow this one."
        response = self.refuse({"answer": [told]}, 429)
        response["Retry-After"] = "60"
        return response

    def errors(self):
        """What is wrong with the question: {parameter: sentences}."""
        known = [name for name in self.listing.form.fields if self.is_paged or name != "page"]
        unknown = f"There is no such parameter here. There are: {', '.join(known)}."
        wrong = {name: [*map(str, told)] for name, told in self.listing.form.errors.items()}
        if suggestion := self.listing.form.suggestion:
            wrong["q"].append(f"Did you mean: {suggestion}")
        return wrong | {name: [unknown] for name in self.request.GET if name not in known}

    def refuse(self, errors, status):
        told = _in_words(errors) + "\n"
        return HttpResponse(told, content_type="text/plain; charset=utf-8", status=status)

    def answer(self):
        listing = self.listing
        return Answer(
            noun=listing.noun,
            question=capfirst(listing.sentence),
            address=self.address(f"{listing.noun}s", listing.query),
            query=listing.query,
            total=listing.total,
            as_of=datetime.datetime.now(datetime.UTC).replace(microsecond=0),
            version=listing.version,
            digest=listing.digest,
            items=map(self.addressed, self.items()),
        )

    def items(self):
        return self.listing.every_item()

    def addressed(self, item):
        """A passage with the address of its own page."""
        return item | {"address": self.site + page_of(item)}

    @cached_property
    def site(self):
        return f"{self.request.scheme}://{self.request.get_host()}"

    def address(self, name, *queries):
        query = "&".join(filter(None, queries))
        return self.site + reverse(name) + (f"?{query}" if query else "")

    def headers_of(self, answer):
        told = {
            "Content-Type": self.content_type,
            "Answer-Total": answer.total,
            "Answer-Version": answer.version,
            "Answer-Digest": answer.digest,
        }
        if self.suffix:
            name = answer.file_name(self.suffix)
            told["Content-Disposition"] = content_disposition_header(True, name)
        return told

    def pieces(self, answer):
        """The body."""
        raise NotImplementedError


class _InTurn:
    """The pieces of a long answer, which holds one of the turns until it is closed."""

    @classmethod
    def of(cls, pieces):
        """None when no turn is free."""
        return cls(pieces) if _turns.acquire(blocking=False) else None

    def __init__(self, pieces):
        self.pieces, self.release = pieces, [_turns.release]

    def __iter__(self):
        return iter(self.pieces)

    def close(self):
        if self.release:
            self.release.pop()()


class Csv(Download):
    content_type = "text/csv; charset=utf-8"
    suffix = "csv"

    def pieces(self, answer):
        return csv_of(answer)


class Xlsx(Download):
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    suffix = "xlsx"

    def pieces(self, answer):
        return xlsx_of(answer)


class Json(Download):
    """The whole answer, or with `page` that page of it."""

    content_type = "application/json"
    is_paged = True

    @property
    def page(self):
        return self.listing.page if self.listing.asked["page"] else None

    def items(self):
        return self.listing.items if self.page else super().items()

    def pieces(self, answer):
        return json_of(answer, self.page)

    def refuse(self, errors, status):
        return JsonResponse({"errors": errors}, status=status)


class Atom(Download):
    content_type = "application/atom+xml"
    is_paged = True

    def is_long(self, answer):
        return False

    def items(self):
        return self.listing.items

    def pieces(self, answer):
        return atom_of(answer, self.listing.page, self.neighbours())

    def neighbours(self):
        """The addresses of this page of the feed and of those that it links to, by relation."""
        page, last = self.listing.page, self.listing.pages.num_pages
        numbers = {"self": page.number, "first": 1, "last": last}
        if page.has_previous():
            numbers["previous"] = page.number - 1
        if page.has_next():
            numbers["next"] = page.number + 1
        return {relation: self.address_of_page(number) for relation, number in numbers.items()}

    def address_of_page(self, number):
        page = f"page={number}" if number > 1 else ""
        return self.address(f"{self.listing.noun}s_atom", self.listing.query, page)


class Print(Download):
    """The whole answer as one page for paper."""

    content_type = "text/html; charset=utf-8"

    def pieces(self, answer):
        context = {"answer": answer, "canonical": answer.address}
        page = render_to_string("conferences/print.html", context, self.request)
        head, foot = page.split(_PLACE)
        yield head
        while items := list(islice(answer.items, PRINTED)):
            yield render_to_string("conferences/print_passages.html", {"items": items})
        yield foot

    def refuse(self, errors, status):
        context = {"reason": _in_words(errors), "canonical": ""}
        return render(self.request, f"{status}.html", context, status=status)


FORMS = {"csv": Csv, "json": Json, "xlsx": Xlsx, "atom": Atom, "print": Print}


def _in_words(errors):
    return " ".join(f"{name}: {' '.join(told)}" for name, told in errors.items())


@require_safe
def data(request):
    """The data dictionary: the forms, and what each field means."""
    return render(request, "conferences/data.html", {"columns": COLUMNS})
