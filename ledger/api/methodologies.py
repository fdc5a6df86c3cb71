"""Methodologies: what they ask for, how they reckon, and trying them on figures of one's own."""

from decimal import Decimal
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Called
from config.plumbing.problems import UnknownFilter
from config.plumbing.shapes import Grams, Shape
from ledger import errors
from ledger.rules import methodologies
from ledger.rules.methodology import Methodology, Result
from ledger.rules.parameters import Parameter

KILOGRAMS = ("baseline", "project", "leakage", "gross", "deduction", "net")
VERSION = OpenApiParameter(
    "version", {"type": "integer", "minimum": 1, "maximum": 9999}, description="The latest without it."
)


class ParameterReading(serializers.Serializer):
    """One input."""

    name = serializers.CharField()
    label = serializers.CharField()
    kind = serializers.CharField(help_text="quantity, choice or shares.")
    unit = serializers.SerializerMethodField(help_text="Of measure; empty where there is none.")
    expected = serializers.CharField(help_text="What would be right.")
    required = serializers.BooleanField()
    default = serializers.CharField(allow_null=True)
    source = serializers.CharField(allow_blank=True, help_text="Where the default is from.")

    def get_unit(self, parameter: Parameter) -> str:
        return getattr(parameter, "unit", "")


class LineReading(serializers.Serializer):
    """One line of the equation."""

    name = serializers.CharField()
    label = serializers.CharField()
    formula = serializers.CharField(source="formula.text")
    unit = serializers.CharField()


class MethodologyReading(serializers.Serializer):
    """One version of a methodology."""

    code = serializers.CharField()
    version = serializers.IntegerField()
    title = serializers.CharField()
    family = serializers.CharField()
    effect = serializers.ChoiceField(choices=["avoidance", "removal"])
    source = serializers.CharField()
    minimum_tier = serializers.CharField()
    objection_days = serializers.IntegerField()
    asset_kinds = serializers.ListField(child=serializers.CharField())
    buffer_ppm = serializers.IntegerField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    relieves = serializers.CharField(help_text="The boundary's flow that it relieves: shown, never credited.")


class MethodologyWhole(MethodologyReading):
    """One version of a methodology, with what it asks for and how it reckons."""

    uncertainty = serializers.CharField()
    leakage = serializers.CharField()
    parameters = ParameterReading(many=True)
    equation = serializers.SerializerMethodField()

    @extend_schema_field(LineReading(many=True))
    def get_equation(self, method: Methodology) -> Any:
        return LineReading([*method.lines, method.net], many=True).data


class StepReading(serializers.Serializer):
    """One line worked through: the formula, the same in figures, and what came out."""

    name = serializers.CharField()
    label = serializers.CharField()
    formula = serializers.CharField()
    substituted = serializers.CharField()
    value = serializers.SerializerMethodField()
    unit = serializers.CharField()
    source = serializers.CharField(allow_blank=True)

    def get_value(self, step: Any) -> str:
        return f"{step.value:f}"


class StatedReading(serializers.Serializer):
    """An input as it was understood."""

    name = serializers.CharField()
    label = serializers.CharField()
    value = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    source = serializers.CharField(help_text='"stated", or where the default is from.')


class KilogramsShape(serializers.Serializer):
    """Kilograms of CO2e, to the last decimal."""

    value = serializers.CharField()
    unit = serializers.ChoiceField(choices=["kgCO2e"])


@extend_schema_field(KilogramsShape)
class KilogramsField(serializers.Field):
    """A figure of a working."""

    def to_representation(self, value: Decimal) -> dict[str, str]:
        return {"value": f"{value:f}", "unit": "kgCO2e"}


class WorkingReading(serializers.Serializer):
    """A formula worked through line by line. The same inputs give the same figure for ever."""

    methodology = serializers.CharField()
    version = serializers.IntegerField()
    inputs = StatedReading(many=True)
    steps = StepReading(many=True)
    baseline = KilogramsField()
    project = KilogramsField()
    leakage = KilogramsField()
    gross = KilogramsField()
    deduction = KilogramsField()
    net = KilogramsField()
    quantity = Grams(help_text="Whole grams to issue, rounded down; 0 where it came to nothing or worse.")
    buffer = Grams(help_text="Of that, set aside against reversal.")


class CalculateAsked(Shape):
    inputs = serializers.DictField(help_text='By name; a number may carry its unit, as in "12000 kWh".')
    version = serializers.IntegerField(min_value=1, max_value=9999, required=False, help_text="The latest without it.")
    days = serializers.IntegerField(
        min_value=1, max_value=3_660, default=365, help_text="Length of the period, for what can be believed."
    )


class Methodologies(Called):
    """The formulas that this ledger knows."""

    @extend_schema(responses=MethodologyReading(many=True), operation_id="methodologies_list")
    def get(self, request: Request) -> Response:
        """Every version of every methodology, by code. They are part of the product: the list is short, and whole."""
        if unknown := sorted(request.query_params):
            raise UnknownFilter(f"{unknown[0][:60]!r}: this list has no filters.")
        return Response(MethodologyReading(methodologies.all(), many=True).data)


class MethodologyDetail(Called):
    """One methodology."""

    @extend_schema(responses=MethodologyWhole, parameters=[VERSION], operation_id="methodologies_retrieve")
    def get(self, request: Request, code: str) -> Response:
        """What it asks for, and how it reckons."""
        given = request.query_params.get("version", "")
        if given and not (given.isascii() and given.isdecimal() and len(given) < 5 and int(given)):
            raise serializers.ValidationError({"version": ["A whole number."]})
        return Response(MethodologyWhole(_known(code, int(given) if given else None)).data)


class Calculate(Called):
    """A methodology, tried."""

    only_reads = True

    @extend_schema(request=CalculateAsked, responses=WorkingReading, operation_id="methodologies_calculate")
    def post(self, request: Request, code: str) -> Response:
        """Try a formula on figures of your own: nothing is filed, and nothing is kept."""
        asked = CalculateAsked(data=request.data)
        asked.is_valid(raise_exception=True)
        given = asked.validated_data
        method = _known(code, given.get("version"))
        result = method.compute(given["inputs"])
        method.check_plausible(given["inputs"], result, given["days"])
        return Response(WorkingReading(working(method, result)).data)


def working(method: Methodology, result: Result) -> dict[str, Any]:
    """A result, as it is shown."""
    figures = {name: getattr(result, f"{name}_kg") for name in KILOGRAMS}
    issued = {"quantity": result.quantity_g, "buffer": result.buffer_g}
    return {
        "methodology": method.code, "version": method.version, "inputs": result.stated, "steps": result.steps,
        **figures, **issued,
    }  # fmt: skip


def _known(code: str, version: int | None) -> Methodology:
    try:
        return methodologies.get(code, version)
    except errors.UnknownMethodology as refusal:
        raise Http404(str(refusal)) from refusal
