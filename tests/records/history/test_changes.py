"""Row changes: read from the history of a batch, turned round, and written again."""

import pytest
from django.db import connection

from documents.models import Citation
from mechanisms.models import Mechanism, MechanismName
from meetings.models import Meeting, Participation
from records.history import changes
from records.history.batches import batch
from records.history.changes import Impossible
from records.history.events import changes_of_batch
from records.models import Identity
from tests import make

pytestmark = pytest.mark.django_db


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def cited_meeting(**values):
    meeting = make.make_meeting(**values)
    make.make_citation(meeting, *meeting.filled_evidential_fields())
    return meeting


def undo(key):
    with batch("undo"):
        return changes.write([change.inverted() for change in changes_of_batch(key)])


def test_a_batch_is_what_it_changed_in_the_end():
    meeting = cited_meeting(level="")
    with batch("request", why="A slip") as key:
        Meeting.objects.filter(pk=meeting.pk).update(level="leaders")
        Meeting.objects.filter(pk=meeting.pk).update(level="ministers", summary="Short")

    (change,) = changes_of_batch(key)

    assert (change.kind, change.fields) == ("changed", ["summary", "level"])
    assert change.before
    assert change.after
    assert (change.before["level"], change.after["level"]) == ("", "ministers")


def test_raw_sql_in_a_batch_is_kept_as_well():
    mechanism = make.make_mechanism()
    with batch("command") as key, connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mechanisms_mechanism SET name = 'Other' WHERE id = %s", [mechanism.pk]
        )

    (change,) = changes_of_batch(key)

    assert (change.fields, change.row["name"]) == (["name"], "Other")


def test_names_topics_and_parts_come_and_go_with_their_batch():
    mechanism, topic, meeting = make.make_mechanism(), make.make_topic(), cited_meeting()
    make.make_citation(mechanism, "name", "kind")
    japan = make.make_participant(state="draft")
    with batch("request") as key:
        MechanismName.objects.create(record=mechanism, text="Regionalforum", language="de")
        mechanism.topics.add(topic)
        make.make_participation(meeting=meeting, participant=japan, state="draft")

    assert {(change.model.__name__, change.kind) for change in changes_of_batch(key)} == {
        ("MechanismName", "added"),
        ("Mechanism_topics", "added"),
        ("Participation", "added"),
    }
    undo(key)

    assert not mechanism.names.exists()
    assert not mechanism.topics.exists()
    assert not Participation.objects.exists()
    assert list(Mechanism.objects.search("Regionalforum")) == []


def test_a_deleted_record_comes_back_as_itself():
    meeting = make.make_meeting(state="draft")
    citation = make.make_citation(meeting, "date", state="draft")
    with batch("request") as key:
        Meeting.objects.get(pk=meeting.pk).delete()
    assert Identity.objects.get(uid=meeting.uid).ended_at is not None

    undo(key)

    assert fresh(meeting).uid == meeting.uid
    assert fresh(meeting).date == meeting.date
    assert fresh(meeting).version > meeting.version
    assert Citation.objects.get(uid=citation.uid).meeting_id == meeting.pk
    assert Identity.objects.get(uid=meeting.uid).ended_at is None
    assert list(Meeting.objects.search(meeting.name)) == [meeting]


def test_what_was_public_is_withdrawn_when_its_addition_is_undone():
    with batch("import") as key:
        meeting = cited_meeting()

    undo(key)

    assert fresh(meeting).state == "withdrawn"


def test_later_work_on_the_same_value_stands_in_the_way_and_on_another_does_not():
    meeting = cited_meeting(level="")
    with batch("request") as key:
        Meeting.objects.filter(pk=meeting.pk).update(level="leaders", mode="video")
    Meeting.objects.filter(pk=meeting.pk).update(summary="Later")
    with batch("request"):
        Meeting.objects.filter(pk=meeting.pk).update(level="experts")

    with pytest.raises(Impossible) as refusal:
        undo(key)

    assert refusal.value.messages == [f"meeting “{meeting}”: Level has since become experts."]
    assert fresh(meeting).mode == "video"
    Meeting.objects.filter(pk=meeting.pk).update(level="leaders")
    undo(key)
    assert (fresh(meeting).level, fresh(meeting).mode, fresh(meeting).summary) == ("", "", "Later")


def test_a_row_on_which_later_work_hangs_is_not_removed():
    with batch("import") as key:
        mechanism = make.make_mechanism(state="draft", name="Forum")
    make.make_meeting(mechanism=mechanism, state="draft", name="Summit")

    with pytest.raises(Impossible) as refusal:
        undo(key)

    assert refusal.value.messages == ["meeting “Summit” depends on mechanism “Forum”."]


def test_what_is_public_stays_cited():
    meeting = make.make_meeting(level="")
    make.make_citation(meeting)
    with batch("request") as key:
        citation = make.make_citation(meeting, *meeting.filled_evidential_fields())
    Citation.objects.exclude(pk=citation.pk).delete()

    with pytest.raises(changes.ValidationError):
        undo(key)

    assert fresh(citation).state == "published"


def test_a_batch_inside_a_batch_is_part_of_it():
    with batch("import", why="outer") as outer, batch("request", why="inner") as inner:
        pass

    assert inner == outer


def test_after_a_batch_the_next_change_is_nobodys():
    with batch("request") as key:
        make.make_topic()
    make.make_topic(name="Afterwards")

    (change,) = changes_of_batch(key)
    assert change.row["name"] != "Afterwards"
