"""What all our admin pages share: rows are looked at, never edited, and long tables stay quick."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.html import format_html

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts no further than MOST_COUNTED, so that a page of a long table costs what a page of a short one does."""

    @cached_property
    def count(self) -> int:
        return self.object_list.order_by()[:MOST_COUNTED].count()


class LookOnly(admin.ModelAdmin):
    """Rows that only actions write. Whoever may enter the admin may look: it is their work."""

    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


def link(model: str, pk: Any, text: object = "") -> str:
    """A link to the admin page of a row; its id alone where there is none."""
    try:
        address = reverse(f"admin:ledger_{model}_change", args=[pk])
    except NoReverseMatch:
        return str(text or pk)
    return format_html('<a href="{}">{}</a>', address, text or pk)


def page_link(name: str, argument: Any, text: object) -> str:
    """A link to a page of the site."""
    return format_html('<a href="{}">{}</a>', reverse(name, args=[argument]), text)
