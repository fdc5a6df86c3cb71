"""Earmarks: what a payer wants its money to be spent on."""

from django.db import models
from django.db.models import F, Q

from commons.models import Place


class Earmarked(models.Model):
    """Money for one family of effects, one place and all inside it, or some vintages; blank is any."""

    family = models.CharField(max_length=40, blank=True)
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        to_field="path",
        db_column="place_path",
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    vintage_from = models.PositiveSmallIntegerField(null=True, blank=True)
    vintage_until = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_vintages_in_order",
                condition=Q(vintage_from=None, vintage_until=None)
                | Q(vintage_from__gte=1990, vintage_until__lte=2200, vintage_from__lte=F("vintage_until")),
            )
        ]
