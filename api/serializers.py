"""The base of every answer: fields by name, relations as small objects, lists on demand.

What a serializer shows is what ``fetching`` prefetches, through ``.public()`` at every step: a
relation to a record that is not public is null, a list holds only public rows, and the number
of queries depends on the shape of the answer and never on the number of records.
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Prefetch
from rest_framework import serializers
from rest_framework.utils.model_meta import RelationInfo, get_field_info

from documents.models import SUBJECTS, TITLED, Citation
from documents.quoting import public_quote, public_quote_sql
from documents.supported_sql import supported_sql
from mechanisms.models import Listed
from records.models import Name, Record
from records.plans import said_of_plan

from .addresses import RESOURCES, list_path, path_of
from .openings import Openings, supported
from .params import Shape
from .sql import Row, Written, address_sql, passage_address_sql, permalink_sql

MAX_PART_ROWS = 200
"""How many rows a list inside a record holds at most; the list of the resource has all."""

KEYS = ["id", "url", "permalink"]
NAMED = [*KEYS, "slug", "name", "names"]
STAMPS = ["version", "updated_at"]
"""What the answers of all resources begin with, those of named records, and what follows their
own fields."""

EVERYTHING = Shape(expand=frozenset({"*"}))


class RowList(serializers.ListSerializer):
    """A list inside a record: the rows that ``fetching`` has put beside it."""

    def get_attribute(self, record: Any) -> Any:
        return getattr(record, shown(self.source))


def shown(relation: Any) -> str:
    """Where the rows of a relation that the answer shows are kept on the record."""
    return f"shown_{relation}"


class PlannedField(serializers.BooleanField):
    """Whether a record is said of a plan, as ``with_shown`` has found."""

    def __init__(self, **kwargs: Any) -> None:
        help_text = (
            "Whether it is said of no more than a plan: of a meeting that was proposed, announced, "
            "postponed or cancelled, or of a body that is proposed or under negotiation."
        )
        super().__init__(**{"read_only": True, "help_text": help_text, **kwargs})


class Fetched(serializers.BaseSerializer):
    """Base of the serializers of relations: says which rows they may show.

    What is not known is null.
    """

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> RowList:
        kwargs["child"] = cls()
        return RowList(*args, **kwargs)

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        raise NotImplementedError

    def to_representation(self, record: Any) -> dict[str, Any]:
        values = super().to_representation(record)
        return {name: None if value == "" else value for name, value in values.items()}


def fetching(serializer: serializers.BaseSerializer) -> list[Prefetch]:
    """Prefetches for every relation that ``serializer`` shows."""
    model = serializer.Meta.model  # type: ignore[attr-defined]
    found = []
    for field in serializer.fields.values():  # type: ignore[attr-defined]
        many = isinstance(field, serializers.ListSerializer)
        child = field.child if many else field
        if isinstance(child, Fetched) and "." not in field.source:
            rows = child.rows(model._meta.get_field(field.source).related_model)
            found.append(
                Prefetch(field.source, rows[:MAX_PART_ROWS], to_attr=shown(field.source))
                if many
                else Prefetch(field.source, rows)
            )
    return found


def with_shown(rows: models.QuerySet, serializer: Any) -> models.QuerySet:
    """``rows`` with all that ``serializer`` shows of them."""
    rows = rows.prefetch_related(*fetching(serializer))
    planned = "planned" in serializer.fields
    return rows.annotate(planned=said_of_plan(rows.model)) if planned else rows


class Reference(Fetched, serializers.Serializer):
    """Another record: enough to name it and to ask for it."""

    id = serializers.CharField(help_text="Permanent id.")
    slug = serializers.CharField(help_text="Slug, as filters take it.")
    name = serializers.CharField(help_text="Preferred name.")
    url = serializers.URLField(help_text="Its address in the API.")

    LABEL: ClassVar[str] = "name"

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        columns = ["uid", self.LABEL, *(["slug"] if "slug" in self.fields else [])]
        rows: models.QuerySet = model._default_manager.public().only(*columns)  # type: ignore[attr-defined]
        return rows.order_by(self.LABEL, "id")

    def to_representation(self, record: Any) -> dict[str, Any]:
        keys = {"id": record.uid}
        if "slug" in self.fields:
            keys["slug"] = record.slug
        label = getattr(record, self.LABEL)
        return {**keys, "name": label, "url": self.context.get("site", "") + path_of(record)}


class TitledReference(Reference):
    """An outcome or a position, which has no slug; its name is its title."""

    slug = None  # type: ignore[assignment]
    planned = PlannedField()
    LABEL = "title"

    def rows(self, model: Any) -> models.QuerySet:
        return super().rows(model).annotate(planned=said_of_plan(model))

    def to_representation(self, record: Any) -> dict[str, Any]:
        return {**super().to_representation(record), "planned": record.planned}


class ListedField(serializers.ChoiceField):
    """How far a list goes: complete, as a source says, or those named in the sources."""

    NAMED = "named"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[*Listed.values, self.NAMED], **kwargs)

    def to_representation(self, value: str) -> str:
        return value or self.NAMED


class MoreField(serializers.DictField):
    """By list that ends here, the address of the whole list."""

    def __init__(self, **kwargs: Any) -> None:
        text = "By list in the record that ends before its last row: where all of it is."
        kwargs = {"child": serializers.URLField(), "read_only": True, "help_text": text, **kwargs}
        super().__init__(**kwargs)

    def get_attribute(self, record: Any) -> Any:
        return self.parent.more(record)  # type: ignore[attr-defined]


class NameSerializer(Fetched, serializers.Serializer):
    """One more name of a record."""

    text = serializers.CharField(help_text="The name.")
    language = serializers.CharField(help_text="Language tag (BCP 47).")
    kind = serializers.ChoiceField(choices=Name.Kind.choices, help_text="What kind of name.")
    since = serializers.CharField(allow_null=True, help_text="Used since (EDTF).")
    until = serializers.CharField(allow_null=True, help_text="Used until (EDTF).")

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        return model._default_manager.order_by("kind", "language", "text", "id")


class RecordSerializer(Fetched, serializers.ModelSerializer):
    """Base of all resources. What is not known is null.

    ``Meta.fields`` may name any column or relation of the model: a relation is shown as a
    ``Reference``, or as a list of them, of names or of citations.

    ``expandable`` names the lists inside a record: shown with one record, and in lists where
    ``expand`` asks for them. ``part_order`` orders rows where they are such a list. ``SQL`` says
    how PostgreSQL writes what is no column (``api.shapes``).
    """

    expandable: ClassVar[list[str]] = ["citations"]
    part_order: ClassVar[tuple[str, ...]] = ("id",)
    SQL: ClassVar[dict[str, Written]] = {
        "url": lambda row, _open: address_sql(row),
        "permalink": lambda row, _open: permalink_sql(row),
    }

    id = serializers.CharField(source="uid", help_text="Permanent id; never reused.")
    url = serializers.SerializerMethodField(help_text="Address in the API.")
    permalink = serializers.SerializerMethodField(help_text="Address of its page, for good.")
    version = serializers.IntegerField(help_text="Grows with each change.")
    updated_at = serializers.DateTimeField(help_text="When it last changed.")

    def get_url(self, record: Record) -> str:
        return f"{self.context.get('site', '')}{path_of(record)}"

    def get_permalink(self, record: Record) -> str:
        return f"{self.context.get('site', '')}{record.get_permanent_url()}"

    def get_fields(self) -> dict[str, serializers.Field]:
        """The fields that this request's answer shows."""
        fields = super().get_fields()
        for field in fields.values():
            field.required = False  # an answer may leave out any of them
        shape: Shape = self.context.get("shape", EVERYTHING)
        if "*" not in shape.expand:
            left_out = set(self.expandable) - shape.expand
            fields = {name: field for name, field in fields.items() if name not in left_out}
        outer = isinstance(self.parent, serializers.ListSerializer) and self.parent is self.root
        if shape.fields is not None and (outer or self.root is self):
            fields = {name: field for name, field in fields.items() if name in shape.fields}
        is_part = "permalink" not in self.Meta.fields  # type: ignore[attr-defined]
        if not is_part and self.rest.keys() & fields.keys():
            fields["more"] = MoreField()
        return fields

    @property
    def rest(self) -> dict[str, tuple[str, str]]:
        """By list inside the record: where all of it is, and by which parameter of that."""
        found = {}
        for name in self.expandable:
            relation: Any = self.Meta.model._meta.get_field(name) if name != "reference" else None  # type: ignore[attr-defined]
            if relation is not None and relation.related_model in RESOURCES:
                of = relation.field.name
                if relation.related_model is not Citation:
                    found[name] = (list_path(relation.related_model), of)
                elif of in SUBJECTS:
                    found[name] = (list_path(Citation), "about")
        return found

    def more(self, record: Record) -> dict[str, str]:
        """Where the rest is of those lists that end before their last row."""
        return {
            name: f"{self.context.get('site', '')}{path}?{parameter}={record.uid}"
            for name, (path, parameter) in self.rest.items()
            if len(getattr(record, shown(name), ())) == MAX_PART_ROWS
            and getattr(record, name).public().count() > MAX_PART_ROWS
        }

    def get_extra_kwargs(self) -> dict[str, dict[str, Any]]:
        fields, model = self.Meta.fields, self.Meta.model  # type: ignore[attr-defined]
        columns = set(fields) - set(get_field_info(model).relations)
        return {name: {"read_only": True} for name in columns}

    def build_standard_field(self, field_name: str, model_field: models.Field) -> tuple:
        field_class, kwargs = super().build_standard_field(field_name, model_field)
        if model_field.blank:
            kwargs["allow_null"] = True
        return field_class, kwargs

    def build_relational_field(self, field_name: str, relation_info: RelationInfo) -> tuple:
        if not relation_info.to_many:
            return Reference, {"allow_null": relation_info.model_field.null}  # type: ignore[union-attr]
        if issubclass(relation_info.related_model, Name):
            return NameSerializer, {"many": True}
        citations = relation_info.related_model is Citation
        return CitationPart if citations else Reference, {"many": True}

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        rows: models.QuerySet = model._default_manager.public()  # type: ignore[attr-defined]
        return with_shown(rows.order_by(*self.part_order), self)


class CitationPart(RecordSerializer):
    """A passage that supports, or contradicts, values of the record that holds this list."""

    document = Reference(source="passage.capture.document", help_text="Where it says so.")
    passage = serializers.SerializerMethodField(help_text="Address of the passage in the API.")
    locator = serializers.CharField(source="passage.locator", help_text="V.2 ¶3, p. 14 …")
    quote = serializers.SerializerMethodField(
        help_text="The exact words; shortened where the text is not public; null where not held."
    )
    says = serializers.CharField(
        source="passage.summary",
        allow_null=True,
        help_text="What the passage says, in one sentence of ours.",
    )
    capture = serializers.CharField(
        source="passage.capture.sha256", help_text="SHA-256 of the copy that the offsets count in."
    )
    fields = serializers.ListField(  # type: ignore[assignment]
        child=serializers.CharField(),
        help_text="The values it speaks of; none: the record as a whole.",
    )
    supports = serializers.ListField(
        child=serializers.CharField(),
        source="supported",
        help_text="Those of them that it supports as the record stands: neither those that were "
        "another value when the passage was judged, nor those that the source states otherwise.",
    )
    stated = serializers.DictField(
        help_text="By value, what the source says where that differs from the record."
    )

    expandable: ClassVar[list[str]] = []
    SQL: ClassVar[dict[str, Written]] = {
        **RecordSerializer.SQL,
        "passage": lambda row, _open: passage_address_sql(row.led_to("passage")),
        "quote": lambda row, _open: quote_sql(row),
        "fields": lambda row, _open: fields_sql(row),
        "supports": lambda row, opening: supports_sql(row, opening),
        "stated": lambda row, _open: stated_sql(row),
    }

    class Meta:
        model = Citation
        fields = [
            "id",
            "url",
            "document",
            "passage",
            "locator",
            "says",
            "quote",
            "fields",
            "supports",
            "stated",
            "counting",
            "reason",
            "capture",
            "start",
            "end",
        ]

    def rows(self, model: type[models.Model]) -> models.QuerySet:
        return Citation.objects.public().for_display()

    def to_representation(self, citation: Any) -> dict[str, Any]:
        """Values are called as the answer about the record calls them."""
        values = super().to_representation(citation)
        if citation.subject_name in TITLED:
            for name in values.keys() & {"fields", "supports"}:
                values[name] = [_titled(one) for one in values[name]]
            if "stated" in values:
                values["stated"] = {_titled(name): one for name, one in values["stated"].items()}
        return values

    def get_passage(self, citation: Citation) -> str:
        return f"{self.context.get('site', '')}{path_of(citation.passage)}"

    def get_quote(self, citation: Citation) -> str | None:
        return public_quote(citation)


def _titled(name: str) -> str:
    return "title" if name == "name" else name


def quote_sql(citation: Row) -> str:
    document = citation.led_to("passage", "capture", "document")
    return f"nullif({public_quote_sql(citation.name, document.name)}, '')"


def supports_sql(citation: Row, openings: Openings) -> str:
    """SQL: what it supports; of one that states values in words of its own, left open."""
    computed = supported_sql(citation.name, citation.about)
    if {*citation.about} & {*TITLED}:
        name = f"CASE WHEN {titled_sql(citation)} THEN '\"name\"' ELSE '' END"
        computed = f"replace({computed}::text, {name}, '\"title\"')::json"
    opening = openings.sql(supported, f"{citation.name}.id")
    return f"CASE WHEN {citation.name}.stated = '{{}}' THEN {computed} ELSE {opening} END"


def fields_sql(citation: Row) -> str:
    called = f"array_replace({citation.name}.fields, 'name', 'title')"
    return f"CASE WHEN {titled_sql(citation)} THEN {called} ELSE {citation.name}.fields END"


def stated_sql(citation: Row) -> str:
    stated = f"{citation.name}.stated"
    called = f"{stated} - 'name' || jsonb_build_object('title', {stated} -> 'name')"
    asked = f"{titled_sql(citation)} AND {stated} ? 'name'"
    return f"CASE WHEN {asked} THEN {called} ELSE {stated} END"


def titled_sql(citation: Row) -> str:
    """SQL: whether it is about a record whose name its answer calls a title."""
    kinds = [f"{citation.column(name)} IS NOT NULL" for name in TITLED if name in citation.about]
    return f"({' OR '.join(kinds)})" if kinds else "false"
