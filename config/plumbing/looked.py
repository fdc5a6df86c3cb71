"""What all our admin pages share: rows are looked at, never edited, and long tables stay quick."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.text import capfirst

MOST_COUNTED = 10_000


class CappedPaginator(Paginator):
    """Counts no further than MOST_COUNTED, so that a page of a long table costs what a page of a short one does.

    Nobody turns to row 10,000: search and filters lead there.
    """

    @cached_property
    def count(self) -> int:
        rows: Any = self.object_list
        return rows.order_by()[:MOST_COUNTED].count()


class Looked(admin.ModelAdmin):
    """Rows that only actions write. Whoever may enter the admin may look: it is their work."""

    paginator = CappedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # they count the whole table, once a choice
    list_per_page = 50
    list_max_show_all = 0
    actions = None

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

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


Choices = Iterable[tuple[str, Any]]


def known(field: str, label: Any, values: Callable[[], Choices]) -> type[admin.SimpleListFilter]:
    """A filter over values that are known beforehand: Django's own would read the whole table to find them."""

    class Known(admin.SimpleListFilter):
        title = label
        parameter_name = field

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return list(values())

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            return queryset.filter(**{field: self.value()}) if self.value() else queryset

    return Known


def asked(
    name: str, label: Any, questions: dict[str, tuple[Any, Callable[[QuerySet], QuerySet]]]
) -> type[admin.SimpleListFilter]:
    """A filter by questions of one's own: each has its words, and how it narrows the list."""

    class Asked(admin.SimpleListFilter):
        title = label
        parameter_name = name

        def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
            return [(key, words) for key, (words, _narrow) in questions.items()]

        def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
            if self.value() not in questions:
                return queryset
            return questions[str(self.value())][1](queryset)

    return Asked
