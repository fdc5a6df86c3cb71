"""Agents and places as rows name them: collectives by name, people by name only for those who may look behind."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commons.models import Agent, Place


class AgentNamed(serializers.Serializer):
    """An agent. `name` is null for a person whom you may not know by name, and for whoever was erased."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Agent.Kind.choices)
    name = serializers.CharField(allow_null=True)


class PlaceNamed(serializers.Serializer):
    """A place; `path` names it from the planet down."""

    path = serializers.CharField()
    name = serializers.CharField()


@extend_schema_field(AgentNamed)
class AgentField(serializers.Field):
    """An agent. inside: whether this reader may look behind the row; named: people are named as well."""

    def __init__(self, *, named: bool = False, **options: Any) -> None:
        self.named = named
        super().__init__(read_only=True, **options)

    def to_representation(self, agent: Agent) -> dict[str, Any]:
        known = self.named or agent.kind == Agent.Kind.COLLECTIVE or self.context["viewer"].is_own(agent.pk)
        name = agent.name if known and not agent.erased_at else None
        return {"id": str(agent.pk), "kind": agent.kind, "name": name}


@extend_schema_field(PlaceNamed)
class PlaceField(serializers.Field):
    """A place that may be shown as it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(read_only=True, **options)

    def to_representation(self, place: Place) -> dict[str, str]:
        return named(place)


def named(place: Place) -> dict[str, str]:
    return {"path": place.path, "name": place.name}
