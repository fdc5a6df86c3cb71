"""The record itself: an entry with its leaf and what it moved."""

import hashlib
import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from config.plumbing import cursors
from ledger.models import Batch, Claim, Entry, Objection

LEAF_PREFIX = b"\x00"  # RFC 6962, section 2.1: a leaf is hashed as no inner node is
TRANSFERS = ("debit__holder", "credit__holder", "unit")


def entry(request: HttpRequest, id: UUID) -> HttpResponse:
    """One line of the record: what it says, its bytes, and what it moved."""
    found = get_object_or_404(Entry.objects.select_related("by", "acting_for"), pk=id)
    leaf = bytes(found.leaf)
    moved = found.transfers.select_related(*TRANSFERS)
    try:
        page = cursors.page(moved, order=("id",), cursor=request.GET.get("cursor") or None, size=100)
    except cursors.BadCursor:
        return redirect("entry", id)
    context = {
        "entry": found,
        "claim": _claim_behind(found),
        "leaf": json.dumps(json.loads(leaf), indent=2, ensure_ascii=False),
        "leaf_bytes": len(leaf),
        "leaf_hash": hashlib.sha256(LEAF_PREFIX + leaf).hexdigest(),
        "page": page,
        "inside": False,
    }
    return render(request, "ledger/entry.html", context)


def leaf(request: HttpRequest, id: UUID) -> HttpResponse:
    """The bytes of the leaf, as they are stored."""
    found = get_object_or_404(Entry.objects.only("leaf"), pk=id)
    return HttpResponse(bytes(found.leaf), content_type="application/json")


def _claim_behind(found: Entry) -> Claim | None:
    """The claim that the entry is about, straight or through its batch or an objection."""
    return _public_claim(found.subject_kind, found.subject_id)


def _public_claim(kind: str, id: UUID) -> Claim | None:
    through = {Batch: "batch", Objection: "objections"}
    field = {"claim": "pk"} | {model._meta.model_name: name for model, name in through.items()}
    return Claim.objects.public().filter(**{field[kind]: id}).first() if kind in field else None
