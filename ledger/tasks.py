"""Celery tasks: ids in, one action call, safe to run twice or side by side.

The message is only a hint: what is due is in the database, and `sweep` finds it when the broker was wiped.
"""

from celery import shared_task

from ledger.actions import reconciliation
from ledger.models import Run


@shared_task(name="ledger.reconcile")
def reconcile() -> None:
    """Issue, fund and prepare payouts of all that is due."""
    reconciliation.run(trigger=Run.Trigger.TASK)
