"""What the API answers when it cannot: always JSON, always naming what was wrong.

``{"error": {"status": 400, "code": "invalid_parameter", "message": "…", "parameters": […]}}``
"""

import logging
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotAcceptable, NotFound
from rest_framework.response import Response

from documents.old_addresses import Was
from records.search_text import clean
from records.unavailable import why_unavailable

logger = logging.getLogger(__name__)

SHOWN = 100  # characters of a wrong value that an answer repeats


@dataclass(frozen=True)
class Problem:
    """One parameter that was wrong: its name, what is wrong, and what may have been meant."""

    name: str
    message: str
    suggestion: str = ""


class ParameterError(APIException):
    """The query string holds something that the resource does not know."""

    status_code = status.HTTP_400_BAD_REQUEST
    default_code = "invalid_parameter"

    def __init__(self, *problems: Problem):
        self.problems = problems
        super().__init__(" ".join(problem.message for problem in problems))


class Gone(APIException):
    """The record was public once and is not any more, or not at present."""

    status_code = status.HTTP_410_GONE
    default_code = "gone"

    def __init__(self, was: Was):
        self.what = {"id": was.uid, "kind": was.kind, "name": was.label or None}
        sentence = _("There was a record here; it is no longer public.")
        if was.hidden:
            sentence = _(
                "There is a record here, but a record that it depends on is no longer public: until"
                " that is public again, neither is this."
            )
        super().__init__(sentence)


OTHER_WORDS = {"name": "title", "title": "name"}
"""What a record is called has one word where it is called so, and another where it is told."""


def suggestion(given: str, known: list[str]) -> str:
    """What ``given`` may have been meant to be."""
    if OTHER_WORDS.get(given) in known:
        return OTHER_WORDS[given]
    near = get_close_matches(given[:SHOWN].lower(), known, n=1)
    return near[0] if near else ""


def quoted(given: str) -> str:
    """A wrong value as it can be shown: short, and without what cannot be written."""
    text = clean(given)
    return f"“{text[:SHOWN]}…”" if len(text) > SHOWN else f"“{text}”"


def unknown(name: str, given: str, known: list[str], message: str) -> Problem:
    """The problem of a value that is none of ``known``; ``message`` has a ``%s`` for it."""
    return suggesting(name, message % quoted(given), suggestion(given, known))


def suggesting(name: str, text: str, near: str) -> Problem:
    """The problem that ``text`` tells, with what may have been meant (``""``: nothing near)."""
    question = _("Did you mean “%s”?") % near if near else ""
    return Problem(name, f"{text} {question}".strip(), near)


def body(status_code: int, code: str, message: str, **more: Any) -> dict[str, Any]:
    """The one shape of every error."""
    return {"error": {"status": status_code, "code": code, "message": message, **more}}


def handler(error: Exception, context: dict[str, Any]) -> Response:
    """Turn whatever a view raised into an answer; a mistake of ours is logged and is a 500."""
    if isinstance(error, Http404):
        error = NotFound(_("There is nothing public at this address."))
    if isinstance(error, SuspiciousOperation):
        return Response(body(400, "bad_request", _("The request cannot be read.")), status=400)
    if not isinstance(error, APIException):
        request = context["request"]
        if why_unavailable(error):
            raise error  # the handler of all pages says why, and when to come again
        logger.error("Error at %s", request.path, exc_info=error)
        got_request_exception.send(sender=type(context["view"]), request=request)
        message = _("The server made a mistake; it has been noted.")
        return Response(body(500, "server_error", message), status=500)
    more: dict[str, Any] = {}
    if isinstance(error, ParameterError):
        more["parameters"] = [
            {
                "name": quoted(problem.name)[1:-1],
                "message": problem.message,
                "suggestion": problem.suggestion or None,
            }
            for problem in error.problems
        ]
    elif isinstance(error, Gone):
        more["was"] = error.what
    elif isinstance(error, NotAcceptable):
        message = _("Accept application/json; lists are text/csv and application/x-ndjson as well.")
        error = NotAcceptable(message)
    message, code = str(error.detail), error.default_code
    return Response(body(error.status_code, code, message, **more), status=error.status_code)


# The same shapes, for the description of the API


class ParameterProblemSerializer(serializers.Serializer):
    """One parameter that was wrong."""

    name = serializers.CharField(help_text="The parameter.")
    message = serializers.CharField(help_text="What is wrong with it.")
    suggestion = serializers.CharField(
        allow_null=True, help_text="What may have been meant, or null."
    )


class WasSerializer(serializers.Serializer):
    """What was at an address that is gone."""

    id = serializers.CharField(help_text="Its permanent id.")
    kind = serializers.CharField(help_text="What it was.")
    name = serializers.CharField(allow_null=True, help_text="What it was called, or null.")


class ErrorDetailSerializer(serializers.Serializer):
    """What was wrong."""

    status = serializers.IntegerField(help_text="The HTTP status.")
    code = serializers.CharField(help_text="A word for programs.")
    message = serializers.CharField(help_text="A sentence for people.")
    parameters = ParameterProblemSerializer(
        many=True, required=False, help_text="With 400: each parameter that was wrong."
    )
    was = WasSerializer(required=False, help_text="With 410: what was here.")


class ErrorSerializer(serializers.Serializer):
    """The body of every answer that is not a success."""

    error = ErrorDetailSerializer()
