"""All addresses: the staff side, how staff sign in, and the public record."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("conferences.accounts_urls")),
    path("", include("conferences.urls")),
]

handler404 = "conferences.views.not_found"
handler429 = "conferences.accounts_floods.too_many"
handler500 = "conferences.views.failed"
