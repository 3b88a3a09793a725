"""The form of an editor whose session ended: kept until they have signed in again."""

from django.contrib import admin
from django.http import QueryDict

from .once import FIELD, owner_of

HELD = "held_form"
MAX_BYTES = 3_000_000
SENTENCE = (
    "You had been signed out, and your form is back as you sent it. Look it over and save. "
    "A file must be chosen again."
)


class HoldForms:
    """Middleware: keep a form that comes from someone who is not let in, or no longer.

    Only a form that this site made for one of the staff is kept, so that nobody else can fill
    the place where it is.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if request.method == "POST" and not admin.site.has_permission(request):
            owner = owner_of(request.POST.get(FIELD, ""))
            if owner:
                hold(request, owner)


def hold(request, owner):
    data = request.POST.urlencode()
    if len(data) <= MAX_BYTES:
        request.session[HELD] = {"path": request.path, "owner": owner, "data": data}


def take_back(request):
    """Let a GET of the same page be the form that was held; whether there was one."""
    held = request.session.get(HELD)
    if request.method != "GET" or not held or held["path"] != request.path:
        return False
    del request.session[HELD]
    if held["owner"] != request.user.pk:
        return False
    _ = request.FILES  # reads the empty body, before the form takes its place
    request.method, request.POST = "POST", QueryDict(held["data"])
    return True
