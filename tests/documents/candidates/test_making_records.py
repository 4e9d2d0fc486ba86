"""Records made of candidates, and candidates written into known records."""

from dataclasses import replace

import pytest

from documents.candidates.accepting import accept, link
from documents.candidates.record_values import InvalidValues, record_values
from documents.candidates.serialization import from_json
from documents.models import Citation
from meetings.models import Meeting, Place, Series
from tests import make

from .made_up import hosted_by, make_text, quotes, summit, taken_for, value

pytestmark = pytest.mark.django_db


def test_candidate_of_a_known_record_cites_it_and_fills_its_gaps(editor):
    known = make.make_meeting(name="Third River Basin Summit", date="2031")
    make.make_citation(known)
    candidate = make.make_candidate(make_text(), summit(matches=taken_for(known)))

    done = accept(candidate, by=editor, version=1)

    known.refresh_from_db()
    assert (known.date, known.place.name, known.level) == ("2031-05-04", "Port Amber", "leaders")
    assert Meeting.objects.count() == 1
    assert quotes(known)["date"] == "4 May 2031"
    assert known.place.state == "published"
    assert (done.candidate.decision, done.candidate.made) == ("accepted", known.uid)


def test_value_that_differs_is_stated_and_contradicts(editor):
    place = make.make_place(name="Stonehaven")
    known = make.make_meeting(name="River Summit", date="2031-05-06", place=place)
    make.make_citation(known)
    candidate = make.make_candidate(make_text(), summit())

    done = link(candidate, known, by=editor, version=1)

    known.refresh_from_db()
    assert (known.date, known.place) == ("2031-05-06", place)
    stated = {k: v for one in Citation.objects.of([known]) for k, v in one.stated.items()}
    assert stated == {"date": "2031-05-04", "place": "Port Amber"}
    assert done.candidate.decision == "linked"


def test_less_exact_date_neither_supports_nor_contradicts(editor):
    known = make.make_meeting(name="River Summit", date="2031-05-04")
    make.make_citation(known)
    fields = {**summit().fields, "date": value("May 2031", says="2031-05")}
    candidate = make.make_candidate(make_text(), summit(fields=fields))

    link(candidate, known, by=editor, version=1)

    known.refresh_from_db()
    assert known.date == "2031-05-04"
    assert "date" not in quotes(known)


def test_part_that_is_known_is_cited_and_not_made_again(editor):
    estwick = make.make_participant(name="Estwick")
    known = make.make_meeting(name="River Summit")
    host = make.make_participation(meeting=known, participant=estwick, role="host")
    make.make_citation(known)
    make.make_citation(host)
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(estwick),)))

    link(candidate, known, by=editor, version=1)

    assert known.participations.count() == 1
    assert quotes(host)["role"] == "hosted"


def test_unknown_participant_is_left_out_and_named(editor):
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(None),)))

    done = accept(candidate, by=editor, version=1)

    assert not done.record.participations.exists()
    assert done.left_out == ["Estwick, host"]


def test_unknown_participant_can_be_added_with_the_decision(editor):
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(None),)))
    sent = {
        "name": "River Basin Summit",
        "status": "held",
        "part-0-participant-new": "Estwick",
        "part-0-role": "host",
    }

    done = accept(candidate, by=editor, version=1, changes=sent)

    host = done.record.participations.get()
    assert (host.participant.name, host.participant.state) == ("Estwick", "published")
    assert quotes(host.participant) == {"name": "Estwick"}


@pytest.mark.parametrize(
    ("name", "kind", "code"), [("Burma", "state", "MMR"), ("Korea", "other", "")]
)
def test_an_added_participant_that_is_a_state_is_tied_to_reference_data(editor, name, kind, code):
    text = make_text()
    candidate = make.make_candidate(text, summit(parts=(hosted_by(None),)))
    sent = {"name": "River Summit", "status": "held", "part-0-role": "host"}

    done = accept(candidate, by=editor, version=1, changes={**sent, "part-0-participant-new": name})

    added = done.record.participations.get().participant
    assert (added.name, added.kind, added.iso_alpha3) == (name, kind, code)


def test_number_without_a_known_series_begins_one_called_as_the_name_goes_on(editor):
    fields = {**summit().fields, "ordinal": value("Third", says="3")}
    candidate = make.make_candidate(make_text(), summit(fields=fields))

    meeting = accept(candidate, by=editor, version=1).record

    assert (meeting.ordinal, meeting.series.name) == (3, "River Basin Summit")
    assert Series.objects.get().state == "published"
    assert quotes(meeting)["series"] == "River Basin Summit"


def test_place_named_before_is_found_again(editor):
    text = make_text()
    fields = {**summit().fields, "name": value("ministers of the basin")}
    fields["date"] = value("June 2031", says="2031-06")
    other = replace(summit(), title="Meeting of ministers", start=summit().start + 4, fields=fields)
    first = make.make_candidate(text, summit())
    second = make.make_candidate(text, other)

    accept(first, by=editor, version=1)
    accept(second, by=editor, version=1)

    assert Place.objects.count() == 1
    assert Meeting.objects.count() == 2


def test_what_a_reviewer_withdrew_does_not_come_back_with_a_candidate(editor):
    make.make_place(name="Port Amber", state="withdrawn")
    candidate = make.make_candidate(make_text(), summit())

    with pytest.raises(InvalidValues) as refused:
        accept(candidate, by=editor, version=1)

    assert "was withdrawn" in refused.value.errors["place-new"][0]
    assert Place.objects.get().state == "withdrawn"
    assert not Meeting.objects.exists()


def test_new_series_is_of_the_body_of_its_meeting(editor):
    basin = make.make_mechanism(name="River Basin")
    make.make_citation(basin, *basin.filled_evidential_fields())
    fields = {
        **summit().fields,
        "ordinal": value("Third", says="3"),
        "mechanism": value("River Basin", uid=basin.uid),
    }
    candidate = make.make_candidate(make_text(), summit(fields=fields))

    accept(candidate, by=editor, version=1)

    series = Series.objects.get()
    assert (series.mechanism, series.state) == (basin, "published")
    assert quotes(series) == {"name": "River Basin Summit", "mechanism": "River Basin"}


def test_part_that_lacked_somebody_is_made_once_that_is_filled_in(editor):
    estwick = make.make_participant(name="Estwyck")
    candidate = make.make_candidate(make_text(), summit(parts=(hosted_by(None),)))
    sent = {
        values.key(name): values.initial.get(values.key(name), "")
        for values in record_values(from_json(candidate))
        for name in values.names
    }
    sent |= {"place-new": "Port Amber", "part-0-leave_out": "on"}

    accept(candidate, by=editor, version=1, changes={**sent, "part-0-participant": str(estwick.pk)})

    assert Meeting.objects.get().participations.get().participant == estwick


@pytest.mark.parametrize(("has", "says"), [("held", "announced"), ("cancelled", "held")])
def test_what_is_said_of_a_plan_is_not_written_into_what_was_held_nor_back(editor, has, says):
    estwick = make.make_participant(name="Estwick")
    known = make.make_meeting(name="River Summit", status=has, date="")
    make.make_citation(known)
    fields = {**summit().fields, "status": value("was held", says=says)}
    candidate = make.make_candidate(make_text(), summit(fields=fields, parts=(hosted_by(estwick),)))

    link(candidate, known, by=editor, version=1)

    known.refresh_from_db()
    assert (known.date, known.place, known.participations.count()) == ("", None, 0)
    (said,) = [one for one in Citation.objects.of([known]) if one.stated]
    assert said.stated["status"] == says


def test_a_body_that_is_active_was_not_founded_by_what_is_planned(editor):
    known = make.make_mechanism(name="River Forum", status="active")
    make.make_citation(known)
    found = summit(
        kind="mechanism",
        title="River Forum",
        fields={
            "status": value("was held", says="proposed"),
            "founded": value("4 May 2031", says="2031"),
        },
    )

    link(make.make_candidate(make_text(), found), known, by=editor, version=1)

    known.refresh_from_db()
    assert known.founded == ""
