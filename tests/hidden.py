"""A register in which whatever can be hidden is, behind records that are public.

Hidden records of every kind carry the word SECRET in each of their texts, and are tied in every way
to records that are public.
"""

from typing import Any

import pgtrigger
from django.db import connection

from documents.models import Document
from mechanisms.models import Mechanism, Participant, Person, Topic
from meetings.models import Meeting, Place, Series
from records.models import NamedRecord
from tests import make

SECRET = "Zyxwsecret"
PAGES: dict[str, type[NamedRecord]] = {
    "mechanisms": Mechanism,
    "participants": Participant,
    "people": Person,
    "series": Series,
    "meetings": Meeting,
    "documents": Document,
    "topics": Topic,
    "places": Place,
}
ABSENT = "0000000000"


def named(state: str) -> dict[str, str]:
    number = next(make._numbers)
    slug = f"zyxwsecret-{number}"
    name = f"Common {SECRET} {number}"
    return {"state": state, "name": name, "slug": slug, "summary": f"{SECRET} in short"}


def public_records() -> dict[str, Any]:
    """One public record of every kind with a page, tied together."""
    word = {"name": "Common knowledge"}
    topic = make.make_topic(**word)
    country = make.make_participant(**word)
    mechanism = make.make_mechanism(**word)
    series = make.make_series(mechanism=mechanism, **word)
    place = make.make_place(country=country, **word)
    person = make.make_person(**word)
    meeting = make.make_meeting(mechanism=mechanism, series=series, place=place, ordinal=2, **word)
    outcome = make.make_outcome(meeting=meeting, title="Common declaration")
    document = make.make_document(**word)
    passage = make.make_passage(capture=make.make_capture(document=document))
    position = make.make_position(meeting=meeting, title="Common wish")
    parts = [
        make.make_participation(meeting=meeting, participant=country),
        make.make_delegate(meeting=meeting, person=person, participant=country),
        make.make_membership(mechanism=mechanism, participant=country),
        make.make_office(person=person, participant=country),
    ]
    parts.append(position)
    together = make.make_participant(
        kind="collective", members_of=mechanism, name="Common members together"
    )
    parts += [together, make.make_participation(meeting=meeting, participant=together)]
    for record in (topic, mechanism, series, place, person, meeting, outcome, country, *parts):
        make.make_citation(record, passage=passage)
    for record in (mechanism, meeting, outcome, position):
        record.topics.add(topic)
    return {
        "topic": topic,
        "country": country,
        "mechanism": mechanism,
        "series": series,
        "place": place,
        "person": person,
        "meeting": meeting,
        "outcome": outcome,
        "position": position,
        "document": document,
        "passage": passage,
    }


def as_if_committed() -> None:
    """Let what waits for the end of the transaction happen: the register's version grows."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT set_config('fora.growing', '', true)")


def hide_drafts() -> None:
    """A draft of every kind that has a page, with names, evidence, and a text of its own."""
    country, document = (
        make.make_participant(**named("draft")),
        make.make_document(**named("draft")),
    )
    capture = make.make_capture(f"Common {SECRET} text.", document=document)
    passage = make.make_passage(capture=capture, summary=SECRET, speaker=SECRET)
    body = make.make_mechanism(**named("draft"))
    meeting = make.make_meeting(mechanism=body, **named("draft"))
    records: list[Any] = [
        *(country, document, body, meeting),
        make.make_topic(**named("draft")),
        make.make_person(**named("draft")),
        make.make_place(country=country, **named("draft")),
        make.make_series(mechanism=body, **named("draft")),
    ]
    for record in records:
        record.names.create(text=f"Common {SECRET} alias")
    records += [
        make.make_participation(meeting=meeting, participant=country, state="draft"),
        make.make_outcome(meeting=meeting, title=SECRET, state="draft"),
        make.make_position(meeting=meeting, title=SECRET, state="draft"),
    ]
    for record in records:
        make.make_citation(record, passage=passage, reason=SECRET, state="draft")


def hide(state: str, shown: dict[str, Any], *, named_by_public: bool = True) -> None:
    """One record of every kind in ``state``, each tied to the public ones wherever it can be.

    Unless ``named_by_public`` is false, a record that is public is added too, which names some.
    """
    topic = make.make_topic(parent=shown["topic"], **named(state))
    participant = make.make_participant(parent=shown["country"], **named(state))
    person = make.make_person(**named(state))
    mechanism = make.make_mechanism(
        parent=shown["mechanism"], predecessor=shown["mechanism"], founding=SECRET, **named(state)
    )
    series = make.make_series(mechanism=shown["mechanism"], **named(state))
    place = make.make_place(country=shown["country"], **named(state))
    meeting = make.make_meeting(
        mechanism=shown["mechanism"],
        series=shown["series"],
        place=shown["place"],
        ordinal=next(make._numbers) + 1000,
        **named(state),
    )
    outcome = make.make_outcome(
        meeting=shown["meeting"],
        proposer=shown["country"],
        follows_up=shown["outcome"],
        title=f"Common {SECRET}",
        summary=SECRET,
        state=state,
    )
    position = make.make_position(
        meeting=shown["meeting"],
        proposer=shown["country"],
        follows_up=shown["outcome"],
        title=f"Common {SECRET}",
        audience=SECRET,
        summary=SECRET,
        state=state,
    )
    together = make.make_participant(
        kind="collective", members_of=shown["mechanism"], **named(state)
    )
    make.make_citation(together, passage=shown["passage"], reason=SECRET)
    document = make.make_document(
        part_of=shown["document"], publisher=shown["country"], **named(state)
    )
    own = make.make_passage(
        capture=make.make_capture(f"Common {SECRET} text.", document=document),
        summary=SECRET,
        speaker=SECRET,
    )
    words = {"state": state, "reason": SECRET, "stated": {"name": SECRET}}
    for record in (topic, participant, person, mechanism, series, place, meeting, document):
        # Its own citation is public, the record is not; and the other way round.
        make.make_citation(record, passage=shown["passage"], reason=SECRET)
        make.make_citation(record, passage=shown["passage"], **words)
        record.names.create(text=f"Common {SECRET} alias")
    for record in (shown[name] for name in ("mechanism", "meeting", "outcome", "position")):
        make.make_citation(record, passage=shown["passage"], state=state, reason=SECRET)
        make.make_citation(record, passage=own, reason=SECRET)
        with pgtrigger.ignore():  # to link a public record is to change it: that is no secret
            record.topics.add(topic)
    for record in (outcome, position):
        make.make_citation(record, passage=shown["passage"], reason=SECRET)
    for value in (mechanism, meeting):
        value.topics.add(shown["topic"])
    tie(shown, state, person_is="published" if named_by_public else state)
    # Parts that are published, of which one end is not.
    parts = [
        make.make_participation(meeting=shown["meeting"], participant=participant),
        make.make_participation(meeting=meeting, participant=shown["country"]),
        make.make_participation(meeting=shown["meeting"], participant=together),
        make.make_delegate(meeting=shown["meeting"], person=person, office=SECRET),
        make.make_delegate(meeting=meeting, person=shown["person"], office=SECRET),
        make.make_membership(mechanism=mechanism, participant=shown["country"]),
        make.make_membership(mechanism=shown["mechanism"], participant=participant),
        make.make_office(person=person, participant=shown["country"], title=SECRET),
        make.make_office(person=shown["person"], participant=participant, title=SECRET),
        make.make_outcome(meeting=meeting, proposer=shown["country"], title=SECRET),
        make.make_outcome(mechanism=mechanism, title=SECRET),
        make.make_outcome(meeting=shown["meeting"], proposer=participant, title=SECRET),
        make.make_outcome(meeting=shown["meeting"], follows_up=outcome, title=SECRET),
        make.make_outcome(meeting=shown["meeting"], takes_up=position, title=SECRET),
        make.make_position(meeting=meeting, proposer=shown["country"], title=SECRET),
        make.make_position(mechanism=mechanism, title=SECRET),
        make.make_position(meeting=shown["meeting"], proposer=participant, title=SECRET),
        make.make_position(meeting=shown["meeting"], follows_up=outcome, title=SECRET),
        make.make_position(meeting=shown["meeting"], continues=position, title=SECRET),
    ]
    for part in parts:
        make.make_citation(part, passage=shown["passage"], reason=SECRET)
    published_on_hidden(mechanism, meeting, series, place, document, participant, shown)
    if named_by_public:
        make.make_document(publisher=participant, outcome=outcome, name="Common paper")


def tie(shown: dict[str, Any], state: str, *, person_is: str) -> None:
    """Parts that are not published, of which both ends are (of the delegate, as ``person_is``)."""
    ends = {"state": state}
    make.make_delegate(
        meeting=shown["meeting"],
        person=make.make_person(name="Common delegate", state=person_is),
        office=SECRET,
        **ends,
    )
    office = f"{SECRET}, {state}"
    make.make_office(person=shown["person"], participant=shown["country"], title=office, **ends)
    make.make_outcome(meeting=shown["meeting"], title=SECRET, **ends)
    make.make_outcome(mechanism=shown["mechanism"], title=SECRET, **ends)
    make.make_position(meeting=shown["meeting"], title=SECRET, **ends)
    make.make_position(mechanism=shown["mechanism"], title=SECRET, **ends)


def published_on_hidden(
    mechanism: Any,
    meeting: Any,
    series: Any,
    place: Any,
    document: Any,
    participant: Any,
    shown: Any,
) -> None:
    """Published records on top of hidden ones, one step away and two."""
    public = "published"
    child = make.make_mechanism(parent=mechanism, **named(public))
    successor = make.make_mechanism(predecessor=mechanism, **named(public))
    meetings = [
        make.make_meeting(mechanism=mechanism, place=shown["place"], **named(public)),
        make.make_meeting(series=series, mechanism=shown["mechanism"], **named(public)),
        make.make_meeting(place=place, mechanism=shown["mechanism"], **named(public)),
        make.make_meeting(mechanism=child, place=shown["place"], **named(public)),
        make.make_meeting(
            series=make.make_series(mechanism=mechanism, **named(public)), **named(public)
        ),
        make.make_meeting(
            place=make.make_place(country=participant, **named(public)),
            mechanism=shown["mechanism"],
            **named(public),
        ),
    ]
    parts: list[Any] = [
        make.make_membership(mechanism=child, participant=shown["country"]),
        make.make_outcome(mechanism=successor, proposer=shown["country"], title=SECRET),
    ]
    for held in meetings:
        held.topics.add(shown["topic"])
        parts += [
            make.make_participation(meeting=held, participant=shown["country"]),
            make.make_delegate(meeting=held, person=shown["person"], participant=shown["country"]),
            make.make_outcome(meeting=held, proposer=shown["country"], title=SECRET),
            make.make_position(meeting=held, proposer=shown["country"], title=SECRET),
        ]
    together = make.make_participant(kind="collective", members_of=mechanism, **named(public))
    parts += [together, make.make_participation(meeting=shown["meeting"], participant=together)]
    ministry = make.make_participant(parent=participant, **named(public))
    parts.append(make.make_office(person=shown["person"], participant=ministry, title=SECRET))
    chapter = make.make_document(part_of=document, publisher=shown["country"], **named(public))
    inside = make.make_passage(capture=make.make_capture(SECRET, document=chapter), summary=SECRET)
    make.make_citation(shown["meeting"], passage=inside, reason=SECRET)
    for record in [child, successor, *meetings, ministry, chapter, *parts]:
        make.make_citation(record, passage=shown["passage"], reason=SECRET)


def rewrite(shown: dict[str, Any]) -> None:
    """A record that was public and is being rewritten: its new words are not public yet."""
    meeting = make.make_meeting(mechanism=shown["mechanism"], name="Common past")
    Meeting.objects.filter(pk=meeting.pk).update(state="draft", name=SECRET, summary=SECRET)
