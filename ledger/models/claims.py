"""Claims: what an agent says has been avoided or removed, and how far that has been believed."""

from typing import Any

from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField
from django.contrib.postgres.indexes import GistIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Cast, Concat, Now

from commons.models import Agent, Place
from commons.rules import ids
from ledger.models.assets import Asset
from ledger.models.fields import PlaceRangeField, PolygonField


def _level(depth: int) -> Concat:
    """The path of the place's ancestor that stands `depth` levels from the top, the planet being the first."""
    labels: list[Any] = []
    for number in range(1, depth + 1):
        labels += [Value(".")] if labels else []
        split = Func(F("place_path"), Value("."), Value(number), function="split_part", output_field=models.TextField())
        labels.append(split)
    return Concat(*labels, output_field=models.TextField())


# Newest first, by columns that have an index under every filter.
NEWEST = ("-notice__filed_at", "-notice__claim_id")
# The other orders of the list, each along an index of its own.
LARGEST = ("-notice__quantity_g", "-notice__claim_id")
LATEST_VINTAGE = ("-notice__vintage", "-notice__filed_at", "-notice__claim_id")


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, narrowed."""

    def public(self) -> "ClaimQuerySet":
        return self.filter(notice__isnull=False)

    def within(self, place: Place) -> "ClaimQuerySet":
        """Filed claims in the place or anywhere inside it, by an index that keeps them newest first."""
        level = {
            Place.Kind.PLANET: "notice__isnull",
            Place.Kind.COUNTRY: "notice__country_path",
            Place.Kind.REGION: "notice__region_path",
        }.get(Place.Kind(place.kind), "notice__place_path")
        return self.filter(**{level: False if place.kind == Place.Kind.PLANET else place.path})

    def newest(self) -> "ClaimQuerySet":
        """Filed claims, newest first; see `Notice`."""
        return self.order_by(*NEWEST)


class Claim(models.Model):
    """What an agent says an asset has avoided or removed in a period, in grams of CO2e: always more than zero.

    The transitions of `state` stand in `ledger.rules.claims`, and a trigger refuses every other. A draft may lack
    its asset, place, period and tier; what was filed never does. After submission only the state, what waits for,
    and what the verifiers decide may change.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        IN_REVIEW = "in_review", "in review"
        ASKED_BACK = "asked_back", "asked back"
        VERIFIED = "verified"
        SUSPENDED = "suspended"
        ISSUED = "issued"
        PARTLY_REVERSED = "partly_reversed", "partly reversed"
        REVERSED = "reversed"
        REJECTED = "rejected"
        WITHDRAWN = "withdrawn"

    class Tier(models.TextChoices):
        """How the inputs are backed. All but the first are looked at by accredited verifiers before issue."""

        SELF_DECLARED = "self-declared"
        PEER_VERIFIED = "peer-verified"
        MEASURED = "measured"
        ACCREDITED = "accredited"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    reference = models.CharField(
        max_length=24,
        editable=False,
        db_default=Concat(
            Value("C-"),
            Cast(Func(Value("ledger_claim_reference"), function="nextval"), models.TextField()),
            output_field=models.CharField(),
        ),
    )
    claimant = models.ForeignKey(Agent, models.PROTECT, related_name="claims", db_index=False)
    filed_by = models.ForeignKey(Agent, models.PROTECT, related_name="+", db_index=False)
    asset = models.ForeignKey(Asset, models.PROTECT, null=True, related_name="claims")
    place = models.ForeignKey(
        Place,
        models.PROTECT,
        null=True,
        to_field="path",
        db_column="place_path",
        related_name="claims",
        db_index=False,
    )
    methodology = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    family = models.CharField(max_length=40)
    period = DateRangeField(null=True)
    vintage = models.PositiveSmallIntegerField(null=True, help_text="The year in which the period ends")
    inputs = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    statement = models.TextField(blank=True, max_length=5000, help_text="What was done, in the claimant's words")
    quantity_g = models.BigIntegerField("quantity in g CO2e", null=True)
    uncertainty = models.DecimalField(
        max_digits=7, decimal_places=4, null=True, help_text="Deducted for uncertainty, of the gross effect"
    )
    tier = models.CharField(max_length=15, choices=Tier, blank=True)
    declares_area = models.BooleanField(default=False, help_text="For everybody in the place: a programme")
    programme = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="members", db_index=False)
    state = models.CharField(max_length=15, choices=State, default=State.DRAFT)
    waits_for = models.CharField(max_length=20, blank=True, help_text="What it waits for: a peer, or verifiers")
    verifiers_needed = models.PositiveSmallIntegerField(default=1)
    # Seeds the draw of verifiers; of a key and what is claimed, so that filing again draws the same ones.
    lot = models.UUIDField(null=True, editable=False)
    confirmed_by = models.ForeignKey(Agent, models.PROTECT, null=True, related_name="+", db_index=False)
    salt = models.BinaryField(max_length=16, null=True, editable=False)
    drafted_at = models.DateTimeField(db_default=Now(), editable=False)
    filed_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField(null=True, help_text="Until when what the verifier asked back can be answered")
    verified_at = models.DateTimeField(null=True)
    window_until = models.DateTimeField(null=True, help_text="Until when anyone can object")

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-filed_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["reference"], name="claim_reference_is_its_own"),
            models.CheckConstraint(
                name="claim_state_is_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "in_review",
                        "asked_back",
                        "verified",
                        "suspended",
                        "issued",
                        "partly_reversed",
                        "reversed",
                        "rejected",
                        "withdrawn",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="claim_tier_is_known",
                condition=Q(tier__in=["self-declared", "peer-verified", "measured", "accredited"])
                | Q(tier="", filed_at=None),
            ),
            models.CheckConstraint(
                name="claim_is_whole_unless_draft",
                condition=Q(filed_at=None) | Q(place__isnull=False, period__isnull=False, vintage__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_self_declared_is_only_shown",
                condition=~Q(tier="self-declared") | Q(state__in=["draft", "submitted", "rejected", "withdrawn"]),
            ),
            models.CheckConstraint(
                name="claim_quantity_is_positive",
                condition=Q(quantity_g__gt=0) | Q(state="draft", quantity_g=None),
            ),
            models.CheckConstraint(
                name="claim_period_is_whole",
                condition=Q(period__isempty=False, period__lower_inf=False, period__upper_inf=False),
            ),
            models.CheckConstraint(
                name="claim_is_filed_unless_draft",
                condition=Q(state__in=["draft", "withdrawn"])
                | Q(filed_at__isnull=False, lot__isnull=False, verifiers_needed__gte=1),
            ),
            models.CheckConstraint(
                name="claim_window_follows_verification",
                condition=Q(verified_at=None, window_until=None) | Q(window_until__gte=F("verified_at")),
            ),
            models.CheckConstraint(
                name="claim_verified_has_window",
                condition=~Q(state__in=["verified", "suspended", "issued", "partly_reversed", "reversed"])
                | Q(verified_at__isnull=False, window_until__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_peer_is_another",
                condition=Q(confirmed_by=None) | (~Q(confirmed_by=F("claimant")) & ~Q(confirmed_by=F("filed_by"))),
            ),
            models.CheckConstraint(
                name="claim_member_is_no_programme",
                condition=Q(programme=None) | Q(declares_area=False),
            ),
        ]
        # Few, because each change of state writes to all of them: the list's are on `Notice`.
        indexes = [
            models.Index(fields=["claimant"], name="claim_by_claimant"),
            models.Index(fields=["state"], name="claim_by_state"),
            models.Index(fields=["programme"], name="claim_members", condition=Q(programme__isnull=False)),
            models.Index(fields=["window_until", "id"], name="claim_due", condition=Q(state="verified")),
            models.Index(fields=["filed_at", "id"], name="claim_waiting", condition=~Q(waits_for="")),
        ]

    def __str__(self) -> str:
        return self.reference


class Notice(models.Model):
    """What the public list of claims is searched by: of one filed claim, what never changes. Kept by triggers alone.

    Each filter of the list has an index that ends in the list's order, so that no page sorts or counts. They stand
    here and not on the claim, which would write to all of them each time that its state changes.
    """

    claim = models.OneToOneField(Claim, models.DO_NOTHING, primary_key=True, related_name="notice", db_constraint=False)
    filed_at = models.DateTimeField()
    claimant = models.ForeignKey(Agent, models.DO_NOTHING, related_name="+", db_constraint=False, db_index=False)
    family = models.CharField(max_length=40)
    methodology = models.CharField(max_length=40)
    vintage = models.PositiveSmallIntegerField()
    tier = models.CharField(max_length=15)
    place_path = models.CharField(max_length=200, db_collation="C")
    country_path = models.GeneratedField(expression=_level(2), output_field=models.TextField(), db_persist=True)
    region_path = models.GeneratedField(expression=_level(3), output_field=models.TextField(), db_persist=True)
    quantity_g = models.BigIntegerField("quantity in g CO2e")

    class Meta:
        ordering = ["-filed_at", "-claim_id"]
        indexes = [
            models.Index(fields=["filed_at", "claim"], name="notice_list"),
            models.Index(fields=["claimant", "filed_at", "claim"], name="notice_by_claimant"),
            models.Index(fields=["family", "filed_at", "claim"], name="notice_by_family"),
            models.Index(fields=["vintage", "filed_at", "claim"], name="notice_by_vintage"),
            models.Index(fields=["tier", "filed_at", "claim"], name="notice_by_tier"),
            models.Index(fields=["country_path", "filed_at", "claim"], name="notice_by_country"),
            models.Index(fields=["region_path", "filed_at", "claim"], name="notice_by_region"),
            models.Index(fields=["place_path", "filed_at", "claim"], name="notice_by_place"),
            models.Index(fields=["quantity_g", "claim"], name="notice_largest"),
            models.Index(fields=["family", "quantity_g", "claim"], name="notice_family_largest"),
            models.Index(fields=["country_path", "quantity_g", "claim"], name="notice_country_largest"),
        ]

    def __str__(self) -> str:
        return f"notice of {self.claim_id}"


class Extent(models.Model):
    """What one live claim takes up, so that no other may: kept by triggers alone, never written by us.

    A table of its own keeps the costly exclusions away from the claim's row, which changes state often.
    `spread` is a point below the place's path, or all that lies in the place if the claim declares the area. `slot`
    is a number of its own, or all numbers for an area: so two points never meet, and the index can part numbers,
    which it does badly with texts; hence also `family_key`, 64 bits of the family's hash. `programme` is that of
    the claim or, without one, the claim itself.
    """

    claim = models.OneToOneField(Claim, models.DO_NOTHING, primary_key=True, related_name="extent", db_constraint=False)
    family_key = models.BigIntegerField()
    period = DateRangeField()
    spread = PlaceRangeField()
    slot = BigIntegerRangeField()
    programme = models.UUIDField()
    fingerprint = models.UUIDField(null=True)
    serial_scope = models.CharField(max_length=120, blank=True)
    serials = BigIntegerRangeField(null=True)
    interior = PolygonField(null=True)

    class Meta:
        # What lies around a place in a period, of one family; the exclusions' own indexes begin elsewhere.
        indexes = [GistIndex(fields=["family_key", "spread", "period"], name="extent_overlaps")]

    def __str__(self) -> str:
        return f"extent of {self.claim_id}"
