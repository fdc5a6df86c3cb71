"""Prices: what a fund pays per tonne, announced before it applies."""

from datetime import datetime

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from commons.models import Place
from commons.rules import ids
from ledger.models.funds import Fund
from ledger.rules.prices import MOST_CENTS_PER_TONNE


class PriceQuerySet(models.QuerySet["Price"]):
    """Prices, narrowed."""

    def in_force(self, at: datetime) -> "PriceQuerySet":
        return self.filter(Q(applies_until=None) | Q(applies_until__gt=at), applies_from__lte=at)


class Price(models.Model):
    """Cents that a fund pays for a tonne (1,000,000 g) of one family of effects in a place and all inside it.

    The nearest place counts. A price never changes; one without an end gets it once, when the next is
    announced.
    """

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="prices")
    family = models.CharField(max_length=40)
    place = models.ForeignKey(
        Place, models.PROTECT, to_field="path", db_column="place_path", related_name="+", db_index=False
    )
    cents_per_tonne = models.BigIntegerField()
    announced_at = models.DateTimeField()
    applies_from = models.DateTimeField()
    applies_until = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PriceQuerySet.as_manager()

    class Meta:
        ordering = ["fund", "family", "applies_from"]
        constraints = [
            models.CheckConstraint(
                name="price_is_a_price", condition=Q(cents_per_tonne__gt=0, cents_per_tonne__lte=MOST_CENTS_PER_TONNE)
            ),
            models.CheckConstraint(
                name="price_announced_before_it_applies", condition=Q(announced_at__lt=F("applies_from"))
            ),
            models.CheckConstraint(
                name="price_ends_after_it_began",
                condition=Q(applies_until=None) | Q(applies_until__gt=F("applies_from")),
            ),
            models.CheckConstraint(name="price_names_a_family", condition=~Q(family="")),
            ExclusionConstraint(
                name="price_one_at_a_time",
                expressions=[
                    ("fund", RangeOperators.EQUAL),
                    ("family", RangeOperators.EQUAL),
                    ("place", RangeOperators.EQUAL),
                    (
                        models.Func(
                            "applies_from", "applies_until", function="tstzrange", output_field=DateTimeRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cents_per_tonne} cents a tonne of {self.family}"
