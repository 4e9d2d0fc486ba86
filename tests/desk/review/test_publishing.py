"""From draft to public with four eyes: nobody publishes what they wrote."""

import pytest
from django.test import Client
from django.urls import reverse

from mechanisms.models import Topic
from records import workflow
from records.approval import mark_of
from records.history import timeline
from records.models import HouseRules, Remark
from tests import make
from tests.desk.cited_records import fresh
from tests.desk.forms import notices, send
from tests.desk.pages import change_address, draft
from tests.html import squeezed

pytestmark = pytest.mark.django_db


def move(client: Client, record, step: str, remark: str = "", version: int | None = None):
    meta = record._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_move", args=[record.pk])
    now = fresh(record)
    sent = {
        "move": step,
        "row_version": str(version if version is not None else now.version),
        "seen": mark_of([now]),
        "remark": remark,
    }
    return client.post(address, sent, follow=True)


def test_a_draft_goes_to_review_comes_back_and_is_published_by_another(ann, rose):
    send(ann, reverse("admin:mechanisms_topic_add"), "_submit", name="Fisheries")
    topic = Topic.objects.get()
    assert (topic.state, topic.changed_by) == ("in_review", ann.user)

    move(rose, topic, "send_back", remark="Say which waters.")
    assert fresh(topic).state == "draft"
    assert "Say which waters." in ann.get(change_address(topic)).content.decode()

    send(ann, change_address(topic), "_submit", summary="High seas")
    assert not Remark.objects.filter(answered=False).exists()
    move(rose, topic, "publish")

    assert (fresh(topic).state, fresh(topic).self_published) == ("published", False)


def test_accounts_are_called_by_name_wherever_the_desk_names_them(ann, rose):
    for client, name in ((ann, "Ann Li"), (rose, "Rose May")):
        client.user.first_name = name
        client.user.save()
    send(ann, reverse("admin:mechanisms_topic_add"), "_submit", name="Fisheries")
    topic = Topic.objects.get()
    asked = squeezed(rose.get(change_address(topic)).content.decode())
    assert "In review, last changed by Ann Li" in asked
    move(rose, topic, "send_back", remark="Which?")
    assert "Returned by Rose May" in squeezed(ann.get(change_address(topic)).content.decode())
    send(ann, change_address(topic), "_submit")
    move(rose, topic, "publish")

    page = squeezed(ann.get(change_address(topic)).content.decode())
    assert "last changed by Ann Li" in page
    assert "UTC by Rose May" in page
    told = squeezed(
        rose.get(reverse("admin:mechanisms_topic_history", args=[topic.pk])).content.decode()
    )
    assert "<span>Ann Li</span>" in told
    for who in ("Ann Li", "ann"):
        found = rose.get(reverse("admin:batches"), {"who": who}).context["batches"]
        assert {one["said"]["name"] for one in found} == {"Ann Li"}


def test_a_record_is_published_since_it_last_became_public(ann, rose, roy):
    send(ann, reverse("admin:mechanisms_topic_add"), "_submit", name="Fisheries")
    topic = Topic.objects.get()
    assert timeline.published(topic) is None
    move(rose, topic, "publish")
    first, who = timeline.published(fresh(topic))
    assert who == "rose"
    move(rose, topic, "withdraw")
    move(roy, topic, "publish")
    then, who = timeline.published(fresh(topic))

    assert (then > first, who) == (True, "roy")


def test_what_is_in_review_is_changed_by_no_contributor_until_taken_back(ann, rose):
    topic = make.make_topic(state="in_review")

    assert 'name="_save"' not in ann.get(change_address(topic)).content.decode()
    assert ann.post(change_address(topic), {"name": "Other"}).status_code == 403
    move(ann, topic, "take_back")

    assert fresh(topic).state == "draft"
    assert 'name="_save"' in ann.get(change_address(topic)).content.decode()


def test_a_return_needs_a_remark(rose):
    topic = make.make_topic(state="in_review")

    response = move(rose, topic, "send_back", remark="  ")

    assert fresh(topic).state == "in_review"
    assert "Say what is to be done" in notices(response)[0]


def test_nobody_publishes_what_they_wrote_on_any_way(rose, roy):
    send(rose, reverse("admin:mechanisms_topic_add"), name="Fisheries")
    topic = Topic.objects.get()

    assert 'name="_publish"' not in rose.get(change_address(topic)).content.decode()
    for refused in (
        send(rose, change_address(topic), "_publish"),
        move(rose, topic, "publish"),
        rose.post(
            reverse("admin:mechanisms_topic_changelist"),
            {
                "action": "publish_selected",
                "publish": "1",
                "_selected_action": [topic.pk],
                "row_version": f"{topic.pk}:{fresh(topic).version}",
                "seen": f"{topic.pk}:{mark_of([topic])}",
            },
            follow=True,
        ),
    ):
        assert fresh(topic).state == "draft"
        assert "you wrote this version" in notices(refused)[0]

    move(roy, topic, "publish")
    assert fresh(topic).state == "published"


def test_publishing_what_somebody_changed_meanwhile_is_refused(ann, rose):
    topic = make.make_topic(state="in_review")
    seen = topic.version
    Topic.objects.filter(pk=topic.pk).update(summary="Changed")

    response = move(rose, topic, "publish", version=seen)

    assert fresh(topic).state == "in_review"
    assert "Somebody changed it" in notices(response)[0]


def test_one_editor_alone_publishes_and_that_is_recorded(rose):
    HouseRules.objects.update(four_eyes=False)
    send(rose, reverse("admin:mechanisms_topic_add"), "_publish", name="Fisheries")

    topic = Topic.objects.get()

    assert (topic.state, topic.self_published) == ("published", True)
    assert "published by the same" in rose.get(change_address(topic)).content.decode()


def test_parts_in_review_go_with_their_record(ann):
    meeting = draft()
    participation = make.make_participation(meeting=meeting, state="draft")

    workflow.submit(meeting, by=ann.user)
    assert fresh(participation).state == "in_review"
    workflow.take_back(meeting, by=ann.user)

    assert fresh(participation).state == "draft"
