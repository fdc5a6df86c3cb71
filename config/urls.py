"""Every address of the product."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from config.plumbing import health
from config.views import components, display, mailbox, setup

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("language/", set_language, name="set_language"),
    path("display/", display.choose, name="display"),
    path("components/", components.shown, name="components"),
    path("accessibility/", TemplateView.as_view(template_name="accessibility.html"), name="accessibility"),
    path("setup/", setup.setup, name="setup"),
    path("dev/mail/", mailbox.listed, name="mailbox"),
    path("dev/mail/<int:id>/", mailbox.letter, name="letter"),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("commons.urls")),
    path("", include("ledger.urls")),
]

handler400 = "config.errors.bad_request"
