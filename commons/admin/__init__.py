"""People and places: logins are the operator's to keep, the rest is looked at."""

from typing import Any

from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Model
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from commons.models import Agent, Invitation, Membership, Place, User
from config.plumbing.looked import CappedPaginator, Looked

# Who may do what stands in tables of permissions, in code: groups would say nothing. Tokens are nobody's to read.
admin.site.unregister([Group, Authenticator, Token])


@admin.register(User)
class LoginAdmin(UserAdmin):
    """Logins, by e-mail."""

    ordering = ("email",)
    list_display = ("email", "agent", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff")
    filter_horizontal = ()
    list_select_related = ("agent",)
    search_fields = ("email__istartswith", "agent__name__istartswith")
    readonly_fields = ("date_joined", "last_login", "agent")
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    fieldsets: Any = (
        (None, {"fields": ("email", "password", "agent")}),
        (_("What they may do"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("When"), {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets: Any = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class MembershipInline(admin.StackedInline):
    """Who is in a collective."""

    model = Membership
    fk_name = "collective"
    fields = readonly_fields = ("member", "role", "since", "until")
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_staff)

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("member", "collective")


@admin.register(Agent)
class AgentAdmin(Looked):
    list_display = ("name", "kind", "place", "created_at", "erased_at")
    list_filter = ("kind",)
    list_select_related = ("place",)
    search_fields = ("id__exact", "name__istartswith")
    inlines = (MembershipInline,)


@admin.register(Membership)
class MembershipAdmin(Looked):
    list_display = ("collective", "member", "role", "since", "until")
    list_filter = ("role",)
    list_select_related = ("collective", "member")
    search_fields = ("collective__name__istartswith", "member__name__istartswith")


@admin.register(Place)
class PlaceAdmin(Looked):
    list_display = ("name", "kind", "code", "path", "population")
    list_filter = ("kind",)
    search_fields = ("name__istartswith", "code__exact", "path__exact")


@admin.register(Invitation)
class InvitationAdmin(Looked):
    list_display = ("collective", "role", "state", "invited_by", "invited_at", "expires_at")
    list_filter = ("state",)
    list_select_related = ("collective", "invited_by")
    search_fields = ("collective__name__istartswith",)
    exclude = ("email",)


@admin.register(Authenticator)
class SecondFactorAdmin(Looked):
    """Second factors, without their secrets: deleting one lets its owner begin anew, who lost the telephone."""

    list_display = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)
    list_select_related = ("user",)
    search_fields = ("user__email__iexact",)
    search_help_text = _("A whole address")
    ordering = ("-pk",)
    fields = readonly_fields = ("user", "type", "created_at", "last_used_at")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)
