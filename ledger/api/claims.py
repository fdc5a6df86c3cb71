"""Claims: listed and read by anybody as far as they are public, filed and answered for by those whose they are."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commons import errors as commons_errors
from commons.api.base import Public, matching, one, refusing
from commons.api.fields import AgentField, PlaceNamed, named
from commons.api.once import once
from commons.models import Agent, Place
from config.plumbing.shapes import Grams, Nothing, Reading, Shape
from ledger import errors, permissions
from ledger.actions import claims, drafts, verifications
from ledger.actions.drafts import Filing
from ledger.api import fields
from ledger.api.fields import DaysAsked, DaysField, DaysShape
from ledger.api.methodologies import WorkingReading, working
from ledger.models import Asset, Claim, Evidence
from ledger.models.claims import NEWEST
from ledger.queries import registry_list
from ledger.queries.registry_list import Filters
from ledger.rules import commitments, methodologies

FIRST_YEAR, LAST_YEAR = 1990, 2200
MINE = ("-id",)


class ClaimFilters(filters.FilterSet):
    q = filters.CharFilter(method="keep", max_length=100, help_text="A reference (C-1), a method or a place.")
    reference = filters.CharFilter(method="keep", max_length=24)
    family = filters.CharFilter(method="keep", max_length=40)
    methodology = filters.CharFilter(method="keep", max_length=40, help_text="Its code.")
    place = filters.CharFilter(method="keep", max_length=200, help_text="The path of a place, and all inside it.")
    vintage = filters.NumberFilter(method="keep", min_value=FIRST_YEAR, max_value=LAST_YEAR, decimal_places=0)
    tier = filters.ChoiceFilter(method="keep", choices=Claim.Tier.choices)
    state = filters.ChoiceFilter(method="keep", choices=Claim.State.choices)
    open_to_fund = filters.BooleanFilter(method="keep", help_text="Only those with tokens that no fund paid for.")
    mine = filters.BooleanFilter(method="keep", help_text="Yours and your collectives', drafts too; no other filter.")

    class Meta:
        model = Claim
        fields: tuple[str, ...] = ()

    def keep(self, rows, name, value):  # type: ignore[no-untyped-def]  # a hint would describe all filters alike
        """All filters are one question to the registry's list, asked in `filter_queryset`."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Claim]) -> QuerySet[Claim]:
        given = {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "")}
        if given.get("mine"):
            return queryset.filter(claimant__in=self.request.parser_context["view"].viewer.whom)
        found = registry_list.found(
            Filters(
                family=given.get("family", ""),
                methodology=given.get("methodology", ""),
                place=_around(given.get("place")),
                vintage=int(given["vintage"]) if "vintage" in given else None,
                tier=given.get("tier", ""),
                state=given.get("state", ""),
                open_to_fund=bool(given.get("open_to_fund")),
                text=given.get("reference") or given.get("q", ""),
            )
        )
        return found.select_related(*Claims.related)


class ClaimReading(Reading):
    claimant = AgentField()
    place = serializers.SerializerMethodField(help_text="Of a person's claim, one that is large enough to hide in.")
    quantity = Grams(source="quantity_g", allow_null=True)
    programme = serializers.UUIDField(source="programme_id", allow_null=True)
    batch = serializers.SerializerMethodField(help_text="Its tokens, once they are issued.")
    inside = serializers.SerializerMethodField(help_text="Whether you may see what the public may not.")
    period = serializers.SerializerMethodField(help_text="Null where it is not public; see `vintage`.")
    asset = serializers.SerializerMethodField(help_text="Null unless `inside`.")
    inputs = serializers.SerializerMethodField(help_text="Null unless `inside`, or a collective's.")
    statement = serializers.SerializerMethodField(help_text="Null unless `inside`.")

    class Meta:
        model = Claim
        fields = (
            "id", "reference", "state", "waits_for", "claimant", "place", "methodology", "version", "family", "tier",
            "vintage", "quantity", "uncertainty", "declares_area", "programme", "verifiers_needed", "batch",
            "drafted_at", "filed_at", "answer_by", "verified_at", "window_until", "inside", "period", "asset",
            "inputs", "statement",
        )  # fmt: skip
        extra_kwargs = {"waits_for": {"help_text": "peer, verifiers, or nothing."}}

    def get_inside(self, claim: Claim) -> bool:
        facts = self.context["facts"]
        return claim.pk in facts.get("inside", ()) or self.context["viewer"].is_own(claim.claimant_id)

    @extend_schema_field(PlaceNamed(allow_null=True))
    def get_place(self, claim: Claim) -> Any:
        if claim.place is None:
            return None
        if self.get_inside(claim):
            return named(claim.place)
        return named(registry_list.shown_place(claim, self.context["facts"]["wide"]))

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_batch(self, claim: Claim) -> str | None:
        batch = getattr(claim, "batch", None)
        return str(batch.pk) if batch else None

    @extend_schema_field(DaysShape(allow_null=True))
    def get_period(self, claim: Claim) -> Any:
        shown = claim.period is not None and self._is_open(claim)
        return DaysField().to_representation(claim.period) if shown else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_asset(self, claim: Claim) -> str | None:
        return str(claim.asset_id) if claim.asset_id and self.get_inside(claim) else None

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_inputs(self, claim: Claim) -> Any:
        return claim.inputs if self._is_open(claim) else None

    def get_statement(self, claim: Claim) -> str | None:
        return claim.statement if self.get_inside(claim) else None

    def _is_open(self, claim: Claim) -> bool:
        return claim.claimant.kind == Agent.Kind.COLLECTIVE or self.get_inside(claim)


class FileReading(serializers.Serializer):
    """A file behind a claim: its commitment for everybody, the rest for those who may open it."""

    id = serializers.UUIDField()
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    commitment = serializers.CharField(allow_null=True, help_text="On the record; null once the person was erased.")
    name = serializers.CharField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)


class ClaimWhole(ClaimReading):
    evidence = serializers.SerializerMethodField()

    class Meta(ClaimReading.Meta):
        fields = (*ClaimReading.Meta.fields, "evidence")  # type: ignore[assignment]

    @extend_schema_field(FileReading(many=True))
    def get_evidence(self, claim: Claim) -> list[dict[str, Any]]:
        return [_file(claim, each, self.get_inside(claim)) for each in claim.evidence.all()]


class FilingAsked(Shape):
    """A claim, as it is drafted."""

    acting_for = serializers.UUIDField(required=False, help_text="Whose claim it is: yours without it.")
    asset = serializers.UUIDField(help_text="What makes the effect.")
    methodology = serializers.CharField(max_length=40, help_text="Its code.")
    version = serializers.IntegerField(min_value=1, max_value=9999, required=False, help_text="The latest without it.")
    period = DaysAsked()
    inputs = serializers.DictField(help_text='By name; a number may carry its unit, as in "12000 kWh".')
    tier = serializers.ChoiceField(choices=Claim.Tier.choices)
    place = serializers.CharField(max_length=200, required=False, help_text="A path; the asset's place without it.")
    declares_area = serializers.BooleanField(default=False, help_text="For everybody in the place: a programme.")
    programme = serializers.UUIDField(required=False, help_text="The draft of the programme that it is part of.")
    statement = serializers.CharField(max_length=5000, required=False, allow_blank=True)


class ClaimAsked(FilingAsked):
    submit = serializers.BooleanField(default=False, help_text="File it at once; without it a draft is kept.")


class AnswerAsked(Shape):
    answer = serializers.CharField(max_length=5000, required=False, allow_blank=True, help_text="In your words.")


class Claims(Public):
    """What agents say they have avoided or removed, newest first, and how far that has been believed.

    People are not named in public, nor are their places told exactly, nor what they put in: that is on the record as
    commitments. The claimant, the verifiers and whoever decides on objections see it all (`inside`).
    """

    queryset = Claim.objects.all()
    serializer_class = ClaimReading
    related = ("claimant", "place", "batch", "asset")
    filters = ClaimFilters
    says = {"first_day": "period.first_day", "last_day": "period.last_day", "key": "Idempotency-Key"}

    def get_order(self) -> tuple[str, ...]:
        return MINE if self.request.query_params.get("mine", "").lower() in ("true", "1") else NEWEST

    def get_queryset(self) -> QuerySet[Claim]:
        rows = super().get_queryset()
        if self.action == "list":
            return rows
        files = Prefetch("evidence", Evidence.objects.order_by("id"))
        return rows.filter(Q(filed_at__isnull=False) | Q(claimant__in=self.viewer.whom)).prefetch_related(files)

    def get_serializer_class(self) -> Any:
        return ClaimReading if self.action == "list" else ClaimWhole

    def facts(self, rows: Sequence[Claim]) -> dict[str, Any]:
        placed = [row for row in rows if row.place is not None]
        wide = registry_list.shown_places(placed) if placed else {}
        return {"wide": wide, "inside": set() if self.action == "list" else self._inside(rows)}

    @extend_schema(request=ClaimAsked, responses={201: ClaimWhole})
    @once()
    def create(self, request: Request) -> Response:
        """Draft a claim, or with `submit` file it at once; your key becomes that of the entry on the record."""
        given = self.asked(ClaimAsked)
        filing, key = self._filing(given), self.key
        if given["submit"]:
            made = claims.file(by=self.by, filing=filing, at=timezone.now(), key=key)
        else:
            made = drafts.draft(by=self.by, filing=filing, key=key)
        return self.answer(made, 201)

    @extend_schema(request=FilingAsked, responses=ClaimWhole)
    @matching(required=True)
    @once(required=False)
    def update(self, request: Request, **kwargs: Any) -> Response:
        """Write a draft anew; its files stay."""
        draft = self._locked()
        self.check_match(self.reread(draft), required=True)
        return self.answer(drafts.revise(by=self.by, claim=draft, filing=self._filing(self.asked(FilingAsked))))

    @extend_schema(request=Nothing, responses=ClaimWhole)
    @action(detail=True, methods=["post"])
    @matching()
    @once(required=False)
    def submit(self, request: Request, **kwargs: Any) -> Response:
        """File a draft: its quantity is worked out, and from now on nobody else can count the same."""
        draft = self._locked()
        self.check_match(self.reread(draft))
        return self.answer(claims.submit(by=self.by, claim=draft, at=timezone.now(), key=self.key))

    @extend_schema(request=Nothing, responses=ClaimWhole)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def withdraw(self, request: Request, **kwargs: Any) -> Response:
        """Take back a claim that is not verified yet."""
        return self.answer(claims.withdraw(by=self.by, claim=self.get_object(), at=timezone.now()))

    @extend_schema(request=Nothing, responses=ClaimWhole)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def confirm(self, request: Request, **kwargs: Any) -> Response:
        """Say, as a fellow member, that you know the asset and that it does what is claimed."""
        return self.answer(claims.confirm(by=self.by, claim=self.get_object(), at=timezone.now()))

    @extend_schema(request=AnswerAsked, responses=ClaimWhole, operation_id="claims_answer")
    @action(detail=True, methods=["post"], url_path="answer")
    @once(required=False)
    def reply(self, request: Request, **kwargs: Any) -> Response:
        """Answer what a verifier asked back, in words or after adding a file."""
        words = self.asked(AnswerAsked).get("answer", "")
        return self.answer(verifications.answer(by=self.by, claim=self.get_object(), at=timezone.now(), reply=words))

    @extend_schema(responses=WorkingReading)
    @action(detail=True, methods=["get"])
    @refusing
    def working(self, request: Request, **kwargs: Any) -> Response:
        """The equation with the claim's figures, line by line; for whoever may see its inputs."""
        claim = self.get_object()
        if claim.claimant.kind != Agent.Kind.COLLECTIVE and claim.pk not in self._inside([claim]):
            raise errors.NotAllowed("A person's inputs are for the claimant and the verifiers; see `commitments`.")
        method = methodologies.get(claim.methodology, claim.version)
        return Response(WorkingReading(working(method, method.compute(claim.inputs))).data)

    def _locked(self) -> Claim:
        return claims.lock(self.get_object())

    def _inside(self, rows: Sequence[Claim]) -> set[Any]:
        now = timezone.now()
        return {row.pk for row in rows if permissions.may_inspect(self.viewer.agent, row, now)}

    @cached_property
    def _assets(self) -> QuerySet[Asset]:
        return Asset.objects.filter(owner__in=self.viewer.whom).select_related("place", "owner")

    def _filing(self, given: dict[str, Any]) -> Filing:
        period, programme = given["period"], given.get("programme")
        return Filing(
            acting_for=fields.acting_for(self, given.get("acting_for")),
            asset=one(self._assets, "asset", given["asset"]),
            methodology=given["methodology"],
            version=given.get("version"),
            first_day=period["first_day"],
            last_day=period["last_day"],
            inputs=given["inputs"],
            tier=given["tier"],
            place=fields.place(given.get("place")),
            declares_area=given["declares_area"],
            programme=one(self._programmes(), "programme", programme) if programme else None,
            statement=given.get("statement", ""),
        )

    def _programmes(self) -> QuerySet[Claim]:
        return Claim.objects.filter(Q(filed_at__isnull=False) | Q(claimant__in=self.viewer.whom), declares_area=True)


def _around(path: str | None) -> Place | None:
    """The place of that path; a filter with another is refused like any filter that is no value."""
    try:
        return fields.place(path)
    except commons_errors.BadInput as refusal:
        raise serializers.ValidationError({"place": [str(refusal)]}) from refusal


def _file(claim: Claim, evidence: Evidence, inside: bool) -> dict[str, Any]:
    salt = bytes(claim.salt or b"")
    sha256 = bytes(evidence.sha256).hex() if evidence.sha256 else None
    return {
        "id": str(evidence.pk),
        "media_type": evidence.media_type,
        "size": evidence.size,
        "commitment": commitments.commit(f"evidence\n{sha256}", salt) if salt and sha256 else None,
        "name": evidence.name if inside else None,
        "sha256": sha256 if inside else None,
    }
