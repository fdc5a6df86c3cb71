"""Pages of the API's lists, by cursor. Imports no view of DRF: settings name it."""

from typing import Any

from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from config.plumbing import cursors
from config.plumbing.problems import BadCursor

LIMIT, MOST = 50, 200


class CursorPages(BasePagination):
    """`?limit=&cursor=`, with the addresses of the next and the previous page; nothing is counted."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.address = request.build_absolute_uri()
        cursor = request.query_params.get("cursor") or None
        try:
            self.page = cursors.page(queryset, order=view.get_order(), cursor=cursor, size=_limit(request))
        except cursors.BadCursor as refusal:
            raise BadCursor("This cursor is not one of this list's. Begin again without one.") from refusal
        return self.page.rows

    def get_paginated_response(self, data: Any) -> Response:
        addresses = {"next": self._address(self.page.next), "previous": self._address(self.page.previous)}
        return Response(addresses | {"results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": address | {"description": "The address of the next page; null at the end."},
                "previous": address | {"description": "The address of the page before; null at the start."},
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": LIMIT}
        return [
            _parameter("limit", limit, "How many at most."),
            _parameter("cursor", {"type": "string", "maxLength": 500}, "As `next` or `previous` gave it."),
        ]

    def _address(self, cursor: str | None) -> str | None:
        return replace_query_param(self.address, "cursor", cursor) if cursor else None


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(LIMIT))
    if not (given.isascii() and given.isdecimal() and len(given) < 4 and 1 <= int(given) <= MOST):
        raise BadCursor(f"limit: a whole number from 1 to {MOST}.")
    return int(given)


def _parameter(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
