"""Taking out everything that is kept about oneself, in one answer."""

import json
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from commons.api.base import Called
from config.plumbing import takeouts


class Export(Called):
    """All that is yours."""

    only_known = True
    scope = "me:export"

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT}, operation_id="me_export")
    def get(self, request: Request) -> StreamingHttpResponse:
        """Every row that is kept about you, by table, as one JSON object that is sent while it is read.

        The files behind your claims are at `/api/v1/evidence/{id}/content/`.
        """
        sent = StreamingHttpResponse(_written(request.user), content_type="application/json")
        sent["Content-Disposition"] = 'attachment; filename="my-data.json"'
        sent["Cache-Control"] = "private, no-store"
        return sent


def _written(user: Any) -> Iterator[str]:
    yield "{"
    for number, (name, rows) in enumerate(takeouts.tables(user)):
        yield f"{',' if number else ''}\n{json.dumps(name)}: ["
        for count, row in enumerate(rows):
            yield ("," if count else "") + "\n" + takeouts.as_json(row)
        yield "]"
    yield "\n}\n"
