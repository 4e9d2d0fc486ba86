"""Any site may ask the API: its scripts may read each answer, errors and "not modified" too."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from records.routes import root_of

EXPOSED = "Content-Disposition, ETag, Link"


def open_to_any_site(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Send with each answer of the API that scripts of any site may read it."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if request.path_info.startswith(root_of("api:root")):
            response.headers["Access-Control-Allow-Origin"] = "*"
            response.headers["Access-Control-Expose-Headers"] = EXPOSED
        return response

    return middleware
