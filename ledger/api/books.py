"""The books: units, accounts, entries of the record with their leaves, and what they moved."""

import hashlib
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from commons.api.base import Public
from commons.api.fields import AgentField
from config.plumbing.shapes import Reading
from ledger.api.fields import AmountField, SubjectShape
from ledger.models import Account, Entry, Transfer, Unit

LEAF_PREFIX = b"\x00"  # RFC 6962, section 2.1: a leaf is hashed as no inner node is


class UnitReading(Reading):
    class Meta:
        model = Unit
        fields = ("code", "name", "scale", "kind")


class Units(Public):
    """Units of account. One named unit is 10 to the power of `scale` steps; two units never mix."""

    queryset = Unit.objects.all()
    serializer_class = UnitReading
    order = ("code",)
    lookup_field = "code"
    lookup_value_converter = "path"


@extend_schema_field(SubjectShape(allow_null=True))
class SubjectField(serializers.Field):
    """What a row is about."""

    def __init__(self, **options: Any) -> None:
        super().__init__(source="*", read_only=True, **options)

    def to_representation(self, row: Any) -> dict[str, str] | None:
        return {"kind": row.subject_kind, "id": str(row.subject_id)} if row.subject_id else None


class AccountFilters(filters.FilterSet):
    holder = filters.UUIDFilter(field_name="holder_id", help_text="The id of an agent.")
    unit = filters.CharFilter(field_name="unit_id", max_length=40)
    purpose = filters.CharFilter(max_length=30)
    subject = filters.UUIDFilter(field_name="subject_id", help_text="The id of what it is about, such as a batch.")

    class Meta:
        model = Account
        fields: tuple[str, ...] = ()


class AccountReading(Reading):
    holder = AgentField(allow_null=True)
    subject = SubjectField()
    unit = serializers.CharField(source="unit_id")
    balance = AmountField(help_text="What has been posted to it.")
    available = AmountField(help_text="What of the balance no hold has reserved.")
    debits = AmountField()
    credits = AmountField()

    class Meta:
        model = Account
        fields = (
            "id", "unit", "holder", "purpose", "subject", "floored", "balance", "available", "debits", "credits",
            "closed_at",
        )  # fmt: skip


class Accounts(Public):
    """What somebody has of a unit for a purpose. Sources (`floored` is false) keep no totals: theirs are all others."""

    queryset = Account.objects.all()
    serializer_class = AccountReading
    order = ("id",)
    related = ("holder", "unit")
    filters = AccountFilters


class EntryFilters(filters.FilterSet):
    subject = filters.UUIDFilter(field_name="subject_id", help_text="The id of what it is about.")

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ()


class EntryReading(Reading):
    subject = SubjectField()
    by = AgentField(allow_null=True, help_text="Who did it; null is the system.")
    acting_for = AgentField(allow_null=True)
    leaf_hash = serializers.SerializerMethodField(help_text="SHA-256 of a zero byte and the leaf (RFC 6962), in hex.")
    body = serializers.DictField()

    class Meta:
        model = Entry
        fields = ("id", "kind", "subject", "by", "acting_for", "body", "occurred_at", "recorded_at", "leaf_hash")

    def get_leaf_hash(self, entry: Entry) -> str:
        return hashlib.sha256(LEAF_PREFIX + bytes(entry.leaf or b"")).hexdigest()


class Entries(Public):
    """The lines of the public record, latest first. They are never changed; a correction is another line."""

    queryset = Entry.objects.all()
    serializer_class = EntryReading
    related = ("by", "acting_for")
    filters = EntryFilters

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT})
    @action(detail=True, methods=["get"])
    def leaf(self, request: Request, **kwargs: Any) -> HttpResponse:
        """The bytes that the log holds of it, as they are stored: canonical JSON (RFC 8785)."""
        return HttpResponse(bytes(self.get_object().leaf), content_type="application/json")


class TransferFilters(filters.FilterSet):
    entry = filters.UUIDFilter(field_name="entry_id")
    account = filters.UUIDFilter(method="of_account", help_text="On either side of it.")

    class Meta:
        model = Transfer
        fields: tuple[str, ...] = ()

    def of_account(self, rows: QuerySet[Transfer], name: str, account: Any) -> QuerySet[Transfer]:
        return rows.filter(Q(debit=account) | Q(credit=account))


class TransferReading(Reading):
    entry = serializers.UUIDField(source="entry_id")
    debit = serializers.UUIDField(source="debit_id", help_text="The account that it left.")
    credit = serializers.UUIDField(source="credit_id", help_text="The account that it went to.")
    amount = AmountField()
    resolves = serializers.UUIDField(source="resolves_id", allow_null=True, help_text="The hold that it settles.")

    class Meta:
        model = Transfer
        fields = ("id", "entry", "debit", "credit", "amount", "phase", "expires_at", "resolves")


class Transfers(Public):
    """What entries moved from account to account, latest first."""

    queryset = Transfer.objects.all()
    serializer_class = TransferReading
    related = ("unit",)
    filters = TransferFilters
