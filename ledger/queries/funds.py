"""Where a fund's money is, what it paid for, and what comes next."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, F, IntegerField, Q, QuerySet, Sum, Value, When

from ledger.models import Account, Fund, Funding, Payout, Pledge, Price, Refund
from ledger.models.payouts import PAYABLE
from ledger.models.receipts import RECEIPT


@dataclass(frozen=True)
class Money:
    """In cents: what came in, and where all of it is now."""

    came_in: int
    available: int
    payable: int
    held: int
    paid: int
    refunded: int

    @property
    def adds_up(self) -> bool:
        return self.came_in == self.available + self.payable + self.held + self.paid + self.refunded

    @property
    def spent(self) -> int:
        """On tokens, whether it has reached the claimants yet or not."""
        return self.payable + self.held + self.paid


def money_of(fund: Fund) -> Money:
    """Available: unspent. Payable: earned, no payout prepared. Held: payouts under way. Paid: by the bank."""
    left = Account.objects.filter(holder=fund.agent_id, unit=fund.currency_id, purpose=RECEIPT)
    owed = Account.objects.of(fund).filter(unit=fund.currency_id, purpose=PAYABLE).aggregate(
        free=Sum(F("credits") - F("debits") - F("held_debits")), held=Sum("held_debits"), paid=Sum("debits")
    )  # fmt: skip
    return Money(
        came_in=fund.receipts.aggregate(cents=Sum("cents"))["cents"] or 0,
        available=int(left.aggregate(cents=Sum(F("credits") - F("debits")))["cents"] or 0),
        payable=int(owed["free"] or 0),
        held=int(owed["held"] or 0),
        paid=int(owed["paid"] or 0),
        refunded=Refund.objects.filter(receipt__fund=fund).aggregate(cents=Sum("cents"))["cents"] or 0,
    )


def schedule(fund: Fund, at: datetime) -> QuerySet[Price]:
    """Prices in force first, then those announced for later, then those that are over; `when` says which."""
    when = Case(
        When(applies_from__gt=at, then=Value(1)),
        When(Q(applies_until__lte=at), then=Value(2)),
        default=Value(0),
        output_field=IntegerField(),
    )
    return fund.prices.select_related("place").annotate(when=when).order_by("when", "family", "place", "applies_from")


def paid_for(fund: Fund) -> QuerySet[Funding]:
    """Every purchase of the fund's, with batch, claim, receipt and price; its id is the entry's."""
    bought = Funding.objects.filter(receipt__fund=fund)
    return bought.select_related("batch__claim", "batch__place", "receipt__payer", "price")


def coming(fund: Fund, since: date, until: date, most: int = 10) -> QuerySet[Pledge]:
    """Pledges whose next instalment is asked for between these days, the soonest first."""
    due = Pledge.objects.active().filter(fund=fund, due_on__gte=since, due_on__lte=until).select_related("funder")
    return due.order_by("due_on", "id")[:most]


def payouts_of(fund: Fund) -> QuerySet[Payout]:
    """Each with its claimant and where that one is paid."""
    return fund.payouts.select_related("claimant__bank_account", "fund__agent", "fund__currency", "hold")


def payouts_to_settle(fund: Fund) -> QuerySet[Payout]:
    """Those under way and those refused."""
    return payouts_of(fund).filter(state__in=["prepared", "sent", "refused"])
