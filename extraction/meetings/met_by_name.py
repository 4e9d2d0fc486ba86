"""Meetings of people who are named: "Minister A of Fiji met with Minister B of Tonga on 5 May"."""

import re

from extraction.candidates import Value
from extraction.people.persons import Person, people_in
from extraction.words.lexicon import Head

from .drafts import Draft
from .parsed_sentence import ParsedSentence
from .phrases import Phrase
from .seats import seat

_MET = re.compile(
    r"\s*,?\s*(?:(?:have|has|had|today|yesterday|also|virtually|jointly|recently|all)\s){0,3}"
    r"(?P<verb>met(?: virtually)?(?: together)?(?P<with> with)?|gathered|convened|assembled)\b"
)
_BETWEEN = re.compile(r"(?:\s|,|and|as well as|with|the|\([A-Z]{2,6}\)|their|counterparts?)*")
_LEAST = 2  # of different states, or it is no meeting of several


def meetings_of_people(parsed: ParsedSentence) -> list[Draft]:
    """The meeting of a sentence whose subject are people, each named with a state.

    It needs a day, and a place or a third state: what two say to each other is no such meeting.
    """
    text, sentence = parsed.text, parsed.sentence
    if (
        parsed.phrases
        or not parsed.dates
        or not _MET_AT_ALL.search(text, sentence.start, sentence.end)
    ):
        return []
    people = people_in(parsed.source, sentence.start, sentence.end)
    for number, one in enumerate(people):
        met = _MET.match(text, one.last, sentence.end)
        if met is None:
            continue
        row = _row(parsed, people[: number + 1], sentence.start)
        if met["with"]:
            row += _others(parsed, people[number + 1 :], met.end())
        states = {person.of.name: person.of for person in row if person.of}
        if len(states) < _LEAST or any(person.of is None for person in row):
            return []
        return _draft(parsed, row, met, list(states))
    return []


_MET_AT_ALL = re.compile(r"\b(?:met|gathered|convened|assembled)\b")


def _row(parsed: ParsedSentence, people: list[Person], start: int) -> list[Person]:
    """The people in a row up to the last of some, each right behind the one before."""
    row = people[-1:]
    for one in reversed(people[:-1]):
        begin = row[0].office[0] if row[0].office else row[0].start
        if not _BETWEEN.fullmatch(parsed.text, one.last, min(begin, row[0].start)):
            break
        row.insert(0, one)
    return row


def _others(parsed: ParsedSentence, people: list[Person], position: int) -> list[Person]:
    """The people in a row that begins behind "met with"."""
    row: list[Person] = []
    for one in people:
        begin = min(one.office[0] if one.office else one.start, one.start)
        gap = parsed.text[position:begin]
        if not (_BETWEEN.fullmatch(gap) or (not row and len(gap) < 40 and "," not in gap)):
            break
        row.append(one)
        position = one.last
    return row


def _draft(
    parsed: ParsedSentence, row: list[Person], met: re.Match[str], states: list[str]
) -> list[Draft]:
    sentence = parsed.sentence
    when = next((one for one in parsed.dates if one.start >= met.start()), parsed.dates[0])
    places = [one for one in parsed.places if one.start >= met.end()]
    if when.unit != "day" or not (places or len(states) > _LEAST):
        return []
    first = min(row[0].start, row[0].office[0] if row[0].office else row[0].start)
    phrase = Phrase(
        first, met.end(), 0, 0, "met", Head("meeting"), met.span("verb"), core=first, named=True
    )
    title = f"Meeting of {', '.join(states[:-1])} and {states[-1]}"
    draft = Draft(
        phrase,
        title,
        sentence.start,
        sentence.end,
        0.55 + 0.2 * bool(places) + 0.1 * (len(states) > _LEAST),
        because=[f"“{met['verb']}”"],
        mentions=[(first, met.end())],
        passage=parsed.context.passage,
        sentence=parsed.context.number,
        own_date=True,
    )
    draft.key = f"met {' '.join(states).lower()}"
    verb = met.span("verb")
    draft.fields["name"] = Value(title, first, met.end(), because=f"“{met['verb']}”")
    draft.give("kind", Value("meeting", *verb))
    draft.give("status", Value("held", *verb))
    draft.give("date", when.value())
    if places:
        draft.place(places[0])
    seat(parsed, [draft], row, "attendee")
    return [draft]
