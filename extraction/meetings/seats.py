"""Seats at a meeting: those named as parts of its draft, each in a role."""

import re
from collections.abc import Sequence

from extraction.candidates import Candidate, Value
from extraction.names.gazetteer import Named
from extraction.people.persons import Person
from extraction.source import Source

from .drafts import Draft
from .parsed_sentence import ParsedSentence


def seat(
    parsed: ParsedSentence, drafts: list[Draft], named: Sequence[Named], role: str, verb: str = ""
) -> None:
    """Add those named to the drafts: persons as delegates, others as participants.

    "Respectively" gives each meeting its own, or none where they are not as many.
    """
    sentence = parsed.sentence.start, parsed.sentence.end
    if len(drafts) > 1 and len(named) > 1 and says_respectively(parsed, named):
        if len(drafts) == len(named):
            for draft, one in zip(drafts, named, strict=True):
                seat(parsed, [draft], [one], role, verb)
        return
    for one in named:
        if isinstance(one, Person):
            because = f"“{parsed.source.words(one.start, one.last)}”"
            place = Value(role, one.start, one.end)
            part = delegate(parsed.source, one, place, *sentence, because)
        else:
            place = Value(role, one.start, one.end, because=f"“{verb}”")
            part = _participation(one, place, *sentence)
        for draft in drafts:
            draft.add(part)


_RESPECTIVELY = re.compile(r"[^.;]{0,60}?\brespectively\b")


def says_respectively(parsed: ParsedSentence, named: Sequence[Named]) -> bool:
    """Whether "respectively" stands behind the last of those named, or before the first."""
    if not named:
        return False
    first, last = named[0].start, max(one.last for one in named)
    begin = max(parsed.sentence.start, first - 60)
    return bool(
        _RESPECTIVELY.match(parsed.text, last, parsed.sentence.end)
        or "respectively" in parsed.text[begin:first]
    )


def _participation(party: Named, role: Value, start: int, end: int) -> Candidate:
    return Candidate(
        kind="participation",
        title=f"{party.name}: {role.value.replace('_', '-')}",
        start=start,
        end=end,
        fields={"participant": party.value(), "role": role},
        score=0.8,
        because=(role.because,),
    )


def delegate(
    source: Source, person: Person, role: Value, start: int, end: int, because: str
) -> Candidate:
    """The candidate of a person at a meeting, in the words from ``start`` to ``end``."""
    fields = {"person": person.value(), "role": role}
    if person.office:
        fields["office"] = Value(source.words(*person.office), *person.office)
    if person.of:
        fields["participant"] = person.of.value()
    return Candidate(
        kind="delegate",
        title=person.name,
        start=start,
        end=end,
        fields=fields,
        score=0.8,
        because=(because,),
    )
