"""Clients of the API that somebody has: making one, and removing it with all its tokens."""

from allauth.idp.oidc.models import Client
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from commons.forms.clients import ClientForm
from commons.views.edges import signed_in
from config.plumbing import transactions

MOST = 20


@signed_in
@never_cache
def clients(request: HttpRequest) -> HttpResponse:
    """One's own, and another. The secret stands in this one answer and nowhere else."""
    own = Client.objects.filter(owner=request.user).order_by("-created_at", "id")
    form = ClientForm(request.POST or None)
    context = {"form": form, "section": "developers"}
    if request.method == "POST" and form.is_valid():
        if own.count() >= MOST:
            form.add_error(None, _("You have %(most)s clients: remove one that you do not use.") % {"most": MOST})
        else:
            context["made"], context["secret"] = transactions.edge()(form.made)(request.user)
            context["form"] = ClientForm()
    context |= {"clients": own[:MOST], "has_errors": bool(form.errors)}
    return render(request, "developers/clients.html", context, status=400 if form.errors else 200)


@signed_in
@require_POST
def remove(request: HttpRequest, id: str) -> HttpResponse:
    """None of its tokens can be used from now on."""
    get_object_or_404(Client, pk=id, owner=request.user).delete()
    messages.success(request, _("Removed. Its tokens can no longer be used."))
    return redirect("clients")
