"""Runs of reconciliation, and the figures of the whole with the proof that nothing was lost."""

from typing import Any

from django.core.cache import cache
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from redis import RedisError
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Called, Public
from config.plumbing.shapes import GramsShape, Moment, MoneyShape, Reading, grams, money
from ledger.api.tokens import TokensShape
from ledger.models import Run
from ledger.queries import figures

KEY, SECONDS = "api-figures", 30


class RunReading(Reading):
    counts = serializers.DictField(help_text="What it did, in numbers.")
    refusals = serializers.DictField()
    proof = serializers.DictField(help_text="What was conserved.")

    class Meta:
        model = Run
        fields = ("id", "trigger", "started_at", "ended_at", "chunks", "counts", "refusals", "proof")


class Runs(Public):
    """Each time that reconciliation went through what was due, latest first."""

    queryset = Run.objects.all()
    serializer_class = RunReading
    order = ("-started_at", "-id")

    def get_queryset(self) -> QuerySet[Run]:
        return super().get_queryset().filter(ended_at__isnull=False)


class IssuedShape(TokensShape):
    """All tokens: `issued` is the sum of the others, always."""

    issued = GramsShape()


class CurrencyShape(serializers.Serializer):
    """All money of one currency: what came in is what is held, was paid and was refunded, always."""

    came_in = MoneyShape()
    held = MoneyShape()
    paid = MoneyShape()
    refunded = MoneyShape()


class FiguresReading(serializers.Serializer):
    """The whole, at one time."""

    at = Moment()
    claims_verified = serializers.IntegerField()
    tokens = IssuedShape()
    money = CurrencyShape(many=True)
    conserved = serializers.BooleanField(help_text="Whether tokens and money add up.")
    external_blocks = serializers.IntegerField()
    external = GramsShape()


class FiguresOfAll(Called):
    """The figures of the whole."""

    @extend_schema(responses=FiguresReading, operation_id="figures_retrieve")
    def get(self, request: Request) -> Response:
        """How much was claimed, issued, funded and paid, and whether it adds up. Worked out every half minute."""
        return Response(FiguresReading(_shown(_whole())).data)


def _whole() -> figures.Figures:
    try:
        return cache.get_or_set(KEY, figures.of_the_whole, SECONDS)
    except RedisError:
        return figures.of_the_whole()


def _shown(whole: figures.Figures) -> dict[str, Any]:
    return {
        "at": whole.at,
        "claims_verified": whole.claims_verified,
        "tokens": {state: grams(amount) for state, amount in whole.tokens.items()},
        "money": [
            {"came_in" if part == "in" else part: money(cents, currency) for part, cents in sums.items()}
            for currency, sums in sorted(whole.money.items())
        ],
        "conserved": whole.conserved,
        "external_blocks": whole.external_blocks,
        "external": grams(whole.external_g),
    }
