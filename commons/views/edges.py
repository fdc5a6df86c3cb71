"""What the pages of the commons have in common: who is there, and running an action."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from commons import errors
from commons.forms.refusals import RefusableForm
from config.plumbing import transactions

T = TypeVar("T")
View = Callable[..., HttpResponse]


def signed_in(view: View) -> View:
    """Only for people who are logged in and have a name to act under."""

    @functools.wraps(view)
    def named(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.agent is None:
            back = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('name_yourself')}?{back}")
        return view(request, *args, **kwargs)

    return login_required(named)


def attempt(form: RefusableForm, action: Callable[..., T], **asked: Any) -> T | None:
    """What the action returns, run in an edge of its own; None where it was refused, which the form then says."""
    try:
        return transactions.edge()(action)(**asked)
    except errors.Refusal as refusal:
        form.refuse(refusal)
        return None
