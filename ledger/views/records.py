"""The record itself: an entry with its leaf, an account with its transfers."""

import hashlib
import json
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from commons.models import Agent
from config.plumbing import cursors
from ledger import permissions
from ledger.models import Account, Batch, Claim, Entry, Objection, Transfer
from ledger.views.edges import reader

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


def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account: what stands on it, and the transfers that brought it there, latest first."""
    found = get_object_or_404(Account.objects.select_related("holder", "unit"), pk=id)
    moved = Transfer.objects.filter(Q(debit=found) | Q(credit=found)).select_related("entry", *TRANSFERS)
    try:
        page = cursors.page(
            moved.defer("entry__leaf"), order=("-id",), cursor=request.GET.get("cursor") or None, size=50
        )
    except cursors.BadCursor:
        return redirect("account", id)
    context = {"account": found, "page": page, "claim": _claim_about(found), "inside": _is_own(reader(request), found)}
    return render(request, "ledger/account.html", context)


def _is_own(who: Agent | None, found: Account) -> bool:
    return bool(who and found.holder and permissions.may(who, "claim.draft", found.holder))


def _claim_behind(found: Entry) -> Claim | None:
    """The claim that the entry is about, straight or through its batch or an objection."""
    return _public_claim(found.subject_kind, found.subject_id)


def _claim_about(found: Account) -> Claim | None:
    return _public_claim(found.subject_kind, found.subject_id) if found.subject_id else None


def _public_claim(kind: str, id: UUID) -> Claim | None:
    through = {Batch: "batch", Objection: "objections"}
    field = {"claim": "pk"} | {model._meta.model_name: name for model, name in through.items()}
    return Claim.objects.public().filter(**{field[kind]: id}).first() if kind in field else None
