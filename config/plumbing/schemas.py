"""What every operation of the API says of itself in the OpenAPI document: its problems, its headers, its words."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from config.plumbing.problems import MEDIA_TYPE


class WrongShape(serializers.Serializer):
    """One thing that is wrong."""

    pointer = serializers.CharField(help_text="A JSON pointer into the body; empty for all of it.", allow_blank=True)
    detail = serializers.CharField(help_text="What would be right.")


class ProblemShape(serializers.Serializer):
    """A problem as RFC 9457 writes it. Some have more members, such as what was asked and what is left."""

    type = serializers.CharField(help_text="The address of its page, on this host: /errors/<code>/.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()
    request_id = serializers.CharField(required=False)
    errors: Any = WrongShape(many=True, required=False)

    class Meta:
        ref_name = "Problem"


PROBLEMS = {
    400: "It cannot be understood.",
    401: "The token is not valid, or there is none.",
    403: "You may not.",
    404: "There is none, or none that you can see.",
    409: "It does not go with how things are.",
    412: "It was changed since you read it.",
    413: "It is too large.",
    415: "This type of body is not taken.",
    422: "It is understood, and cannot be used.",
    428: "If-Match is missing.",
    429: "Too many requests.",
    503: "Busy: send it again, with the same key.",
}
READS = (400, 401, 403, 404, 429)
WRITES = (400, 401, 403, 404, 409, 412, 413, 415, 422, 429, 503)
KEY = OpenApiParameter(
    "Idempotency-Key", {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER, description="Names this request, so that sending it again does nothing twice.",
)  # fmt: skip
TAG = {"type": "string", "pattern": '^(\\*|(W/)?"[!#-~]*")$'}
IF_MATCH = OpenApiParameter("If-Match", TAG, OpenApiParameter.HEADER, description="The ETag that you read.")
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", TAG, OpenApiParameter.HEADER, description="The ETag that you have: 304 if it is still that."
)


class ProblemSchema(AutoSchema):
    """Adds to each operation the problems that it can answer with and the headers that it takes."""

    def get_override_parameters(self) -> list[Any]:
        if self.method == "GET":
            return [IF_NONE_MATCH]
        found = []
        if takes := getattr(self._handler(), "takes_key", None):
            found.append(_required(KEY, takes == "required"))
        if matching := getattr(self._handler(), "takes_match", None):
            found.append(_required(IF_MATCH, matching == "required"))
        return found

    def get_auth(self) -> list[dict[str, Any]]:
        """Nothing is needed for reading what is public."""
        reads = self.method == "GET" or getattr(self.view, "only_reads", False)
        public = reads and not getattr(self.view, "only_known", False)
        return [*(needed for needed in super().get_auth() if needed), *([{}] if public else [])]

    def get_description(self) -> str:  # type: ignore[override]  # spectacular's own, which knows path and method
        if getattr(self.view, "action", "") in ("list", "retrieve"):
            return str(type(self.view).__doc__ or "")
        return super().get_description()

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if self.method == "GET":
            bodies["304"] = {"description": "You have it already."}
        needed = [422] if getattr(self._handler(), "refuses", False) else []
        needed += [428] if getattr(self._handler(), "takes_match", "") == "required" else []
        for status in (*(READS if self.method == "GET" else WRITES), *needed):
            problem = OpenApiResponse(ProblemShape, description=PROBLEMS[status])
            bodies.setdefault(str(status), self._get_response_for_code(problem, str(status), [MEDIA_TYPE], direction))
        return bodies

    def _handler(self) -> Any:
        name = getattr(self.view, "action", None) or self.method.lower()
        return getattr(self.view, name, None)


def _required(parameter: OpenApiParameter, required: bool) -> OpenApiParameter:
    return OpenApiParameter(
        parameter.name, parameter.type, parameter.location, required=required, description=parameter.description
    )
