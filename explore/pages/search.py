"""Search over all names of all kinds of record."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Min, Q, Value, When
from django.db.models.functions import Length
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from documents.models import Document
from explore.names import names_for
from mechanisms.models import Mechanism, Participant, Person, Topic
from meetings.models import Meeting, Place, Series
from records.filters import QueryField
from records.models import NamedRecord
from records.text import fold, index_text, query_terms

SHOWN = 8
COUNTED = 1000  # beyond this many matches of a kind, neither counting nor ranking goes on

KINDS: dict[str, tuple[type[NamedRecord], Any, tuple[str, ...]]] = {
    "mechanisms": (Mechanism, _("Mechanisms"), ("parent",)),
    "series": (Series, _("Series of meetings"), ("mechanism",)),
    "meetings": (Meeting, _("Meetings"), ("mechanism", "place")),
    "participants": (Participant, _("Participants"), ("parent",)),
    "people": (Person, _("People"), ()),
    "documents": (Document, _("Documents"), ()),
    "topics": (Topic, _("Topics"), ()),
    "places": (Place, _("Places"), ("country",)),
}
"""What is searched, in the order of the page: namespace, model, title, what a line also shows."""


class SearchForm(forms.Form):
    """Words of a name: two letters or more, or one character of a script without spaces."""

    q = QueryField(required=False)

    def clean_q(self) -> str:
        query = self.cleaned_data["q"]
        if query and not any(len(term) > 1 or not term.isascii() for term in query_terms(query)):
            raise forms.ValidationError(_("Write at least two letters."), code="too_short")
        return query


@dataclass(frozen=True)
class Hit:
    """A record found, and the name under which it was, where that is not the one shown."""

    record: NamedRecord
    matched: str


@dataclass(frozen=True)
class Group:
    """What was found of one kind."""

    namespace: str
    title: Any
    hits: list[Hit]
    total: int
    exact: bool
    more_url: str


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Records of every kind with all words of ``?q=`` in one of their names, best match first."""
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    groups = [group for name in KINDS if (group := _group(name, query)).hits] if query else []
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


def _group(namespace: str, query: str) -> Group:
    """The best matches of one kind: of the first ``COUNTED`` found, those named most like it.

    Which are found first is left to the index: to put all matches of a common word in order
    would cost more with every record. A name written out in full is always among them.
    """
    model, title, joins = KINDS[namespace]
    manager: Any = model._default_manager
    public = manager.public().order_by()
    named = list(public.filter(name=query.strip()).values_list("pk", flat=True)[:SHOWN])
    matches = public.search(query).exclude(pk__in=named).values_list("pk", flat=True)
    found = [*named, *matches[: COUNTED + 1]]
    total = min(len(found), COUNTED)
    rank = Case(
        When(Q(name__iexact=query) | Q(names__text__iexact=query), then=Value(0)),
        When(name__istartswith=query, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    records = (
        manager.filter(pk__in=found[:COUNTED])
        .annotate(rank=Min(rank), length=Length("name"))
        .order_by("rank", "length", "name", "id")
        .select_related(*joins)
        .prefetch_related("names", *names_for(*joins))[:SHOWN]
        if found
        else []
    )
    return Group(
        namespace=namespace,
        title=title,
        hits=[Hit(record, matched_name(record, query)) for record in records],
        total=total,
        exact=len(found) <= COUNTED,
        more_url=reverse(f"{namespace}:list", query={"q": query}) if total > SHOWN else "",
    )


def matched_name(record: NamedRecord, query: str) -> str:
    """The name that answers ``query`` best, or ``""`` where it is the one shown anyway."""
    names = {record.display_name: 0}
    for name in record.names.all():
        names.setdefault(name.text, len(names))
    terms = query_terms(query)

    def score(text: str) -> tuple[int, bool]:
        words = index_text(text).split()
        return sum(any(w.startswith(t) for w in words) for t in terms), fold(text) == fold(query)

    best = max(names, key=lambda text: (*score(text), -names[text]))
    return "" if best == record.display_name else best
