"""Lists of the editors' desk: paged by keyset, counted up to a bound, filtered by typing."""

import json
from types import SimpleNamespace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, JsonResponse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from documents.models import Citation
from records.dates import bounds
from records.keys import is_key
from records.models import NamedRecord
from records.paging import COUNT_CAP, bounded_count, paginate
from records.written_dates import as_edtf

from .forms import RecordSelect
from .pages import page_asked_for
from .reference import offers

MAX_QUERY = 200
CHOICES = 20
RECORDED = "recorded"  # asked with a choice: only of what is recorded


class KeysetChangeList(ChangeList):
    """A list whose last page costs what its first costs, and that never counts a whole table."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(str(self.opts.verbose_name_plural))
        if len(self.query) > MAX_QUERY:
            sentence = _("Only the first %(most)s characters are looked for: use fewer words.")
            messages.warning(request, sentence % {"most": MAX_QUERY})

    def get_ordering(self, request: HttpRequest, queryset: models.QuerySet) -> list[str]:
        """One column, then the key: the total order in which a page has a position."""
        first = super().get_ordering(request, queryset)[0]
        key = "-id" if first.startswith("-") else "id"
        return [key] if first.lstrip("-") in ("pk", "id") else [first, key]

    def get_results(self, request: HttpRequest) -> None:
        ordering = self.get_ordering(request, self.queryset)
        size = self.list_per_page
        page = page_asked_for(
            request,
            PAGE_VAR,
            lambda cursor: paginate(self.queryset, ordering=ordering, size=size, cursor=cursor),
        )
        self.page = page
        self.result_list = page.items
        self.result_count = len(page.items)
        self.number, self.number_is_exact = len(page.items), True
        if page.has_other_pages or len(page.items) == size:
            self.number, self.number_is_exact = bounded_count(self.queryset)
        self.full_result_count = None
        self.show_full_result_count = False
        self.show_admin_actions = True
        self.can_show_all = False
        self.multi_page = page.has_other_pages
        self.paginator = None

    def count_sentence(self) -> str:
        """How many rows the list has, as far as they were counted."""
        if not self.number_is_exact:
            return _("more than %(cap)s") % {"cap": f"{COUNT_CAP:,}"}
        return f"{self.number:,}"

    @property
    def next_page(self) -> str:
        return self._page(self.page.next_cursor)

    @property
    def previous_page(self) -> str:
        return self._page(self.page.previous_cursor)

    @property
    def first_page(self) -> str:
        return self.get_query_string() if self.page.previous_cursor else ""

    def _page(self, cursor: str) -> str:
        return self.get_query_string({PAGE_VAR: cursor}) if cursor else ""


def queue_urls(desk: admin.ModelAdmin) -> list[Any]:
    """The addresses of a queue: its list and the page on which one decides, and no others."""
    name = f"{desk.opts.app_label}_{desk.opts.model_name}"
    kept = (f"{name}_changelist", f"{name}_change")
    return [url for url in admin.ModelAdmin.get_urls(desk) if url.name in kept]


# Evidence


def count_of(model: type[models.Model], path: str) -> Any:
    """A subquery that counts for each row the rows of ``model`` whose ``path`` leads to it."""
    rows = model._base_manager.filter(**{path: OuterRef("pk")}).order_by()
    return Coalesce(Subquery(rows.values(path).annotate(n=Count("pk")).values("n")), 0)


class EvidenceFilter(admin.SimpleListFilter):
    """Records that have citations, and those that still need one."""

    title = gettext_lazy("evidence")
    parameter_name = "evidence"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin) -> list[tuple[str, Any]]:
        return [("none", _("no citation yet")), ("some", _("cited"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        name = queryset.model._meta.model_name
        cited = Exists(Citation._base_manager.filter(**{name: OuterRef("pk")}))
        if self.value() == "none":
            return queryset.filter(~cited)
        return queryset.filter(cited) if self.value() == "some" else queryset


# Filters


class RecordedSelect(RecordSelect):
    """A box to choose among what is recorded, which offers nothing to add."""

    def get_url(self) -> str:
        return f"{super().get_url()}?{RECORDED}=1"


class RelationFilter(admin.FieldListFilter):
    """Rows that belong to one record, chosen by typing: the whole table is never listed."""

    template = "admin/filter_relation.html"

    def __init__(self, field, request, params, model, model_admin, field_path) -> None:
        self.parameter = f"{field_path}__exact"
        super().__init__(field, request, params, model, model_admin, field_path)
        self.value = (self.used_parameters.get(self.parameter) or [""])[-1]
        widget = RecordedSelect(field, model_admin.admin_site)
        widget.is_required = False
        widget.choices = field.formfield(required=False).choices
        label = _("By %(title)s: type a name") % {"title": self.title}
        attrs = {"id": f"filter-{field.name}", "aria-label": label}
        self.widget_html = widget.render(self.parameter, self.value, attrs)

    def expected_parameters(self) -> list[str]:
        return [self.parameter]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        if not self.value:
            return queryset
        if not is_key(self.value):
            return queryset.none()
        return queryset.filter(**{self.field.attname: int(self.value)})

    def choices(self, changelist: ChangeList) -> list[dict[str, Any]]:
        others = changelist.get_query_string(remove=[self.parameter])
        return [{"others": hidden_inputs(changelist, {self.parameter}), "clear": others}]


class PeriodFilter(admin.ListFilter):
    """Rows whose partial date may fall between two others. Made by ``period_filter``."""

    template = "admin/filter_period.html"
    title = gettext_lazy("date")
    earliest = "earliest"
    latest = "latest"

    def __init__(self, request, params, model, model_admin) -> None:
        super().__init__(request, params, model, model_admin)
        self.values, self.error = {}, ""
        for name in self.expected_parameters():
            self.values[name] = params.pop(name, [""])[-1].strip()[:64]
        self.used_parameters = {name: value for name, value in self.values.items() if value}

    def expected_parameters(self) -> list[str]:
        return ["from", "to"]

    def has_output(self) -> bool:
        return True

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        try:
            start = bounds(as_edtf(self.values["from"]))[0]
            end = bounds(as_edtf(self.values["to"]))[1]
        except ValidationError as refusal:
            self.error = " ".join(refusal.messages)
            return queryset
        if start:
            queryset = queryset.filter(**{f"{self.latest}__gte": start})
        if end:
            queryset = queryset.filter(**{f"{self.earliest}__lte": end})
        return queryset

    def choices(self, changelist: ChangeList) -> list[dict[str, Any]]:
        return [
            {
                "others": hidden_inputs(changelist, {"from", "to"}),
                "clear": changelist.get_query_string(remove=["from", "to"])
                if self.used_parameters
                else "",
                "start": self.values["from"],
                "end": self.values["to"],
                "error": self.error,
            }
        ]


def period_filter(earliest: str, latest: str, title: Any) -> type[PeriodFilter]:
    """A filter "from … to …" over a pair of columns."""
    values = {"earliest": earliest, "latest": latest, "title": title}
    return type("PeriodFilter", (PeriodFilter,), values)


def hidden_inputs(changelist: ChangeList, without: set[str]) -> list[tuple[str, str]]:
    """The list's other parameters, for the form of one filter to keep."""
    return [
        (name, value)
        for name, values in changelist.filter_params.items()
        if name not in without
        for value in values
    ]


# Autocomplete


class RecordAutocomplete(AutocompleteJsonView):
    """Choices for a relation: found by any name, labelled with kind and state, never counted."""

    paginate_by = CHOICES

    def process_request(self, request: HttpRequest):
        try:
            term, model_admin, source_field, to_field_name = super().process_request(request)
        except AttributeError as error:  # a relation seen from its other end
            raise PermissionDenied from error
        if not hasattr(source_field, "get_limit_choices_to"):
            raise PermissionDenied
        return term[:MAX_QUERY].replace("\x00", ""), model_admin, source_field, to_field_name

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """The choices, and after them what reference data has and the register has not."""
        found = super().get(request, *args, **kwargs)
        if self.request.GET.get("page", "1") != "1" or RECORDED in request.GET:
            return found
        offered = offers(self.model_admin.model, self.term, request.user)
        if not offered:
            return found
        answer = json.loads(found.content)
        answer["results"] += [offer.choice() for offer in offered]
        return JsonResponse(answer)

    def get_queryset(self) -> models.QuerySet:
        queryset = super().get_queryset()
        if related := self.model_admin.list_select_related:
            queryset = queryset.select_related(*related)
        named = issubclass(queryset.model, NamedRecord)
        return queryset.prefetch_related("names") if named else queryset

    def paginate_queryset(self, queryset: models.QuerySet, page_size: int):
        number = self.request.GET.get("page", "1")
        page = min(int(number), 50) if is_key(number) else 1
        start = max(page - 1, 0) * page_size
        rows = list(queryset[start : start + page_size + 1])
        more = len(rows) > page_size
        return None, SimpleNamespace(has_next=lambda: more), rows[:page_size], more

    def serialize_result(self, obj: models.Model, to_field_name: str) -> dict[str, str]:
        label = getattr(self.model_admin, "choice_label", None)  # accounts have none
        text = label(obj, searched=True) if label else str(obj)
        return {"id": str(getattr(obj, to_field_name)), "text": text}


def query_string(**values: Any) -> str:
    """``values`` as the query string of a link to a list."""
    return "?" + urlencode(values)
