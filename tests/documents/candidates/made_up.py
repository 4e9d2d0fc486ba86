"""A made-up document and what a reader finds in it, for tests."""

from dataclasses import replace
from typing import Any

from documents.models import Capture, Citation, Document
from extraction.candidates import Candidate, Match, Value
from tests import make
from texts.segmentation import segment

TEXT = (
    "River cooperation in the year\n\n"
    "The Third River Basin Summit was held in Port Amber on 4 May 2031, hosted by Estwick.\n\n"
    "The ministers of the basin met in June 2031 by video link.\n\n"
    "Nothing else took place.\n"
)


def make_text(text: str = TEXT, *, document: Document | None = None, **values: Any) -> Capture:
    """A held capture of ``text`` with its passages, of ``document`` or of a new one."""
    capture = make.make_capture(text, document=document or make.make_document(**values))
    for one in segment(text):
        make.make_passage(
            capture=capture, number=one.number, start=one.start, end=one.end, kind=one.kind
        )
    return capture


def value(words: str, text: str = TEXT, *, says: str = "", uid: str = "") -> Value:
    """The value of ``words``, where they stand in the text."""
    start = text.index(words)
    return Value(says or words, start, start + len(words), uid, because=f"“{words}”")


def summit(text: str = TEXT, **changes: Any) -> Candidate:
    """The summit of the text, with its host; nothing of it is known to the register."""
    start = text.index("The Third")
    end = text.index("Estwick.") + len("Estwick.")
    found = Candidate(
        kind="meeting",
        title="3rd River Basin Summit",
        start=start,
        end=end,
        fields={
            "name": value("Third River Basin Summit"),
            "date": value("4 May 2031", says="2031-05-04"),
            "place": value("Port Amber"),
            "status": value("was held", says="held"),
            "level": value("Summit", says="leaders"),
        },
        score=0.95,
        because=("“Summit”", "“was held”"),
    )
    return replace(found, **changes)


def hosted_by(participant: Any) -> Candidate:
    """The part that says who was the host."""
    words = value("hosted by Estwick")
    return Candidate(
        kind="participation",
        title="Estwick, host",
        start=words.start,
        end=words.end,
        fields={
            "participant": value("Estwick", uid=participant.uid if participant else ""),
            "role": value("hosted", says="host"),
        },
    )


def taken_for(record: Any) -> tuple[Match, ...]:
    return (Match(record.uid, str(record), 0.95, "the same name and date"),)


def quotes(record: Any) -> dict[str, str]:
    """The words that are cited for each value of a record."""
    citations = Citation.objects.of([record]).exclude(state="withdrawn")
    return {name: citation.quote for citation in citations for name in citation.fields}
