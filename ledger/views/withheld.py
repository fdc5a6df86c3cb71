"""What is withheld: the public list of it, and the answer to whoever asks for a file that is."""

import functools
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from config.plumbing import cursors
from ledger.models import Evidence, Withholding

UNAVAILABLE = 451  # RFC 7725, for legal reasons; here also for those of our own, which the page names

View = Callable[..., HttpResponse]


class IsWithheld(Exception):
    """The file is there, and must not be shown."""

    def __init__(self, withholding: Withholding) -> None:
        self.withholding = withholding


def told(view: View) -> View:
    """A page that says so in words, where a view finds that what it was asked for is withheld."""

    @functools.wraps(view)
    def telling(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except IsWithheld as found:
            context = {"withholding": found.withholding}
            return render(request, "ledger/withheld_file.html", context, status=UNAVAILABLE)

    return telling


def of_file(evidence: Evidence) -> Withholding | None:
    """What keeps the file from being shown, if anything does."""
    return Withholding.objects.open().about(evidence).filter(field="file").first()


def listed(request: HttpRequest) -> HttpResponse:
    """All that was ever withheld, the latest first: what kind of text, on what ground, when, and its hash."""
    try:
        page = cursors.page(
            Withholding.objects.all(), order=("-number",), cursor=request.GET.get("cursor") or None, size=50
        )
    except cursors.BadCursor:
        return redirect("withheld")
    return render(request, "ledger/withheld.html", {"page": page})
