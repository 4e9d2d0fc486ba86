"""Lists and records of one resource: filters, order, keyset pages, shapes, formats."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import models
from django.http import Http404, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from documents.addresses import follow, identities_of_slug
from records.filters import RecordFilterSet
from records.models import Identity, NamedRecord
from records.paging import InvalidCursor, Page, bounded_count, paginate
from records.text import clean

from . import params
from .addresses import path_of
from .errors import Gone, ParameterError, Problem, suggesting, suggestion
from .params import Shape
from .renderers import CSVRenderer, JSONRenderer, NDJSONRenderer, columns_of
from .schema import RegisterSchema
from .serializers import RecordSerializer, context, fetching
from .views import RegisterView

Orderings = dict[str, tuple[str, ...]]

BY_ID: Orderings = {"id": ("id",), "-id": ("-id",)}
BY_NAME: Orderings = {"name": ("name", "id"), "-name": ("-name", "-id")}


def by_date(column: str, name: str = "date") -> Orderings:
    """Order by a partial date's order column, under the name that the query string uses."""
    return {f"-{name}": (f"-{column}", "-id"), name: (column, "id")}


class RecordViewSet(RegisterView, viewsets.ViewSet):
    """Base of all resources; one declares its serializer, its filters and its orderings.

    The first ordering is the default one.
    """

    serializer_class: ClassVar[type[RecordSerializer]]
    filterset_class: ClassVar[type[RecordFilterSet]]
    orderings: ClassVar[Orderings]
    schema = RegisterSchema()
    lookup_url_kwarg = "id"
    lookup_value_regex = "[^/]+"
    shape = Shape()

    # What the request asks for

    @classmethod
    def model(cls) -> type[models.Model]:
        return cls.serializer_class.Meta.model  # type: ignore[attr-defined]

    @classmethod
    def expandable(cls) -> list[str]:
        return list(cls.serializer_class.Meta.expandable)  # type: ignore[attr-defined]

    @classmethod
    def field_names(cls) -> list[str]:
        return list(cls.serializer_class.Meta.fields)  # type: ignore[attr-defined]

    def known_parameters(self) -> list[str]:
        if self.action != "list":
            return ["fields", "expand", "format"]
        filters = list(self.filterset_class.base_filters)
        return [*filters, "ordering", "fields", "expand", "page_size", "cursor", "format"]

    def get_renderers(self) -> list[Any]:
        tables = [CSVRenderer(), NDJSONRenderer()] if self.action == "list" else []
        return [JSONRenderer(), *tables]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.shape = self.read_shape(request)

    def read_shape(self, request: Request) -> Shape:
        """Which fields and which lists the answer shows."""
        expand = frozenset(params.words(request, "expand", self.expandable()))
        fields = frozenset(params.words(request, "fields", self.field_names()))
        if expand and request.accepted_renderer.format == "csv":
            message = _("A table has no room for lists: ask for ndjson, or for their own resource.")
            raise ParameterError(Problem("expand", message))
        if self.action != "list":
            expand = frozenset(self.expandable())
        return Shape(fields=fields or None, expand=expand | (fields & set(self.expandable())))

    def get_serializer(self, *args: Any, **kwargs: Any) -> RecordSerializer:
        shared = context(getattr(self, "request", None), self.shape)
        return self.serializer_class(*args, context=shared, **kwargs)

    def csv_columns(self) -> list[tuple[str, ...]]:
        return list(columns_of(self.get_serializer()))

    # What there is

    def public(self) -> models.QuerySet:
        """Every row that the public may see."""
        return self.model()._default_manager.public()  # type: ignore[attr-defined]

    def get_queryset(self) -> models.QuerySet:
        """Those rows with all that the answer shows of them."""
        rows = self.public().prefetch_related(*fetching(self.get_serializer()))
        named = issubclass(self.model(), NamedRecord)
        return rows.defer("search_text") if named else rows

    # Answers

    def list(self, request: Request) -> Response:
        rows = self.filtered(request)
        ordering = params.choice(
            request, "ordering", list(self.orderings), next(iter(self.orderings))
        )
        heavy = bool(self.shape.expand)
        most = params.MAX_PAGE_SIZE_EXPANDED if heavy else params.MAX_PAGE_SIZE
        size = params.number(request, "page_size", params.PAGE_SIZE, most)
        try:
            page = paginate(
                rows, ordering=self.orderings[ordering], size=size, cursor=params.cursor(request)
            )
        except InvalidCursor as error:
            raise ParameterError(params.bad_cursor()) from error
        answer: dict[str, Any] = {}
        if request.accepted_renderer.format == "json":
            answer["count"], answer["count_is_exact"] = bounded_count(rows)
        return paged(request, page, self.get_serializer(page.items, many=True).data, answer)

    def filtered(self, request: Request) -> models.QuerySet:
        """The rows that every filter lets through; a wrong value is refused by name."""
        filterset = self.filterset_class(request.query_params, self.get_queryset(), request=request)
        if not filterset.is_valid():
            raise ParameterError(*filter_problems(filterset, request))
        return filterset.qs

    def retrieve(self, request: Request, id: str) -> HttpResponseBase:
        if id != clean(id):
            raise Http404
        record = self.find(id)
        if record is None:
            return self.elsewhere(request, id)
        return Response(self.get_serializer(record).data)

    def find(self, key: str) -> models.Model | None:
        """The public record with this slug or permanent id."""
        rows = self.get_queryset()
        if issubclass(self.model(), NamedRecord):
            record = rows.filter(slug=key).first()
            if record is not None:
                return record
        return rows.filter(uid=key.upper()).first()

    def elsewhere(self, request: Request, key: str) -> HttpResponseBase:
        """A redirect to where the record is now, 410 if it is gone, else 404."""
        model: Any = self.model()
        identities = list(Identity.objects.filter(uid=key.upper(), kind=model.kind_name()))
        if issubclass(model, NamedRecord):
            identities = [*identities_of_slug(model, key), *identities]
        found = follow(*identities)
        if found.record is not None:
            query = urlencode(request.query_params)
            path = path_of(found.record)
            return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
        if found.gone is not None:
            raise Gone(found.gone.uid, found.gone.kind, found.label)
        raise Http404


def paged(request: Request, page: Page, results: Any, answer: dict[str, Any]) -> Response:
    """One page, with its neighbours in the body and in the header ``Link``."""
    links = {}
    for name, cursor in (("next", page.next_cursor), ("previous", page.previous_cursor)):
        links[name] = address(request, cursor=cursor) if cursor else None
    response = Response({**answer, **links, "results": results})
    relations = {"next": "next", "previous": "prev"}
    if shown := [f'<{url}>; rel="{relations[name]}"' for name, url in links.items() if url]:
        response["Link"] = ", ".join(shown)
    return response


def address(request: Request, **changed: str) -> str:
    """The address that was asked for, with some parameters changed."""
    query = {**request.query_params.dict(), **changed}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")


def filter_problems(filterset: RecordFilterSet, request: Request) -> list[Problem]:
    """What the filters refused, with the choice that may have been meant."""
    problems = []
    for name, messages in filterset.form.errors.items():
        choices = getattr(filterset.form.fields[name], "choices", [])
        known = [str(value) for value, _label in choices if value]
        near = suggestion(request.query_params.get(name, ""), known)
        text = " ".join(str(message) for message in messages)
        problems.append(suggesting(name, text, near))
    return problems
