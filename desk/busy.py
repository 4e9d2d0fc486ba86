"""What a save says that waited too long for what others hold (``records.locking``)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .pages import render_page

BUSY = gettext_lazy(
    "A large piece of work, such as an import, is writing what you want to save. Nothing of yours"
    " was saved. Wait a little, then save again; under Jobs you see how far your own jobs are."
)
RETRY_AFTER = 10  # seconds


def busy_page(request: HttpRequest) -> HttpResponse:
    """503: nothing was done; what was typed is with the browser still."""
    context = {"title": _("Not saved yet"), "busy": BUSY, "again": request.get_full_path()}
    response = render_page(request, "admin/busy.html", context)
    response.status_code = 503
    response["Retry-After"] = str(RETRY_AFTER)
    return response
