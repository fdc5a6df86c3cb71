"""Files behind claims, for those who may open them."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from ledger import permissions
from ledger.models import Evidence
from ledger.views.edges import signed_in


@signed_in
def download(request: HttpRequest, id: UUID) -> HttpResponse:
    """The file as it was sent, to be saved and never run in our pages."""
    found = get_object_or_404(Evidence.objects.select_related("claim__claimant"), pk=id)
    if not found.file or not permissions.may_inspect(request.user.agent, found.claim, timezone.now()):
        raise Http404
    response = FileResponse(
        found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.media_type
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
