"""Files behind claims, for those who may open them."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from commons.views.edges import signed_in
from ledger import permissions
from ledger.models import Evidence
from ledger.views import withheld

PICTURES = ("image/png", "image/jpeg", "image/webp")
# What a browser shows by itself, and as what: a table is read as the text that it is.
SHOWN = {kind: kind for kind in (*PICTURES, "application/pdf")}
SHOWN |= {"text/csv": "text/plain", "application/json": "text/plain"}
SEALED = "sandbox; default-src 'none'"
# A viewer of PDF does not run in a sandbox; nothing else may run beside it.
SEALED_BUT_FOR_THE_VIEWER = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'"


@signed_in
@withheld.told
def download(request: HttpRequest, id: UUID) -> HttpResponse:
    """The file as it was sent, to be saved and never run in our pages."""
    found = _found(request, id)
    return _sealed(
        FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type)
    )


@signed_in
@withheld.told
def view(request: HttpRequest, id: UUID) -> HttpResponse:
    """The file to be looked at in a tab of its own, or as a picture in the page; to be saved, if it is no such kind."""
    found = _found(request, id)
    shown_as = SHOWN.get(found.media_type)
    if shown_as is None:
        return download(request, id)
    charset = "; charset=utf-8" if shown_as == "text/plain" else ""
    response = FileResponse(found.file.open("rb"), filename=found.name, content_type=f"{shown_as}{charset}")
    return _sealed(response, SEALED_BUT_FOR_THE_VIEWER if shown_as == "application/pdf" else SEALED)


def _found(request: HttpRequest, id: UUID) -> Evidence:
    found = get_object_or_404(Evidence.objects.select_related("claim__claimant"), pk=id)
    if not permissions.may_inspect(request.user.agent, found.claim, timezone.now()):
        raise Http404
    if not found.file:
        if withholding := withheld.of_file(found):
            raise withheld.IsWithheld(withholding)
        raise Http404
    return found


def _sealed(response: FileResponse, policy: str = SEALED) -> FileResponse:
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = policy
    response["X-Content-Type-Options"] = "nosniff"
    return response
