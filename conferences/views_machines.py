"""What the site tells machines: crawlers, load balancers, and whoever found a weakness."""

import datetime
import re

from django.conf import settings
from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .readiness import unready
from .sitemaps import SITEMAPS


@require_safe
def robots(request):
    sitemaps = request.build_absolute_uri(reverse("sitemap"))
    told = f"User-agent: *\nDisallow: /admin/\nSitemap: {sitemaps}\n"
    return HttpResponse(told, content_type="text/plain")


def _contact():
    """The address of mail or the page that CONTACT names; empty when it names neither."""
    mail = re.search(r"[^\s<>()]+@[^\s<>()]+[a-z]", settings.CONTACT)
    page = re.search(r"https://\S+", settings.CONTACT)
    return f"mailto:{mail[0]}" if mail else page[0] if page else ""


@require_safe
def security(request):
    """Whom to tell of a weakness, as RFC 9116 has it; what it says holds for half a year."""
    about = request.build_absolute_uri(reverse("about"))
    expires = timezone.now().replace(hour=0, minute=0, second=0) + datetime.timedelta(days=180)
    told = (
        f"Contact: {_contact() or about}\n"
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}\n"
        "Preferred-Languages: en\n"
        f"Canonical: {request.build_absolute_uri(request.path)}\n"
    )
    return HttpResponse(told, content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request):
    return index(request, SITEMAPS, sitemap_url_name="sitemap_section")


@require_safe
def sitemap_section(request, section):
    return sitemap(request, SITEMAPS, section)


@require_safe
def healthz(request):
    """Alive."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request):
    """Able to serve: database, migrations, search index and disk; else 503, and what is amiss."""
    found = list(unready())
    told = "\n".join(found or ["ok"]) + "\n"
    return HttpResponse(told, content_type="text/plain", status=503 if found else 200)
