"""All addresses: the staff side, and the public record."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("conferences.urls")),
]

handler404 = "conferences.views.not_found"
handler500 = "conferences.views.failed"
