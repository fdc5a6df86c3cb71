"""Every address of the product."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView
from django.views.i18n import set_language

from commons.api.oauth import Authorization
from config.api import pages
from config.plumbing import health
from config.views import components, display, mailbox, setup

# The admin's own form would ask for a password alone: staff log in where everybody does, with both factors.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

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
    path("api/v1/", include("config.api.urls")),
    path("api/schema/", pages.schema, name="schema"),
    path("api/docs/", pages.TryIt.as_view(url_name="schema"), name="api_docs"),
    path("errors/", pages.errors, name="errors"),
    path("errors/<slug:code>/", pages.error, name="error"),
    path("developers/", pages.developers, name="developers"),
    path("developers/reference/", pages.nouns, name="reference"),
    path("developers/reference/<slug:name>/", pages.noun, name="reference_of"),
    path("identity/o/authorize", Authorization.as_view()),
    path("", include("allauth.idp.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("commons.urls")),
    path("", include("ledger.urls")),
]

handler400 = "config.errors.bad_request"
handler404 = "config.api.pages.missing"
handler500 = "config.api.pages.failed"
