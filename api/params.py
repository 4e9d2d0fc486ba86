"""The parameters that every resource takes, read strictly: nothing unknown, nothing twice."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _
from rest_framework.request import Request

from records.paging import MAX_CURSOR

from .errors import ParameterError, Problem, quoted, unknown

PAGE_SIZE = 50
MAX_PAGE_SIZE = 500
MAX_PAGE_SIZE_EXPANDED = 100


def check_names(request: Request, known: list[str]) -> None:
    """Refuse parameters that the resource does not know, that repeat, or that are empty."""
    problems = []
    for name, values in request.query_params.lists():
        if name not in known:
            message = _("There is no parameter %s here.")
            problems.append(unknown(name, name, known, message))
        elif len(values) > 1:
            problems.append(Problem(name, _("“%s” is given more than once.") % name))
        elif values[0] == "":
            problems.append(Problem(name, _("“%s” is empty: leave it out.") % name))
    if problems:
        raise ParameterError(*problems)


def words(request: Request, name: str, known: list[str]) -> list[str]:
    """The comma-separated words of a parameter, each one of ``known``."""
    given = request.query_params.get(name)
    if given is None:
        return []
    chosen = [word.strip() for word in given.split(",")]
    problems = [
        unknown(name, word, known, _("There is no field %s to name here."))
        for word in dict.fromkeys(chosen)
        if word not in known
    ]
    if not problems and len(set(chosen)) < len(chosen):
        problems.append(Problem(name, _("“%s” names a field twice.") % name))
    if problems:
        raise ParameterError(*problems[:10])
    return chosen


def choice(request: Request, name: str, known: list[str], default: str) -> str:
    """One word of ``known``."""
    given = request.query_params.get(name, default)
    if given not in known:
        message = _("%(given)s is none of: %(known)s.")
        text = message % {"given": "%s", "known": ", ".join(known)}
        raise ParameterError(unknown(name, given, known, text))
    return given


def number(request: Request, name: str, default: int, most: int) -> int:
    """A whole number from 1 to ``most``."""
    given = request.query_params.get(name)
    if given is None:
        return default
    if not re.fullmatch("[0-9]{1,9}", given, re.ASCII) or not 1 <= int(given) <= most:
        message = _("%(given)s is not a number from 1 to %(most)s.")
        raise ParameterError(Problem(name, message % {"given": quoted(given), "most": most}))
    return int(given)


@dataclass(frozen=True)
class Shape:
    """Which fields an answer shows, and which lists it holds inside each record."""

    fields: frozenset[str] | None = None  # None: all
    expand: frozenset[str] = frozenset()


def cursor(request: Request) -> str:
    """The position that a page begins at; ``""`` for the first page."""
    given = request.query_params.get("cursor", "")
    if len(given) > MAX_CURSOR:
        raise ParameterError(bad_cursor())
    return given


def bad_cursor() -> Problem:
    return Problem(
        "cursor",
        _("This is not a position in this list, in this order. Follow “next” from the first page."),
    )
