"""Offices of a text: who is named with a post, and for whom it is held.

Four forms, in English: the office before the name ("Russian Foreign Minister Igor Ivanov",
"Prime Minister May of the United Kingdom"), the name before the office ("Igor Ivanov, Minister
of Foreign Affairs of Russia"), the office before a comma ("the Secretary General of NATO, Lord
Robertson"), and a plural that several share ("Presidents Kenyatta of Kenya and Museveni of
Uganda"); in Chinese the office before the name. Ranks and courtesy are no offices, and a
post somebody no longer holds is none.

``find_offices`` makes candidates of what ``holders_in`` finds in each sentence; delegates of
meetings are made of it too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from extraction.candidates import Candidate
from extraction.grammar import grammar
from extraction.names.gazetteer import Named
from extraction.names.parties import nationality_at, parties_in, party_at
from extraction.source import Source
from records.search_text import fold

from .chinese import chinese_holders
from .names import LETTER, WORD, Holder, any_of, name_at

# Of somebody's own these are roles at a meeting; with a body behind them they are posts.
_ROLES = re.compile(
    r"(?:^|\s)(?:chair(?:man|person|woman)?|head|delegate|representative|leader|speaker)$",
    re.IGNORECASE,
)


def find_offices(source: Source, found: tuple[Candidate, ...]) -> list[Candidate]:
    """One candidate of each person and post; a name cut short belongs to the full one."""
    holders = [
        (sentence.start, sentence.end, holder)
        for sentence in source.sentences
        for holder in holders_in(source, sentence.start, sentence.end)
        if holder.party or not _ROLES.search(holder.post.name)
    ]
    full = {fold(one.person.name) for _start, _end, one in holders if " " in one.person.name}
    offices: dict[tuple[str, str], Candidate] = {}
    for start, end, holder in holders:
        key = fold(holder.person.name), fold(holder.post.name)
        if any(key[0] != name and key[0] in name.split() for name in full):
            continue
        office = _candidate(start, end, holder)
        offices[key] = _merged(offices[key], office) if key in offices else office
    return list(offices.values())


def _candidate(start: int, end: int, holder: Holder) -> Candidate:
    person = holder.person
    fields = {"person": person.value(holder.because), "title": holder.post.value("as printed")}
    if holder.party:
        fields["participant"] = holder.party.value("named with the office")
    return Candidate(
        kind="office",
        title=f"{person.name}, {holder.post.name}",
        start=start,
        end=end,
        fields=fields,
        score=0.8 if holder.party else 0.6,
        because=(holder.because,),
        mentions=((person.start, person.end),),
    )


def _merged(one: Candidate, other: Candidate) -> Candidate:
    return replace(
        one,
        fields={**other.fields, **one.fields},
        score=max(one.score, other.score),
        mentions=(*one.mentions, *other.mentions),
    )


# The people in office of one sentence

_WORDS = grammar("en", "offices")
_OFFICE = re.compile(
    rf"(?<![\w-])(?P<office>(?:(?:{any_of(_WORDS['before'])})[\s-]+(?:(?:and|for|Affairs)\s+)?)*"
    rf"(?P<noun>{any_of([*_WORDS['plurals'], *_WORDS['nouns']])})(?![\w’'-]))"
)
_OFFICE_IN_SMALL_LETTERS = re.compile(  # behind a name: ", spokesperson for the ministry"
    rf"(?:(?:{any_of(_WORDS['before'])})[\s-]+)*(?:{any_of(_WORDS['nouns'])})(?![\w’'-])",
    re.IGNORECASE,
)


def is_office(words: str) -> bool:
    """Whether there is an office in the words."""
    return _OFFICE.search(words) is not None


def holders_in(source: Source, start: int, end: int) -> list[Holder]:
    """The people with a post between two places of the text, in order."""
    if source.language.startswith("zh"):
        return list(chinese_holders(source, start, end))
    found: list[Holder] = []
    for match in _OFFICE.finditer(source.text, start, end):
        if any(one.person.start <= match.start() < one.person.end for one in found):
            continue
        if _is_former(source.text, start, match.start()):
            continue
        found += _around(source, match, start, end)
    found += _small_letters(source, start, end, found)
    return sorted(found, key=lambda one: one.person.start)


def _is_former(text: str, start: int, position: int) -> bool:
    words = re.findall(r"\w+", text[max(start, position - 40) : position].lower())
    return any(word in _WORDS["former"] for word in words[-3:])


def _around(source: Source, match: re.Match[str], start: int, end: int) -> Iterator[Holder]:
    """The person before or behind an office, in whichever form the sentence has."""
    if match["noun"] in _WORDS["plurals"]:
        yield from _shared_office(source, match, end)
        return
    text = source.text
    holder = _nationality_before(source, start, match.start())
    holder = holder or _represented(source, start, match.start())
    office_end, body = _tail(source, match, end)
    post = _post(source, match.start(), office_end)
    bare = _post(source, match.start(), match.end())
    for used in dict.fromkeys((bare, post)):
        behind = name_at(source, _skip(text, used.end, end), end)
        if behind and behind.start - used.end <= 40:
            party = holder or _of_behind(source, behind.end, end)
            party = party or (body if used.end == office_end else None)
            yield Holder(behind, used, party, "the office before the name")
            return
    # ", Lord Robertson": the name in apposition.
    last = body.end if body else office_end
    comma = re.compile(r"\s*(?:\([^)]{1,20}\)\s*)?,\s+").match(text, last, end)
    before = _name_before(source, start, match.start())
    if before:
        second = list(_second_post(source, before, last, end))
        yield from second
        party = body or holder or next((one.party for one in second), None)
        yield Holder(before, post, party, "the office behind the name")
        return
    named = name_at(source, comma.end(), end, full=True) if comma else None
    if named and _ENDS_APPOSITION.match(text, named.end):
        yield Holder(named, post, holder or body, "the office before the name")


_ENDS_APPOSITION = re.compile(r"[,.;)]|\s+(?:and|said|told|was|is|has)\b")


def _post(source: Source, start: int, end: int) -> Named:
    return Named(source.words(start, end), start, end)


def _second_post(source: Source, person: Named, last: int, end: int) -> Iterator[Holder]:
    """ "Igor Ivanov, Minister of Defence and Secretary of the Security Council"."""
    tie = re.compile(r"\s+(?:and|as well as)\s+(?:the\s+)?").match(source.text, last, end)
    match = _OFFICE.match(source.text, tie.end(), end) if tie else None
    if match:
        office_end, body = _tail(source, match, end)
        if name_at(source, _skip(source.text, office_end, end), end) is None:
            post = _post(source, match.start(), office_end)
            yield Holder(person, post, body, "a second office behind the name")


def _skip(text: str, position: int, end: int) -> int:
    """Past the space, and a bracketed acronym, behind an office."""
    gap = re.compile(r"\s+(?:\([A-Z][\w-]{1,12}\)\s+)?").match(text, position, end)
    return gap.end() if gap else position


_NAME_STARTS = re.compile(rf"(?<![\w’'-])(?=[{LETTER}])")
_APPOSITION = re.compile(
    r"(?:\s\((?:Retd|Rtd|Ret|retired|MP|M\.P)\.?\))?"
    r"(?:,\s+(?:the\s+|and\s+)?|\s+\(|,\s+(?:who is|currently)\s+(?:the\s+)?)"
    rf"(?:(?:[{LETTER}][\w-]*['’]s?|[{LETTER}][\w-]+)\s+){{0,3}}$"
)


def _name_before(source: Source, start: int, position: int) -> Named | None:
    """The person named right before an office: "Igor Ivanov, (the) Russian Minister ..."."""
    text = source.text
    gap = _APPOSITION.search(text[max(start, position - 90) : position])
    if not gap:
        return None
    close = max(start, position - 90) + gap.start()
    starts = _NAME_STARTS.finditer(text, max(start, close - 90), close)
    persons = (name_at(source, match.start(), close, full=True) for match in starts)
    return next((one for one in persons if one and one.end == close), None)


def _nationality_before(source: Source, start: int, position: int) -> Named | None:
    """ "Russian", "Russia's" or "NISCSS" right before an office."""
    base = max(start, position - 60)
    for mention in source.mentions_in(base, position):
        party = mention.named("participant")
        if party and _OWNS.fullmatch(source.text, party.end, position):
            return party
    for match in re.finditer(rf"(?<![\w-])(?=[{LETTER}])", source.text[base:position]):
        at = base + match.start()
        party = nationality_at(source, at, position + 1) or party_at(source, at, position)
        if party and _OWNS.fullmatch(source.text, party.end, position):
            return party
    return None


_OWNS = re.compile(r"(?:['’]s?)?\s+")


_REPRESENTED = re.compile(
    r"\s+(?:was|were|is|are)\s+represented\s+by\s+(?:its\s+|the\s+|their\s+)?$"
)


def _represented(source: Source, start: int, position: int) -> Named | None:
    """ "Russia was represented by the Minister"."""
    match = _REPRESENTED.search(source.text, max(start, position - 60), position)
    if not match:
        return None
    before = parties_in(source, max(start, match.start() - 80), match.start())
    return before[-1] if before and before[-1].end == match.start() else None


_OF = re.compile(r"\s+(?:of|for|to|at)\s+(?:the\s+)?")
_ONLY_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_RUN = re.compile(rf"{WORD}(?:(?:,)?\s+(?:(?:and|of|for|the|on|in)\s+){{0,2}}{WORD}){{0,9}}")
_LINKS = 6
"""How often "of" is followed: a unit of a directorate of a department of a ministry of a state."""


_BODY = re.compile(rf"\b(?:{any_of(_WORDS['bodies'])})\b")
"""A word that says that a run of capitals names a body."""


def _tail(source: Source, match: re.Match[str], end: int) -> tuple[int, Named | None]:
    """Where the office ends with what it is for, and the body or state it is held in."""
    text, last = source.text, match.end()
    for _link in range(_LINKS):
        tie = _OF.match(text, last, end)
        if not tie:
            break
        if party := _participant_at(source, tie.end(), end):
            return last, party
        run = _RUN.match(text, tie.end(), end)
        if not run:
            break
        words = text[run.start() : _cut(source, run.start(), run.end())]
        if _BODY.search(words.split(" of ")[0]) or words.isupper():
            cut = run.start() + len(words.rstrip(".,’'"))
            return last, Named(source.words(run.start(), cut), run.start(), cut)
        inner = _ONLY_OF.search(words)
        last = run.start() + (inner.start() if inner else len(words))
    return last, None


def _cut(source: Source, start: int, end: int) -> int:
    """Where a run of capitals ends: before a person's name, and before "and" with another title."""
    text = source.text
    for found in re.finditer(r",\s+|\s+and\s+", text[start:end]):
        after = start + found.end()
        if found[0].startswith(",") or _OFFICE.match(text, after):
            return start + found.start()
    for mention in source.mentions_in(start, end):
        if mention.the("person"):
            return len(text[: mention.start].rstrip())
    return end


def _participant_at(source: Source, position: int, end: int) -> Named | None:
    """The participant named here, also as a piece of a longer name."""
    mention = source.mention_at(position, end)
    return (mention.named("participant") if mention else None) or party_at(source, position, end)


def _of_behind(source: Source, position: int, end: int) -> Named | None:
    """ "of Kenya" behind a name."""
    tie = _ONLY_OF.match(source.text, position, end)
    return _participant_at(source, tie.end(), end) if tie else None


def _shared_office(source: Source, match: re.Match[str], end: int) -> Iterator[Holder]:
    """ "Presidents A of Kenya, B of Uganda and C"."""
    at = _skip(source.text, match.end(), end)
    while named := name_at(source, at, end, full=True):
        party = _of_behind(source, named.end, end)
        noun = match["noun"].removesuffix("s") if not match["noun"].endswith("ies") else "Secretary"
        title = " ".join(match["office"].split()).replace(match["noun"], noun)
        post = Named(title, match.start(), match.end())
        yield Holder(named, post, party, "the office they share")
        last = party.end if party else named.end
        between = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+").match(source.text, last, end)
        if not between:
            return
        at = between.end()


def _small_letters(source: Source, start: int, end: int, found: list[Holder]) -> Iterator[Holder]:
    """ "Igor Ivanov, spokesperson for the Ministry": the office in small letters behind a name."""
    text = source.text
    for comma in re.finditer(r",\s+(?:the\s+)?", text[start:end]):
        position = start + comma.end()
        match = _OFFICE_IN_SMALL_LETTERS.match(text, position, end)
        if not match or match[0][0].isupper():
            continue
        named = _name_before(source, start, position)
        if named and not any(one.person.start == named.start for one in found):
            office_end, body = _tail(source, match, end)
            post = _post(source, match.start(), office_end)
            yield Holder(named, post, body, "the office behind the name")
