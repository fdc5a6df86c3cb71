"""Statements of accounts: what moved, and the balance after it."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from commons.models import Agent
from config.plumbing import csv_files, cursors
from ledger import permissions
from ledger.models import Account, Batch, Claim, Fund
from ledger.queries import statements
from ledger.views.edges import reader

COLUMNS = (
    "recorded_at",
    "entry",
    "what",
    "phase",
    "other_account",
    "other_purpose",
    "in",
    "out",
    "balance",
    "unit",
    "scale",
)


def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account: what stands on it, and the transfers that brought it there, latest first."""
    found = _found(id)
    try:
        statement = statements.page(found, cursor=request.GET.get("cursor") or None)
    except cursors.BadCursor:
        return redirect("account", id)
    context = {
        "account": found,
        "statement": statement,
        "claim": _claim_about(found),
        "fund": Fund.objects.filter(pk=found.subject_id).first() if found.subject_kind == "fund" else None,
        "inside": _is_own(reader(request), found),
    }
    return render(request, "ledger/account.html", context)


def exported(request: HttpRequest, id: UUID) -> HttpResponse:
    """The whole statement as a file, oldest first, in steps of the unit."""
    found = _found(id)
    return csv_files.response(f"statement-{found.pk}.csv", COLUMNS, _rows(found))


def _rows(found: Account) -> Iterator[tuple[Any, ...]]:
    for line in statements.whole(found):
        moved = line.transfer
        came, went = (moved.amount, None) if line.comes_in else (None, moved.amount)
        yield (
            moved.entry.recorded_at.isoformat(), str(moved.entry_id), moved.entry.kind, moved.phase,
            str(line.other.pk), line.other.purpose, came, went, line.balance, found.unit_id, found.unit.scale,
        )  # fmt: skip


def _found(id: UUID) -> Account:
    return get_object_or_404(Account.objects.select_related("holder", "unit"), pk=id)


def _is_own(who: Agent | None, found: Account) -> bool:
    return bool(who and found.holder and permissions.may(who, "claim.draft", found.holder))


def _claim_about(found: Account) -> Claim | None:
    """The claim whose tokens stand there."""
    if found.subject_kind != "batch":
        return None
    batch = Batch.objects.select_related("claim").filter(pk=found.subject_id).first()
    return batch.claim if batch else None
