"""A person gives their name, where their login was made without one."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from commons.actions import agents
from commons.forms.names import NameForm
from config.plumbing import transactions


@login_required
def name_yourself(request: HttpRequest) -> HttpResponse:
    """The last step to an account that can act."""
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        transactions.edge()(agents.register)(user=request.user, name=form.cleaned_data["name"])
        asked = request.GET.get("next", "")
        ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
        return redirect(asked if ours else "mine")
    return render(request, "commons/name.html", {"form": form, "has_errors": bool(form.errors)})
