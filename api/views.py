"""The base of every view: open to anyone, and strict about what it is asked."""

from typing import Any

from django.http import HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.urls import resolve
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .errors import body
from .params import Parameters
from .renderers import JSONRenderer, Negotiation


class RegisterView(APIView):
    """Read-only, without accounts or cookies."""

    content_negotiation_class = Negotiation
    http_method_names = ["get", "head", "options"]
    PARAMETERS: tuple[str, ...] = ()

    def known_parameters(self) -> list[str]:
        """Every name that the query string may hold."""
        return [*self.PARAMETERS, "format"]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method == "OPTIONS":  # what is asked for comes with the request that follows
            return
        if request.method.lower() not in self.http_method_names:  # type: ignore[union-attr]
            raise MethodNotAllowed(str(request.method))
        asked = Parameters(request.query_params, self.known_parameters())
        formats = [renderer.format for renderer in self.get_renderers()]
        message = _("%(given)s is no format of this resource: %(known)s.")
        asked.choice("format", formats, formats[0], message)
        self.read(asked)
        asked.check()

    def read(self, asked: Parameters) -> None:
        """Read what the request asks for, before anything is answered."""

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What a browser asks before a script of another site may ask."""
        response = Response(status=204)
        response["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
        response["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
        response["Access-Control-Max-Age"] = "86400"
        return response

    def finalize_response(
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        patch_vary_headers(response, ["Accept"])
        if isinstance(response, Response) and response.status_code >= 400:
            response.accepted_renderer = JSONRenderer()
            response.accepted_media_type = JSONRenderer.media_type
        return response


class NotFound(RegisterView):
    """Any address under the API that is none of its resources."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        self.format_kwarg = None

    def get(self, request: Request, path: str) -> HttpResponseBase:
        whole = f"{request.path_info}/"
        if path and not path.endswith("/") and resolve(whole).url_name != "nothing":
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"{whole}?{query}" if query else whole)
        message = _("There is no such resource. /api/v1/ lists them all.")
        return Response(body(404, "not_found", message), status=404)
