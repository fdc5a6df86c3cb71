"""Prices: announced, and never changed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from commons.models import Agent, Place
from ledger import errors
from ledger.actions import entries
from ledger.models import Fund, Price
from ledger.rules import canonical, methodologies, prices


def announce(
    *,
    fund: Fund,
    family: str,
    place: Place,
    cents_per_tonne: int,
    applies_from: datetime,
    at: datetime,
    applies_until: datetime | None = None,
    by: Agent | None = None,
) -> Price:
    """Announce at `at` what a fund will pay per tonne from `applies_from` on, in a place and all inside it.

    A price without an end, that this one follows, ends where this one begins. Called by the founding command
    and, once there are councils, by the motion that set the price: nobody else may.
    Raises BadInput on what is no price, no family, no time to come, or a time that another price has.
    """
    prices.check(cents_per_tonne)
    check_family(family)
    if not at < applies_from:
        raise errors.BadInput(
            "applies_from", applies_from, f"a time after {at:%Y-%m-%d %H:%M:%S %Z}, when it is announced"
        )
    if applies_until is not None and not applies_from < applies_until:
        raise errors.BadInput("applies_until", applies_until, "a time after it applies from")
    try:
        with transaction.atomic():
            _end_the_one_before(fund, family, place, applies_from)
            price = Price.objects.create(
                fund=fund, family=family, place=place, cents_per_tonne=cents_per_tonne,
                announced_at=at, applies_from=applies_from, applies_until=applies_until,
            )  # fmt: skip
    except IntegrityError as error:
        raise errors.BadInput(
            "applies_from", applies_from, "a time to come, for which no other price is announced"
        ) from error
    entries.record(kind="price.announced", subject=price, by=by, acting_for=fund.agent, body=_body(price))
    return price


def check_family(family: str) -> str:
    """Raises BadInput unless a methodology has this family."""
    known = sorted({methodology.family for methodology in methodologies.all()})
    if family not in known:
        raise errors.BadInput("family", family, f"one of {', '.join(known)}")
    return family


def _end_the_one_before(fund: Fund, family: str, place: Place, applies_from: datetime) -> None:
    same = Q(fund=fund, family=family, place=place)
    Price.objects.filter(same, applies_from__lt=applies_from, applies_until=None).update(applies_until=applies_from)


def _body(price: Price) -> dict[str, object]:
    until = price.applies_until
    return {
        "fund": str(price.fund_id),
        "family": price.family,
        "place": price.place_id,
        "cents_per_tonne": str(price.cents_per_tonne),
        "applies_from": canonical.moment(price.applies_from),
        "applies_until": canonical.moment(until) if until else None,
    }
