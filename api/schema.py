"""How the API describes itself in OpenAPI: from the same declarations that it runs on."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers

from records.filters import (
    AsOfFilter,
    ChoiceFilter,
    FromFilter,
    NumberFilter,
    QueryFilter,
    ReferenceFilter,
    TermFilter,
    ToFilter,
)
from records.models import UID_ALPHABET, UID_LENGTH, NamedRecord
from records.paging import COUNT_CAP
from records.several import NONE

from . import params
from .errors import ErrorSerializer
from .params import MOST_IDS

NAMED = r"^\S(.*\S)?$"
UID = f"[{UID_ALPHABET}]{{{UID_LENGTH}}}"
JSON, CSV, NDJSON = "application/json", "text/csv", "application/x-ndjson"


def text(name: str, description: Any, **more: Any) -> OpenApiParameter:
    """A parameter of the query string that is a text."""
    return OpenApiParameter(
        name, {"type": "string", "minLength": 1, **more}, description=str(description)
    )


def listed(name: str, description: Any, words: Iterable[str]) -> OpenApiParameter:
    """A parameter that names some of a few words, separated by commas."""
    one = any_of(words)
    return text(name, description, pattern=f"^{one}(,{one})*$")


def any_of(words: Iterable[str]) -> str:
    """A pattern, of any dialect, of one of ``words``."""
    escaped = (re.sub(r"([.^$*+?()\[\]{}|\\])", r"\\\1", word) for word in words)
    return f"({'|'.join(escaped)})"


def whole(name: str, description: Any, most: int, default: int | None = None) -> OpenApiParameter:
    """A parameter that is a counting number."""
    limits = {"type": "integer", "minimum": 1, "maximum": most}
    return OpenApiParameter(name, limits, description=str(description), default=default)


def one_of(
    name: str, description: Any, choices: list[str], default: str | None = None
) -> OpenApiParameter:
    """A parameter that is one of a few words."""
    return OpenApiParameter(
        name, {"type": "string", "enum": choices}, description=str(description), default=default
    )


def several_of(name: str, label: str, choices: list[str]) -> OpenApiParameter:
    """A parameter that is some of a few words, or all but them."""
    word = any_of([*choices, NONE])
    description = _("%(label)s: one of %(choices)s, or several, separated by commas.")
    told = description % {"label": label, "choices": ", ".join([*choices, NONE])}
    return text(name, told, pattern=f"^!?{word}(,{word})*$")


IDENTIFIED = {
    "id": text(
        "id",
        gettext_lazy("Only these, by permanent id: up to 100, separated by commas."),
        pattern=f"^{UID}(,{UID}){{0,{MOST_IDS - 1}}}$",
    ),
    "updated_since": text(
        "updated_since",
        gettext_lazy("Only records whose answers changed since a moment, as in the changes."),
        format="date-time",
    ),
}


IN_TIME = {
    "when": text(
        "when",
        gettext_lazy("In the period: a date as precise as you like, such as 2016 or 2016-09."),
        examples=["2016", "2016-09", "2015/2017"],
    ),
    "sure": one_of(
        "sure",
        gettext_lazy("Whether what may have been in the period is wanted, or what surely was."),
        ["possible", "certain"],
        "possible",
    ),
}


def filter_parameter(name: str, given: Any) -> OpenApiParameter:
    """A filter of a list as a parameter."""
    label = str(given.label)
    if isinstance(given, ChoiceFilter):
        choices = [str(value) for value, _label in given.field.choices if value]
        if given.method is None:
            return several_of(name, label, choices)
        return one_of(name, f"{label}.", choices)
    if isinstance(given, NumberFilter):
        return whole(name, f"{label}.", given.extra["max_value"])
    if isinstance(given, FromFilter | ToFilter | TermFilter | AsOfFilter):
        told = _("%s: a date as precise as you like, such as 2016 or 2016-09.") % label
        return text(name, told, examples=["2016", "2016-09", "2015/2017"])
    if isinstance(given, QueryFilter):
        return text(name, _("%s: every word, in any order; the last may be begun.") % label)
    if isinstance(given, ReferenceFilter):
        return text(name, _("%s: slug or permanent id.") % label, pattern=NAMED)
    return text(name, f"{label}.")


UNCHANGED = OpenApiResponse(description="The client has the answer as it is.")
CONDITIONAL = (
    OpenApiParameter(
        "If-None-Match",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The ETag of an answer that the client has: 304 while it is the same.",
    ),
    OpenApiParameter(
        "ETag",
        OpenApiTypes.STR,
        OpenApiParameter.HEADER,
        description="The version of the answer, for If-None-Match.",
        response=[200, 304],
    ),
)


class ViewSchema(AutoSchema):
    """Describes a view by its ``DOCS``: parameters and answer."""

    def get_tags(self) -> list[str]:
        return [self.view.TAG]

    def get_operation_id(self) -> str:
        return self.view.TAG

    def get_summary(self) -> str:
        return (self.view.__doc__ or "").strip().splitlines()[0]

    def get_description(self) -> str:
        return " ".join(line.strip() for line in (self.view.__doc__ or "").splitlines()).strip()

    def _is_list_view(self, serializer: Any = None) -> bool:
        return False

    def get_override_parameters(self) -> list[OpenApiParameter]:
        form = one_of("format", _("Format of the answer."), ["json"], "json")
        return [*self.view.DOCS, *CONDITIONAL, form]

    def get_response_serializers(self) -> dict[Any, Any]:
        return {(200, JSON): self.view.ANSWER, 304: UNCHANGED, **errors(400, 405, 406)}


def errors(*statuses: int) -> dict[Any, Any]:
    """The answers that are no success."""
    meanings = {
        400: _("A parameter is unknown, malformed or repeated; the answer names it."),
        404: _("There is nothing public at this address."),
        405: _("The API is read: GET, HEAD and OPTIONS."),
        406: _("None of the formats of this resource is accepted by the client."),
        410: _("There was a record here; it is no longer public."),
    }
    return {
        (status, JSON): OpenApiResponse(ErrorSerializer, description=str(meanings[status]))
        for status in statuses
    }


class RegisterSchema(ViewSchema):
    """Describes a resource: its list and one record of it."""

    @property
    def is_list(self) -> bool:
        return self.view.action == "list"

    def get_tags(self) -> list[str]:
        return [self.view.basename]

    def get_operation_id(self) -> str:
        return f"{self.view.basename}_{self.view.action}"

    def get_summary(self) -> str:
        label = self.view.basename.capitalize()
        return f"{label}: the list" if self.is_list else f"{label}: one of them"

    def get_override_parameters(self) -> list[OpenApiParameter]:
        view = self.view
        named = ", ".join(view.field_names())
        told = _("Only these fields, separated by commas: %s.") % named
        fields = listed("fields", told, view.field_names())
        if self.is_list:
            filters = [
                filter_parameter(name, given)
                for name, given in view.filterset_class.base_filters.items()
            ]
            expand = _("Lists to show inside each record, separated by commas: %s.")
            orderings = list(view.orderings)
            return [
                *filters,
                one_of("ordering", _("Order of the list."), orderings, orderings[0]),
                fields,
                *self.expanding(expand),
                *CONDITIONAL,
                whole(
                    "page_size",
                    _("Records on a page; at most %s with expand.") % params.MAX_PAGE_SIZE_EXPANDED,
                    params.MAX_PAGE_SIZE,
                    params.PAGE_SIZE,
                ),
                *(IDENTIFIED[name] for name in view.identified_by()),
                *(IN_TIME[name] for name in view.in_time()),
                text("cursor", _("Position in the list, from “next” or “previous” of an answer.")),
                one_of("format", _("Format of the answer."), ["json", "csv", "ndjson"], "json"),
            ]
        key = OpenApiParameter(
            "id",
            OpenApiTypes.STR,
            OpenApiParameter.PATH,
            description=str(
                _("Permanent id or slug.")
                if issubclass(view.model(), NamedRecord)
                else _("Permanent id.")
            ),
        )
        expand = _("Lists inside the record; one record shows all of them anyway: %s.")
        return [
            key,
            fields,
            *self.expanding(expand),
            *CONDITIONAL,
            one_of("format", _("Format of the answer."), ["json"], "json"),
        ]

    def expanding(self, told: Any) -> list[OpenApiParameter]:
        """The parameter that names lists inside a record, where there are any."""
        names = self.view.expandable()
        told = told % ", ".join(names)
        return [listed("expand", told, names) if names else text("expand", told)]

    def get_response_serializers(self) -> dict[Any, Any]:
        serializer = self.view.serializer_class
        if not self.is_list:
            moved = OpenApiResponse(
                description=str(_("The record has another address: its id, or that of another."))
            )
            return {
                (200, JSON): serializer,
                301: moved,
                304: UNCHANGED,
                **errors(400, 404, 405, 406, 410),
            }
        page = inline_serializer(
            f"{self.view.model().__name__}Page",
            {
                "count": serializers.IntegerField(
                    help_text=str(_("How many there are; counting stops at %s.") % COUNT_CAP)
                ),
                "count_is_exact": serializers.BooleanField(
                    help_text=str(_("False where there are more than were counted."))
                ),
                "next": serializers.URLField(
                    allow_null=True, help_text=str(_("Address of the next page, or null."))
                ),
                "previous": serializers.URLField(
                    allow_null=True, help_text=str(_("Address of the page before, or null."))
                ),
                "results": serializer(many=True),
            },
        )
        return {
            (200, JSON): page,
            (200, CSV): OpenApiTypes.STR,
            (200, NDJSON): OpenApiTypes.STR,
            304: UNCHANGED,
            **errors(400, 405, 406),
        }
