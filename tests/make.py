"""Plain functions that make rows for tests: sensible values for what a test does not care about.

Rows are published unless a test says ``state="draft"``. They are written directly, past the
publishing service, so that a test can make any state of the register it needs.
"""

import hashlib
from itertools import count
from typing import Any, TypeVar

from documents.candidates.serialization import to_json
from documents.models import SUBJECTS, Candidate, Capture, Citation, Document, Passage
from extraction import candidates as extraction
from mechanisms.models import Mechanism, Membership, Office, Participant, Person, Topic
from meetings.models import Delegate, Meeting, Outcome, Participation, Place, Position, Series
from records.models import NamedRecord, Record

_numbers = count(1)
Named = TypeVar("Named", bound=NamedRecord)


def _named(model: type[Named], noun: str, **values: Any) -> Named:
    number = next(_numbers)
    defaults = {"name": f"{noun} {number}", "slug": f"{noun.lower()}-{number}"}
    return model.objects.create(**{**defaults, "state": "published", **values})  # type: ignore[return-value]


def make_topic(**values: Any) -> Topic:
    return _named(Topic, "Topic", **values)


def make_participant(**values: Any) -> Participant:
    return _named(Participant, "Participant", **{"kind": "state", **values})


def make_person(**values: Any) -> Person:
    return _named(Person, "Person", **values)


def make_mechanism(**values: Any) -> Mechanism:
    return _named(Mechanism, "Mechanism", **{"kind": "forum", **values})


def make_place(**values: Any) -> Place:
    return _named(Place, "Place", **values)


def make_series(**values: Any) -> Series:
    return _named(Series, "Series", **values)


def make_meeting(**values: Any) -> Meeting:
    return _named(Meeting, "Meeting", **{"date": "2016-09-07", **values})


def make_office(**values: Any) -> Office:
    values.setdefault("person", None)
    values["person"] = values["person"] or make_person()
    values.setdefault("participant", None)
    values["participant"] = values["participant"] or make_participant()
    return Office.objects.create(**{"title": "Minister", "state": "published", **values})


def make_membership(**values: Any) -> Membership:
    mechanism = values.pop("mechanism", None) or make_mechanism()
    participant = values.pop("participant", None) or make_participant()
    return Membership.objects.create(
        mechanism=mechanism, participant=participant, **{"state": "published", **values}
    )


def make_participation(**values: Any) -> Participation:
    meeting = values.pop("meeting", None) or make_meeting()
    participant = values.pop("participant", None) or make_participant()
    return Participation.objects.create(
        meeting=meeting, participant=participant, **{"state": "published", **values}
    )


def make_delegate(**values: Any) -> Delegate:
    meeting = values.pop("meeting", None) or make_meeting()
    person = values.pop("person", None) or make_person()
    return Delegate.objects.create(
        meeting=meeting, person=person, **{"state": "published", **values}
    )


def make_outcome(**values: Any) -> Outcome:
    if not values.get("meeting") and not values.get("mechanism"):
        values["meeting"] = make_meeting()
    return Outcome.objects.create(
        **{
            "title": f"Declaration {next(_numbers)}",
            "action": "adopted",
            "state": "published",
            **values,
        }
    )


def make_position(**values: Any) -> Position:
    if not values.get("meeting") and not values.get("mechanism"):
        values["meeting"] = make_meeting()
    return Position.objects.create(
        **{"title": f"Proposal {next(_numbers)}", "state": "published", **values}
    )


def make_document(**values: Any) -> Document:
    return _named(Document, "Document", **{"kind": "news_report", "rights": "public", **values})


def make_capture(text: str | None = "First paragraph.\n\nSecond one.", **values: Any) -> Capture:
    """A capture of ``text``; ``text=None`` is one known by its hash alone."""
    document = values.pop("document", None) or make_document()
    number = next(_numbers)
    body = (text or "").encode()
    return Capture.objects.create(
        document=document,
        **{
            "sha256": hashlib.sha256(body + str(number).encode()).hexdigest(),
            "byte_length": len(body),
            "char_length": len(text) if text is not None else 1000,
            "text": text,
            **values,
        },
    )


def make_passage(**values: Any) -> Passage:
    """A passage over the whole of its capture, unless ``start`` and ``end`` are given."""
    capture = values.pop("capture", None) or make_capture()
    number = values.pop("number", None) or capture.passages.count() + 1
    start = values.pop("start", 0)
    end = values.pop("end", capture.char_length)
    text = "" if capture.text is None else capture.text[start:end]
    return Passage.objects.create(
        capture=capture,
        number=number,
        start=start,
        end=end,
        **{"locator": f"¶{number}", "text": text, **values},
    )


def make_citation(subject: Record, *fields: str, **values: Any) -> Citation:
    """A passage that supports ``fields`` of ``subject`` (none: the record as a whole)."""
    passage = values.pop("passage", None) or make_passage()
    start = values.pop("start", passage.start)
    end = values.pop("end", passage.end)
    name = next(name for name, model in SUBJECTS.items() if isinstance(subject, model))
    quote = passage.text[start - passage.start : end - passage.start]
    return Citation.objects.create(
        passage=passage,
        start=start,
        end=end,
        **{name: subject, "fields": list(fields), "quote": quote, "state": "published", **values},
    )


def make_candidate(
    capture: Capture | None = None, found: extraction.Candidate | None = None, **values: Any
) -> Candidate:
    """A candidate that waits: of ``found``, else a meeting called by the words of the capture."""
    capture = capture or make_capture()
    passage = (
        values.pop("passage", None) or capture.passages.first() or make_passage(capture=capture)
    )
    start = values.pop("start", passage.start)
    end = values.pop("end", passage.end)
    found = found or extraction.Candidate(
        kind=values.pop("kind", "meeting"),
        title=values.pop("title", f"Meeting {next(_numbers)}"),
        start=start,
        end=end,
    )
    return Candidate.objects.create(
        capture=capture,
        passage=passage,
        kind=found.kind,
        title=found.title,
        start=found.start,
        end=found.end,
        **{
            "reading": to_json(found),
            "score": found.score,
            "match": found.same.uid if found.same else "",
            "fingerprint": f"made {next(_numbers)}",
            "reader": "test",
            **values,
        },
    )
