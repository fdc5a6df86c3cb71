"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path

from config.plumbing import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("commons.urls")),
    path("", include("ledger.urls")),
]

handler400 = "config.errors.bad_request"
