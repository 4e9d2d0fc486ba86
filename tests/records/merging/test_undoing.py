"""A merge taken apart: everything is as it was, for every kind and link by link."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from meetings.models import Meeting, Participation
from records.history import changes
from records.history.events import tracked
from records.merging.merge import ancestors, merge, unmerge
from records.models import Identity, OldSlug, Record
from tests import make

from .doubles import cited, fresh, refusal, two_meetings, whole_register

pytestmark = pytest.mark.django_db


def test_undone_everything_is_as_it_was():
    loser, winner = two_meetings(date="2016-09-07")
    make.make_meeting(name="Another")
    before = whole_register()

    key = merge(loser, winner, fields=["name"])
    assert whole_register() != before
    unmerge(key)

    assert whole_register() == before
    assert fresh(loser).is_public
    assert [meeting.pk for meeting in Meeting.objects.search("领导人")] == [loser.pk]
    assert not Identity.objects.exclude(merged_into=None).exists()


@pytest.mark.parametrize("state", ["draft", "published"])
def test_every_kind_with_a_page_is_merged_and_taken_apart(state):
    def pair(maker, **values):
        return [cited(maker(state=state, **values), state=state) for _each in (1, 2)]

    for loser, winner in (
        pair(make.make_topic),
        pair(make.make_participant),
        pair(make.make_person),
        pair(make.make_place),
        pair(make.make_series),
        pair(make.make_mechanism),
        pair(make.make_meeting),
        pair(make.make_document),
    ):
        for row in (loser, winner):
            row.names.create(text="Shared", language="en")
            row.names.create(text=f"Own {row.pk}", language="en")
            if row.is_public:
                make.make_citation(row)
        before = whole_register()

        key = merge(loser, winner)

        assert not type(loser)._default_manager.filter(pk=loser.pk).exists()
        assert winner.names.count() == 4
        unmerge(key)
        assert whole_register() == before


def test_every_foreign_key_to_a_record_is_in_a_table_whose_history_is_kept():
    from django.apps import apps

    records = {model for model in apps.get_models() if issubclass(model, Record)}
    lost = [
        f"{model.__name__}.{column.name}"
        for model in apps.get_models()
        if not model.__name__.endswith("Event") and model._meta.concrete_model not in tracked()
        for column in model._meta.concrete_fields
        if isinstance(column, models.ForeignKey) and column.related_model in records
    ]

    # What is only noted of a document is dropped with it, and made anew.
    assert lost == ["Coverage.mechanism", "LinkCheck.document"]


def test_a_chain_of_merges_leads_to_its_end_and_comes_apart_link_by_link(client):
    first, second, third = (cited(make.make_meeting(slug=f"m{n}")) for n in (1, 2, 3))
    before = whole_register()
    one = merge(first, second)
    between = whole_register()
    two = merge(fresh(second), third)

    assert client.get(f"/id/{first.uid}")["Location"] == f"/id/{third.uid}"
    assert client.get("/meetings/m1/")["Location"] == "/meetings/m3/"
    assert {row.uid for row in ancestors(third)} == {first.uid, second.uid}
    with pytest.raises(ValidationError):
        unmerge(one)

    unmerge(two)
    assert whole_register() == between
    unmerge(one)
    assert whole_register() == before


def test_later_work_stands_in_the_way_of_taking_apart_and_is_named():
    loser, winner = two_meetings()
    key = merge(loser, winner)
    row = winner.participations.get(role="chair")
    Participation.objects.filter(pk=row.pk).update(meeting=cited(make.make_meeting(name="Other")))

    with pytest.raises(changes.Impossible) as refused:
        unmerge(key)

    assert any("Meeting has since become Other" in line for line in refused.value.messages)
    assert Identity.objects.get(uid=loser.uid).merged_into_id == winner.uid


def test_work_elsewhere_on_the_winner_stays_when_a_merge_is_undone():
    loser, winner = two_meetings()
    key = merge(loser, winner)
    Meeting.objects.filter(pk=winner.pk).update(summary="Written later")

    unmerge(key)

    assert fresh(winner).summary == "Written later"
    assert fresh(loser).is_public


def test_a_merge_is_undone_once():
    key = merge(*two_meetings())
    unmerge(key)

    assert refusal(unmerge, key) == ["This merge is undone already."]


def test_a_slug_that_led_elsewhere_before_leads_there_again():
    first = make.make_meeting(slug="older-talks")
    loser, winner = cited(make.make_meeting(slug="talks")), cited(make.make_meeting())
    # Since an old slug is never free this cannot come about; it did before.
    OldSlug.objects.create(kind="meeting", slug="talks", identity_id=first.uid)
    before = whole_register()

    key = merge(loser, winner)
    assert OldSlug.objects.get(slug="talks").identity_id == loser.uid
    unmerge(key)

    assert whole_register() == before
