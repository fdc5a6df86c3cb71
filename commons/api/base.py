"""What every noun of the API has in common: who calls, what they may see, one answer's shape and its headers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from rest_framework.mixins import ListModelMixin, RetrieveModelMixin
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from commons import errors
from commons.models import Agent
from commons.queries import agents
from config.plumbing import etags, ratelimits
from config.plumbing.problems import UnknownFilter

Handler = Callable[..., Response]


@dataclass(frozen=True)
class Viewer:
    """Who looks: themselves and the collectives that they may act for; an operator sees what is anybody's."""

    agent: Agent | None = None
    whom: frozenset[UUID] = frozenset()
    operator: bool = False

    def is_own(self, *ids: UUID | None) -> bool:
        """Whether any of these agents is theirs to look behind."""
        return self.operator or any(id_ in self.whom for id_ in ids)


class Called(APIView):
    """One address of the API. `area` is the app whose scopes a token needs."""

    area = "ledger"

    @cached_property
    def viewer(self) -> Viewer:
        user = self.request.user
        agent = user.agent if user.is_authenticated else None
        if agent is None or agent.erased_at:
            return Viewer()
        return Viewer(agent, frozenset(known.pk for known in agents.may_act_for(agent)), bool(user.is_staff))

    @property
    def by(self) -> Agent:
        """The person who acts; permissions have seen to it that there is one."""
        return self.request.user.agent

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        ratelimits.tell(getattr(request, "_request", request), response)
        if not response.streaming:
            response.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(response, ["Accept", "Authorization", "Cookie"])
        return response

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        if request.method in ("GET", "HEAD") and response.status_code == 200 and not response.streaming:
            response = response.render() if hasattr(response, "render") else response
            return etags.conditional(request, response)
        return response


class Noun(Called, GenericViewSet):
    """Rows of one kind. `order` has an index; `related` is what a row shows of others; filters are declared."""

    lookup_value_converter = "uuid"
    order: tuple[str, ...] = ("-id",)
    related: tuple[str, ...] = ()
    filters: Any = None

    def get_order(self) -> tuple[str, ...]:
        return self.order

    @property
    def filterset_class(self) -> Any:
        return self.filters if self.detail is False and self.action == "list" else None

    def get_queryset(self) -> QuerySet:
        return self.queryset.all().select_related(*self.related)

    def get_serializer_context(self) -> dict[str, Any]:
        viewer = Viewer() if getattr(self, "swagger_fake_view", False) else self.viewer
        return super().get_serializer_context() | {"viewer": viewer, "facts": {}}

    def facts(self, rows: Sequence[Any]) -> dict[str, Any]:
        """What the serializer needs to know about these rows beside them, in a fixed number of queries."""
        return {}

    def shown(self, rows: Any, *, many: bool = False) -> Any:
        """The rows as this caller may see them."""
        context = self.get_serializer_context() | {"facts": self.facts(rows if many else [rows])}
        return self.get_serializer_class()(rows, many=many, context=context).data

    def reread(self, row: Model) -> Any:
        """The row anew, with all that is shown of it."""
        return self.get_queryset().get(pk=row.pk)

    def answer(self, row: Model, status: int = 200) -> Response:
        return Response(self.shown(self.reread(row)), status=status)

    def asked(self, shape: type, **options: Any) -> dict[str, Any]:
        """What the body asks for, checked for its shape alone."""
        serializer = shape(data=self.request.data, context=self.get_serializer_context(), **options)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def check_match(self, row: Any, *, required: bool = False) -> None:
        """Raises unless the row is as the caller saw it, if they say what they saw."""
        etags.check(self.request._request, JSONRenderer().render(self.shown(row)), required=required)


class Listed(ListModelMixin):
    """GET of the list."""

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        self._check_names(request)
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.shown(rows, many=True))

    def _check_names(self, request: Request) -> None:
        known = {"limit", "cursor", *(self.filters.base_filters if self.filters else ())}
        if unknown := sorted(request.query_params.keys() - known):
            raise UnknownFilter(f"{errors_shown(unknown[0])}: this list has only {', '.join(sorted(known))}.")


class Retrieved(RetrieveModelMixin):
    """GET of one."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(self.shown(self.get_object()))


class Public(Listed, Retrieved, Noun):
    """A noun that anybody can list and read."""


def matching(*, required: bool = False) -> Callable[[Handler], Handler]:
    """Say in the API's description that a method looks at If-Match; it does so by `check_match`."""

    def mark(handler: Handler) -> Handler:
        handler.takes_match = "required" if required else "accepted"  # type: ignore[attr-defined]
        return handler

    return mark


def refusing(handler: Handler) -> Handler:
    """Say in the API's description that a reading can be refused: what is there cannot be worked with."""
    handler.refuses = True  # type: ignore[attr-defined]
    return handler


def errors_shown(given: str) -> str:
    """What was given, so that it can stand in a sentence."""
    return repr(given[:60])


def one(rows: QuerySet, field: str, id_: Any, *, by: str = "pk") -> Any:
    """The row that a body names. Raises BadInput where there is none that the caller can see."""
    found = rows.filter(**{by: id_}).first()
    if found is None:
        raise errors.BadInput(field, id_, "one that there is, and that you can see")
    return found
