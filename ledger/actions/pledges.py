"""Pledges: making them, pausing them, ending them."""

from datetime import date
from typing import Any

from commons.models import Agent, Place
from ledger import errors, events, permissions
from ledger.actions import entries, prices
from ledger.models import Fund, Pledge
from ledger.rules import canonical, money, pledges, words
from ledger.rules.earmarks import FIRST_VINTAGE, LAST_VINTAGE

CHANGED = {
    "pledge.paused": events.PledgesPaused,
    "pledge.resumed": events.PledgesResumed,
    "pledge.withdrawn": events.PledgesWithdrawn,
}


def make(
    *,
    by: Agent,
    acting_for: Agent,
    fund: Fund,
    instalment_cents: int,
    starts_on: date,
    cadence: str = Pledge.Cadence.ONCE,
    cap_cents: int | None = None,
    ends_on: date | None = None,
    family: str = "",
    place: Place | None = None,
    vintage_from: int | None = None,
    vintage_until: int | None = None,
    benefit: str = "",
    key: str | None = None,
) -> Pledge:
    """Promise money to a fund: once, or every month until `ends_on` or the cap, whichever comes first.

    family, place, vintages: what alone it may be spent on. key: the caller's idempotency key.
    Raises NotAllowed, BadInput; then nothing is written.
    """
    benefit = words.paragraphs("benefit", benefit, 2000)
    cap_cents = instalment_cents if cap_cents is None else cap_cents
    asked = (fund.pk, instalment_cents, starts_on, cadence, cap_cents, ends_on, family, place and place.pk,
             vintage_from, vintage_until, benefit)  # fmt: skip
    digest = canonical.digest("pledge.make", str(acting_for.pk), *(str(value) for value in asked))
    if done := entries.replay(by, key, digest):
        return Pledge.objects.get(pk=done)
    permissions.require(by, "pledge.make", acting_for)
    _check_terms(cadence, instalment_cents, cap_cents, starts_on, ends_on)
    check_earmark(family, vintage_from, vintage_until)
    pledge = Pledge.objects.create(
        id=entries.derived_id(by, key), funder=acting_for, fund=fund, cadence=cadence,
        instalment_cents=instalment_cents, cap_cents=cap_cents, starts_on=starts_on, ends_on=ends_on,
        family=family, place=place, vintage_from=vintage_from, vintage_until=vintage_until,
        benefit=benefit,
    )  # fmt: skip
    entries.record(
        kind="pledge.made", subject=pledge, by=by, acting_for=acting_for, body=_body(pledge), key=key, digest=digest
    )
    events.publish(events.PledgesMade([pledge.pk], by.pk))
    return pledge


def pause(*, by: Agent, pledge: Pledge) -> Pledge:
    """No instalment is asked for until it is resumed."""
    return _change(by, pledge, "pause", "pledge.paused")


def resume(*, by: Agent, pledge: Pledge) -> Pledge:
    """Instalments are asked for again."""
    return _change(by, pledge, "resume", "pledge.resumed")


def withdraw(*, by: Agent, pledge: Pledge) -> Pledge:
    """The promise ends. What has arrived stays: it is spent, or refunded by a treasurer."""
    return _change(by, pledge, "withdraw", "pledge.withdrawn")


def fulfil(pledge: Pledge) -> None:
    """All that was promised has arrived; called by what records the last receipt."""
    pledge.state = pledges.after(pledge.state, "fulfil")
    pledge.save(update_fields=["state"])
    entries.record(kind="pledge.fulfilled", subject=pledge, acting_for=pledge.funder)
    events.publish(events.PledgesFulfilled([pledge.pk]))


def check_earmark(family: str, vintage_from: int | None, vintage_until: int | None) -> None:
    """Raises BadInput on a family that there is not, or vintages that are no years in order."""
    if family:
        prices.check_family(family)
    if (vintage_from is None) != (vintage_until is None):
        raise errors.BadInput("vintage_until", vintage_until, "both vintages, or neither")
    if vintage_from is None or vintage_until is None:
        return
    if not FIRST_VINTAGE <= vintage_from <= vintage_until <= LAST_VINTAGE:
        given, expected = f"{vintage_from} to {vintage_until}", f"years in order, {FIRST_VINTAGE} to {LAST_VINTAGE}"
        raise errors.BadInput("vintage_from", given, expected)


def _check_terms(cadence: str, instalment: object, cap: object, starts_on: date, ends_on: date | None) -> None:
    if cadence not in Pledge.Cadence.values:
        raise errors.BadInput("cadence", cadence, " or ".join(Pledge.Cadence.values))
    if money.check_cents("instalment_cents", instalment) > money.check_cents("cap_cents", cap):
        raise errors.BadInput("cap_cents", cap, f"at least the instalment of {instalment} cents")
    if cadence == Pledge.Cadence.ONCE and (cap != instalment or ends_on):
        raise errors.BadInput("cap_cents", cap, "the one instalment, and no end, for a pledge that is paid once")
    if ends_on and ends_on < starts_on:
        raise errors.BadInput("ends_on", ends_on, f"a day on or after {starts_on}, when it starts")


def _change(by: Agent, pledge: Pledge, verb: str, kind: str) -> Pledge:
    pledge = Pledge.objects.locked().get(pk=pledge.pk)
    permissions.require(by, "pledge.cancel", pledge.funder)
    pledge.state = pledges.after(pledge.state, verb)
    pledge.save(update_fields=["state"])
    entries.record(kind=kind, subject=pledge, by=by, acting_for=pledge.funder)
    events.publish(CHANGED[kind]([pledge.pk], by.pk))
    return pledge


def _body(pledge: Pledge) -> dict[str, Any]:
    return {
        "fund": str(pledge.fund_id),
        "cadence": str(pledge.cadence),
        "instalment_cents": str(pledge.instalment_cents),
        "cap_cents": str(pledge.cap_cents),
        "starts_on": str(pledge.starts_on),
        "ends_on": str(pledge.ends_on) if pledge.ends_on else None,
        "family": pledge.family,
        "place": pledge.place_id,
        "vintages": [pledge.vintage_from, pledge.vintage_until] if pledge.vintage_from else None,
    }
