"""The list of resources, and the API's description of itself."""

import functools
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request
from rest_framework.response import Response

from .addresses import RESOURCES, site
from .views import RegisterView


class RootView(RegisterView):
    """Every resource and its address."""

    schema = None

    def get(self, request: Request) -> Response:
        here = site(request)
        lists = {name: here + reverse(f"api:{name}-list") for name in RESOURCES.values()}
        others = {name: here + reverse(f"api:{name}") for name in OTHERS}
        return Response({**lists, **others})


OTHERS = ("search", "changes", "schema", "docs")


class SchemaView(RegisterView):
    """The description of the API in OpenAPI 3.1."""

    schema = None

    def get(self, request: Request) -> Response:
        return Response(described(get_language() or "en"))


@functools.lru_cache(maxsize=4)
def described(language: str) -> dict[str, Any]:
    """The OpenAPI document in a language; made once in each process."""
    return SchemaGenerator().get_schema(request=None, public=True)
