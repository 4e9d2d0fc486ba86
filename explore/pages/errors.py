"""Pages for what went wrong: 400, 403, 404, 410 and 500.

What is not public and what never was give the same answer, so these pages say nothing about
the address that was asked for, except 410, which names a record that was public once.
"""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _

from documents.models import KINDS
from documents.old_addresses import what_was
from explore.shortcuts import Gone

CODES = {400: "bad_request", 403: "forbidden", 404: "not_found", 410: "gone", 500: "server_error"}
"""What an error is called in the API, whose errors all have one shape."""


def _answer(request: HttpRequest, status: int, detail: str, **context: object) -> HttpResponse:
    if request.path.startswith("/api/"):
        error = {"status": status, "code": CODES[status], "message": detail}
        return JsonResponse({"error": error}, status=status)
    return render(request, f"{status}.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: the request itself is malformed."""
    return _answer(request, 400, _("The request could not be understood."))


def permission_denied(
    request: HttpRequest, exception: Exception | None = None, reason: str = ""
) -> HttpResponse:
    """403: also the answer to a form without its token (``reason``)."""
    return _answer(request, 403, _("This is not open to you."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: nothing public is here, and the answer does not say whether anything else is."""
    return _answer(request, 404, _("There is no public record at this address."))


def gone(request: HttpRequest, exception: Gone) -> HttpResponse:
    """410: what was here, if it may be named, and since when it is not."""
    was = what_was(exception.identity)
    kind = KINDS[was.kind]._meta.verbose_name if was.kind in KINDS else ""
    detail = _("The record that was here is no longer public.")
    return _answer(request, 410, detail, was=was, kind=kind)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without the request, so that nothing in it can fail twice."""
    if request.path.startswith("/api/"):
        return _answer(request, 500, _("The server failed to answer."))
    return HttpResponseServerError(loader.get_template("500.html").render())
