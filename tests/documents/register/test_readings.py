"""The register in data/ says what its sources say: cases in which a reading once said otherwise."""

import pytest
from django.utils.translation import override

from documents.importing import import_document
from documents.judgements import names_held, values_of
from documents.models import Citation
from documents.perspective import perspective
from mechanisms.models import Mechanism, Membership, Participant, Person, Topic
from meetings.collectives import by_collective, memberships_meant
from meetings.models import ACTIVITIES, Delegate, Meeting, Outcome, Position, Series

pytestmark = pytest.mark.django_db


def meeting(slug: str) -> Meeting:
    return Meeting.objects.public().get(slug=slug)


@pytest.mark.parametrize("slug", ["china-asean-summit-2007", "asean-plus-three-summit-2007"])
def test_defence_cooperation_was_to_be_institutionalized_and_not_regular(curated, slug):
    stands = meeting(slug).positions.filter(kind=Position.Kind.STAND)

    assert [one.title for one in stands] == [
        "Institutionalized defence cooperation and military exchanges"
    ]
    assert "regular" not in meeting(slug).summary


def test_a_chair_that_was_to_come_is_planned(curated):
    chairs = Membership.objects.public().filter(
        mechanism__slug="admm-plus-experts-working-group-on-counter-terrorism"
    )

    assert sorted(chairs.values_list("participant__slug", "since", "since_is", "until_is")) == [
        ("china", "2017", "planned", "planned"),
        ("thailand", "2017", "planned", "planned"),
    ]


def test_a_like_name_is_no_tie_between_bodies(curated):
    """No source read so far says how the officials' meeting stands to the ministers' meeting."""
    ministers = Mechanism.objects.get(slug="admm-plus")
    officials = Mechanism.objects.get(slug="asean-defense-senior-officials-meeting-plus")

    assert officials.parent is officials.predecessor is None
    assert ministers.name in officials.summary
    assert "no source read so far says how the two are connected" in officials.summary
    assert "no source read so far says how the two are connected" in ministers.summary
    assert {*officials.topics.all()} & {*ministers.topics.all()}


@pytest.mark.parametrize(
    "slug",
    [
        "shanghai-cooperation-organization",
        "lancang-mekong-cooperation",
        "six-party-talks",
        "xiangshan-forum",
    ],
)
def test_china_did_not_found_alone_what_it_says_it_founded_with_others(curated, slug):
    founders = Membership.objects.public().filter(mechanism__slug=slug, role="founder")

    assert sorted(founders.values_list("participant__slug", flat=True)) == [
        "china",
        "relevant-countries",
    ]


@pytest.mark.parametrize(
    ("slug", "body", "meant"),
    [
        ("sco-member-states", "shanghai-cooperation-organization", ["china"]),
        ("sco-observer-states", "shanghai-cooperation-organization", []),
        ("cica-member-states", "cica", ["china"]),
    ],
)
def test_a_collective_stands_for_members_and_is_none(curated, slug, body, meant):
    collective = Participant.objects.public().get(slug=slug)

    assert collective.members_of is not None
    assert collective.members_of.slug == body
    assert not collective.memberships.public().filter(mechanism__slug=body).exists()
    found = by_collective([collective], memberships_meant([collective], None, None))
    assert [one.participant.slug for one in found[collective.pk]] == meant


def test_more_than_forty_is_a_value_and_a_delegate_sits_for_a_state(curated):
    workshop = meeting(
        "workshop-on-building-military-to-military-confidence-in-the-south-china-sea"
    )
    he = Delegate.objects.public().get(meeting=workshop, person__slug="he-xiangqi")

    assert (workshop.attendance_min, workshop.attendance_max) == (41, None)
    assert he.participant is not None
    assert (he.participant.slug, he.office) == (
        "china",
        "Deputy Director-General of the Department of Border and Ocean Affairs",
    )


def test_meetings_that_a_source_only_counts_are_a_count(curated):
    series = Series.objects.public().get(slug="lmc-senior-officials-meeting")

    assert (series.count_min, series.count_max, series.count_date) == (3, 3, "2016-11")
    assert not series.meetings.public().exists()


def test_talks_that_are_only_told_as_held_are_series_with_a_count(curated):
    """One rule for ministers and for others, which ``data/README.md`` tells."""
    three = Mechanism.objects.filter(slug__contains="china-japan-rok") | Mechanism.objects.filter(
        slug="committee-for-promoting-exchanges-and-cooperation-among-universities"
    )
    series = Series.objects.public().filter(mechanism__in=three)

    assert series.filter(count_min__gte=1, count_date="2017-01-11").count() == 21
    assert [one.slug for one in series.filter(count_min=None)] == ["china-japan-rok-summit"]
    held = Meeting.objects.public().filter(mechanism__in=three)
    assert [one.slug for one in held] == ["6th-china-japan-rok-summit"]


def test_the_sixth_summit_agreed_on_trade_and_issued_statements_nobody_counted(curated):
    found = Outcome.objects.public().filter(meeting__slug="6th-china-japan-rok-summit")
    titles = set(found.values_list("title", flat=True))

    assert (
        "Closer cooperation in politics, the economy, trade, public finance, the financial sector "
        "and culture, and on sustainable development"
    ) in titles
    assert {one for one in titles if "statement" in one} == {
        "Other joint statements on agriculture, education, and the economy and trade"
    }


@pytest.mark.parametrize(
    "slug",
    [
        "arf-round-table-discussion-on-stocktaking-of-maritime-security-issues",
        "arf-seminar-on-narcotics-control",
    ],
)
def test_the_past_two_years_of_an_undated_text_are_bounds_with_their_reason(curated, slug):
    found = meeting(slug)
    cited = Citation.objects.public().get(meeting=found, fields__contains=["date"])

    assert (found.date, found.earliest.year, found.latest.year) == ("[2006..2008]", 2006, 2008)
    assert cited.reason


def test_a_programme_or_an_observance_is_no_meeting(curated):
    apart = Meeting.objects.public().filter(kind__in=ACTIVITIES)

    assert {
        "year-of-china-asean-educational-exchanges-2016",
        "training-program-on-understanding-china",
        "14th-asian-arts-festival",
    } <= set(apart.values_list("slug", flat=True))


def test_two_dialogues_of_like_names_are_said_not_to_be_connected_by_a_source(curated):
    officials = Mechanism.objects.public().get(slug="asean-defense-senior-officials-meeting-plus")

    assert officials.parent is None
    assert "Defence Ministers' Meeting Plus" in officials.summary


def test_readers_are_told_from_which_side_the_register_is_written(curated, client):
    english = (
        "The register rests on 5 texts so far: 4 by state bodies of China and 1 by an institute of "
        "China. It tells of things as they do."
    )

    assert perspective() == english
    assert english in client.get("/").content.decode()
    assert english in client.get("/about/").content.decode()
    with override("zh-hans"):
        assert "4 份由中国的国家机构发表" in perspective()


def test_topics_have_names_in_chinese(curated):
    with override("zh-hans"):
        assert Topic.objects.get(slug="counter-terrorism").display_name == "反恐"
    without = [one.slug for one in Topic.objects.public() if one.names.count() == 0]
    assert without == []


def test_each_further_name_stands_in_the_words_that_are_cited_for_it(curated, seeds):
    for path in sorted(seeds.glob("*.txt")):
        import_document(data=path.read_bytes(), file_name=path.name)
    wrong = []
    for model in (Mechanism, Participant, Person, Series, Meeting):
        kind = model._meta.model_name
        cited = Citation.objects.filter(**{f"{kind}__isnull": False}, state="published")
        for citation in cited.filter(fields__contains=["names"]).select_related(kind):
            record = getattr(citation, kind)
            for name in names_held(
                {"names": (citation.holds_for or {})["names"]}, values_of(record)
            ):
                if name.partition(" [")[0] not in citation.quote:
                    wrong.append((record.slug, name, citation.quote))
    assert wrong == []
