"""Agents: collectives for everybody, oneself and one's own for oneself."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from commons.actions import agents
from commons.api.base import Called, Public, one
from commons.api.fields import AgentField, PlaceField
from commons.api.once import once
from commons.models import Agent, Membership, Place
from config.plumbing.shapes import Reading, Shape


class AgentFilters(filters.FilterSet):
    place = filters.CharFilter(field_name="place__path", help_text="The path of the place where they are at home.")

    class Meta:
        model = Agent
        fields: tuple[str, ...] = ()


class AgentReading(Reading):
    place = PlaceField(allow_null=True)

    class Meta:
        model = Agent
        fields = ("id", "kind", "name", "place", "created_at", "erased_at")


class CollectiveAsked(Shape):
    name = serializers.CharField(max_length=200)
    place = serializers.CharField(max_length=200, required=False, help_text="The path of a place; yours without one.")


class Agents(Public):
    """Those who act: collectives, and you. People are on the record by their id; nobody else is told who they are."""

    area = "commons"
    queryset = Agent.objects.all()
    serializer_class = AgentReading
    order = ("id",)
    related = ("place",)
    filters = AgentFilters

    def get_queryset(self) -> QuerySet[Agent]:
        mine = self.viewer.agent.pk if self.viewer.agent else None
        return super().get_queryset().filter(Q(kind=Agent.Kind.COLLECTIVE) | Q(pk=mine))

    @extend_schema(request=CollectiveAsked, responses={201: AgentReading})
    @once()
    def create(self, request: Request) -> Response:
        """Found a collective, whose first steward you are."""
        given = self.asked(CollectiveAsked)
        place = one(Place.objects.all(), "place", given["place"], by="path") if "place" in given else None
        made = agents.found(by=self.by, name=given["name"], at=timezone.now(), place=place)
        return self.answer(made, 201)


class MembershipReading(Reading):
    collective = AgentField()

    class Meta:
        model = Membership
        fields = ("id", "collective", "role", "since")


class MeReading(serializers.Serializer):
    """Who you are here."""

    agent = AgentReading(allow_null=True)
    memberships = MembershipReading(many=True, help_text="The collectives that you may act for, and as what.")
    scopes = serializers.ListField(
        child=serializers.CharField(), allow_null=True, help_text="Those of your token; null if you are logged in."
    )


class Me(Called):
    """You."""

    area = "commons"
    only_known = True

    @extend_schema(responses=MeReading, operation_id="me_retrieve")
    def get(self, request: Request) -> Response:
        """Who you are here, and whom you may act for."""
        current = Membership.objects.current().filter(member=self.by).select_related("collective").order_by("since")
        whole: dict[str, Any] = {
            "agent": Agent.objects.select_related("place").get(pk=self.by.pk),
            "memberships": current,
            "scopes": request.auth.get_scopes() if request.auth else None,
        }
        return Response(MeReading(whole, context={"viewer": self.viewer}).data)
