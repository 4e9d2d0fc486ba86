"""What is asked of a typed value, what the document offers for it, and what an answer writes."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from documents.candidates.accepting import accept, link
from documents.candidates.questions import Answer, questions_about
from documents.candidates.record_values import InvalidValues, values_of
from documents.disputes import dispute_of
from documents.evidence import supports
from documents.models import Citation
from extraction.wording import How
from tests import make

from .made_up import TEXT, hosted_by, make_text, quotes, summit, taken_for, value

pytestmark = pytest.mark.django_db

LONG = (
    "River cooperation\n\n"
    "The Third River Basin Summit was held in Port Amber in August 2023, hosted by Estwick.\n\n"
    "It moved to Carrow afterwards.\n\n"
    + "".join(f"Paragraph {number} tells of nothing.\n\n" for number in range(6))
    + "Stonehaven is a town by the sea, founded on 1 January 1899.\n\n"
    "The eleventh round will be held at Brook Hall, and opened at Brook Hall.\n"
)


def of_long(**changes):
    """The summit of the long text: its date is a month."""
    fields = {
        "name": value("Third River Basin Summit", LONG),
        "date": value("August 2023", LONG, says="2023-08"),
        "place": value("Port Amber", LONG),
        "status": value("was held", LONG, says="held"),
        "level": value("Summit", LONG, says="leaders"),
    }
    start, end = LONG.index("The Third"), LONG.index("Estwick.") + 8
    return replace(summit(), start=start, end=end, fields=fields, **changes)


def host_of_long(participant=None):
    """The part that says who was the host, in the long text."""
    words = value("hosted by Estwick", LONG)
    uid = participant.uid if participant else ""
    return replace(
        hosted_by(None),
        start=words.start,
        end=words.end,
        fields={
            "participant": value("Estwick", LONG, uid=uid),
            "role": value("hosted", LONG, says="host"),
        },
    )


def form_of(row, **typed) -> dict[str, str]:
    """What the form of a candidate sends where only some values are typed."""
    sent = {key: one for values in values_of(row) for key, one in values.initial.items()}
    return sent | typed


def question(row, key: str, **typed):
    (found,) = [
        one
        for one in questions_about(row, values_of(row, form_of(row, **typed)), of_known=False)
        if one.key == key
    ]
    return found


def words_of(question) -> list[str]:
    return [LONG[slice(*one.span)] for one in question.offers]


# What is asked, and what is offered


def test_nothing_is_asked_of_what_stands_as_it_was_read():
    row = make.make_candidate(make_text(LONG), of_long(parts=(host_of_long(),)))

    assert questions_about(row, values_of(row), of_known=False) == []
    same_day = form_of(row, date="2023-08", **{"place-new": "Port Amber"})
    assert questions_about(row, values_of(row, same_day), of_known=False) == []


def test_typed_date_is_found_in_the_candidates_own_words():
    row = make.make_candidate(make_text(), summit())

    asked = question(row, "date", date="2031-05")

    assert [TEXT[slice(*one.span)] for one in asked.offers] == ["4 May 2031"]
    assert asked.offers[0].wording.how is How.NEAR  # it says more than that
    assert (asked.preselected, asked.read) == (None, None)


def test_name_typed_for_a_place_is_found_beside_the_candidate_and_preselected():
    row = make.make_candidate(make_text(LONG), of_long())

    asked = question(row, "place", **{"place-new": "Carrow"})

    assert words_of(asked) == ["Carrow"]
    assert asked.preselected is asked.offers[0]
    assert asked.offers[0].context == ("It moved to ", "Carrow", " afterwards.")
    assert asked.read.value == "Port Amber"  # which the words said


def test_known_record_is_found_by_any_of_its_names():
    place = make.make_place(name="Carrowtown")
    place.names.create(text="Carrow", language="en")
    row = make.make_candidate(make_text(LONG), of_long())

    asked = question(row, "place", **{"place": str(place.pk), "place-new": ""})

    assert words_of(asked) == ["Carrow"]


def test_what_stands_far_off_is_offered_and_not_preselected():
    row = make.make_candidate(make_text(LONG), of_long())

    once = question(row, "place", **{"place-new": "Stonehaven"})
    twice = question(row, "place", **{"place-new": "Brook Hall"})

    assert (words_of(once), once.preselected) == (["Stonehaven"], None)
    assert (words_of(twice), twice.preselected) == (["Brook Hall", "Brook Hall"], None)


def test_choice_that_is_a_number_is_not_looked_for_as_one():
    row = make.make_candidate(make_text(LONG), of_long())

    assert words_of(question(row, "track", track="1")) == []


def test_number_and_choice_far_off_are_offered_and_not_preselected():
    row = make.make_candidate(make_text(LONG), of_long())

    number = question(row, "ordinal", ordinal="11", **{"series-new": "Round"})
    choice = question(row, "status", status="announced")

    assert words_of(number) == ["eleventh"]
    assert number.preselected is None
    assert choice.preselected is None


def test_what_the_document_does_not_say_has_no_words():
    row = make.make_candidate(make_text(LONG), of_long())

    asked = question(row, "place", **{"place-new": "Quay Nine"})

    assert (asked.offers, asked.preselected) == ([], None)


def test_default_that_nobody_read_is_asked_for():
    fields = {"name": value("River Basin Summit")}
    row = make.make_candidate(make_text(), summit(fields=fields))

    (asked,) = questions_about(row, values_of(row), of_known=False)

    assert asked.key == "status"
    assert TEXT[slice(*asked.preselected.span)] == "was held"


def test_part_is_asked_like_a_record():
    carrow = make.make_participant(name="Carrow")
    row = make.make_candidate(make_text(LONG), of_long(parts=(host_of_long(),)))

    asked = question(
        row, "part-0-participant", **{"part-0-participant": str(carrow.pk), "part-0-leave_out": ""}
    )

    assert words_of(asked) == ["Carrow"]
    assert (asked.preselected, asked.read.value) == (asked.offers[0], "Estwick")


def test_words_that_are_another_spelling_are_offered_and_say_nothing_else():
    estwyck = make.make_participant(name="Estwyck")
    row = make.make_candidate(make_text(LONG), of_long(parts=(host_of_long(),)))
    typed = {"part-0-participant": str(estwyck.pk), "part-0-leave_out": ""}

    asked = question(row, "part-0-participant", **typed)

    assert words_of(asked) == ["Estwick"]
    assert (asked.preselected, asked.read) == (None, None)


# What an answer writes


def test_typed_place_that_the_text_does_not_name_is_kept_without_evidence(editor):
    row = make.make_candidate(make_text(LONG), of_long())

    done = accept(row, by=editor, version=1, changes=form_of(row, **{"place-new": "Quay Nine"}))

    meeting = done.record
    assert (meeting.place.name, meeting.state, meeting.place.state) == (
        "Quay Nine",
        "draft",
        "draft",
    )
    assert supports([meeting])[0].uncited == ["place"]
    assert quotes(meeting.place) == {}
    assert "place" in " ".join(done.lacking)


def test_words_that_were_found_and_confirmed_are_cited(editor):
    row = make.make_candidate(make_text(LONG), of_long())
    start = LONG.index("Carrow")

    done = accept(
        row,
        by=editor,
        version=1,
        changes=form_of(row, **{"place-new": "Carrow"}),
        answers={"place": Answer((start, start + 6))},
    )

    assert quotes(done.record)["place"] == "Carrow"
    assert quotes(done.record.place) == {"name": "Carrow"}
    assert done.record.state == "published"


def test_words_that_an_editor_chose_say_how_they_say_it(editor):
    row = make.make_candidate(make_text(LONG), of_long())
    start = LONG.index("It moved")
    answer = Answer((start, start + len("It moved to Carrow")), how="The quay is in Carrow.")

    done = accept(
        row,
        by=editor,
        version=1,
        changes=form_of(row, **{"place-new": "Quay Nine"}),
        answers={"place": answer},
    )

    citation = Citation.objects.get(meeting=done.record, fields__contains=["place"])
    assert (citation.quote, citation.reason) == ("It moved to Carrow", "The quay is in Carrow.")
    assert done.record.state == "published"


def test_date_that_is_changed_leaves_the_words_saying_what_they_say(editor):
    row = make.make_candidate(make_text(LONG), of_long())

    done = accept(
        row,
        by=editor,
        version=1,
        changes=form_of(row, date="1999-01-01"),
        answers={"date": Answer(otherwise=True, why="The press release errs.")},
    )

    (support,) = supports([done.record])
    assert done.record.state == "draft"
    assert support.uncited == ["date"]
    citation = Citation.objects.get(meeting=done.record, quote="August 2023")
    assert (citation.stated, citation.reason) == ({"date": "2023-08"}, "The press release errs.")
    dispute = dispute_of(done.record, "date")
    assert [(one.stated, one.is_recorded) for one in dispute.sides] == [
        ("1999-01-01", True),
        ("2023-08", False),
    ]


def test_words_that_were_misread_are_not_cited(editor):
    row = make.make_candidate(make_text(LONG), of_long())

    done = accept(
        row,
        by=editor,
        version=1,
        changes=form_of(row, date="1999-01-01"),
        answers={"date": Answer()},
    )

    assert not Citation.objects.filter(quote="August 2023").exists()
    assert supports([done.record])[0].uncited == ["date"]


def test_same_words_cannot_say_both(editor):
    row = make.make_candidate(make_text(LONG), of_long())
    start = LONG.index("August 2023")
    answer = Answer((start, start + len("August 2023")), otherwise=True, why="So it is.")

    with pytest.raises(InvalidValues, match="cannot say this value and another"):
        accept(
            row,
            by=editor,
            version=1,
            changes=form_of(row, date="1999-01-01"),
            answers={"date": answer},
        )


def test_words_outside_every_passage_are_refused(editor):
    row = make.make_candidate(make_text(LONG), of_long())

    with pytest.raises(ValidationError, match="No passage holds"):
        accept(
            row,
            by=editor,
            version=1,
            changes=form_of(row, **{"place-new": "Quay Nine"}),
            answers={"place": Answer((len(LONG) + 5, len(LONG) + 9))},
        )


def test_part_whose_participant_is_changed_rests_on_the_words_for_the_new_one(editor):
    estwick = make.make_participant(name="Estwick")
    carrow = make.make_participant(name="Carrow")
    row = make.make_candidate(make_text(LONG), of_long(parts=(host_of_long(estwick),)))
    sent = form_of(row, **{"part-0-participant": str(carrow.pk)})

    done = accept(row, by=editor, version=1, changes=sent)

    part = done.record.participations.get()
    assert part.participant == carrow
    assert quotes(part)["meeting"] == "Carrow"  # found beside it, in so many words
    stated = Citation.objects.get(participation=part, quote="Estwick").stated
    assert stated == {"participant": "Estwick"}


def test_country_that_was_read_with_a_place_is_not_that_of_a_typed_one(editor):
    estwick = make.make_participant(name="Estwick")
    fields = {**of_long().fields, "country": value("Estwick", LONG, uid=estwick.uid)}
    row = make.make_candidate(make_text(LONG), replace(of_long(), fields=fields))

    done = accept(row, by=editor, version=1, changes=form_of(row, **{"place-new": "Carrow"}))

    assert done.record.place.country is None


def test_known_record_is_never_given_a_typed_value_for_one_that_has_evidence(editor):
    known = make.make_meeting(name="Third River Basin Summit", date="2023")
    make.make_citation(known)
    row = make.make_candidate(make_text(LONG), of_long(matches=taken_for(known)))
    sent = form_of(row, date="2023-08-09", same_as=str(known.pk))

    accept(row, by=editor, version=1, changes=sent)

    known.refresh_from_db()
    assert known.date == "2023"


def test_link_states_what_differs_and_cites_nothing_by_the_whole_sentence(editor):
    known = make.make_meeting(name="Third River Basin Summit", date="2021")
    make.make_citation(known)
    row = make.make_candidate(make_text(LONG), of_long())

    link(row, known, by=editor, version=1)

    found = quotes(known)
    assert found["date"] == "August 2023"
    assert LONG[row.start : row.end] not in found.values()


GUEST = "Estwick joined the River Forum as a guest in 1901."


def test_link_fills_no_gap_with_what_is_said_of_another_role(editor):
    forum = make.make_mechanism(name="River Forum")
    estwick = make.make_participant(name="Estwick")
    known = make.make_membership(mechanism=forum, participant=estwick, role="chair")
    make.make_citation(known)
    fields = {
        "participant": value("Estwick", GUEST, uid=estwick.uid),
        "mechanism": value("River Forum", GUEST, uid=forum.uid),
        "role": value("guest", GUEST, says="guest"),
        "since": value("1901", GUEST),
    }
    found = replace(of_long(), kind="membership", title="Estwick", fields=fields, end=len(GUEST))
    row = make.make_candidate(make_text(GUEST), found)

    link(row, known, by=editor, version=1)

    known.refresh_from_db()
    (citation,) = known.citations.exclude(stated={})
    assert (known.role, known.since, citation.stated) == ("chair", "", {"role": "guest"})
