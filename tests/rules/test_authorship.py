"""Whoever changes anything that the public reads, wherever it is stored, is an author of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, models, transaction

from documents.models import Capture, Citation, Passage
from records import workflow
from records.approval import approve, mark_of
from records.history import undoing
from records.history.batches import batch
from records.history.events import tracked
from records.merging.merge import merge
from records.models import HouseRules, Identity, Record, State
from records.policy import Role, give_role
from records.reading import read_with
from tests import make
from tests.desk.test_every_page import MAKERS

pytestmark = pytest.mark.django_db

NOT_READ = {
    "id": "numbers the row",
    "uid": "never changes",
    "version": "counts changes",
    "state": "is moved by the workflow, which asks who may",
    "changed_by_id": "is written by the triggers",
    "is_public": "is written by the triggers",
    "self_published": "is written by the triggers",
    "created_at": "says when",
    "updated_at": "says when",
    "search_text": "is made of the names",
    "capture.sha256": "never changes",
    "capture.byte_length": "never changes",
    "capture.char_length": "never changes",
    "capture.brought_by_id": "is who imports the text; they do not publish it",
    "capture.waits": "is agreed to by another than who imported it",
    "capture.document_id": "changes only where documents are merged",
    "capture.text": "is the file's, known by its hash, and is filled in once",
    "capture.file": "is the one of the hash, and is filled in once",
    "capture.encoding": "is how the file is read, and stays once the text is held",
    "capture.extractor": "is how the file is read, and stays once the text is held",
    "passage.text": "is what its copy says between two characters",
}
"""The columns that do not make an author, and why."""


@pytest.fixture(autouse=True)
def four_eyes(db):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})


@pytest.fixture
def ann():
    return account("ann", Role.CONTRIBUTOR)


@pytest.fixture
def rose():
    return account("rose", Role.REVIEWER)


def account(name: str, role: Role):
    user = get_user_model().objects.create_user(name)
    give_role(user, role)
    return user


def owned_rows(ann: Any) -> Iterator[tuple[Record, models.Model]]:
    """A draft of each kind by ann, with each row that the public would read with it."""
    for kind, maker in MAKERS.items():
        app_label, name = kind.split("_")
        if app_label == "records" or name in ("candidate", "capture", "passage"):
            continue
        HouseRules.objects.update(four_eyes=False)
        with batch("request", by=ann):
            record: Any = maker()
            type(record)._default_manager.filter(pk=record.pk).update(state=State.DRAFT)
        HouseRules.objects.update(four_eyes=True)
        yield record, record
        for model, key in read_with():
            if key.related_model is not type(record):
                continue
            with batch("request", by=ann):
                row = row_of(model, key, record)
            yield record, row
            if isinstance(row, Capture):
                with batch("request", by=ann):
                    passage = make.make_passage(capture=row, summary="They met.", end=5)
                yield record, passage


def row_of(model: Any, key: Any, record: Record) -> models.Model:
    if model is Capture:
        return make.make_capture(document=record)
    if model._meta.auto_created:
        topic = make.make_topic(state="draft")
        return model.objects.create(**{key.name: record, "topic": topic})
    return model.objects.create(**{key.name: record, "text": "Another name"})


def other_value(row: Any, column: Any) -> Any:
    """Another value for a column, as SQL would write it."""
    value = getattr(row, column.attname)
    if isinstance(column, models.ForeignKey):
        return other_key(column, value)
    if column.choices:
        return next(one for one, _label in column.flatchoices if one != value)
    if isinstance(column, ArrayField):
        return [*value, "kind"]
    if isinstance(column, models.JSONField):
        return {"name": "Otherwise"}
    if isinstance(column, models.DecimalField):
        return 1
    if isinstance(column, models.IntegerField):
        return (value or 0) + 1
    if type(column).__name__ == "PartialDateField":
        return "1901" if column.attname in ("since", "founded", "retrieved") else "2031"
    if column.attname in ("iso_alpha2", "iso_alpha3"):
        return "XYZ"[: column.max_length]
    return f"{value}x"[: column.max_length or 99]


def other_key(column: Any, value: Any) -> Any:
    made = {maker_kind.split("_")[1]: maker for maker_kind, maker in MAKERS.items()}
    other = made.get(column.related_model._meta.model_name)
    return other().pk if other is not None else value


def set_column(row: Any, column: Any, value: Any) -> bool:
    """Write one column past the model; whether its table allows it."""
    rows = type(row)._base_manager.filter(pk=row.pk)
    try:
        with transaction.atomic():
            rows.update(**{column.attname: value})
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except DatabaseError:
        return False
    return True


def columns(row: models.Model) -> Iterator[Any]:
    name = row._meta.model_name
    for column in row._meta.concrete_fields:
        written = not isinstance(column, models.GeneratedField)
        if written and not {column.attname, f"{name}.{column.attname}"} & NOT_READ.keys():
            yield column


def test_who_changes_any_column_that_the_public_reads_cannot_publish_it_alone(ann, rose):
    alone, tried, refused_by_table = [], 0, []
    for record, row in owned_rows(ann):
        for column in columns(row):
            if isinstance(row, Citation) and column.attname != "passage_id" and column.is_relation:
                continue  # its subject: another record's evidence
            with transaction.atomic():
                value = other_value(row, column)
                with batch("request", by=rose):
                    changed = set_column(row, column, value)
                if changed:
                    tried += 1
                    if is_published(record, rose):
                        alone.append(f"{row._meta.label}.{column.attname}")
                else:
                    refused_by_table.append(f"{row._meta.label}.{column.attname}")
                transaction.set_rollback(True)

    assert alone == []
    assert tried > 100
    assert len(refused_by_table) < 35, refused_by_table


def is_published(record: Record, by: Any) -> bool:
    """Whether ``by`` may publish it, as far as authorship decides."""
    now = type(record)._base_manager.get(pk=record.pk)
    try:
        with transaction.atomic(), batch("request", by=by):
            workflow.publish(now, by=by, seen=mark_of([now]))
    except ValidationError as refusal:
        return not any(error.code == "four_eyes" for error in refusal.error_list)
    return True


def test_every_table_that_the_public_reads_is_asked(ann):
    asked = {type(row)._meta.concrete_model for _record, row in owned_rows(ann)}
    read = {model for model in tracked() if issubclass(model, Record)}
    read |= {model for model, _key in read_with()}

    assert {model._meta.label for model in asked} == {model._meta.label for model in read}


def test_the_columns_that_make_no_author_are_there():
    known = {
        name
        for model in tracked()
        for column in model._meta.concrete_fields
        for name in (column.attname, f"{model._meta.model_name}.{column.attname}")
    }

    assert NOT_READ.keys() <= known


@pytest.mark.parametrize("deed", ["add", "remove"])
def test_who_adds_or_removes_a_row_that_the_public_reads_is_an_author(ann, rose, deed):
    for record, row in list(owned_rows(ann)):
        if row is record or isinstance(row, Capture):
            continue
        with batch("request", by=ann), connection.cursor() as cursor:
            cursor.execute("SELECT fora_touch(%s, %s)", [record._meta.db_table, record.pk])
        Identity.objects.filter(uid=record.uid).update(authors=[ann.pk])
        with batch("request", by=rose):
            if deed == "remove":
                type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")
            elif isinstance(row, Passage):
                make.make_passage(capture=row.capture, summary="And parted.", start=1, end=4)
            else:
                key = next(key for model, key in read_with() if model is type(row))
                if not type(row)._meta.auto_created:
                    type(row).objects.create(**{key.name: record, "text": "One more"})
                else:
                    row_of(type(row), key, record)

        assert Identity.objects.get(uid=record.uid).authors == [ann.pk, rose.pk], row._meta.label


def test_who_takes_a_part_away_is_an_author_of_what_it_was_part_of(ann, rose):
    state = make.make_participant()
    with batch("request", by=ann):
        meeting = make.make_meeting(state="draft")
        part = make.make_participation(meeting=meeting, participant=state, state="draft")
    with batch("request", by=rose):
        part.delete()

    assert Identity.objects.get(uid=meeting.uid).authors == [ann.pk, rose.pk]


def test_an_author_stays_one_when_another_writes_later(ann, rose):
    with batch("request", by=rose):
        topic = make.make_topic(state="draft")
    with batch("request", by=ann):
        topic.names.create(text="Sealanes")

    assert not is_published(topic, rose)


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_who_merges_drafts_agrees_to_nothing_that_they_say(ann, rose, state):
    roy = account("roy", Role.REVIEWER)
    with batch("request", by=rose):
        hers = make.make_topic(state="draft")
        hers.names.create(text="Sealanes")
    with batch("request", by=ann):
        topic = make.make_topic(state=state)

    merge(hers, topic, by=roy)

    assert {name.text for name in topic.names.all()} == {hers.name, "Sealanes"}
    assert {*Identity.objects.get(uid=topic.uid).authors} == {ann.pk, rose.pk, roy.pk}
    assert not is_published(topic, rose)
    assert not is_published(topic, roy)
    assert is_published(topic, account("ruth", Role.REVIEWER))


def test_who_merges_parts_agrees_to_nothing_that_they_say(ann, rose):
    roy = account("roy", Role.REVIEWER)
    state, person = make.make_participant(), make.make_person()
    with batch("request", by=rose):
        hers = make.make_meeting(state="draft")
        make.make_delegate(meeting=hers, person=person, office="Envoy", state="draft")
    with batch("request", by=ann):
        meeting = make.make_meeting(state="draft")
        part = make.make_delegate(meeting=meeting, person=person, participant=state, state="draft")

    merge(hers, meeting, by=roy)

    for record in (meeting, part):
        assert rose.pk in Identity.objects.get(uid=record.uid).authors


def test_who_brings_back_what_was_deleted_agrees_to_nothing_that_it_says(ann, rose):
    roy = account("roy", Role.REVIEWER)
    state = make.make_participant()
    with batch("request", by=rose):
        meeting = make.make_meeting(state="draft")
        part = make.make_participation(meeting=meeting, participant=state, state="draft")
    with batch("request", by=ann) as key:
        part.delete()
        meeting.delete()

    undoing.undo(key, by=roy, seen="")

    for record in (meeting, part):
        back = type(record).objects.get(uid=record.uid)
        assert {*Identity.objects.get(uid=record.uid).authors} >= {rose.pk, roy.pk}
        assert not is_published(back, rose)


def test_who_hands_in_what_they_saw_agrees_to_what_others_wrote(ann, rose):
    roy = account("roy", Role.REVIEWER)
    with batch("request", by=rose):
        topic = make.make_topic(state="draft")
    with batch("request", by=roy):
        type(topic).objects.filter(pk=topic.pk).update(summary="Of fish")
    assert not is_published(topic, rose)
    assert not is_published(topic, roy)

    with batch("request", by=roy):
        workflow.lock()
        workflow.submit(topic, by=roy, approved=approve([topic], mark_of([topic])))

    assert Identity.objects.get(uid=topic.uid).authors == [roy.pk]
    assert not is_published(topic, roy)
    assert is_published(topic, rose)


def test_who_hands_a_document_in_has_not_agreed_to_words_of_its_passages(ann, rose):
    with batch("request", by=ann):
        passage = make.make_passage(
            capture=make.make_capture(document=make.make_document(state="draft"))
        )
    document = passage.capture.document
    with batch("request", by=rose):
        Passage.objects.filter(pk=passage.pk).update(summary="Of fish")
    with batch("request", by=ann):
        workflow.lock()
        type(document).objects.filter(pk=document.pk).update(summary="A paper")
        approved = approve([document], mark_of([document]))
        workflow.submit(document, by=ann, approved=approved)

    assert not is_published(document, rose)


def test_what_is_handed_in_unseen_is_not_agreed_to(ann, rose):
    with batch("request", by=rose):
        topic = make.make_topic(state="draft")
    with batch("request", by=ann):
        workflow.submit(topic, by=ann)

    assert not is_published(topic, rose)


def test_what_was_withdrawn_is_published_again_by_another_than_its_author(ann, rose):
    with batch("request", by=rose):
        topic = make.make_topic(state="draft")
    topic.state = "published"
    topic.save()
    assert Identity.objects.get(uid=topic.uid).authors == []
    workflow.withdraw(topic)

    assert Identity.objects.get(uid=topic.uid).authors == [rose.pk]
    assert not is_published(topic, rose)


def test_names_of_what_is_public_change_only_by_what_another_accepts(ann, rose):
    topic = make.make_topic()

    with pytest.raises(IntegrityError, match="four_eyes"), batch("request", by=rose):
        topic.names.create(text="Sealanes")
    with batch("review", by=rose, author=ann):
        topic.names.create(text="Sealanes")

    topic.refresh_from_db()
    assert (topic.changed_by, topic.self_published) == (ann, False)
