"""Who takes part, in a text: participants of the register, and countries that it does not know."""

import re
from bisect import bisect_left
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter

from extraction.grammar import alternatives
from extraction.source import Source

from .countries import ADJECTIVES, states_and_unions
from .gazetteer import Named


@lru_cache(maxsize=4)
def _countries_in(text: str) -> list[Named]:
    found = states_and_unions().find(text)
    return [Named(one.name, one.start, one.end) for one in found if one.whole]


_ADJECTIVE = re.compile(rf"(?:{alternatives(map(re.escape, ADJECTIVES))})(?![\w-])")


def parties_in(source: Source, start: int, end: int) -> list[Named]:
    """The participants and countries named between two places of the text, in order."""
    found = [
        who
        for mention in source.mentions_in(start, end)
        if mention.whole and (who := mention.named("participant"))
    ]
    every, key = _countries_in(source.text), attrgetter("start")
    first, last = bisect_left(every, start, key=key), bisect_left(every, end, key=key)
    found += [
        party
        for party in every[first:last]
        if party.end <= end
        and not any(party.start < one.end and one.start < party.end for one in found)
    ]
    return sorted(found, key=lambda party: party.start)


def party_at(source: Source, position: int, end: int) -> Named | None:
    """The participant whose name begins here, with or without "the" before it."""
    article = re.compile(r"(?:the|The)\s+").match(source.text, position, end)
    start = article.end() if article else position
    return next((one for one in parties_in(source, start, end) if one.start == start), None)


def nationality_at(source: Source, position: int, end: int) -> Named | None:
    """The country of an adjective ("Russian") or of an owner ("Russia's") that begins here."""
    if match := _ADJECTIVE.match(source.text, position, end):
        country = ADJECTIVES[match[0]]
        found = (one for one in source.gazetteer.find(country) if one.name == country)
        known = next((who for one in found if (who := one.the("participant"))), None)
        return Named(country, match.start(), match.end(), known, f"“{match[0]}”")
    party = party_at(source, position, end)
    if party and re.compile("['’]s?\\s").match(source.text, party.end):
        return party
    return None


_BETWEEN = re.compile(
    r"\s*(?:\([A-Z][A-Za-z.]{1,9}\)\s*)?(?:,\s*(?:and\s+)?|\band\s+|&\s*|、|和|及|与)\s*"
    r"(?:the\s+|as well as\s+)?"
)


_ROW = 600  # characters of an enumeration of participants at the most


def enumeration_at(source: Source, position: int, end: int) -> list[Named]:
    """The participants of an enumeration that begins here: "Fiji, Palau and the Cook Islands"."""
    end = min(end, position + _ROW)
    known = {party.start: party for party in parties_in(source, position, end)}
    article = re.compile(r"(?:the|The|both|Both)\s+").match(source.text, position, end)
    at = article.end() if article else position
    run: list[Named] = []
    while party := known.get(at):
        run.append(party)
        between = _BETWEEN.match(source.text, party.end, end)
        if not between:
            break
        at = between.end()
    return run


def enumeration_before(source: Source, start: int, position: int) -> list[Named]:
    """The participants of an enumeration that ends right before a place of the text."""
    start = max(start, position - _ROW)
    run: list[Named] = []
    at = position
    for party in reversed(parties_in(source, start, position)):
        gap = source.text[party.end : at]
        if (run and not _BETWEEN.fullmatch(gap)) or (not run and gap.strip(" ,")):
            break
        run.insert(0, party)
        at = party.start
        while source.text[max(start, at - 4) : at].lower() == "the ":
            at -= 4
    return run


def participants_in(source: Source, start: int, end: int) -> list[Named]:
    """The participants named between two places, in order: records, states, "the … side"."""
    found = parties_in(source, start, end)
    for side in _SIDE.finditer(source.text, start, end):
        party = nationality_at(source, side.start(), side.end() + 1)
        if party and not any(one.start < side.end() and side.start() < one.end for one in found):
            found.append(replace(party, end=side.end(), because=f"“{side[0]}”"))
    found.sort(key=lambda one: one.start)
    kept: list[Named] = []
    for one in found:  # "National Institute for Sea Studies (NISS)" is one
        again = one.entry is not None and any(one.entry is known.entry for known in kept)
        if not (again and source.text[one.start - 1 : one.start] == "("):
            kept.append(one)
    return kept


_SIDE = re.compile(r"\b([A-Z][a-z]+(?: [A-Z][a-z]+)?) (?:side|delegation|government|authorities)\b")
