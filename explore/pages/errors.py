"""Pages for what went wrong: 400, 403, 404, 410, 500 and 503.

What is not public and what never was give the same answer, so these pages say nothing about
the address that was asked for, except 410, which names a record that was public once.
"""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import KINDS
from documents.old_addresses import what_was
from explore.shortcuts import Gone
from records.unavailable import RETRY_AFTER, why_unavailable

CODES = {
    400: "bad_request",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    500: "server_error",
    503: "unavailable",
}
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


UNAVAILABLE: dict[str, Any] = {
    "away": gettext_lazy(
        "The database of this site does not answer at the moment. What was saved is safe; what you"
        " sent just now was not saved. Try again in a few seconds."
    ),
    "too_long": gettext_lazy(
        "Finding this took longer than a page may. Nothing was changed. Ask for less, such as a"
        " shorter period or one body, or try again later."
    ),
    "full": gettext_lazy(
        "The disk of this site is full. What was saved is safe; what you sent just now was not"
        " saved. Tell who runs the site, and try again later."
    ),
}
"""What is said where the database, or the disk, is the reason (``why_unavailable``)."""


def unavailable(request: HttpRequest, why: str) -> HttpResponse:
    """503: the reason passes; rendered without the request, as 500 is."""
    response: HttpResponse
    if request.path.startswith("/api/"):
        response = _answer(request, 503, str(UNAVAILABLE[why]))
    else:
        page = loader.get_template("503.html").render({"sentence": UNAVAILABLE[why]})
        response = HttpResponse(page, status=503)
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: rendered without the request, so that nothing in it can fail twice.

    503 where what was raised says that the database or the disk is the reason.
    """
    if why := why_unavailable(sys.exc_info()[1]):
        return unavailable(request, why)
    if request.path.startswith("/api/"):
        return _answer(request, 500, _("The server failed to answer."))
    return HttpResponseServerError(loader.get_template("500.html").render())
