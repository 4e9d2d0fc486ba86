"""Search over all names of all kinds of record."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from explore.rows import look_up_countries, names_for
from explore.sections import SECTIONS, list_title
from meetings.models import Place
from records.filters import QueryField
from records.models import NamedRecord
from records.search import Matched, Matches, best_matches, matched_name
from records.search_text import query_terms

SHOWN = 8

RELATED: dict[str, tuple[str, ...]] = {
    "mechanisms": ("parent",),
    "series": ("mechanism",),
    "meetings": ("mechanism", "place"),
    "participants": ("parent",),
    "people": (),
    "documents": (),
    "topics": (),
    "places": ("country",),
}
"""What is searched, in the order of the page, and what a line shows beside the record."""


class SearchForm(forms.Form):
    """Words of a name: two letters or more, or one character of a script without spaces."""

    q = QueryField(required=False)

    def clean_q(self) -> str:
        query = self.cleaned_data["q"]
        if query and not any(len(term) > 1 or not term.isascii() for term in query_terms(query)):
            raise forms.ValidationError(_("Write at least two letters."), code="too_short")
        return query


@dataclass(frozen=True)
class Group:
    """What was found of one kind.

    ``hits`` are the records, each with the name under which it was found, where that is not
    the one shown.
    """

    namespace: str
    title: str
    hits: list[tuple[NamedRecord, Matched | None]]
    total: int
    exact: bool
    more_url: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Records of every kind with all words of ``?q=`` in one of their names, best match first."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    groups = _groups(query) if query else []
    context = {
        "form": form,
        "query": query,
        "asked": request.GET.get("q", ""),
        "errors": form.errors.get("q", []),
        "groups": groups,
        "total": sum(group.total for group in groups),
        "exact": all(group.exact for group in groups),
    }
    return render(request, "search/search.html", context)


def _groups(query: str) -> list[Group]:
    """The best matches of each kind that has any."""
    found = best_matches([SECTIONS[section] for section in RELATED], query, SHOWN)
    return [
        _group(section, query, matches)
        for section in RELATED
        if (matches := found[SECTIONS[section]]).hits
    ]


def _group(section: str, query: str, found: Matches) -> Group:
    """The best matches of one kind, with what a line shows of each."""
    related = RELATED[section]
    rows: Any = SECTIONS[section]._default_manager.public().select_related(*related)
    named = rows.prefetch_related("names", *names_for(*related))
    by_key = named.in_bulk([hit.pk for hit in found.hits])
    records = [by_key[hit.pk] for hit in found.hits if hit.pk in by_key]
    look_up_countries(record for record in records if isinstance(record, Place))
    return Group(
        namespace=section,
        title=list_title(section),
        hits=[(record, matched_name(record, query)) for record in records],
        total=found.total,
        exact=found.exact,
        more_url=reverse(f"{section}:list", query={"q": query}) if found.total > SHOWN else "",
    )
