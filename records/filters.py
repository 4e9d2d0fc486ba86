"""Parts of the filter sets that pages and API share: names, references, choices, periods.

A filter set is made with the query string and a public queryset. Where a value is wrong, its
form says so at the field: a page shows the list unfiltered with that message, the API answers
400. Relations are named by slug (or permanent id, or what reference data calls them) in a text
box, never by a select box that would carry a whole table.
"""

from collections.abc import Iterator, Mapping
from copy import copy
from functools import cache, lru_cache
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _
from psycopg.types.range import DateRange

from records.models import (
    UID_LENGTH,
    NamedRecord,
    NamedRecordQuerySet,
    OldSlug,
    Record,
    RecordQuerySet,
    State,
    held_during,
    merged_into,
)

from .dates import MAX_LENGTH, bounds
from .search_text import clean, query_terms
from .several import Several
from .written_dates import as_edtf

QUERY_MAX_LENGTH = 200
LARGEST_INTEGER = 2**31 - 1
KEPT_RECORDS = 500  # that filters name


def refuse_odd_characters(text: str) -> None:
    """Refuse what no name contains and the database would choke on."""
    if text != clean(text):
        raise ValidationError(_("This contains characters that cannot be searched for."))


# Fields


class PlainTextField(forms.CharField):
    """A line of text without control characters."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", QUERY_MAX_LENGTH)
        super().__init__(**kwargs)
        self.validators.append(refuse_odd_characters)


class QueryField(PlainTextField):
    """Words to look for; at least one letter or digit."""

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not query_terms(value):
            raise ValidationError(_("Write at least one letter or digit to search for."))


class ReferenceField(PlainTextField):
    """The slug or permanent id of a public record, or a name from reference data (VNM)."""

    def __init__(self, *, of: type[Record], **kwargs: Any):
        self.of = of
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return record_called(self.of, text) if text else None

    def _clean_bound_field(self, bound: Any) -> Any:
        """Of one version of the register, a record is looked for once."""
        text, version = super().clean(bound.data), getattr(bound.form, "version", "")
        if not text:
            return None
        return kept_record(self.of, text, version) if version else record_called(self.of, text)


def record_called(of: type[Record], text: str) -> Record:
    """The public record that ``text`` names; refused where there is none."""
    wanted = Q(uid=text[: UID_LENGTH + 1].upper())
    if issubclass(of, NamedRecord):
        wanted |= Q(slug=text)
    records: RecordQuerySet = of._default_manager.all()  # type: ignore[assignment]
    public = records.public()
    record: Record | None = public.filter(wanted).first() or moved(of, text, public)
    if record is None and issubclass(of, NamedRecord):
        known = public.looked_up_each([text]).get(text, [])  # type: ignore[attr-defined]
        record = known[0] if len(known) == 1 else None
    if record is None:
        raise ValidationError(
            _("There is no %(kind)s called “%(slug)s”. Give its slug, as in its address."),
            code="unknown",
            params={"kind": of._meta.verbose_name, "slug": text},
        )
    return record


@lru_cache(maxsize=KEPT_RECORDS)
def kept_record(of: type[Record], text: str, version: str) -> Record:
    """The same, kept for as long as the register is of ``version``."""
    return record_called(of, text)


def moved(of: type[Record], text: str, public: RecordQuerySet) -> Record | None:
    """The record that was under this slug, or into which this one was merged."""
    uids = {text[: UID_LENGTH + 1].upper()}
    if issubclass(of, NamedRecord):
        old = OldSlug.objects.filter(kind=of.kind_name(), slug=text)
        uids |= {*old.values_list("identity_id", flat=True)}
    led_to = merged_into(uids)
    return public.filter(uid__in=[led_to.get(uid, uid) for uid in uids]).first()


class PartialDateField(forms.CharField):
    """An EDTF date as someone types it; cleans to its first and last day."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", MAX_LENGTH)
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 12}))
        super().__init__(**kwargs)
        self.validators.append(refuse_odd_characters)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return (text, *bounds(as_edtf(text))) if text else None


# Filters


class QueryFilter(filters.Filter):
    """Records with every word in one of their names."""

    field_class = QueryField

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", _("Name contains"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "search"}))
        super().__init__(**kwargs)

    def filter(self, qs: NamedRecordQuerySet, value: str) -> models.QuerySet:
        return qs.search(value) if value else qs


class ReferenceFilter(filters.Filter):
    """Records that depend on one other record, named by its slug or permanent id."""

    field_class = ReferenceField


class ChoiceFilter(filters.ChoiceFilter):
    """One of a field's choices."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("empty_label", _("any"))
        super().__init__(**kwargs)


class NumberFilter(filters.Filter):
    """A counting number."""

    field_class = forms.IntegerField

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("min_value", 1)
        kwargs.setdefault("max_value", LARGEST_INTEGER)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "size": 6}))
        super().__init__(**kwargs)


class LanguageFilter(filters.Filter):
    """A language with its scripts and regions: ``zh`` finds ``zh`` and ``zh-Hans``."""

    field_class = PlainTextField

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("label", _("Language"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"size": 8}))
        super().__init__(**kwargs)

    def filter(self, qs: models.QuerySet, value: str) -> models.QuerySet:
        if not value:
            return qs
        name = self.field_name
        return qs.filter(Q(**{name: value}) | Q(**{f"{name}__startswith": f"{value}-"}))


class FromFilter(filters.Filter):
    """Records whose date may fall on or after the first day of a partial date."""

    field_class = PartialDateField

    def __init__(self, *, date: str, latest: str = "latest", **kwargs: Any):
        self.date, self.latest = date, latest
        kwargs.setdefault("label", _("From"))
        super().__init__(**kwargs)

    def filter(self, qs: models.QuerySet, value: Any) -> models.QuerySet:
        if not value:
            return qs
        _text, first, _last = value
        dated = qs.exclude(**{self.date: ""})
        if first is None:
            return dated
        return dated.filter(
            Q(**{f"{self.latest}__gte": first}) | Q(**{f"{self.latest}__isnull": True})
        )


class ToFilter(filters.Filter):
    """Records whose date may fall on or before the last day of a partial date.

    Asked of the order column, which begins with the earliest day, so that a list in order of
    date reads only the stretch it shows.
    """

    field_class = PartialDateField

    def __init__(self, *, date: str, order: str, **kwargs: Any):
        self.date, self.order = date, order
        kwargs.setdefault("label", _("To"))
        super().__init__(**kwargs)

    def filter(self, qs: models.QuerySet, value: Any) -> models.QuerySet:
        if not value:
            return qs
        _text, _first, last = value
        dated = qs.exclude(**{self.date: ""})
        if last is None:
            return dated
        return dated.filter(**{f"{self.order}__lt": f"{last.isoformat()} ~"})


class TermFilter(filters.Filter):
    """Terms that may reach into the time from a date on (``since=True``), or up to it."""

    field_class = PartialDateField

    def __init__(self, *, since: bool, **kwargs: Any):
        self.since = since
        kwargs.setdefault("label", _("From") if since else _("To"))
        super().__init__(field_name="term", **kwargs)

    def filter(self, qs: models.QuerySet, value: Any) -> models.QuerySet:
        if not value:
            return qs
        _text, first, last = value
        wanted = (first, None) if self.since else (None, last and _day_after(last))
        return qs.filter(term__overlap=wanted)


class AsOfFilter(filters.Filter):
    """Periods that held on a day, or on some day of a less precise date."""

    field_class = PartialDateField

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("label", _("As of"))
        super().__init__(**kwargs)

    def filter(self, qs: models.QuerySet, value: Any) -> models.QuerySet:
        return qs.filter(held_during(days_of(value))) if value else qs


def days_of(value: Any) -> DateRange:
    """The days that a partial date may mean, as its form field cleans it."""
    _text, first, last = value
    return DateRange(first, last, "[]")


def _day_after(day: Any) -> Any:
    """The open end of a range that includes ``day``; none after the last day there is."""
    return None if day == day.max else day + day.resolution


# Filter sets


class FilterForm(forms.Form):
    """The form of a filter set: refuses a period that ends before it begins.

    It reads what is given, for what is not given filters nothing. ``version`` is that of the
    register, where the request knows it.
    """

    version = ""

    def _bound_items(self) -> Iterator[tuple[str, forms.BoundField]]:
        return ((name, self[name]) for name in self.fields if name in self.data)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        start, end = values.get("from"), values.get("to")
        if start and end and start[1] and end[2] and end[2] < start[1]:
            self.add_error("to", _("This is before the beginning (%s).") % start[0])
        return values


class Shared(dict[str, Any]):
    """Filters, or the fields of their form, of which nothing changes: not copied in depth."""

    def __deepcopy__(self, _memo: Any) -> dict[str, Any]:
        return {name: _of_its_own(one) for name, one in self.items()}


def _of_its_own(one: Any) -> Any:
    """A filter that may be told whose it is; a field as it stands."""
    if not isinstance(one, filters.Filter):
        return one
    own = copy(one)
    own.method = own.method  # its function is bound to it
    return own


@cache
def form_class(filterset: type[filters.FilterSet]) -> type[forms.Form]:
    """The form by which a query string is read: made once, for it has a field for each filter."""
    fields = {name: given.field for name, given in filterset.base_filters.items()}
    made = type(f"{filterset.__name__}Form", (filterset._meta.form,), fields)
    made.base_fields = Shared(made.base_fields)  # type: ignore[attr-defined]
    return made


class RecordFilterSet(filters.FilterSet):
    """Base of all filter sets. A filter whose name Python keeps for itself ends in ``_``.

    ``several``: by filter of choices, more than one of them.
    """

    def __init__(self, *args: Any, several: Mapping[str, Several] | None = None, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.several = several or {}

    def filter_queryset(self, queryset: models.QuerySet) -> models.QuerySet:
        rows = super().filter_queryset(queryset)
        for name, some in self.several.items():
            rows = rows.filter(some.asked_of(self.base_filters[name].field_name))
        return rows

    class Meta:
        form = FilterForm

    @classmethod
    def get_filters(cls) -> Any:
        """The filters by the names that the query string uses (``from``, not ``from_``)."""
        return Shared((name.rstrip("_"), one) for name, one in super().get_filters().items())

    def get_form_class(self) -> type[forms.Form]:
        return form_class(type(self))  # type: ignore[arg-type]

    @property
    def form(self) -> Any:
        form = super().form
        form.version = getattr(self.request, "register_version", "")
        return form

    def given(self, name: str) -> Any:
        """The cleaned value of another filter, for methods that need two."""
        return self.form.cleaned_data.get(name)

    def with_another(self, queryset: models.QuerySet, name: str, value: Any) -> models.QuerySet:
        """For a filter that only narrows another one, whose method reads it."""
        return queryset


def add_filter(filterset: type[filters.FilterSet], name: str, added: filters.Filter) -> None:
    """Give a filter set of a lower floor one more filter, known only to a floor above it."""
    filterset.declared_filters[name] = added
    filterset.base_filters = filterset.get_filters()
    form_class.cache_clear()


def at_or_below(table: str, parent: str, top: int) -> RawSQL:
    """The keys of the row ``top`` and of every published row under it, as a subquery."""
    return RawSQL(  # noqa: S611 (names are the program's; the values are parameters)
        f"""
        WITH RECURSIVE below(id) AS (
            SELECT %s::bigint
            UNION
            SELECT t.id FROM {table} t JOIN below b ON t.{parent} = b.id WHERE t.state = %s
        )
        SELECT id FROM below
        """,  # noqa: S608
        [top, State.PUBLISHED],
    )
