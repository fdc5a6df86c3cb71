"""Erasing oneself: what will happen, what stays and why, and what must be settled first."""

from allauth.account.decorators import reauthentication_required
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from commons.views.edges import signed_in
from ledger.actions import erasure
from ledger.forms.erasing import ErasureForm
from ledger.queries import erasing
from ledger.views.edges import attempt


@signed_in
@reauthentication_required
def erase(request: HttpRequest) -> HttpResponse:
    """Asked for by the person, who has just shown again that it is them."""
    person = request.user.agent
    form = ErasureForm(request.POST or None, whose=person.name)
    outlook = erasing.outlook(person)
    if request.method == "POST" and form.is_valid() and not outlook.is_blocked:
        if attempt(form, erasure.erase, by=person, person=person, at=timezone.now()):
            logout(request)
            return render(request, "ledger/erased.html")
        outlook = erasing.outlook(person)
    context = {"form": form, "outlook": outlook, "section": "profile", "has_errors": bool(form.errors)}
    return render(request, "ledger/erase.html", context, status=400 if form.errors else 200)
