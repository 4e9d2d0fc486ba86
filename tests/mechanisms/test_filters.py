"""Filters of mechanisms, participants, people, offices, memberships and topics."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from documents.filters import FILTERSETS
from mechanisms.filters import (
    MechanismFilter,
    MembershipFilter,
    OfficeFilter,
    ParticipantFilter,
    PersonFilter,
    TopicFilter,
)
from mechanisms.models import Mechanism, Membership, Office, Participant, Person, Topic
from records.filters import ReferenceField, kept_record
from tests.filters import errors, found
from tests.make import (
    make_mechanism,
    make_membership,
    make_office,
    make_participant,
    make_person,
    make_topic,
)

pytestmark = pytest.mark.django_db


def test_every_filter_has_a_label():
    for filterset in FILTERSETS.values():
        for name, given in filterset.base_filters.items():
            assert given.extra.get("label") or given.label, f"{filterset.__name__}.{name}"


def test_mechanisms_are_found_by_any_of_their_names():
    forum = make_mechanism(name="ASEAN Regional Forum")
    forum.names.create(text="东盟地区论坛", language="zh-Hans", kind="official")
    make_mechanism(name="ASEAN Summit")
    assert found(MechanismFilter, Mechanism, q="forum asean") == {forum}
    assert found(MechanismFilter, Mechanism, q="地区论坛") == {forum}


def test_mechanisms_are_found_by_kind_and_status():
    forum = make_mechanism(kind="forum", status="dormant")
    council = make_mechanism(kind="council", status="active")
    assert found(MechanismFilter, Mechanism, kind="forum") == {forum}
    assert found(MechanismFilter, Mechanism, status="active") == {council}


def test_parent_finds_what_is_directly_under_a_mechanism_and_within_the_whole_tree():
    top = make_mechanism(slug="top")
    middle = make_mechanism(parent=top)
    bottom = make_mechanism(parent=middle)
    make_mechanism()
    assert found(MechanismFilter, Mechanism, parent="top") == {middle}
    assert found(MechanismFilter, Mechanism, within="top") == {top, middle, bottom}


def test_within_does_not_reach_through_a_body_that_is_not_public():
    top = make_mechanism(slug="top")
    draft = make_mechanism(parent=top, state="draft")
    make_mechanism(parent=draft)
    assert found(MechanismFilter, Mechanism, within="top") == {top}


def test_mechanisms_are_found_by_topic():
    relief = make_topic(slug="disaster-relief")
    forum = make_mechanism()
    forum.topics.add(relief)
    make_mechanism().topics.add(make_topic())
    assert found(MechanismFilter, Mechanism, topic="disaster-relief") == {forum}


def test_mechanisms_and_participants_are_found_by_public_membership_and_its_role():
    forum, china = make_mechanism(slug="arf"), make_participant(slug="china")
    laos, hidden = make_participant(), make_participant()
    make_membership(mechanism=forum, participant=china, role="chair")
    make_membership(mechanism=forum, participant=laos)
    make_membership(mechanism=forum, participant=hidden, state="draft")
    other = make_membership(participant=china).mechanism
    assert found(MechanismFilter, Mechanism, participant="china") == {forum, other}
    assert found(MechanismFilter, Mechanism, participant="china", role="chair") == {forum}
    assert found(ParticipantFilter, Participant, mechanism="arf") == {china, laos}
    assert found(ParticipantFilter, Participant, mechanism="arf", role="chair") == {china}


def test_mechanisms_are_found_by_when_they_were_founded():
    early, late = make_mechanism(founded="1994"), make_mechanism(founded="[2001..2003-06]")
    make_mechanism()
    assert found(MechanismFilter, Mechanism, from_="1990") == {early, late}
    assert found(MechanismFilter, Mechanism, from_="2003") == {late}
    assert found(MechanismFilter, Mechanism, to="1994-01") == {early}
    assert found(MechanismFilter, Mechanism, from_="1995", to="2000") == set()


def test_participants_are_found_by_name_kind_and_parent():
    china = make_participant(name="China", slug="china", kind="state")
    ministry = make_participant(name="Ministry", kind="government_body", parent=china)
    assert found(ParticipantFilter, Participant, q="chin") == {china}
    assert found(ParticipantFilter, Participant, kind="government_body") == {ministry}
    assert found(ParticipantFilter, Participant, parent="china") == {ministry}


def test_people_are_found_by_name_and_by_whom_they_held_office_for():
    china = make_participant(slug="china")
    liu, wang = make_person(name="Liu Zhenmin"), make_person(name="Wang Yi")
    make_office(person=liu, participant=china)
    make_office(person=wang, participant=china, state="draft")
    assert found(PersonFilter, Person, q="liu") == {liu}
    assert found(PersonFilter, Person, participant="china") == {liu}


def test_offices_and_memberships_are_found_by_those_they_tie_together():
    office, membership = make_office(), make_membership(role="observer")
    make_office(), make_membership()
    assert found(OfficeFilter, Office, person=office.person.slug) == {office}
    assert found(OfficeFilter, Office, participant=office.participant.slug) == {office}
    for name in ("mechanism", "participant"):
        slug = getattr(membership, name).slug
        assert found(MembershipFilter, Membership, **{name: slug}) == {membership}
    assert found(MembershipFilter, Membership, role="observer") == {membership}


def test_memberships_are_found_within_the_tree_of_a_mechanism():
    top = make_mechanism(slug="top")
    below = make_membership(mechanism=make_mechanism(parent=top))
    make_membership()
    assert found(MembershipFilter, Membership, within="top") == {below}


@pytest.mark.parametrize(
    ("filterset", "model", "make"),
    [(MembershipFilter, Membership, make_membership), (OfficeFilter, Office, make_office)],
)
def test_terms_are_found_where_they_may_overlap_a_period(filterset, model, make):
    ended = make(since="1996", until="2003")
    lasting = make(since="2002-07")
    till_the_last = make(since="2005", until="9999")
    unknown = make()
    assert found(filterset, model, from_="2004") == {lasting, till_the_last, unknown}
    assert found(filterset, model, from_="2003", to="2003") == {ended, lasting, unknown}
    assert found(filterset, model, to="2001") == {ended, unknown}
    assert till_the_last in found(filterset, model, from_="9999-12-31")
    assert model.objects.get(pk=till_the_last.pk).until == "9999"


@pytest.mark.parametrize(
    ("filterset", "model", "make"),
    [(MembershipFilter, Membership, make_membership), (OfficeFilter, Office, make_office)],
)
def test_what_was_true_on_a_day_was_not_only_planned(filterset, model, make):
    ended = make(since="1996", until="2003")
    lasting = make(since="2002-07", until="2020", until_is="planned")
    seen = make(since="2016", since_is="first_seen")
    make(since="2017", since_is="planned", until="2020", until_is="planned")
    unknown = make()
    assert found(filterset, model, as_of="1995-12-31") == {unknown}
    assert found(filterset, model, as_of="2003-01-01") == {ended, lasting, unknown}
    assert found(filterset, model, as_of="2018") == {lasting, seen, unknown}
    assert found(filterset, model, as_of="2021-05") == {seen, unknown}
    assert errors(filterset, model, {"as_of": "yesterday"}) == ["as_of"]


def test_a_role_is_asked_for_as_of_a_day():
    forum, china = make_mechanism(slug="arf"), make_participant(slug="china")
    make_membership(mechanism=forum, participant=china, since="1994", until="2010")
    make_membership(
        mechanism=forum, participant=china, role="co_chair", since="2017", since_is="planned"
    )
    for filterset, model, other, own in (
        (ParticipantFilter, Participant, {"mechanism": "arf"}, china),
        (MechanismFilter, Mechanism, {"participant": "china"}, forum),
    ):
        assert found(filterset, model, **other, as_of="2000") == {own}
        assert found(filterset, model, **other, as_of="2018") == set()
        assert found(filterset, model, **other, role="co_chair", as_of="2018") == set()
        assert found(filterset, model, **other, role="co_chair") == {own}


def test_topics_are_found_by_name_and_parent():
    security = make_topic(name="Non-traditional security", slug="nts")
    relief = make_topic(name="Disaster relief", parent=security)
    assert found(TopicFilter, Topic, q="disaster") == {relief}
    assert found(TopicFilter, Topic, parent="nts") == {relief}


def test_a_relation_is_named_by_slug_or_by_permanent_id():
    top = make_mechanism(slug="top")
    under = make_mechanism(parent=top)
    assert found(MechanismFilter, Mechanism, parent=top.uid.lower()) == {under}


def test_a_draft_cannot_be_named_in_a_filter():
    make_mechanism(slug="secret", state="draft")
    make_mechanism(slug="under-secret", parent=make_mechanism(state="withdrawn"))
    assert errors(MechanismFilter, Mechanism, {"parent": "secret"}) == ["parent"]
    assert errors(MechanismFilter, Mechanism, {"parent": "under-secret"}) == ["parent"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "\0"},
        {"q": "\ud800"},
        {"q": "!?"},
        {"q": "a" * 201},
        {"kind": "choir"},
        {"status": "ACTIVE"},
        {"parent": "nowhere"},
        {"within": "a\0b"},
        {"from": "2015-02-29"},
        {"from": "99999"},
        {"to": "0000"},
        {"to": "\ud800"},
        {"from": "2016", "to": "2015"},
    ],
)
def test_a_wrong_value_is_refused_at_its_field(query):
    assert errors(MechanismFilter, Mechanism, query) == [list(query)[-1]]


def test_filters_show_no_select_box_of_a_whole_table():
    make_mechanism(name="Unmistakable", slug="unmistakable")
    assert "nmistakable" not in MechanismFilter({}, Mechanism.objects.all()).form.as_p()


def test_a_record_that_a_filter_names_is_looked_for_once_in_a_version(django_assert_num_queries):
    body, version = make_mechanism(name="Forum"), uuid4().hex
    with django_assert_num_queries(1):
        assert kept_record(Mechanism, body.slug, version) == body
        assert kept_record(Mechanism, body.slug, version) == body
    Mechanism.objects.filter(pk=body.pk).update(state="withdrawn")
    with pytest.raises(ValidationError, match="There is no mechanism called"):
        kept_record(Mechanism, body.slug, f"{version} later")


def test_what_is_not_asked_for_is_not_read(monkeypatch):
    read = []

    def to_python(_self: ReferenceField, text: str) -> str:
        read.append(text)
        return text

    monkeypatch.setattr(ReferenceField, "to_python", to_python)
    MechanismFilter({"q": "forum"}, Mechanism.objects.all()).is_valid()
    assert read == []
