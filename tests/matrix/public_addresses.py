"""What is open to everybody, the pages and the API, and what each address answers."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import reverse

from api.urls import router
from desk.access import routes
from records.models import NamedRecord, Record, State

from .register import Register

SECTIONS = {
    "mechanisms": "mechanisms_mechanism",
    "participants": "mechanisms_participant",
    "people": "mechanisms_person",
    "topics": "mechanisms_topic",
    "places": "meetings_place",
    "series": "meetings_series",
    "meetings": "meetings_meeting",
    "documents": "documents_document",
}
ANSWERS = {State.DRAFT: 404, State.IN_REVIEW: 404, State.PUBLISHED: 200, State.WITHDRAWN: 410}
PLAIN: dict[str, Callable[[], str]] = {
    **{
        name: (lambda name=name: reverse(name))
        for name in (
            *("home", "about", "coverage", "data", "search"),
            *("robots", "sitemap", "healthz", "readyz"),
        )
    },
    "set_language": lambda: reverse("set_language"),
    "sitemap_page": lambda: reverse("sitemap_page", args=["meetings", 1]),
    "api:root": lambda: "/api/v1/",
    "api:nothing": lambda: "/api/v1/nothing-here",
    "api:search": lambda: "/api/v1/search/?q=a",
    **{name: (lambda name=name: reverse(name)) for name in ("api:changes", "api:schema")},
    "api:docs": lambda: reverse("api:docs"),
    "admin:login": lambda: reverse("admin:login"),
}
ANSWER_TO = {"set_language": (302, 302), "admin:login": (200, 200), "api:nothing": (404, 405)}
"""What pages answer to reading and to sending, where it is not 200 and 405."""


def public_addresses(register: Register) -> Iterator[tuple[str, int, int]]:
    """Every address outside the desk in every state: what it answers to reading and sending."""
    resources = {
        prefix: f"{model._meta.app_label}_{model._meta.model_name}"
        for prefix, viewset, _name in router.registry
        for model in [viewset.serializer_class.Meta.model]
    }
    for route in routes():
        if route.is_of_desk and route.name != "admin:login":
            continue
        section, _colon, page = route.name.rpartition(":")
        if route.name in PLAIN:
            yield PLAIN[route.name](), *ANSWER_TO.get(route.name, (200, 405))
        elif section in SECTIONS:
            if page == "list":
                yield reverse(route.name), 200, 405
                continue
            for state in State:
                row: Any = register.rows[SECTIONS[section], state]
                yield reverse(route.name, args=[row.slug]), ANSWERS[state], 405
        elif route.name == "document_facts":
            for state in State:
                row = register.rows[SECTIONS["documents"], state]
                yield reverse(route.name, args=[row.slug]), ANSWERS[state], 405
        elif route.name == "identity":
            for (_kind, state), row in register.rows.items():
                if isinstance(row, NamedRecord):
                    read = 302 if state == State.PUBLISHED else ANSWERS[state]
                    yield f"/id/{row.uid}", read, 405
        elif section == "api" and page.endswith("-list"):
            yield reverse(route.name), 200, 405
        elif section == "api" and page.endswith("-detail"):
            kind = resources[page.removesuffix("-detail")]
            for state in State:
                row = register.rows[kind, state]
                if isinstance(row, Record):
                    yield reverse(route.name, args=[row.uid]), ANSWERS[state], 405
                else:
                    key = f"{row.capture.sha256[:16]}-{row.number}"
                    # A passage goes with its document; it has no permanent id to remember.
                    read = 200 if state == State.PUBLISHED else 404
                    yield reverse(route.name, args=[key]), read, 405
        else:
            pytest.fail(
                f"teach tests/matrix/public_addresses.py to ask {route.name} {route.pattern}"
            )
