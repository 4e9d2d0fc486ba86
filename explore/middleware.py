"""Turns what a page raises about an address into its answer: moved for good, or gone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from explore.pages.errors import gone
from explore.shortcuts import Gone, Moved


class MovedAndGone:
    """Answers ``Moved`` with 301 and ``Gone`` with the page for 410."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Moved):
            return HttpResponsePermanentRedirect(exception.url)
        if isinstance(exception, Gone):
            return gone(request, exception)
        return None
