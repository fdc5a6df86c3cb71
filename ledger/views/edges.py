"""What the pages that write have in common: who is there, and running an action."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from commons import errors as commons_errors
from commons.models import Agent
from config.plumbing import transactions
from ledger import errors
from ledger.forms.refusals import RefusableForm

T = TypeVar("T")
View = Callable[..., HttpResponse]


def reader(request: HttpRequest) -> Agent | None:
    """The agent who looks at the page, if any."""
    return request.user.agent if request.user.is_authenticated else None


def attempt(form: RefusableForm, action: Callable[..., T], **asked: Any) -> T | None:
    """What the action returns, run in an edge of its own; None where it was refused, which the form then says.

    The edge ends before the refusal is handled, so that nothing of a refused action is kept.
    """
    try:
        return transactions.edge()(action)(**asked)
    except (errors.Refusal, commons_errors.Refusal) as refusal:
        form.refuse(refusal)
        return None
