"""Merging: everything goes along, and the losing id leads on."""

import pytest

from documents.models import Citation, Document
from mechanisms.models import Mechanism, Membership, Participant
from meetings.models import Delegate, Meeting, Participation
from records.merging.checks import CannotMerge, pointing_at
from records.merging.merge import ancestors, merge, unmerge
from records.models import Identity
from tests import make

from .doubles import cited, fresh, two_meetings, whole_register

pytestmark = pytest.mark.django_db


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


def test_what_differs_of_a_part_is_kept_as_stated_and_leaves_nothing_without_evidence():
    loser, winner = (cited(make.make_meeting()) for _each in (1, 2))
    wang = make.make_person(name="Wang Yi")
    china = make.make_participant(name="China")
    kept = make.make_delegate(meeting=winner, person=wang, participant=china)
    make.make_citation(kept, "meeting", "person", "role", "participant")
    other = make.make_participant(name="Chinese delegation")
    gone = make.make_delegate(meeting=loser, person=wang, participant=other, office="Minister")
    citation = make.make_citation(gone, "meeting", "person", "participant")
    make.make_citation(gone, "role", "office")

    with pytest.raises(CannotMerge, match="no public document is cited for office as printed"):
        merge(loser, winner)  # the office was that of another delegation
    type(gone).objects.filter(pk=gone.pk).update(office="")
    merge(loser, winner)

    (row,) = Delegate.objects.all()
    assert (row.office, row.participant) == ("", china)
    assert fresh(citation).stated == {"participant": "Chinese delegation"}


def test_a_value_taken_over_leaves_no_other_without_evidence():
    loser, winner = (cited(make.make_meeting()) for _each in (1, 2))
    wang = make.make_person(name="Wang Yi")
    china = make.make_participant(name="China")
    kept = make.make_delegate(meeting=winner, person=wang, office="Minister")
    make.make_citation(kept, "meeting", "person", "role", "office")
    make.make_citation(make.make_delegate(meeting=loser, person=wang, participant=china))

    with pytest.raises(CannotMerge, match="no public document is cited for office as printed"):
        merge(loser, winner)


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


def test_the_number_of_queries_follows_the_kinds_and_not_the_rows(django_assert_max_num_queries):
    loser, winner = cited(make.make_mechanism()), cited(make.make_mechanism())
    for _each in range(40):
        cited(make.make_meeting(mechanism=loser))

    with django_assert_max_num_queries(118):
        merge(loser, winner)

    assert winner.meetings.count() == 40
    assert isinstance(winner, Mechanism)
    assert pointing_at(Participant)
    assert Document.objects.exists()


def test_a_name_that_both_had_in_different_periods_is_kept_with_both():
    loser, winner = (make.make_mechanism(name=name, state="draft") for name in ("Beta", "Gamma"))
    periods = [("1990", "1995"), ("2001", ""), ("", "")]
    for record, period in zip((loser, winner, loser), periods, strict=True):
        since, until = period
        record.names.create(text="Alfa", kind="former", since=since, until=until)
    winner.names.create(text="Alfa", kind="former")  # as the loser has it
    before = whole_register()

    key = merge(loser, winner)

    kept = winner.names.filter(text="Alfa").values_list("since", "until")
    assert sorted(kept) == sorted(periods)
    unmerge(key)
    assert whole_register() == before
