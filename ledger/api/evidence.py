"""Evidence: files behind claims, for those who may open them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from commons.api.base import Public, one
from commons.api.once import once
from config.plumbing.shapes import Reading, Shape
from ledger.actions import evidence
from ledger.models import Claim, Evidence


class EvidenceFilters(filters.FilterSet):
    claim = filters.UUIDFilter(field_name="claim_id")

    class Meta:
        model = Evidence
        fields: tuple[str, ...] = ()


class EvidenceReading(Reading):
    claim = serializers.UUIDField(source="claim_id")
    sha256 = serializers.SerializerMethodField(help_text="Null once the person was erased.")

    class Meta:
        model = Evidence
        fields = ("id", "claim", "name", "media_type", "size", "sha256", "added_at")

    def get_sha256(self, file: Evidence) -> str | None:
        return bytes(file.sha256).hex() if file.sha256 else None


class EvidenceAsked(Shape):
    claim = serializers.UUIDField()
    file = serializers.FileField(help_text="PDF, PNG, JPEG, WebP, or UTF-8 text as CSV or JSON; at most 20 MiB.")


class Files(Public):
    """Files behind claims: of yours, of your collectives', and of those that you verify."""

    only_known = True
    queryset = Evidence.objects.all()
    serializer_class = EvidenceReading
    filters = EvidenceFilters
    says = {"name": "file", "evidence": "file"}

    def get_queryset(self) -> QuerySet[Evidence]:
        me = self.viewer.agent
        seats = Claim.objects.filter(verifications__verifier=me, verifications__released_at=None)
        return super().get_queryset().filter(Q(claim__claimant__in=self.viewer.whom) | Q(claim__in=seats))

    @extend_schema(request={"multipart/form-data": EvidenceAsked}, responses={201: EvidenceReading})
    @once()
    def create(self, request: Request) -> Response:
        """Add a file to a claim of yours that is not decided yet. The same file cannot stand behind two live claims."""
        given = self.asked(EvidenceAsked)
        claim = one(Claim.objects.filter(claimant__in=self.viewer.whom), "claim", given["claim"])
        return self.answer(evidence.add(by=self.by, claim=claim, upload=given["file"], at=timezone.now()), 201)

    @extend_schema(responses={204: None})
    @once(required=False)
    def destroy(self, request: Request, **kwargs: Any) -> Response:
        """Take a file back from a draft."""
        evidence.remove(by=self.by, evidence=self.get_object(), at=timezone.now())
        return Response(status=204)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def content(self, request: Request, **kwargs: Any) -> FileResponse:
        """The file as it was sent."""
        found = self.get_object()
        if not found.file:
            raise Http404
        sent = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name)
        sent["Content-Type"], sent["Cache-Control"] = "application/octet-stream", "private, no-store"
        sent["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return sent

    def get_parsers(self) -> list[Any]:
        return [MultiPartParser()] if self.request and self.request.method == "POST" else super().get_parsers()
