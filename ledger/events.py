"""Facts: what the ledger's actions announce, inside their transaction, to whoever subscribed when the product started.

A receiver that fails undoes what it was told of: if the record cannot be written, the fact did not happen. Facts
carry ids alone and many at a time, so that a receiver can answer ten thousand of them in one statement.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

Id = UUID | str
F = TypeVar("F", bound="Fact")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that happened to these rows, by that person or, without one, by the system."""

    ids: Iterable[Id]
    by: Id | None = None


class ClaimsFiled(Fact):
    """ids: claims."""


class ClaimsConfirmed(Fact):
    """ids: claims that a fellow member vouched for."""


class ClaimsWithdrawn(Fact):
    """ids: claims; by nobody, where a question was not answered in time or a person was erased."""


class ClaimsAssigned(Fact):
    """ids: claims whose verifiers were drawn."""


class ClaimsApproved(Fact):
    """ids: claims that one verifier approved and another still looks at."""


class ClaimsVerified(Fact):
    """ids: claims."""


class ClaimsRejected(Fact):
    """ids: claims that their verifier rejected."""


class ClaimsAskedBack(Fact):
    """ids: claims."""


class ClaimsAnswered(Fact):
    """ids: claims."""


class SeatsReleased(Fact):
    """ids: verifications that were late and passed on."""


class ObjectionsRaised(Fact):
    """ids: objections."""


class ObjectionsDecided(Fact):
    """ids: objections."""


class BatchesIssued(Fact):
    """ids: batches."""


class BatchesFunded(Fact):
    """ids: fundings."""


class BatchesReversed(Fact):
    """ids: reversals."""


class BatchesRetired(Fact):
    """ids: retirements."""


class PayoutsPrepared(Fact):
    """ids: payouts."""


class PayoutsSent(Fact):
    """ids: payouts."""


class PayoutsPaid(Fact):
    """ids: payouts."""


class PayoutsRefused(Fact):
    """ids: payouts."""


class PayoutsRetried(Fact):
    """ids: payouts."""


class PledgesMade(Fact):
    """ids: pledges."""


class PledgesPaused(Fact):
    """ids: pledges."""


class PledgesResumed(Fact):
    """ids: pledges."""


class PledgesWithdrawn(Fact):
    """ids: pledges."""


class PledgesFellDue(Fact):
    """ids: pledges of which an instalment fell due."""


class PledgesFulfilled(Fact):
    """ids: pledges."""


class ReceiptsRecorded(Fact):
    """ids: receipts."""


class ReceiptsRefunded(Fact):
    """ids: refunds."""


class AccreditationsGranted(Fact):
    """ids: accreditations."""


class AccreditationsEnded(Fact):
    """ids: accreditations."""


Receiver = Callable[[Any], None]
_receivers: dict[type[Fact], list[Receiver]] = defaultdict(list)


def subscribe(fact: type[F], receiver: Callable[[F], None]) -> None:
    """From now on, tell the receiver of each such fact. Once, however often it is asked."""
    if receiver not in _receivers[fact]:
        _receivers[fact].append(receiver)


def publish(fact: Fact) -> None:
    """Tell those who subscribed, in the order in which they did."""
    for receiver in _receivers.get(type(fact), ()):
        receiver(fact)
