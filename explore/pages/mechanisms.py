from django.http import Http404, HttpRequest, HttpResponse


def record_list(request: HttpRequest) -> HttpResponse:
    raise Http404


def detail(request: HttpRequest, slug: str) -> HttpResponse:
    raise Http404


def home(request: HttpRequest) -> HttpResponse:
    raise Http404
