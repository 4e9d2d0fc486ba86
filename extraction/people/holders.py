"""People in office: who is named with a post, and for whom it is held.

Four forms, in English: the office before the name ("Russian Foreign Minister Igor Ivanov",
"Prime Minister May of the United Kingdom"), the name before the office ("Igor Ivanov, Minister
of Foreign Affairs of Russia"), the office before a comma ("the Secretary General of NATO, Lord
Robertson"), and a plural that several share ("Presidents Kenyatta of Kenya and Museveni of
Uganda"); in Chinese the office before the name. Ranks and courtesy are no offices, and a
post somebody no longer holds is none.

``holders_in`` reads one sentence; offices and delegates are made of what it finds.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from extraction.grammar import grammar
from extraction.names.parties import Party, nationality_at, parties_in, party_at
from extraction.source import Source

from .chinese import chinese_holders
from .names import LETTER, WORD, Holder, Named, any_of, held, name_at


@lru_cache(maxsize=1)
def _office() -> re.Pattern[str]:
    words = grammar("en", "offices")
    before = rf"(?:(?:{any_of(words['before'])})[\s-]+(?:(?:and|for|Affairs)\s+)?)*"
    nouns = any_of([*words["plurals"], *words["nouns"]])
    return re.compile(rf"(?<![\w-])(?P<office>{before}(?P<noun>{nouns})(?![\w’'-]))")


def is_office(words: str) -> bool:
    """Whether there is an office in the words."""
    return _office().search(words) is not None


@lru_cache(maxsize=1)
def _office_in_small_letters() -> re.Pattern[str]:
    """Offices in small letters, behind a name: ", spokesperson for the ministry"."""
    words = grammar("en", "offices")
    before = rf"(?:(?:{any_of(words['before'])})[\s-]+)*"
    return re.compile(
        rf"(?P<office>{before}(?P<noun>{any_of(words['nouns'])})(?![\w’'-]))", re.IGNORECASE
    )


def holders_in(source: Source, start: int, end: int) -> list[Holder]:
    """The people with a post between two places of the text, in order."""
    if source.language.startswith("zh"):
        return list(chinese_holders(source, start, end))
    found: list[Holder] = []
    for match in _office().finditer(source.text, start, end):
        if any(one.start <= match.start() < one.end for one in found):
            continue
        if _is_former(source.text, start, match.start()):
            continue
        found += _around(source, match, start, end)
    found += _small_letters(source, start, end, found)
    return sorted(found, key=lambda one: one.start)


def _is_former(text: str, start: int, position: int) -> bool:
    words = re.findall(r"\w+", text[max(start, position - 40) : position].lower())
    return any(word in grammar("en", "offices")["former"] for word in words[-3:])


def _around(source: Source, match: re.Match[str], start: int, end: int) -> Iterator[Holder]:
    """The person before or behind an office, in whichever form the sentence has."""
    text = source.text
    holder = _nationality_before(source, start, match.start())
    office_end, body = _tail(source, match, end)
    title = " ".join(text[match.start() : office_end].split())
    holder = holder or _represented(source, start, match.start())
    if match["noun"] in grammar("en", "offices")["plurals"]:
        yield from _shared_office(source, match, end)
        return
    behind = name_at(source, _skip(text, match.end(), end), end)
    if behind is None and office_end > match.end():
        behind = name_at(source, _skip(text, office_end, end), end)
        used = office_end
    else:
        used = match.end()
        title = " ".join(match["office"].split()) if behind else title
    if behind and (behind.start - used) <= 40:
        party = (
            holder or _of_behind(source, behind.end, end) or (body if used == office_end else None)
        )
        yield held(behind, title, match.start(), used, party, "the office before the name")
        return
    # ", Lord Robertson": the name in apposition.
    last = body.end if body else office_end
    comma = re.compile(r"\s*(?:\([^)]{1,20}\)\s*)?,\s+").match(text, last, end)
    if comma and (named := name_at(source, comma.end(), end, full=True)):
        follows = text[named.end : named.end + 1]
        if (
            follows in (",", ".", ";", ")")
            or re.match(r"\s+(?:and|said|told|was|is|has)\b", text[named.end : named.end + 8])
        ) and not _name_before(source, start, match.start()):
            yield held(
                named,
                title,
                match.start(),
                office_end,
                holder or body,
                "the office before the name",
            )
            return
    if before := _name_before(source, start, match.start()):
        yield from _second_post(source, before, last, end)
        yield held(
            before, title, match.start(), office_end, body or holder, "the office behind the name"
        )


def _second_post(source: Source, named: "Named", last: int, end: int) -> Iterator[Holder]:
    """ "Igor Ivanov, Minister of Defence and Secretary of the Security Council"."""
    tie = re.compile(r"\s+(?:and|as well as)\s+(?:the\s+)?").match(source.text, last, end)
    match = _office().match(source.text, tie.end(), end) if tie else None
    if match:
        office_end, body = _tail(source, match, end)
        title = " ".join(source.text[match.start() : office_end].split())
        if name_at(source, _skip(source.text, office_end, end), end) is None:
            because = "a second office behind the name"
            yield held(named, title, match.start(), office_end, body, because)


def _skip(text: str, position: int, end: int) -> int:
    """Past the space, and a bracketed acronym, behind an office."""
    gap = re.compile(r"\s+(?:\([A-Z][\w-]{1,12}\)\s+)?").match(text, position, end)
    return gap.end() if gap else position


_APPOSITION = re.compile(
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
    window = max(start, close - 90)
    best = None
    for match in re.compile(rf"(?<![\w’'-])(?=[{LETTER}])").finditer(text, window, close):
        named = name_at(source, match.start(), close, full=True)
        if named and named.end == close:
            best = named
            break
    return best


def _nationality_before(source: Source, start: int, position: int) -> Party | None:
    """ "Russian", "Russia's" or "NISCSS" right before an office."""
    window = source.text[max(start, position - 60) : position]
    base = max(start, position - 60)
    for mention in source.mentions_in(base, position):
        who = mention.the("participant")
        if who and re.fullmatch(r"(?:['’]s?)?\s+", source.text[mention.end : position]):
            return Party(mention.name, mention.start, mention.end, who)
    for match in re.finditer(rf"(?<![\w-])(?=[{LETTER}])", window):
        at = base + match.start()
        party = nationality_at(source, at, position + 1) or party_at(source, at, position)
        if party and re.fullmatch(r"(?:['’]s?)?\s+", source.text[party.end : position]):
            return party
    return None


_REPRESENTED = re.compile(
    r"\s+(?:was|were|is|are)\s+represented\s+by\s+(?:its\s+|the\s+|their\s+)?$"
)


def _represented(source: Source, start: int, position: int) -> Party | None:
    """ "Russia was represented by the Minister"."""
    match = _REPRESENTED.search(source.text, max(start, position - 60), position)
    if not match:
        return None
    before = parties_in(source, max(start, match.start() - 80), match.start())
    return before[-1] if before and before[-1].end == match.start() else None


_OF = re.compile(r"\s+(?:of|for|to|at)\s+(?:the\s+)?")
_OF_INSIDE = re.compile(r"\s+of\s+(?:the\s+)?")
_RUN = re.compile(rf"{WORD}(?:(?:,)?\s+(?:(?:and|of|for|the|on|in)\s+){{0,2}}{WORD}){{0,9}}")
_LINKS = 6
"""How often "of" is followed: a unit of a directorate of a department of a ministry of a state."""


@lru_cache(maxsize=1)
def _body() -> re.Pattern[str]:
    """A word that says that a run of capitals names a body."""
    return re.compile(rf"\b(?:{any_of(grammar('en', 'offices')['bodies'])})\b")


def _tail(source: Source, match: re.Match[str], end: int) -> tuple[int, Party | None]:
    """Where the office ends with what it is for, and the body or state it is held in."""
    text, last = source.text, match.end()
    for _link in range(_LINKS):
        tie = _OF.match(text, last, end)
        if not tie:
            break
        if party := _longest(source, tie.end(), end):
            return last, party
        run = _RUN.match(text, tie.end(), end)
        if not run:
            break
        words = text[run.start() : _cut(source, run.start(), run.end())]
        if _body().search(words.split(" of ")[0]) or words.isupper():
            cut = run.start() + len(words.rstrip(".,’'"))
            return last, Party(" ".join(text[run.start() : cut].split()), run.start(), cut)
        inner = _OF_INSIDE.search(words)
        last = run.start() + (inner.start() if inner else len(words))
    return last, None


def _cut(source: Source, start: int, end: int) -> int:
    """Where a run of capitals ends: before a person's name, and before "and" with another title."""
    text = source.text
    for found in re.finditer(r",\s+|\s+and\s+", text[start:end]):
        after = start + found.end()
        if found[0].startswith(",") or _office().match(text, after):
            return start + found.start()
    for mention in source.mentions_in(start, end):
        if mention.the("person"):
            return len(text[: mention.start].rstrip())
    return end


def _longest(source: Source, position: int, end: int) -> Party | None:
    for mention in source.mentions_in(position, end):
        if mention.start == position and (who := mention.the("participant")):
            return Party(mention.name, mention.start, mention.end, who)
    return party_at(source, position, end)


def _of_behind(source: Source, position: int, end: int) -> Party | None:
    """ "of Kenya" behind a name."""
    tie = re.compile(r"\s+of\s+(?:the\s+)?").match(source.text, position, end)
    return _longest(source, tie.end(), end) if tie else None


def _shared_office(source: Source, match: re.Match[str], end: int) -> Iterator[Holder]:
    """ "Presidents A of Kenya, B of Uganda and C"."""
    at = _skip(source.text, match.end(), end)
    while named := name_at(source, at, end, full=True):
        party = _of_behind(source, named.end, end)
        noun = match["noun"].removesuffix("s") if not match["noun"].endswith("ies") else "Secretary"
        title = " ".join(match["office"].split()).replace(match["noun"], noun)
        yield held(named, title, match.start(), match.end(), party, "the office they share")
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
        match = _office_in_small_letters().match(text, position, end)
        if not match or match[0][0].isupper():
            continue
        named = _name_before(source, start, position)
        if named and not any(one.start == named.start for one in found):
            office_end, body = _tail(source, match, end)
            title = " ".join(text[match.start() : office_end].split())
            yield held(named, title, match.start(), office_end, body, "the office behind the name")
