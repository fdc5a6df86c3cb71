"""Retirements: tokens used up, for good."""

from django.db.backends.postgresql.psycopg_any import DateRange

from commons.models import Agent, Place
from ledger import errors, events, permissions
from ledger.actions import accounts, entries
from ledger.models import Account, Batch, Retirement
from ledger.models.batches import FUNDED, GRAMS, HELD, RETIRED
from ledger.rules import batches, canonical, commitments, words
from ledger.rules.moves import Move


def retire(
    *,
    by: Agent,
    acting_for: Agent,
    batch: Batch,
    quantity_g: int,
    beneficiary: str = "",
    beneficiary_is_public: bool = False,
    reason: str = "",
    place: Place | None = None,
    consumed: DateRange | None = None,
    key: str | None = None,
) -> Retirement:
    """Take tokens that `acting_for` has of a batch out of use, for good: funded ones first, then those it holds.

    beneficiary, reason: on the record as commitments only, unless the beneficiary, a collective, is to be public.
    consumed: the days whose emissions this answers for.
    Raises NotAllowed, BadInput, InsufficientFunds (with what is there to retire).
    """
    batches.check_grams("quantity_g", quantity_g)
    beneficiary = words.paragraphs("beneficiary", beneficiary, 200)
    reason = words.paragraphs("reason", reason, 2000)
    digest = canonical.digest("batch.retire", str(acting_for.pk), str(batch.pk), str(quantity_g), beneficiary,
                              beneficiary_is_public, reason, str(place and place.pk), str(consumed))  # fmt: skip
    if entries.replay(by, key, digest):
        return Retirement.objects.get(id=entries.derived_id(by, key))
    permissions.require(by, "batch.retire", acting_for)
    batch = Batch.objects.locked().get(pk=batch.pk)
    transfers = _transfers(batch, acting_for, quantity_g)
    retirement = Retirement.objects.create(
        id=entries.derived_id(by, key), batch=batch, holder=acting_for, quantity_g=quantity_g,
        beneficiary=beneficiary, beneficiary_is_public=beneficiary_is_public,
        reason=reason, place=place, consumed=_check_days(consumed),
    )  # fmt: skip
    retirement.refresh_from_db(fields=["number"])
    entries.record(kind="batch.retired", subject=batch, by=by, acting_for=acting_for, body=_body(retirement),
                   transfers=transfers, key=key, digest=digest)  # fmt: skip
    events.publish(events.BatchesRetired([retirement.pk], by.pk))
    return retirement


def close_if_empty(batch: Batch, left_g: int) -> None:
    """Take a batch out of the funds' queue when its claimant has no tokens left."""
    if left_g == 0:
        Batch.objects.filter(pk=batch.pk).update(open=False)


def _transfers(batch: Batch, holder: Agent, quantity_g: int) -> list[Move]:
    there = {account.purpose: account for account in Account.objects.of(batch).filter(unit=GRAMS, holder=holder)}
    stocks = [(purpose, there[purpose].available) for purpose in (FUNDED, HELD) if purpose in there]
    taken, missing = batches.draw(quantity_g, stocks)
    retired = accounts.open(unit=GRAMS, holder=holder, purpose=RETIRED, subject=batch)
    if missing:
        raise errors.InsufficientFunds(retired.id, quantity_g, quantity_g - missing)
    if HELD in dict(taken):
        close_if_empty(batch, there[HELD].available - dict(taken)[HELD])
    return [Move(there[str(purpose)], retired, grams) for purpose, grams in taken]


def _check_days(consumed: DateRange | None) -> DateRange | None:
    if consumed is None:
        return None
    if not (consumed.lower and consumed.upper and consumed.lower < consumed.upper):
        raise errors.BadInput("consumed", consumed, "a first day and a later end")
    return consumed


def _body(retirement: Retirement) -> dict[str, object]:
    salt = bytes(retirement.salt or b"")
    consumed = retirement.consumed
    return {
        "retirement": retirement.reference,
        "quantity_g": str(retirement.quantity_g),
        "beneficiary": retirement.beneficiary if retirement.beneficiary_is_public else None,
        "beneficiary_commitment": commitments.commit(retirement.beneficiary, salt),
        "reason_commitment": commitments.commit(retirement.reason, salt),
        "place_commitment": commitments.commit(retirement.place.path if retirement.place else "", salt),
        "consumed_years": [consumed.lower.year, consumed.upper.year] if consumed else None,
    }
