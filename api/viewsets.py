"""Lists and records of one resource: filters, order, keyset pages, shapes, formats."""

from collections.abc import Sequence
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.db import models
from django.http import Http404, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from documents.old_addresses import follow, identities_of_slug, what_was
from records.filters import RecordFilterSet
from records.models import ChangedRecord, Identity, NamedRecord, Record, merged_into
from records.paging import Page, counted, paginate
from records.search_text import clean

from . import params
from .addresses import path_of, site
from .cells import Table, table
from .certainty import in_time, narrowed
from .downloads import download
from .errors import Gone
from .params import Parameters, Shape
from .renderers import CSVRenderer, JSONRenderer, ListRenderer, NDJSONRenderer
from .schema import RegisterSchema
from .serializers import RecordSerializer
from .shapes import written, written_one
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
        return cls.serializer_class.expandable

    @classmethod
    def field_names(cls) -> list[str]:
        return list(cls.serializer_class.Meta.fields)  # type: ignore[attr-defined]

    def known_parameters(self) -> list[str]:
        if self.action != "list":
            return ["fields", "expand", "format"]
        filters = [*self.filterset_class.base_filters, *self.identified_by(), *self.in_time()]
        return [*filters, "ordering", "fields", "expand", "page_size", "cursor", "format"]

    @classmethod
    def identified_by(cls) -> tuple[str, ...]:
        """The parameters by which records with permanent ids are chosen."""
        return ("id", "updated_since") if issubclass(cls.model(), Record) else ()

    @classmethod
    def in_time(cls) -> tuple[str, ...]:
        """The parameters by which records are chosen by time, beside the filters."""
        return in_time(cls.filterset_class)

    def get_renderers(self) -> list[Any]:
        tables = [CSVRenderer(), NDJSONRenderer()] if self.action == "list" else []
        return [JSONRenderer(), *tables]

    def read(self, asked: Parameters) -> None:
        self.shape = asked.shape(
            self.field_names(),
            self.expandable(),
            is_table=self.request.accepted_renderer.format == "csv",
            is_list=self.action == "list",
        )
        if self.action == "list":
            self.read_list(asked)

    def read_list(self, asked: Parameters) -> None:
        """Which page of which rows is asked for."""
        every = self.public()
        several = asked.several(self.filterset_class)
        single = {name: value for name, value in asked.given.items() if name not in several}
        filterset = self.filterset_class(single, every, request=self.request, several=several)
        self.rows = asked.filtered(filterset)
        if self.in_time():
            self.rows = narrowed(asked, filterset, self.rows)
        if "id" in self.identified_by():
            self.rows = self.chosen(asked, self.rows)
        name = asked.choice("ordering", list(self.orderings), next(iter(self.orderings)))
        self.ordering = self.orderings[name]
        most = params.MAX_PAGE_SIZE_EXPANDED if self.shape.expand else params.MAX_PAGE_SIZE
        self.size = asked.number("page_size", params.PAGE_SIZE, most)
        # Of which order a position is cannot be said where the order is not known.
        known = not asked.refused("ordering")
        self.cursor = asked.cursor(self.model(), self.ordering) if known else ""

    def chosen(self, asked: Parameters, rows: models.QuerySet) -> models.QuerySet:
        """Those with the permanent ids that are asked for, and whose answers changed since."""
        ids, since = asked.ids("id"), asked.moment("updated_since")
        if ids is not None:
            led_to = merged_into(ids)
            rows = rows.filter(uid__in=[led_to.get(uid, uid) for uid in ids])
        if since is not None:
            told = ChangedRecord.objects.filter(change__at__gte=since)
            rows = rows.filter(uid__in=told.values("uid"))
        return rows

    def get_serializer(self, *args: Any, **kwargs: Any) -> RecordSerializer:
        request = getattr(self, "request", None)  # the API describes itself without one
        shared = {"site": site(request) if request else "", "shape": self.shape}
        return self.serializer_class(*args, context=shared, **kwargs)

    # What there is

    def public(self) -> models.QuerySet:
        """Every row that the public may see."""
        return self.model()._default_manager.public()  # type: ignore[attr-defined]

    # Answers

    def list(self, request: Request) -> HttpResponseBase:
        form = request.accepted_renderer
        whole = not {"page_size", "cursor"} & request.query_params.keys()
        if isinstance(form, ListRenderer) and whole:
            return download(self, form)
        columns = (name.lstrip("-") for name in self.ordering)
        rows = self.rows.values_list("pk", *columns, named=True)
        page = paginate(rows, ordering=self.ordering, size=self.size, cursor=self.cursor)
        keys = [row.pk for row in page]
        if isinstance(form, ListRenderer):
            return paged(request, page, form.head(self) + form.part(self, keys), {})
        number, is_exact = counted(self.rows, getattr(request, "register_version", ""))
        answer = {"count": number, "count_is_exact": is_exact}
        return paged(request, page, self.written(keys), answer)

    def table(self) -> Table:
        """What the answer shows, as a table."""
        return table(self.serializer_class, self.shape)

    def written(self, keys: Sequence[int]) -> Sequence[bytes]:
        """The records with ``keys`` as the answer shows them, in JSON."""
        return written(self.serializer_class, self.shape, keys, site(self.request))

    def retrieve(self, request: Request, id: str) -> HttpResponseBase:
        if id != clean(id):
            raise Http404
        for record in self.one(id):
            return Response(record)
        return self.elsewhere(request, id)

    def one(self, key: str) -> Sequence[bytes]:
        """The public record with this slug or permanent id, if there is one, in JSON."""
        return written_one(self.serializer_class, self.shape, key, site(self.request))

    def elsewhere(self, request: Request, key: str) -> HttpResponseBase:
        """A redirect to where the record is now, 410 if it is gone, else 404."""
        model: Any = self.model()
        identities = list(Identity.objects.filter(uid=key.upper(), kind=model.kind_name()))
        if issubclass(model, NamedRecord):
            identities = [*identities_of_slug(model, key), *identities]
        found = follow(*identities)
        if found is None:
            raise Http404
        if isinstance(found, Identity):
            raise Gone(what_was(found))
        query = urlencode(request.query_params)
        path = path_of(found)
        return HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)


def viewset_of(model: type[models.Model]) -> type[RecordViewSet]:
    """The resource that shows records of a model."""
    found: list[type[RecordViewSet]] = RecordViewSet.__subclasses__()
    return next(one for one in found if one.model() is model)


def paged(request: Request, page: Page, results: Any, answer: dict[str, Any]) -> Response:
    """One page, with its neighbours in the body and in the header ``Link``."""
    links = {}
    for name, cursor in (("next", page.next_cursor), ("previous", page.previous_cursor)):
        links[name] = address(request, cursor=cursor) if cursor else None
    return linked(Response({**answer, **links, "results": results}), links)


def linked(response: Response, links: dict[str, str | None]) -> Response:
    """An answer whose neighbours are named in the header ``Link``."""
    relations = {"next": "next", "previous": "prev"}
    if shown := [f'<{url}>; rel="{relations[name]}"' for name, url in links.items() if url]:
        response["Link"] = ", ".join(shown)
    return response


def address(request: Request, without: Sequence[str] = (), **changed: str) -> str:
    """The address that was asked for, with some parameters changed."""
    query = {**request.query_params.dict(), **changed}
    query = {name: value for name, value in query.items() if name not in without}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
