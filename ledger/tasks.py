"""Celery tasks: ids in, one action call, safe to run twice or side by side.

The message is only a hint: what is due is in the database, and whichever message comes next finds it.
"""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from commons.models import Agent
from config.plumbing import transactions
from ledger.actions import evidence, pledges, reconciliation, verifications
from ledger.models import Run


@shared_task
def reconcile() -> None:
    """Issue, fund and prepare payouts of all that is due."""
    reconciliation.run(trigger=Run.Trigger.TASK)


@shared_task
def reconcile_asked(run: str, by: str) -> None:
    """The same for an operator, who looks for the run by this id. A message that comes twice is done once."""
    if not Run.objects.filter(pk=run).exists():
        reconciliation.run(trigger=Run.Trigger.ADMIN, by=Agent.objects.get(pk=by), id=UUID(run))


@shared_task
def sweep() -> None:
    """Do what time alone makes due: draw verifiers, release late ones, let questions lapse and instalments fall due."""
    at = timezone.now()
    for due in (
        verifications.assign_due,
        verifications.reassign_overdue,
        verifications.lapse_unanswered,
        pledges.fall_due,
    ):
        transactions.edge()(due)(at=at)


@shared_task
def collect_orphans() -> None:
    """Delete files that an upload left when it was cut off before its row."""
    evidence.collect_orphans(at=timezone.now())
