"""A record's history on the desk, reverting one change, undoing a batch, and how it stood then."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from pghistory.models import Context

from documents.models import Citation
from mechanisms.models import Topic
from meetings.models import Meeting
from records.history import timeline, undoing
from records.history.batches import batch
from records.history.events import tracked
from records.models import HouseRules, Proposal
from records.policy import Role, give_role
from tests import make
from tests.desk.pages import change_address, draft
from tests.html import squeezed

from .cited_records import cited, fresh
from .forms import notices, send

pytestmark = pytest.mark.django_db


def of(record, page: str, *args) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[record.pk, *args])


def client_of(name: str, role: Role) -> Client:
    user = get_user_model().objects.create_user(name)
    give_role(user, role)
    client = Client()
    client.force_login(user)
    client.user = user
    return client


def last_step(record) -> str:
    (newest, *_others), _older = timeline.entries(record)
    return newest.steps[-1].key


def test_the_history_says_who_changed_what_when_and_why(admin_client):
    meeting = draft(summary="They met in Ufa.")
    send(admin_client, change_address(meeting), summary="They met in Bishkek.", why="Misread")

    page = squeezed(admin_client.get(of(meeting, "history")).content.decode())

    assert '<del class="keep-lines">Ufa</del><ins class="keep-lines">Bishkek</ins>' in page
    assert "Misread" in page
    assert ">admin</span>" in page


def test_the_history_covers_names_topics_parts_and_their_citations(admin_client):
    meeting, topic = draft(), make.make_topic(name="Fisheries")
    participation = make.make_participation(meeting=meeting, state="draft")
    citation = make.make_citation(participation, "role", state="draft")
    meeting.topics.add(topic)
    with batch("command", what="a script"):
        Citation.objects.get(pk=citation.pk).delete()
        participation.delete()

    entries, older = timeline.entries(meeting)

    seen = [(step.change.model.__name__, step.change.kind) for step in entries[0].steps]
    assert sorted(seen) == [("Citation", "removed"), ("Participation", "removed")]
    assert (entries[0].said["kind"], older) == ("command", None)
    before = {
        (step.change.model.__name__, step.change.kind) for one in entries[1:] for step in one.steps
    }
    assert {("Meeting_topics", "added"), ("Citation", "added"), ("Meeting", "added")} <= before
    page = admin_client.get(of(meeting, "history")).content.decode()
    assert "Fisheries" in page
    assert "outside Fora" in page


def test_one_change_is_reverted_as_a_new_one_and_what_came_later_stays(admin_client):
    meeting = draft(summary="Before", level="")
    send(admin_client, change_address(meeting), summary="After")
    step = last_step(meeting)
    send(admin_client, change_address(meeting), level="experts")

    asked = squeezed(admin_client.get(of(meeting, "revert"), {"step": step}).content.decode())
    assert '<del class="keep-lines">After</del>' in asked
    admin_client.post(of(meeting, "revert"), {"step": step, "why": "It was right"})

    assert (fresh(meeting).summary, fresh(meeting).level) == ("Before", "experts")
    said = timeline.entries(meeting)[0][0].said
    assert (said["kind"], said["why"], said["name"]) == ("revert", "It was right", "admin")


def test_a_revert_that_later_work_forbids_is_refused_with_the_reason(admin_client):
    meeting = draft(summary="Before")
    send(admin_client, change_address(meeting), summary="After")
    step = last_step(meeting)
    send(admin_client, change_address(meeting), summary="Later still")

    asked = admin_client.get(of(meeting, "revert"), {"step": step}).content.decode()
    assert "Summary has since become Later still" in asked
    assert "This is what would be written" not in asked
    for way_on in (change_address(meeting), of(meeting, "history"), "/admin/batches/"):
        assert f'href="{way_on}' in asked[asked.index("What you can do instead") :]
    refused = admin_client.post(of(meeting, "revert"), {"step": step}, follow=True)

    assert "Summary has since become Later still" in notices(refused)[0]
    assert fresh(meeting).summary == "Later still"


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        (Role.READER, "draft", 403),
        (Role.READER, "published", 403),
        (Role.CONTRIBUTOR, "in_review", 403),
        (Role.CONTRIBUTOR, "draft", 302),
        (Role.REVIEWER, "published", 302),
    ],
)
def test_reverting_needs_the_right_to_edit_on_post_as_well(role, state, expected):
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})
    meeting = cited(make.make_meeting(summary="Before", state=state))
    with batch("command"):
        Meeting.objects.filter(pk=meeting.pk).update(summary="After")
    client = client_of("someone", role)

    response = client.post(of(meeting, "revert"), {"step": last_step(meeting)})

    assert response.status_code == expected
    assert fresh(meeting).summary == ("After" if expected == 403 else "Before")
    assert client.get(of(meeting, "history")).status_code == 200


def test_reverting_a_change_of_what_is_public_is_proposed_by_who_may_only_propose():
    meeting = cited(make.make_meeting(summary="Before"))
    with batch("command"):
        Meeting.objects.filter(pk=meeting.pk).update(summary="After")
    ann = client_of("ann", Role.CONTRIBUTOR)

    ann.post(of(meeting, "revert"), {"step": last_step(meeting)})

    assert fresh(meeting).summary == "After"
    assert Proposal.objects.get().author == ann.user


def test_a_step_of_another_record_is_none_of_this_one(admin_client):
    meeting, other = draft(), draft()
    send(admin_client, change_address(other), summary="After", follow=True)

    response = admin_client.post(of(meeting, "revert"), {"step": last_step(other)}, follow=True)

    assert "no such change" in notices(response)[0]
    assert fresh(other).summary == "After"
    for forged in ("", "x", "auth.user:1", "meetings.meeting:-1", "meetings.meeting:" + "9" * 30):
        answer = admin_client.post(of(meeting, "revert"), {"step": forged}, follow=True)
        assert "no such change" in notices(answer)[0]


def test_a_batch_is_undone_as_a_whole_and_says_so(admin_client):
    with batch("import", what="table of topics"):
        for number in range(3):
            make.make_topic(name=f"Imported {number}", state="draft")
    key = Context.objects.get(metadata__what="table of topics").pk
    page = reverse("admin:batch", args=[key])

    assert "Imported 2" in admin_client.get(page).content.decode()
    assert "Undo all of it?" in admin_client.get(page, {"undo": "1"}).content.decode()
    admin_client.post(page, {"why": "The wrong file"})

    assert not Topic.objects.filter(name__startswith="Imported").exists()
    told = admin_client.get(page, {"undo": "1"}).content.decode()
    assert "This was undone later." in told
    assert "Undo all of it" not in told
    undone = undoing.undone_by(key)
    assert timeline.said_of([undone])[undone]["why"] == "The wrong file"


def test_undoing_the_undoing_brings_all_back(admin_client):
    with batch("import") as key:
        topic = make.make_topic(name="Imported", state="draft")
    admin_client.post(reverse("admin:batch", args=[key]))
    assert not Topic.objects.filter(pk=topic.pk).exists()

    admin_client.post(reverse("admin:batch", args=[undoing.undone_by(key)]))

    assert fresh(topic).uid == topic.uid


def test_only_reviewers_undo_batches():
    with batch("import") as key:
        topic = make.make_topic(state="draft")
    ann = client_of("ann", Role.CONTRIBUTOR)

    assert ann.post(reverse("admin:batch", args=[key])).status_code == 403
    assert Topic.objects.filter(pk=topic.pk).exists()


def test_a_batch_with_later_work_on_it_is_refused_whole(admin_client):
    with batch("import") as key:
        topics = [make.make_topic(state="draft", summary="") for _number in range(3)]
    Topic.objects.filter(pk=topics[1].pk).update(summary="Worked on since")

    response = admin_client.post(reverse("admin:batch", args=[key]), follow=True)

    assert "Worked on since" in notices(response)[0]
    assert Topic.objects.filter(pk__in=[topic.pk for topic in topics]).count() == 3


def test_undoing_does_not_ask_more_of_the_database_for_more_rows(django_assert_max_num_queries):
    with batch("import") as key:
        for _number in range(60):
            make.make_participation(
                meeting=make.make_meeting(state="draft"),
                state="draft",
                participant=make.make_participant(state="draft"),
            )
    user = get_user_model().objects.create_superuser("root")

    with django_assert_max_num_queries(250):
        undoing.undo(key, by=user)

    assert not Meeting.objects.exists()


def now():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_the_record_as_it_stood(admin_client):
    meeting = draft(name="The old name")
    topic = make.make_topic(name="Fisheries")
    meeting.topics.add(topic)
    then = now()
    Meeting.objects.filter(pk=meeting.pk).update(name="The new name")
    meeting.topics.clear()

    page = admin_client.get(of(meeting, "known_at"), {"moment": then.isoformat()}).content.decode()
    assert '<span class="keep-lines">The old name</span>' in page
    assert "Fisheries" in page
    today = datetime.date.today().isoformat()
    assert (
        '<span class="keep-lines">The new name</span>'
        in admin_client.get(of(meeting, "known_at"), {"moment": today}).content.decode()
    )
    assert (
        "did not have this record"
        in admin_client.get(of(meeting, "known_at"), {"moment": "1999-01-01"}).content.decode()
    )
    for wrong in ("", "yesterday", "2026-02-31", "9" * 40, "2026-01-31T25:00"):
        answer = admin_client.get(of(meeting, "known_at"), {"moment": wrong})
        assert "Write a day such as" in answer.content.decode()


def test_events_are_never_changed_or_taken_out():
    topic = make.make_topic()
    events = tracked()[Topic].objects.filter(pgh_obj_id=topic.pk)

    for attempt in (
        "UPDATE mechanisms_topicevent SET name = 'x'",
        "DELETE FROM mechanisms_topicevent",
    ):
        with (
            pytest.raises(ProgrammingError, match="pgtrigger: Cannot"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attempt)

    assert events.count() == 1


def test_what_was_deleted_is_found_among_recent_changes_and_brought_back(admin_client):
    meeting = draft(name="Deleted by mistake")
    admin_client.post(
        of(meeting, "delete"),
        {"post": "yes", "row_version": meeting.version, "why": "A double"},
    )
    assert not Meeting.objects.exists()

    page = admin_client.get(reverse("admin:batches"), {"kind": "request", "who": "admin"})
    (newest, *_older) = page.context["batches"]
    assert newest["said"]["why"] == "A double"
    assert "Deleted by mistake" in admin_client.get(newest["address"]).content.decode()
    admin_client.post(newest["address"])

    assert Meeting.objects.get().uid == meeting.uid


@pytest.mark.django_db(transaction=True)  # each batch has a moment of its own
def test_recent_changes_are_paged_and_filtered(admin_client, monkeypatch):
    monkeypatch.setattr(timeline, "BATCHES", 2)
    for number in range(3):
        with batch("import", what=f"Table {number}"):
            make.make_topic()
    address = reverse("admin:batches")

    first = admin_client.get(address)
    second = admin_client.get(address, {"before": first.context["older"]})

    assert [one["said"]["what"] for one in first.context["batches"]] == ["Table 2", "Table 1"]
    assert [one["said"]["what"] for one in second.context["batches"]] == ["Table 0"]
    assert admin_client.get(address, {"kind": "merge"}).context["batches"] == []
    for odd in ({"before": "x"}, {"kind": "x\x00"}, {"who": "\x00" * 400}):
        assert admin_client.get(address, odd, follow=True).status_code == 200


def test_a_long_history_is_read_page_by_page_and_nothing_falls_between(monkeypatch):
    monkeypatch.setattr(timeline, "MOST_EVENTS", 4)
    monkeypatch.setattr(timeline, "ENTRIES", 3)
    meeting = draft()
    with batch("import"):
        for number in range(10):
            meeting.names.create(text=f"Name {number}", language="en")
    for number in range(6):
        Meeting.objects.filter(pk=meeting.pk).update(summary=f"Summary {number}")
    whole = {("Meeting", "added"), *(("MeetingName", f"Name {number}") for number in range(10))}
    whole |= {("Meeting", f"Summary {number}") for number in range(6)}

    seen, until, pages = set(), None, 0
    while True:
        entries, older = timeline.entries(meeting, until=until)
        assert entries
        for entry in entries:
            for step in entry.steps:
                row, model = step.change.row, step.change.model.__name__
                added = step.change.kind == "added" and model == "Meeting"
                seen.add((model, "added" if added else row.get("text") or row["summary"]))
        pages += 1
        if older is None:
            break
        assert until is None or older < until
        until = older

    assert seen == whole
    assert pages > 3


def test_the_history_of_a_document_tells_of_its_passages(admin_client):
    passage = make.make_passage()
    type(passage).objects.filter(pk=passage.pk).update(summary="It tells of talks.")
    document = passage.capture.document

    page = admin_client.get(of(document, "history")).content.decode()

    assert "It tells of talks." in page
    assert (
        "It tells of talks."
        in admin_client.get(
            of(document, "known_at"), {"moment": now().isoformat()}
        ).content.decode()
    )


def test_what_a_citation_was_judged_to_support_is_read_in_words(admin_client):
    place, other = (make.make_place(name=name) for name in ("Vientiane", "Luang Prabang"))
    meeting = draft(place=place, date="2016")
    citation = make.make_citation(meeting, "place", "date", state="draft", stated={"date": "2017"})
    Meeting.objects.filter(pk=meeting.pk).update(place=other)
    judged = Citation.objects.get(pk=citation.pk)
    judged.judge("place")
    judged.save()

    page = squeezed(admin_client.get(of(meeting, "history")).content.decode())

    assert '<del class="keep-lines">Place: Vientiane</del>' in page
    assert '<ins class="keep-lines">Place: Luang Prabang</ins>' in page
    assert '<ins class="keep-lines">Date held: 2017</ins>' in page
