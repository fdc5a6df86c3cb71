"""Verifications and objections: what was found, and what speaks against it."""

from datetime import UTC, datetime, time
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Public, one
from commons.api.fields import AgentField
from commons.api.once import once
from config.plumbing.shapes import Nothing, Reading, Shape
from ledger import permissions
from ledger.actions import objections, verifications
from ledger.models import Claim, Objection, Verification
from ledger.rules import criteria as checklists

LONGEST = 5_000


class VerificationFilters(filters.FilterSet):
    claim = filters.UUIDFilter(field_name="claim_id")
    mine = filters.BooleanFilter(method="of_caller", help_text="Only those that are yours to decide.")

    class Meta:
        model = Verification
        fields: tuple[str, ...] = ()

    def of_caller(self, rows: QuerySet[Verification], name: str, mine: bool) -> QuerySet[Verification]:
        viewer = self.request.parser_context["view"].viewer
        return rows.filter(verifier=viewer.agent, decided_at=None, released_at=None) if mine else rows


class VerificationReading(Reading):
    claim = serializers.UUIDField(source="claim_id")
    verifier = AgentField(named=True)
    criteria = serializers.DictField(child=serializers.CharField(), help_text="met, not_met or cannot_say, by code.")
    reasons = serializers.SerializerMethodField(help_text="For the claimant and the verifier; null for others.")

    class Meta:
        model = Verification
        fields = (
            "id", "claim", "verifier", "assigned_at", "due_at", "declared_at", "released_at", "decided_at", "outcome",
            "criteria", "reasons",
        )  # fmt: skip

    def get_reasons(self, seat: Verification) -> str | None:
        own = self.context["viewer"].is_own(seat.verifier_id, seat.claim.claimant_id)
        return seat.reasons if own else None


class DecisionAsked(Shape):
    outcome = serializers.ChoiceField(choices=Verification.Outcome.choices)
    criteria = serializers.DictField(
        child=serializers.ChoiceField(choices=list(checklists.FINDINGS)), help_text="A finding for each criterion."
    )
    notes = serializers.DictField(
        child=serializers.CharField(max_length=LONGEST, allow_blank=True), required=False, help_text="What was seen."
    )
    reasons = serializers.CharField(max_length=LONGEST)


class QuestionAsked(Shape):
    question = serializers.CharField(max_length=LONGEST)
    until = serializers.DateField(help_text="The last day on which it can be answered, in UTC.")


class DeclineAsked(Shape):
    because = serializers.ChoiceField(choices=["conflict", "no_time"])


class Verifications(Public):
    """Verifiers' looks at claims. Verifiers are drawn from the accredited, named in public, and cannot be chosen."""

    queryset = Verification.objects.all()
    serializer_class = VerificationReading
    related = ("claim", "verifier")
    filters = VerificationFilters

    @extend_schema(request=DecisionAsked, responses=VerificationReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def decide(self, request: Request, **kwargs: Any) -> Response:
        """Say what you found, with a finding for each criterion; you declare that you have no part in the claim."""
        seat, given = self.get_object(), self.asked(DecisionAsked)
        verifications.decide(by=self.by, claim=seat.claim, at=timezone.now(), key=self.key, **given)
        return self.answer(seat)

    @extend_schema(request=QuestionAsked, responses=VerificationReading)
    @action(detail=True, methods=["post"], url_path="ask-back")
    @once(required=False)
    def ask_back(self, request: Request, **kwargs: Any) -> Response:
        """Ask the claimant for what is missing."""
        seat, given = self.get_object(), self.asked(QuestionAsked)
        until = datetime.combine(given["until"], time(23, 59), UTC)
        asked = {"question": given["question"], "until": until, "at": timezone.now()}
        verifications.ask_back(by=self.by, claim=seat.claim, **asked)
        return self.answer(seat)

    @extend_schema(request=DeclineAsked, responses=VerificationReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def decline(self, request: Request, **kwargs: Any) -> Response:
        """Give the assignment back, so that another is drawn."""
        seat, because = self.get_object(), self.asked(DeclineAsked)["because"]
        verifications.decline(by=self.by, claim=seat.claim, because=because, at=timezone.now())
        return self.answer(seat)

    @extend_schema(request=Nothing, responses=VerificationReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def declare(self, request: Request, **kwargs: Any) -> Response:
        """Say that you have no part in the claim, before you look at it."""
        seat = self.get_object()
        verifications.declare(by=self.by, claim=seat.claim, at=timezone.now())
        return self.answer(seat)


class ObjectionFilters(filters.FilterSet):
    claim = filters.UUIDFilter(field_name="claim_id")

    class Meta:
        model = Objection
        fields: tuple[str, ...] = ()


class ObjectionReading(Reading):
    claim = serializers.UUIDField(source="claim_id")
    by = AgentField()
    decided_by = AgentField(allow_null=True)
    reasons = serializers.SerializerMethodField(help_text="For the claimant, the objector and whoever decides.")
    answer = serializers.SerializerMethodField(help_text="As the reasons.")

    class Meta:
        model = Objection
        fields = ("id", "claim", "by", "raised_at", "decided_at", "decided_by", "outcome", "reasons", "answer")

    def get_reasons(self, objection: Objection) -> str | None:
        return objection.reasons if self._inside(objection) else None

    def get_answer(self, objection: Objection) -> str | None:
        return objection.answer if self._inside(objection) else None

    def _inside(self, objection: Objection) -> bool:
        own = self.context["viewer"].is_own(objection.by_id, objection.claim.claimant_id)
        return own or objection.pk in self.context["facts"].get("inside", ())


class ObjectionAsked(Shape):
    claim = serializers.UUIDField()
    reasons = serializers.CharField(max_length=LONGEST)


class RulingAsked(Shape):
    uphold = serializers.BooleanField(help_text="True rejects the claim; false dismisses the objection.")
    answer = serializers.CharField(max_length=LONGEST)


class Objections(Public):
    """What was said against verified claims. While one is open, nothing of its claim is issued."""

    queryset = Objection.objects.all()
    serializer_class = ObjectionReading
    related = ("claim__claimant", "by", "decided_by")
    filters = ObjectionFilters

    def facts(self, rows: Any) -> dict[str, Any]:
        if self.action == "list" or self.viewer.agent is None:
            return {}
        now = timezone.now()
        return {"inside": {row.pk for row in rows if permissions.may_inspect(self.viewer.agent, row.claim, now)}}

    @extend_schema(request=ObjectionAsked, responses={201: ObjectionReading})
    @once()
    def create(self, request: Request) -> Response:
        """Object to a verified claim inside its window: it is suspended until somebody decides."""
        given = self.asked(ObjectionAsked)
        visible = Claim.objects.filter(Q(filed_at__isnull=False) | Q(claimant__in=self.viewer.whom))
        claim = one(visible, "claim", given["claim"])
        now = timezone.now()
        made = objections.raise_(by=self.by, claim=claim, reasons=given["reasons"], at=now, key=self.key)
        return self.answer(made, 201)

    @extend_schema(request=RulingAsked, responses=ObjectionReading)
    @action(detail=True, methods=["post"])
    @once(required=False)
    def decide(self, request: Request, **kwargs: Any) -> Response:
        """Decide on an objection, as a verifier accredited for the family or an operator, without a part in it."""
        found, given = self.get_object(), self.asked(RulingAsked)
        return self.answer(objections.decide(by=self.by, objection=found, at=timezone.now(), **given))
