"""What PostgreSQL writes of a record is what its serializer says of it."""

import csv
import io
from typing import Any

import orjson
import pytest
from django.db import connection

from api.cells import cells, table
from api.documents import CitationViewSet, DocumentViewSet, PassageViewSet
from api.meetings import MeetingViewSet
from api.openings import MARK
from api.params import Shape
from api.shapes import written
from api.urls import router
from documents.quoting import QUOTE_LIMIT
from tests.api.described import SITE, described, in_columns
from tests.hidden import hide, hide_drafts, public_records
from tests.make import make_capture, make_citation, make_document, make_meeting, make_passage

RESOURCES = [viewset for _prefix, viewset, _name in router.registry]


def shapes(viewset: Any) -> list[Shape]:
    expandable = viewset.expandable()
    names = viewset.field_names()
    return [
        Shape(expand=frozenset(expandable)),
        Shape(),
        *(Shape(expand=frozenset([one])) for one in expandable),
        Shape(fields=frozenset(names[:2])),
    ]


def compare(viewset: Any, keys: list[int]) -> None:
    for shape in shapes(viewset):
        rows = [orjson.loads(row) for row in written(viewset.serializer_class, shape, keys, SITE)]
        assert rows == described(viewset, shape, keys), (viewset.__name__, shape)
        if not shape.expand:
            compare_table(viewset, shape, keys, rows)


def compare_table(viewset: Any, shape: Shape, keys: list[int], rows: list[Any]) -> None:
    made = table(viewset.serializer_class, shape)
    text = io.StringIO()
    csv.writer(text).writerows([made.head, *cells(made, keys, SITE)])
    serializer = viewset.serializer_class(context={"site": SITE, "shape": shape})
    told = [in_columns(serializer, row) for row in rows]
    assert list(csv.DictReader(io.StringIO(text.getvalue()))) == told, viewset.__name__


def keys_of(viewset: Any) -> list[int]:
    return list(viewset().public().order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("viewset", RESOURCES, ids=lambda one: one.__name__)
def test_of_the_curated_register(viewset, curated, exhaustive):
    keys = keys_of(viewset)
    assert len(keys) > 5
    compare(viewset, (keys if exhaustive else keys[:: max(1, len(keys) // 40)])[::-1])


@pytest.mark.django_db
@pytest.mark.parametrize("viewset", RESOURCES, ids=lambda one: one.__name__)
def test_beside_what_is_hidden(viewset):
    public_records()
    hide_drafts()
    hide("withdrawn", public_records())
    keys = keys_of(viewset)
    assert keys
    compare(viewset, keys)


def plans() -> tuple[int, int]:
    """How often shapes ran on this connection by a plan that was kept, and by one of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(generic_plans), 0), coalesce(sum(custom_plans), 0)"
            " FROM pg_prepared_statements WHERE starts_with(statement, 'SELECT json_build_object')"
        )
        generic, custom = cursor.fetchone()
    return int(generic), int(custom)


@pytest.mark.django_db
def test_a_shape_is_planned_once_by_a_connection():
    meeting = make_meeting()
    connection.connection.prepare_threshold = None  # as of a new one
    generic, custom = plans()
    for _time in range(3):
        written(MeetingViewSet.serializer_class, Shape(), [meeting.pk], SITE)
    assert plans() == (generic + 3, custom)


@pytest.mark.django_db
@pytest.mark.parametrize("blank", [" ", "\u00a0", "\u0085", "\u202f", "\u2028", "\u3000"])
def test_a_quote_is_cut_alike(blank):
    words = "x" * (QUOTE_LIMIT - 2) + blank + "y" * 20
    capture = make_capture(text=words, document=make_document(rights="editors"))
    passage = make_passage(capture=capture, text=words)
    citation = make_citation(make_meeting(), passage=passage)
    compare(CitationViewSet, [citation.pk])


@pytest.mark.django_db
def test_words_are_words(client):
    hard = 'A "quoted" \\ {name} %s %(site)s ‮ ' + MARK + "0:[1]\n<b>"
    meeting = make_meeting(name=hard, slug="hard")
    assert client.get("/api/v1/meetings/hard/").json()["title"] == meeting.name


@pytest.mark.django_db
def test_what_is_public_no_longer_is_not_written():
    """As where somebody withdraws it after its key was found."""
    meeting, document = make_meeting(), make_document()
    passage = make_passage(capture=make_capture(document=document))
    asked = [(MeetingViewSet, meeting), (DocumentViewSet, document), (PassageViewSet, passage)]
    for number in (1, 0):
        found = [written(one.serializer_class, Shape(), [row.pk], SITE) for one, row in asked]
        assert [len(rows) for rows in found] == [number] * 3
        for record in (meeting, document):
            type(record).objects.filter(pk=record.pk).update(state="withdrawn")
