"""Lists of attendance: "was attended by the following:" with a name in each line below.

A list is opened by words that say what it lists, and goes on line by line, or part by part between
semicolons, as long as each names a person. A state may stand before the person ("Fiji: H.E. Ana
Duarte, President"). It belongs to the meeting that was spoken of last.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extraction.candidates import Value
from extraction.names.parties import party_at
from extraction.people.persons import Person, people_in
from extraction.source import Source

from .drafts import Draft
from .seats import delegate

_OPENS = re.compile(
    r"\b(?:(?:attended|addressed)\s+by\b[^.:;]{0,160}:"
    r"|in\s+attendance\b[^.:;]{0,60}?\b(?:were|was)\b[^.:;]{0,120}:"
    r"|(?:present|participating)\b[^.:;]{0,40}?\bwere\b[^.:;]{0,120}:"
    r"|the\s+following\s[^.:;]{3,140}?\b(?:attended|participated|took\s+part|were\s+present)\b[^.:;]{0,60}:"
    r"|[Dd]elegations\b[^.:;]{0,80}\bled\s+by\b[^.:;]{0,40}:)",
    re.IGNORECASE,
)
_PART = re.compile(r"[^;\n]+")
_MARK = re.compile(r"[\s•*·–—-]*(?:\(?(?:\d{1,2}|[a-z])[.)]\s+)?(?:and\s+)?")
_BEHIND_STATE = re.compile(r"\s*[:–—|\t-]\s*")
_PROSE = re.compile(r"\b(?:was|were|has|have|had|attended|said|welcomed|noted|also|held)\b")
_LONGEST = 6000  # characters of a list at the most


def read_attendance_lists(source: Source, drafts: Sequence[Draft]) -> None:
    """Add to the meetings those whom such lists of the text name."""
    for opening in _OPENS.finditer(source.text):
        if draft := _meeting_before(drafts, opening.start()):
            known = {part.fields["person"].value for part in draft.parts if part.kind == "delegate"}
            for start, end in _parts(source, opening.end()):
                person = _person_of(source, start, end)
                if person is None:
                    break
                if person.name not in known:
                    because = "in the list of who attended"
                    role = Value("attendee", person.start, person.end, because=because)
                    draft.parts.append(delegate(source, person, role, start, end, because))
                    known.add(person.name)


def _meeting_before(drafts: Sequence[Draft], position: int) -> Draft | None:
    """The meeting that is named last before a place of the text."""
    named = [
        (start, number)
        for number, one in enumerate(drafts)
        for start, _end in one.mentions
        if start < position
    ]
    return drafts[max(named)[1]] if named else None


def _parts(source: Source, start: int) -> Iterator[tuple[int, int]]:
    """The lines of a list, without what they are marked with."""
    for part in _PART.finditer(source.text, start, min(len(source.text), start + _LONGEST)):
        mark = _MARK.match(source.text, part.start(), part.end())
        first = mark.end() if mark else part.start()
        if source.text[first : part.end()].strip():
            yield first, part.end()


def _person_of(source: Source, start: int, end: int) -> Person | None:
    """The person of a line, for the state before it; None where the line is no entry."""
    if end - start > 240 or _PROSE.search(source.text, start, end):
        return None
    state = party_at(source, start, end)
    behind = _BEHIND_STATE.match(source.text, state.end, end) if state else None
    people = people_in(source, behind.end() if behind else start, end)
    if people and behind:
        return replace(people[0], of=people[0].of or state)
    return people[0] if people else None
