"""Whether a record is public is a column that the database keeps, whoever writes what."""

import random
from collections.abc import Iterator
from functools import cache
from io import StringIO
from typing import Any

import pgtrigger
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from documents.models import Capture, Citation, Passage
from records.history.events import tracked
from records.models import Record, State
from records.public import dependences, kept_wrongly
from records.triggers import told
from tests import make
from tests.records.test_hidden import world

pytestmark = pytest.mark.django_db


def cited_world() -> list[Any]:
    """Records of every kind, each with a citation, and documents whose copies those are of."""
    records = world()
    books = [one for one in records if one.kind_name() == "document"]
    passages = [make.make_passage(capture=make.make_capture(document=book)) for book in books]
    cited = [
        make.make_citation(one, passage=passages[number % len(passages)])
        for number, one in enumerate(records)
    ]
    return [*records, *cited]


def by_the_rule(records: list[Any]) -> dict[tuple[type[Record], int], bool]:
    """What is public, from the rows alone: published, with all they depend on, all the way up."""
    rows = {_key(row): row for one in {*map(type, records)} for row in one._base_manager.all()}

    @cache
    def public(key: tuple[type[Record], int]) -> bool:
        row = rows[key]
        return row.state == State.PUBLISHED and all(
            other.state == State.PUBLISHED if one.by_state else public(_key(other))
            for one in dependences(key[0])
            if (other := _lead(row, one.relation))
        )

    return {key: public(key) for key in rows}


def _lead(row: Any, relation: str) -> Any:
    for step in relation.split("__"):
        row = row and getattr(row, step)
    return row


def _key(row: Record) -> tuple[type[Record], int]:
    return type(row), row.pk


def stored(records: list[Any]) -> dict[tuple[type[Record], int], bool]:
    return {
        (model, key): value
        for model in {*map(type, records)}
        for key, value in model._base_manager.values_list("pk", "is_public")
    }


def deeds(records: list[Any], luck: random.Random) -> Iterator[tuple[type[Any], dict[str, Any]]]:
    """Any row or rows of a kind get another state, another owner, or another claim to be public."""
    while True:
        row = luck.choice(records)
        model = type(row)
        columns = [one for one in dependences(model) if "__" not in one.relation]
        what = luck.choice(["state", "state", "state", "claim", "all", *(["relation"] * 2)])
        if what == "relation" and columns:
            one = luck.choice(columns)
            others = [other.pk for other in records if type(other) is one.other]
            yield model, {"pk": row.pk, one.relation: luck.choice([None, *others])}
        elif what == "claim":
            yield model, {"pk": row.pk, "is_public": luck.choice([True, False])}
        elif what == "all":
            yield model, {"state": luck.choice(["published"] * 4 + ["withdrawn"])}
        else:
            hidden = row.state == "published" and luck.random() < 0.7
            row.state = luck.choice(["draft", "in_review", "withdrawn"]) if hidden else "published"
            yield model, {"pk": row.pk, "state": row.state}


@pytest.mark.parametrize("seed", range(2))
def test_whatever_is_written_the_column_is_the_rule(seed, exhaustive):
    records = cited_world()
    assert stored(records) == by_the_rule(records)
    luck, moved = random.Random(seed), 0
    before = stored(records)
    changes = deeds(records, luck)
    for _number in range(600 if exhaustive else 80):
        model, change = next(changes)
        rows = (
            model._base_manager.filter(pk=change.pop("pk"))
            if "pk" in change
            else model._base_manager
        )
        try:
            with transaction.atomic():
                rows.update(**change)
        except DatabaseError:  # another rule refuses it
            continue
        now = stored(records)
        assert now == by_the_rule(records), (model, change)
        moved += now != before
        before = now
    assert [kept_wrongly(model).exists() for model in {*map(type, records)}].count(True) == 0
    assert moved > 10


def test_a_copy_that_goes_to_another_document_takes_what_is_cited_to_it_along():
    shown, hidden = make.make_document(), make.make_document(state="draft")
    passage = make.make_passage(capture=make.make_capture(document=shown))
    citation = make.make_citation(make.make_meeting(), passage=passage)
    assert citation.is_public
    with transaction.atomic():
        with told("fora.merging"):
            Capture.objects.filter(pk=passage.capture_id).update(document=hidden)
        citation.refresh_from_db()
        assert not citation.is_public
        with told("fora.merging"):
            Capture.objects.filter(pk=passage.capture_id).update(document=shown)
    citation.refresh_from_db()
    assert citation.is_public


def test_what_is_written_before_that_on_which_it_depends_waits_for_it():
    meeting = make.make_meeting(state="draft")
    part = make.make_participation(meeting=meeting)
    row = type(meeting)(
        **{
            field.attname: getattr(meeting, field.attname)
            for field in meeting._meta.concrete_fields
            if not field.generated
        }
    )
    row.pk, row.uid, row.slug, row.state = meeting.pk + 1000, "0" * 10, "later", "published"
    type(part).objects.filter(pk=part.pk).update(meeting=row.pk)
    part.refresh_from_db()
    assert not part.is_public

    type(row).objects.bulk_create([row])

    part.refresh_from_db()
    assert part.is_public


def test_to_follow_another_is_no_change_of_a_record():
    mechanism = make.make_mechanism()
    meeting = make.make_meeting(mechanism=mechanism)
    part = make.make_participation(meeting=meeting)
    citation = make.make_citation(part)
    followers = [meeting, part, citation]
    for one in followers:
        one.refresh_from_db()
    before = [(one.version, one.updated_at, one.changed_by_id) for one in followers]
    events = {type(one): tracked()[type(one)].objects.count() for one in followers}

    type(mechanism).objects.filter(pk=mechanism.pk).update(state="withdrawn")

    for one in followers:
        one.refresh_from_db()
    assert [one.is_public for one in followers] == [False] * 3
    assert [(one.version, one.updated_at, one.changed_by_id) for one in followers] == before
    assert events == {kind: tracked()[kind].objects.count() for kind in events}


def test_where_triggers_were_off_it_is_told_and_set():
    mechanism = make.make_mechanism(parent=make.make_mechanism())
    meeting = make.make_meeting(mechanism=mechanism)
    part = make.make_participation(meeting=meeting)
    for one in (mechanism, mechanism.parent, meeting, part, part.participant):
        make.make_citation(one)
    call_command("check_evidence", stdout=StringIO())
    off = [f"mechanisms.Mechanism:{name}" for name in ("keep_public", "spread_public")]
    with pgtrigger.ignore(*off):
        type(mechanism).objects.filter(pk=mechanism.parent.pk).update(is_public=False)

    with pytest.raises(CommandError, match="--set-public sets them"):
        call_command("check_evidence", stdout=StringIO())
    call_command("check_evidence", "--set-public", stdout=StringIO(), stderr=StringIO())

    part.refresh_from_db()
    assert part.is_public


def test_a_record_knows_whether_it_is_public_once_it_is_saved():
    meeting = make.make_meeting(state="draft")
    assert not meeting.is_public
    meeting.state = "published"
    meeting.save()
    assert meeting.is_public


@pytest.mark.django_db(transaction=True)
def test_neither_of_two_at_once_misses_what_the_other_does(pair, rounds):
    mechanism, place = make.make_mechanism(), make.make_place()
    meeting = make.make_meeting(state="draft", mechanism=mechanism, place=place)
    citation = make.make_citation(meeting, passage=make.make_passage())
    document = citation.passage.capture.document
    records = [mechanism, place, meeting, citation, document]
    others = [
        (mechanism, "withdrawn"),
        (place, "withdrawn"),
        (document, "draft"),
    ]

    def put(row: Record, state: str) -> Any:
        return lambda: type(row)._base_manager.filter(pk=row.pk).update(state=state)

    for number in rounds:
        other, state = others[number % len(others)]
        for row, was in ((meeting, "draft"), (other, "published")):
            put(row, was)()
        pair.run(put(meeting, "published"), put(other, state))
        assert stored(records) == by_the_rule(records)
        pair.run(put(other, "published"), put(meeting, "published"))
        assert Citation.objects.public().count() == 1 == Passage.objects.public().count()
