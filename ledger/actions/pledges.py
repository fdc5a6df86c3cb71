"""Pledges: making them, pausing them, ending them."""

from datetime import date, datetime
from typing import Any

from commons.models import Agent, Place
from ledger import errors, events, permissions
from ledger.actions import entries, prices
from ledger.models import Fund, Pledge
from ledger.rules import canonical, money, pledges, words
from ledger.rules.earmarks import FIRST_VINTAGE, LAST_VINTAGE

MOST_AT_ONCE = 500
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
    """Promise money to a fund: once, or every month, quarter or year until `ends_on` or the cap, whichever comes first.

    Without a cap, what is promised in all is counted from `ends_on`; without either it goes on until it is withdrawn.
    family, place, vintages: what alone it may be spent on. key: the caller's idempotency key.
    Raises NotAllowed, BadInput; then nothing is written.
    """
    benefit = words.paragraphs("benefit", benefit, 2000)
    if cap_cents is None and cadence == Pledge.Cadence.ONCE:
        cap_cents = instalment_cents
    asked = (fund.pk, instalment_cents, starts_on, cadence, cap_cents, ends_on, family, place and place.pk,
             vintage_from, vintage_until, benefit)  # fmt: skip
    digest = canonical.digest("pledge.make", str(acting_for.pk), *(str(value) for value in asked))
    if done := entries.replay(by, key, digest):
        return Pledge.objects.get(pk=done)
    permissions.require(by, "pledge.make", acting_for)
    cap_cents = _cap(cadence, instalment_cents, cap_cents, starts_on, ends_on)
    check_earmark(family, vintage_from, vintage_until)
    pledge = Pledge.objects.create(
        id=entries.derived_id(by, key), funder=acting_for, fund=fund, cadence=cadence,
        instalment_cents=instalment_cents, cap_cents=cap_cents, starts_on=starts_on, ends_on=ends_on, due_on=starts_on,
        family=family, place=place, vintage_from=vintage_from, vintage_until=vintage_until,
        benefit=benefit,
    )  # fmt: skip
    pledge.refresh_from_db(fields=["number"])
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


def fall_due(*, at: datetime) -> None:
    """Put on the record, once each, the instalments that fell due by that day; for the sweep, which then tells of them.

    A paused pledge is passed: what fell due meanwhile is asked for when it is resumed.
    """
    today = at.date()
    due = Pledge.objects.active().filter(due_on__lte=today).order_by("due_on", "id")
    for pledge in Pledge.objects.locked().filter(pk__in=list(due.values_list("id", flat=True)[:MOST_AT_ONCE])):
        new = [each for each in _instalments(pledge, today) if each.due_on >= (pledge.due_on or date.max)]
        for instalment in new:
            body = {"due_on": str(instalment.due_on), "cents": str(instalment.cents)}
            entries.record(kind="pledge.fell_due", subject=pledge, acting_for=pledge.funder, body=body)
        pledge.due_on = _next_due(pledge, today)
        pledge.save(update_fields=["due_on"])
        if new:
            events.publish(events.PledgesFellDue([pledge.pk]))


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


def _cap(cadence: str, instalment: int, cap: int | None, starts_on: date, ends_on: date | None) -> int | None:
    """What is promised in all, if that is known. Raises BadInput on terms that do not go together."""
    if cadence not in Pledge.Cadence.values:
        raise errors.BadInput("cadence", cadence, " or ".join(Pledge.Cadence.values))
    money.check_cents("instalment_cents", instalment)
    if cap is not None and instalment > money.check_cents("cap_cents", cap):
        raise errors.BadInput("cap_cents", cap, f"at least the instalment of {instalment} cents")
    if cadence == Pledge.Cadence.ONCE and (cap not in (None, instalment) or ends_on):
        raise errors.BadInput("cap_cents", cap, "the one instalment, and no end, for a pledge that is paid once")
    if ends_on and ends_on < starts_on:
        raise errors.BadInput("ends_on", ends_on, f"a day on or after {starts_on}, when it starts")
    if ends_on is None:
        return cap
    planned = pledges.instalments(cadence=cadence, instalment_cents=instalment, cap_cents=cap, starts_on=starts_on,
                                  ends_on=ends_on, until=ends_on)  # fmt: skip
    return money.check_cents("cap_cents", sum(each.cents for each in planned))


def _instalments(pledge: Pledge, until: date) -> list[pledges.Instalment]:
    return pledges.instalments(
        cadence=pledge.cadence, instalment_cents=pledge.instalment_cents, cap_cents=pledge.cap_cents,
        starts_on=pledge.starts_on, ends_on=pledge.ends_on, until=until,
    )  # fmt: skip


def _next_due(pledge: Pledge, today: date) -> date | None:
    """The day of the instalment that comes after those of today, if the terms have one more."""
    day = pledges.day_after(cadence=pledge.cadence, starts_on=pledge.starts_on, day=today)
    return day if day and len(_instalments(pledge, day)) > len(_instalments(pledge, today)) else None


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
        "cap_cents": str(pledge.cap_cents) if pledge.cap_cents else None,
        "starts_on": str(pledge.starts_on),
        "ends_on": str(pledge.ends_on) if pledge.ends_on else None,
        "family": pledge.family,
        "place": pledge.place_id,
        "vintages": [pledge.vintage_from, pledge.vintage_until] if pledge.vintage_from else None,
    }
