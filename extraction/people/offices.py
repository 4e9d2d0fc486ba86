"""Offices of a text: one candidate of each person and post."""

import re
from dataclasses import replace

from extraction.candidates import Candidate, Value
from extraction.source import Source
from records.search_text import fold

from .holders import holders_in
from .names import Holder

# Of somebody's own these are roles at a meeting; with a body behind them they are posts.
_ROLES = re.compile(
    r"(?:^|\s)(?:chair(?:man|person|woman)?|head|delegate|representative|leader|speaker)$",
    re.IGNORECASE,
)


def find_offices(source: Source, found: tuple[Candidate, ...]) -> list[Candidate]:
    """One candidate of each person and post; a name cut short belongs to the full one."""
    holders = [
        (sentence, holder)
        for sentence in source.sentences
        for holder in holders_in(source, sentence.start, sentence.end)
    ]
    holders = [(s, one) for s, one in holders if one.party or not _ROLES.search(one.title)]
    full = {fold(holder.person) for _sentence, holder in holders if " " in holder.person}
    offices: dict[tuple[str, str], Candidate] = {}
    for sentence, holder in holders:
        key = fold(holder.person), fold(holder.title)
        if any(key[0] != name and key[0] in name.split() for name in full):
            continue
        office = _candidate(sentence.start, sentence.end, holder)
        offices[key] = _merged(offices[key], office) if key in offices else office
    return list(offices.values())


def _candidate(start: int, end: int, holder: Holder) -> Candidate:
    fields = {
        "person": Value(
            holder.person,
            holder.start,
            holder.end,
            holder.entry.uid if holder.entry else "",
            holder.because,
        ),
        "title": Value(holder.title, holder.title_start, holder.title_end, because="as printed"),
    }
    if party := holder.party:
        fields["participant"] = party.value("named with the office")
    return Candidate(
        kind="office",
        title=f"{holder.person}, {holder.title}",
        start=start,
        end=end,
        fields=fields,
        score=0.8 if holder.party else 0.6,
        because=(holder.because,),
        mentions=((holder.start, holder.end),),
    )


def _merged(one: Candidate, other: Candidate) -> Candidate:
    return replace(
        one,
        fields={**other.fields, **one.fields},
        score=max(one.score, other.score),
        mentions=(*one.mentions, *other.mentions),
    )
