"""Assets: what makes an effect."""

from django.contrib.postgres.fields import BigIntegerRangeField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from commons.models import Agent, Place
from commons.rules import ids
from ledger.models.fields import PolygonField


class Asset(models.Model):
    """What makes an effect, and can make it only once: a meter, a run of stoves, a plot, a vehicle.

    What tells it from all others is one of three: the `fingerprint` of its identifier, a run of `serials`
    in a scope ("maker/model"), or the `interior` of its plot. Two owners may register the same one, and only
    one of them can claim it: see `Extent`.
    """

    class Kind(models.TextChoices):
        METER = "meter"
        STOVE_SERIALS = "stove_serials", "run of stoves"
        PLOT = "plot"
        VEHICLE = "vehicle"
        BUILDING = "building"
        FACILITY = "facility"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    owner = models.ForeignKey(Agent, models.PROTECT, related_name="assets")
    place = models.ForeignKey(
        Place, models.PROTECT, to_field="path", db_column="place_path", related_name="assets", db_index=False
    )
    name = models.CharField(max_length=200, help_text="What its owner calls it")
    # The first half of an HMAC under the instance's key, so that a meter number can be compared and not read.
    fingerprint = models.UUIDField(null=True, editable=False, db_index=True)
    shown = models.CharField(max_length=60, blank=True, help_text="What may be shown of the identifier")
    serial_scope = models.CharField(max_length=120, blank=True)
    serials = BigIntegerRangeField(null=True, blank=True)
    outline = models.JSONField(null=True, blank=True, help_text="Corners of a plot: [[latitude, longitude], ...]")
    # The outline in millionths of a degree, drawn in by half a metre: neighbours who touch do not overlap.
    interior = PolygonField(null=True, editable=False)
    salt = models.BinaryField(max_length=16, null=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="asset_kind_is_known",
                condition=Q(kind__in=["meter", "stove_serials", "plot", "vehicle", "building", "facility"]),
            ),
            models.CheckConstraint(
                name="asset_is_told_apart",
                condition=Q(kind="plot", interior__isnull=False, fingerprint=None, serials=None)
                | (
                    Q(kind="stove_serials", serials__isnull=False, fingerprint=None, interior__isnull=True)
                    & ~Q(serial_scope="")
                    & Q(serials__isempty=False, serials__lower_inf=False, serials__upper_inf=False)
                )
                | (
                    ~Q(kind__in=["plot", "stove_serials"])
                    & Q(fingerprint__isnull=False, serials=None, interior__isnull=True)
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name
