"""What somebody's money did: what they pledged and paid, and which tokens, claims and tonnes it paid for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet, Sum

from commons.models import Agent
from ledger.models import Account, Funding, Pledge, Receipt, Retirement
from ledger.models.batches import FUNDED, GRAMS, RETIRED
from ledger.models.receipts import RECEIPT
from ledger.queries import pledges


@dataclass(frozen=True)
class Sums:
    """In one currency, in cents: what arrived, what of it paid for tokens, what went back, what is left."""

    currency: str
    arrived: int
    spent: int
    left: int


@dataclass(frozen=True)
class Bought:
    """One purchase, and the holder's grams of that batch as they stand now: usable, and retired."""

    funding: Funding
    account: Account | None
    usable_g: int
    retired_g: int


def pledged(funder: Agent) -> QuerySet[Pledge]:
    """Theirs, newest first, each with what arrived."""
    mine = Pledge.objects.filter(funder=funder).select_related("fund__agent", "place")
    return pledges.with_arrived(mine).order_by("-id")


def sums(funder: Agent) -> list[Sums]:
    """By currency."""
    arrived = dict(
        Receipt.objects.filter(funder=funder).order_by().values_list("fund__currency").annotate(cents=Sum("cents"))
    )
    paid = Funding.objects.filter(receipt__funder=funder).order_by()
    spent = dict(paid.values_list("receipt__fund__currency").annotate(cents=Sum("cents")))
    left = dict(_left(funder).values_list("unit").annotate(cents=Sum(F("credits") - F("debits"))))
    return [Sums(code, arrived[code], spent.get(code, 0), int(left.get(code) or 0)) for code in sorted(arrived)]


def grams(funder: Agent) -> dict[str, int]:
    """Tokens of theirs that money paid for: all, and those retired."""
    bought = Funding.objects.filter(receipt__funder=funder).aggregate(grams=Sum("grams"))["grams"] or 0
    retired = Retirement.objects.filter(holder=funder, batch__fundings__receipt__funder=funder)
    ids = retired.values("pk").distinct()
    gone = Retirement.objects.filter(pk__in=ids).aggregate(grams=Sum("quantity_g"))["grams"] or 0
    return {"bought": bought, "retired": min(gone, bought)}


def bought(funder: Agent) -> QuerySet[Funding]:
    """Every purchase that their money made; its id is the entry's."""
    paid = Funding.objects.filter(receipt__funder=funder)
    return paid.select_related("batch__claim", "batch__place", "receipt__fund__agent", "receipt__pledge", "price")


def in_full(funder: Agent, fundings: Iterable[Funding]) -> list[Bought]:
    """The purchases with what became of the tokens, in two queries however many they are."""
    rows = list(fundings)
    stocks: dict[Any, dict[str, Account]] = {}
    held = Account.objects.filter(
        subject_id__in=[row.batch_id for row in rows], holder=funder, unit=GRAMS, purpose__in=[FUNDED, RETIRED]
    )
    for account in held:
        stocks.setdefault(account.subject_id, {})[account.purpose] = account
    return [_one(row, stocks.get(row.batch_id, {})) for row in rows]


def every(funder: Agent, at_once: int = 500) -> Iterator[Bought]:
    """All of it, oldest first, some hundreds at a time."""
    rows: list[Funding] = []
    for row in bought(funder).order_by("id").iterator(chunk_size=at_once):
        rows.append(row)
        if len(rows) == at_once:
            yield from in_full(funder, rows)
            rows = []
    yield from in_full(funder, rows)


def _one(row: Funding, stocks: dict[str, Account]) -> Bought:
    usable, retired = stocks.get(FUNDED), stocks.get(RETIRED)
    return Bought(row, usable, usable.available if usable else 0, retired.balance if retired else 0)


def _left(funder: Agent) -> QuerySet[Account]:
    receipts = Receipt.objects.filter(funder=funder, open=True).values("pk")
    return Account.objects.filter(subject_id__in=receipts, purpose=RECEIPT)
