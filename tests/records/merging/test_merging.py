"""Merging: everything goes along, the losing id leads on, and all of it can be taken apart."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from documents.models import Citation, Document
from mechanisms.models import Mechanism, Membership, Participant
from meetings.models import Delegate, Meeting, Participation, Series
from records.history import changes
from records.history.events import tracked
from records.merging import verdicts
from records.merging.checks import pointing_at
from records.merging.duplicates import side_by_side
from records.merging.merge import ancestors, merge, unmerge
from records.models import DuplicatePair, HouseRules, Identity, OldSlug, Proposal, Record
from records.policy import Role, give_role
from tests import make

pytestmark = pytest.mark.django_db

BOOKS = {"version", "updated_at", "created_at", "changed_by_id", "self_published"}


def account(name: str, role: Role = Role.REVIEWER):
    user = get_user_model().objects.create_user(name, is_staff=True)
    give_role(user, role)
    return user


@pytest.fixture
def one_editor():
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": False})


@pytest.fixture
def four_eyes():
    HouseRules.objects.update_or_create(pk=1, defaults={"four_eyes": True})


def whole_register() -> dict[str, Any]:
    """Every row of every table of the register, without its books; and where ids and slugs lead."""
    rows: dict[str, Any] = {}
    for model in tracked():
        columns = [c.attname for c in model._meta.concrete_fields if c.attname not in BOOKS]
        rows[model.__name__] = sorted(model._base_manager.values_list(*columns), key=repr)
    rows["ids"] = list(
        Identity.objects.order_by("uid").values_list(
            "uid", "kind", "label", "state", "merged_into", "ended_at"
        )
    )
    rows["slugs"] = sorted(OldSlug.objects.values_list("kind", "slug", "identity"))
    return rows


def refusal(call, *arguments, **more) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        call(*arguments, **more)
    return refused.value.messages


def fresh(record):
    return type(record)._default_manager.get(pk=record.pk)


def cited(record, *fields, **values):
    make.make_citation(record, *fields, **values)
    return record


def two_meetings(**values):
    """Two records of one summit, each cited, with parts that overlap."""
    china = make.make_participant(name="China")
    winner = cited(make.make_meeting(name="19th China-ASEAN Summit", slug="winner", **values))
    loser = cited(make.make_meeting(name="China–ASEAN 19th Summit", slug="loser", **values))
    cited(make.make_participation(meeting=winner, participant=china, role="host"))
    cited(make.make_participation(meeting=loser, participant=china, role="host"))
    laos = make.make_participant(name="Laos")
    cited(make.make_participation(meeting=loser, participant=laos, role="chair"))
    cited(make.make_outcome(meeting=loser, title="Joint Statement"))
    loser.names.create(text="第十九次领导人会议", language="zh")
    loser.topics.add(make.make_topic(name="Trade"))
    shared = make.make_topic(name="Security")
    winner.topics.add(shared)
    loser.topics.add(shared)
    return loser, winner


def test_all_that_points_at_the_loser_goes_along():
    loser, winner = two_meetings()

    merge(loser, winner)

    assert not Meeting.objects.filter(pk=loser.pk).exists()
    assert sorted(winner.names.values_list("text", "kind")) == [
        ("China–ASEAN 19th Summit", "alias"),
        ("第十九次领导人会议", "alias"),
    ]
    assert sorted(winner.topics.values_list("name", flat=True)) == ["Security", "Trade"]
    assert sorted(winner.participations.values_list("participant__name", "role")) == [
        ("China", "host"),
        ("Laos", "chair"),
    ]
    assert winner.outcomes.get().title == "Joint Statement"
    host = winner.participations.get(role="host")
    assert (winner.citations.count(), host.citations.count()) == (2, 2)
    assert list(Meeting.objects.search("领导人")) == [winner]
    assert Citation.objects.public().count() == 6


def test_the_id_and_the_address_of_the_loser_lead_to_the_winner(client):
    loser, winner = two_meetings()
    uid = loser.uid

    merge(loser, winner)

    answer = client.get(f"/id/{uid}")
    assert (answer.status_code, answer["Location"]) == (301, f"/id/{winner.uid}")
    answer = client.get("/meetings/loser/")
    assert (answer.status_code, answer["Location"]) == (301, "/meetings/winner/")
    assert client.get(f"/api/v1/meetings/{uid}/").status_code == 301
    assert [one.uid for one in ancestors(winner)] == [uid]


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


def test_a_participant_takes_offices_memberships_and_meetings_along():
    winner, loser = (cited(make.make_participant(name=name)) for name in ("Viet Nam", "Vietnam"))
    forum = cited(make.make_mechanism(name="ARF"))
    kept = cited(make.make_membership(mechanism=forum, participant=winner, since="1994"))
    twin = cited(make.make_membership(mechanism=forum, participant=loser, since="1994"))
    other = cited(make.make_membership(mechanism=forum, participant=loser, role="chair"))
    office = cited(make.make_office(participant=loser, person=cited(make.make_person())))
    below = cited(make.make_participant(name="Ministry", parent=loser))
    before = whole_register()

    key = merge(loser, winner)

    assert set(Membership.objects.values_list("pk", flat=True)) == {kept.pk, other.pk}
    assert {fresh(row).participant_id for row in (other, office)} == {winner.pk}
    assert fresh(below).parent_id == winner.pk
    assert kept.citations.count() == 2
    assert Identity.objects.get(uid=twin.uid).merged_into_id == kept.uid
    unmerge(key)
    assert whole_register() == before


def test_memberships_of_different_periods_that_overlap_are_for_the_editor_to_correct():
    winner, loser = (make.make_participant(name=name) for name in ("Viet Nam", "Vietnam"))
    forum = make.make_mechanism(name="ARF")
    make.make_membership(mechanism=forum, participant=winner, since="1994")
    make.make_membership(mechanism=forum, participant=loser, since="1995")

    assert refusal(merge, loser, winner) == [
        "membership “Vietnam: member, ARF” is recorded of both, for different periods: correct one"
        " of them first."
    ]


def test_the_twin_that_is_further_in_public_stays():
    loser, winner = (cited(make.make_meeting()) for _each in (1, 2))
    japan = make.make_participant()
    public = cited(make.make_participation(meeting=loser, participant=japan))
    draft = make.make_participation(meeting=winner, participant=japan, state="draft")
    make.make_citation(draft, "role", state="draft")
    before = whole_register()

    key = merge(loser, winner)

    (row,) = Participation.objects.all()
    assert (row.pk, row.meeting_id, row.state) == (public.pk, winner.pk, "published")
    assert row.citations.count() == 2
    unmerge(key)
    assert whole_register() == before


def test_what_only_the_losing_part_says_is_taken_over_and_what_differs_is_kept_as_stated():
    loser, winner = (cited(make.make_meeting()) for _each in (1, 2))
    wang = make.make_person(name="Wang Yi")
    china = make.make_participant(name="China")
    kept = make.make_delegate(meeting=winner, person=wang, office="Minister")
    make.make_citation(kept, "meeting", "person", "role", "office")
    gone = make.make_delegate(
        meeting=loser, person=wang, office="Foreign Minister", participant=china
    )
    citation = make.make_citation(gone)

    merge(loser, winner)

    (row,) = Delegate.objects.all()
    assert (row.office, row.participant) == ("Minister", china)
    assert fresh(citation).stated == {"office": "Foreign Minister"}


def test_a_citation_goes_on_saying_what_it_said():
    loser = make.make_meeting(name="Summit", date="2016-09-08")
    winner = cited(make.make_meeting(name="Summit", date="2016-09-07", level="leaders"))
    whole = make.make_citation(loser)
    dated = make.make_citation(loser, "date", "status")

    merge(loser, winner)

    assert fresh(whole).stated == {"date": "2016-09-08"}
    assert fresh(whole).fields == ["name", "status", "date"]  # it never spoke of the level
    assert (fresh(dated).stated, fresh(dated).fields) == (
        {"date": "2016-09-08"},
        ["date", "status"],
    )


def test_values_are_taken_over_only_where_the_editor_says_so():
    place = make.make_place(name="Vientiane")
    loser = cited(make.make_meeting(name="Summit A", place=place, date="2016-09-08"))
    winner = make.make_meeting(name="Summit B", date="2016-09-07")
    own = make.make_citation(winner)
    before = whole_register()

    key = merge(loser, winner)
    assert (fresh(winner).place, fresh(winner).date) == (None, "2016-09-07")
    unmerge(key)
    assert whole_register() == before

    merge(loser, winner, fields=["place", "date"])
    now = fresh(winner)
    assert (now.name, now.place, now.date) == ("Summit B", place, "2016-09-08")
    assert fresh(own).stated == {"date": "2016-09-07"}
    assert fresh(own).fields == ["name", "status", "date"]


def test_the_ordinal_can_be_taken_over_though_it_stands_once_in_a_series():
    series = cited(make.make_series())
    loser = cited(make.make_meeting(series=series, ordinal=19))
    winner = cited(make.make_meeting())

    merge(loser, winner, fields=["series", "ordinal"])

    assert (fresh(winner).series_id, fresh(winner).ordinal) == (series.pk, 19)


def test_a_value_that_is_none_cannot_be_taken_over():
    loser, winner = (cited(make.make_meeting()) for _each in (1, 2))

    assert refusal(merge, loser, winner, fields=["uid"]) == [
        "There is no value called uid to take over."
    ]


def test_series_with_meetings_of_one_number_are_not_merged_before_those_are():
    loser, winner = make.make_series(name="A"), make.make_series(name="B")
    make.make_meeting(name="One", series=loser, ordinal=5)
    make.make_meeting(name="Two", series=winner, ordinal=5)

    assert refusal(merge, loser, winner) == [
        "meeting “One” and meeting “Two” would be the same: merge those two first, or correct one."
    ]
    assert Series.objects.count() == 2


def test_a_document_takes_its_copies_along_and_citations_keep_their_passage():
    loser, winner = make.make_document(name="Paper"), make.make_document(name="Paper, again")
    passage = make.make_passage(capture=make.make_capture(document=loser))
    meeting = cited(make.make_meeting(), passage=passage)
    chapter = make.make_document(part_of=loser)
    before = whole_register()

    key = merge(loser, winner)

    assert meeting.citations.get().passage.capture.document == winner
    assert fresh(chapter).part_of == winner
    assert meeting.is_public
    unmerge(key)
    assert whole_register() == before


def test_a_copy_goes_to_another_document_by_merging_alone():
    capture = make.make_capture()
    with pytest.raises(Exception, match="capture_is_immutable"):
        type(capture).objects.filter(pk=capture.pk).update(document=make.make_document())


def test_a_text_for_editors_does_not_become_everyones():
    loser = make.make_document(name="Note", rights="editors")
    winner = make.make_document(name="Paper", rights="public")
    make.make_capture(document=loser)

    assert refusal(merge, loser, winner) == [
        "Anyone may read the text of document “Paper”, but not that of document “Note”: give both"
        " the same rights first."
    ]


# What is refused


def test_a_record_is_not_merged_into_itself_or_into_another_kind():
    meeting = make.make_meeting(name="A")

    assert refusal(merge, meeting, meeting) == ["This is one record already: choose another one."]
    assert refusal(merge, meeting, make.make_place(name="B")) == [
        "meeting “A” and place “B” are of different kinds."
    ]


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_what_is_public_stays_public(state):
    loser, winner = make.make_meeting(name="A"), make.make_meeting(name="B", state=state)

    assert refusal(merge, loser, winner) == [
        "meeting “A” is public and meeting “B” is not: keep the public one, or publish the other"
        " first."
    ]


def test_nothing_is_merged_into_what_was_withdrawn():
    winner = make.make_meeting(name="B", state="withdrawn")

    assert refusal(merge, make.make_meeting(name="A", state="draft"), winner) == [
        "meeting “B” is withdrawn: keep the other one, or publish it first."
    ]


def test_what_was_withdrawn_with_the_loser_does_not_come_back_with_the_winner():
    loser = make.make_meeting(name="A", state="withdrawn")
    part = make.make_participation(meeting=loser)

    assert refusal(merge, loser, make.make_meeting(name="B")) == [
        "meeting “A” is not public, but parts of it would be with meeting “B”: publish it first,"
        " or withdraw those parts."
    ]
    assert not fresh(part).is_public


def test_a_draft_goes_into_a_public_record_and_its_parts_stay_drafts():
    loser = make.make_meeting(state="draft")
    winner = cited(make.make_meeting())
    part = make.make_participation(meeting=loser, state="draft")
    make.make_citation(part, state="draft")
    before = whole_register()

    key = merge(loser, winner)

    assert (fresh(part).meeting, fresh(part).is_public) == (winner, False)
    unmerge(key)
    assert whole_register() == before


def test_a_body_is_not_merged_into_the_one_it_stands_over():
    upper = make.make_mechanism(name="Forum")
    lower = make.make_mechanism(name="Group", parent=upper)
    lowest = make.make_mechanism(name="Team", parent=lower)

    assert refusal(merge, upper, lower) == [
        "mechanism “Group” names mechanism “Forum” as its own (parent): change that first."
    ]
    assert refusal(merge, upper, lowest) == [
        "Something would stand above itself: one of the two is below the other."
    ]
    cited(upper)
    cited(lower)
    cited(lowest)
    merge(lower, upper)
    assert fresh(lowest).parent == upper


def test_a_record_with_proposed_changes_waits_for_them():
    loser, winner = make.make_meeting(name="A"), make.make_meeting()
    Proposal.objects.create(identity_id=loser.uid, author=account("ann"), changes=[])

    assert refusal(merge, loser, winner) == [
        "Proposed changes of meeting “A” wait for a reviewer: decide those first."
    ]


def test_a_contributor_merges_nothing(one_editor):
    loser, winner = two_meetings()
    before = whole_register()

    with pytest.raises(PermissionDenied):
        merge(loser, winner, by=account("carl", Role.CONTRIBUTOR))

    assert whole_register() == before


def test_a_merge_that_leaves_a_value_without_evidence_is_refused_whole():
    loser = make.make_meeting(name="A", level="leaders")
    winner = cited(make.make_meeting(name="B"))
    before = whole_register()

    assert refusal(merge, loser, winner, fields=["level"]) == [
        "meeting “B”: no public document is cited for level."
    ]
    assert whole_register() == before


# Undoing


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
    first = make.make_meeting(slug="talks")
    Meeting.objects.filter(pk=first.pk).update(slug="older-talks")
    loser, winner = cited(make.make_meeting(slug="talks")), cited(make.make_meeting())
    before = whole_register()

    key = merge(loser, winner)
    assert OldSlug.objects.get(slug="talks").identity_id == loser.uid
    unmerge(key)

    assert whole_register() == before


# Four eyes


def test_what_is_public_is_merged_when_two_agree(four_eyes):
    loser, winner = two_meetings()
    before = whole_register()
    ann, ben = account("ann"), account("ben")
    assert refusal(merge, loser, winner, by=ann) == [
        "This changes what is public, so a second reviewer has to agree."
    ]
    pair = side_by_side(loser, winner)

    done = verdicts.same(pair, loser=loser, winner=winner, version=1, by=ann, why="One summit")
    assert (done, whole_register() == before) == (False, True)
    assert refusal(verdicts.agree, pair, loser=loser, winner=winner, version=2, by=ann) == [
        "You asked for this yourself: another reviewer has to agree."
    ]
    verdicts.agree(pair, loser=loser, winner=winner, version=2, by=ben)

    pair = fresh(pair)
    assert (pair.verdict, pair.winner_id, pair.decided_by) == ("same", winner.uid, ann)
    assert fresh(winner).changed_by == ann
    assert not fresh(winner).self_published

    assert verdicts.undo(pair, version=pair.version, by=ben) is False
    pair = fresh(pair)
    verdicts.agree(pair, loser=None, winner=winner, version=pair.version, by=ann)
    assert whole_register() == before
    assert fresh(pair).verdict == "open"


def test_drafts_are_merged_by_one_reviewer(four_eyes):
    loser, winner = (make.make_meeting(state="draft") for _each in (1, 2))
    pair = side_by_side(loser, winner)

    assert verdicts.same(pair, loser=loser, winner=winner, version=1, by=account("ann"))


def test_whoever_declines_leaves_everything_as_it_is(four_eyes):
    loser, winner = two_meetings()
    pair = side_by_side(loser, winner)
    verdicts.same(pair, loser=loser, winner=winner, version=1, by=account("ann"))

    verdicts.decline(pair, version=2, by=account("ben"))

    assert (fresh(pair).asked, fresh(pair).verdict) == (None, "open")
    assert Meeting.objects.filter(pk=loser.pk).exists()


# Verdicts


def test_the_second_of_two_who_judge_one_pair_is_told(one_editor):
    loser, winner = two_meetings()
    pair = side_by_side(loser, winner)
    verdicts.settle(pair, DuplicatePair.Verdict.NOT_SAME, version=1, by=account("ann"))

    said = refusal(verdicts.same, pair, loser=loser, winner=winner, version=1, by=account("ben"))

    assert said == [
        "Somebody else judged this pair while you were looking at it: it is now “not the same”."
        " Nothing of yours is done; look again."
    ]
    assert Meeting.objects.filter(pk=loser.pk).exists()


@pytest.mark.parametrize(("judged_before", "version"), [(False, 1), (True, 2)])
def test_a_merge_is_one_version_of_its_pair(judged_before, version):
    loser, winner = two_meetings()
    if judged_before:
        side_by_side(loser, winner)

    merge(loser, winner)

    assert DuplicatePair.objects.get().version == version


def test_who_was_not_the_loser_is_not_the_winner_either_until_it_is_undone():
    a, b, c = (cited(make.make_meeting()) for _each in range(3))
    verdicts.settle(side_by_side(a, c), DuplicatePair.Verdict.NOT_SAME, version=1, by=None)
    waiting = side_by_side(b, c)

    key = merge(a, b)
    assert fresh(waiting).verdict == "not_same"

    unmerge(key)
    assert fresh(waiting).verdict == "open"
    assert DuplicatePair.objects.get(one=min(a.uid, c.uid), other=max(a.uid, c.uid)).verdict == (
        "not_same"
    )


# At once


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_a_pair_in_opposite_directions_at_once(one_editor, pair, rounds):
    """Exactly one wins each time, the other is told, and nothing is lost."""
    ann, ben = account("ann"), account("ben")
    for _round in rounds:
        one, other = (cited(make.make_topic()) for _each in (1, 2))
        for row in (one, other):
            row.names.create(text=f"Name {row.pk}")
        doubles = side_by_side(one, other)

        results = pair.run(
            *(
                lambda doubles=doubles, loser=loser, winner=winner, who=who: verdicts.same(
                    doubles, loser=loser, winner=winner, version=1, by=who
                )
                for who, loser, winner in ((ann, one, other), (ben, other, one))
            )
        )

        doubles.refresh_from_db()
        stays, goes = (one, other) if doubles.winner_id == one.uid else (other, one)
        assert sorted(isinstance(result, ValidationError) for result in results) == [False, True]
        assert not type(goes).objects.filter(pk=goes.pk).exists()
        assert Identity.objects.get(uid=goes.uid).merged_into_id == stays.uid
        assert Identity.objects.get(uid=stays.uid).merged_into_id is None
        assert stays.citations.count() == 2
        assert set(stays.names.values_list("text", flat=True)) == {
            f"Name {one.pk}",
            f"Name {other.pk}",
            goes.name,
        }


def test_the_number_of_queries_follows_the_kinds_and_not_the_rows(django_assert_max_num_queries):
    loser, winner = cited(make.make_mechanism()), cited(make.make_mechanism())
    for _each in range(40):
        cited(make.make_meeting(mechanism=loser))

    with django_assert_max_num_queries(80):
        merge(loser, winner)

    assert winner.meetings.count() == 40
    assert isinstance(winner, Mechanism)
    assert pointing_at(Participant)
    assert Document.objects.exists()
