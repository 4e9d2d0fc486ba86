"""Where something was held: places that the register knows, countries, and places as printed.

A country behind a place comes from the text ("Vientiane, Laos"; "in China's Yunnan Province") or
from the register's record of the place, never from elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extraction.grammar import grammar
from extraction.source import Source
from extraction.words.lexicon import lexicon

from .countries import ADJECTIVES, cities, countries, country_at, is_country
from .gazetteer import Named


@dataclass(frozen=True)
class Where(Named):
    """A place in a text: the city or venue, and the country where one is said.

    Of a country alone, the country is the place too.
    """

    country: Named | None = None

    @property
    def last(self) -> int:
        """Where the words for it end, the country's included."""
        return max(self.end, self.country.end) if self.country else self.end


def city_before(source: Source, start: int, end: int) -> Where | None:
    """The city whose name ends a stretch: of two words, of one, or one of the register."""
    words = re.compile(r"(?:([A-Z][\w’'-]+) )?([A-Z][\w’'-]+)\s*$").search(
        source.text, max(start, end - 60), end
    )
    if not words:
        return None
    for first in (1, 2):
        if words[first] is None:
            continue
        begin, last = words.start(first), words.end(2)
        mention = source.mention_at(begin, last)
        place = mention.the("place") if mention and mention.end == last else None
        if place and mention and not mention.of_kind("participant"):
            return Where(mention.name, begin, last, place)
        name = source.text[begin:last]
        if name in cities() and not countries().find(name):
            return Where(name, begin, last)
    return None


def is_place(source: Source, start: int, end: int) -> bool:
    """Whether the words between two places of the text are the name of a place."""
    name = source.text[start:end]
    mention = next((one for one in source.mentions_in(start, end) if one.end == end), None)
    if mention and mention.start == start and mention.of_kind("place"):
        return True
    return any(len(one.name) == len(" ".join(name.split())) for one in countries().find(name))


_CAPITAL = r"(?:[A-Z\u00c0-\u00de\u0400-\u042f][\w'’.-]*|al-[A-Z]\w*)"
_SMALL = r"(?:de|da|do|del|della|la|le|los|las|el|al|es|sur|am|an der|upon|of|the|and)"
_PLACE_NAME = re.compile(rf"(?:The )?{_CAPITAL}(?:[ -](?:{_SMALL}[ -]){{0,2}}{_CAPITAL}){{0,3}}")
_UNIT = (
    "capital(?: city)?|port city|coastal city|border city|resort(?: city| town)?|city|town|village"
    "|island|province|suburb"
)
_OPENING = re.compile(
    rf"\b(?P<prep>in|at|near|outside|on(?=\s+{_CAPITAL}(?:\s{_CAPITAL})?\s+Islands?\b)"
    rf"|(?:travel+ed|flew|came|went|arrived)\s+to)\s+(?P<the>(?:the|its)\s+)?"
    rf"(?:(?P<adjective>{_CAPITAL})\s+)?(?P<unit>(?:{_UNIT})(?:\s+of)?\s+)?"
)
_AREA_NAME = (
    rf"{_CAPITAL}(?:\s{_CAPITAL}){{0,2}}\s"
    "(?:Province|Autonomous Region|Region|State|Prefecture|County|Oblast|Governorate|District)"
)
_AREA = re.compile(
    rf",?\s(?:(?:in|of)\s)?(?P<owner>{_CAPITAL})['’]s\s{_AREA_NAME}"
    rf"|,\s(?P<area>{_AREA_NAME})"
    rf"|,\s(?P<may_be_area>{_CAPITAL}(?:\s{_CAPITAL})?)(?=,\s(?:the\s)?[A-Z])"
)
_BEHIND = re.compile(r"(?:,\s{1,2}|\s\(|\sin\s)(?:in\s)?(?:the\s)?(?=[A-Z\u00c0-\u00de])")
_AND = re.compile(r",? and\s(?:in\s)?(?=[A-Z])")


def places_in(
    source: Source, start: int, end: int, taken: Sequence[tuple[int, int]]
) -> list[Where]:
    """The places between two ends of the text that "in" or "at" leads to, in order.

    ``taken``: stretches in which no place is sought, such as the names of meetings and dates.
    """
    found = []
    for match in _OPENING.finditer(source.text, start, end):
        if where := _place_after(source, match, end, taken):
            found += [where, *_and_others(source, where, end, taken)]
    return found


def _inside(position: int, taken: Sequence[tuple[int, int]]) -> bool:
    return any(first <= position < last for first, last in taken)


def _place_after(
    source: Source, match: re.Match[str], end: int, taken: Sequence[tuple[int, int]]
) -> Where | None:
    adjective, unit = match["adjective"], match["unit"]
    position = match.start("adjective") if adjective and not unit else match.end()
    if _inside(match.start(), taken) or _inside(position, taken):
        return None
    article = bool(match["the"] and not unit)
    where = place_at(source, position, end, article=article, prep=match["prep"])
    if where and adjective and unit and not where.country:
        where = _with_adjective(source, where, adjective, match.start("adjective"))
    return where


def _and_others(
    source: Source, where: Where, end: int, taken: Sequence[tuple[int, int]]
) -> list[Where]:
    """The further places of "in Brunei and Singapore"."""
    others = []
    another: Where | None = where
    while another and (match := _AND.match(source.text, another.last, end)):
        inside = _inside(match.end(), taken)
        another = None if inside else place_at(source, match.end(), end, sure=True)
        if another:
            others.append(another)
    return others


def place_at(
    source: Source,
    position: int,
    end: int,
    *,
    article: bool = False,
    sure: bool = False,
    prep: str = "in",
) -> Where | None:
    """The place whose name begins at ``position``.

    ``article``: "the" stands before it, and no word like "city of"; such places, and those that
    must be ``sure``, are only those that are known.
    """
    known = _known_at(source, position, end)
    if known:
        return _with_country(source, known, end)
    match = _PLACE_NAME.match(source.text, position, end)
    if sure or article or not match or not _can_be_place(source, match, end, prep):
        return None
    name = match[0].rstrip(".’'")
    if prep == "at" and (city := _city_of(source, name, match.start() + len(name), end)):
        return city
    name = name.split(" and ")[0]
    plain = Where(" ".join(name.split()), match.start(), match.start() + len(name))
    return _with_country(source, plain, end)


_VENUES = grammar("en", "places")["venues"]
_VENUE = re.compile(rf"\b(?:{'|'.join(_VENUES)})$")


def _city_of(source: Source, venue: str, last: int, end: int) -> Where | None:
    """The city of a house: "at Haus Rhein in Bonn", "at Alliance Headquarters, Brussels"."""
    mark = re.compile(r"(,\s|\sin\s)(?=[A-Z])").match(source.text, last, end)
    if not mark or (mark[1].startswith(",") and not _VENUE.search(venue)):
        return None
    return place_at(source, mark.end(), end)


def _known_at(source: Source, position: int, end: int) -> Where | None:
    """The place of the register, or the country, whose name begins at ``position``."""
    mention = source.mention_at(position, end)
    if mention and not _goes_on_as_name(source, mention.end):
        words = mention.name, mention.start, mention.end
        place = mention.the("place")
        if state := next(filter(is_country, mention.of_kind("participant")), None):
            return Where(*words, place, country=Named(*words, state))
        if place:
            return Where(*words, place)
        if mention.of_kind("mechanism", "participant", "series", "person"):
            return None
    country = country_at(source, position, end)
    if country and not _goes_on_as_name(source, country.end):
        return Where(country.name, country.start, country.end, country=country)
    return None


def _goes_on_as_name(source: Source, end: int) -> bool:
    """Whether a capitalised word follows, so that the name is part of a longer one."""
    following = source.text[end : end + 3]
    if re.match(r"['’]s|-[A-Za-z]", following):
        return True
    rest = re.match(r" ([A-Z][\w-]*)", source.text[end : end + 40])
    return rest is not None and rest[1].lower() not in _CALENDAR


_CALENDAR = lexicon().calendar
_VENUE_WORDS = frozenset(("City", *_VENUES))
_HOW = frozenset(("session", "level", "format", "mode", "form", "style", "formation"))
_NO_PLACE = frozenset(grammar("en", "places")["no_place"])


def _can_be_place(source: Source, match: re.Match[str], end: int, prep: str) -> bool:
    """Whether an unknown name after "in" can be a place: no acronym, body, person or month."""
    name = match[0]
    words = name.split()
    low = words[0].lower().rstrip(".")
    if low == "the" and len(words) > 1:
        low = words[1].lower()
    if low in _NO_PLACE and not (len(words) > 1 and words[0] in ("North", "South", "East", "West")):
        return False
    if low in _CALENDAR or (
        words[0].isupper()
        and len(words[0]) <= 6
        and source.text[match.end() : match.end() + 1] != ","
    ):
        return False
    after = source.text[match.end() : match.end() + 2]
    if after in ("’s", "'s") or after[:1] == "-" or words[-1].lower() in _HOW:
        return False
    if prep == "at":
        tail = source.text[match.end() : min(end, match.end() + 40)]
        return bool(re.match(r"(?:,\s(?:in\s)?[A-Z]|\sin\s[A-Z])", tail)) or len(words) <= 3
    following = re.compile(r" ([a-z]+)").match(source.text, match.end(), end)
    if following and following[1] in _HOW:
        return False  # "met in Ministerial session"
    mention = source.mention_at(match.start(), end)
    if mention and mention.end < match.end() and words[-1] in _VENUE_WORDS:
        return True  # a state's name in that of a city: "Lake City"
    return not (mention and mention.of_kind("mechanism", "participant", "series", "person"))


def _with_country(source: Source, where: Where, end: int) -> Where:
    """The place with the country that the text says behind it, else that of the register."""
    if where.country:
        return where
    last = where.end
    for _step in range(2):
        area = _AREA.match(source.text, last, end)
        if area is None:
            break
        if area["owner"]:
            if country := country_at(source, area.start("owner"), end):
                return replace(where, country=country)
            break
        if area["may_be_area"] and country_at(source, area.start("may_be_area"), end):
            break
        if (area["area"] or area["may_be_area"]).split()[0].lower() in _CALENDAR:
            break
        last = area.end()
    if behind := _BEHIND.match(source.text, last, end):
        country = country_at(source, behind.end(), end)
        if country and not re.match(r"[’']s|-", source.text[country.end : country.end + 2]):
            return replace(where, country=country)
    if where.entry and (record := source.gazetteer.get(where.entry.facts.get("country", ""))):
        because = f"the register's record of {where.name} says so"
        return replace(where, country=Named(record.name, where.start, where.end, record, because))
    return where


def _with_adjective(source: Source, where: Where, adjective: str, start: int) -> Where:
    """ "the Chinese city of Jinghong": the adjective says the country."""
    name = ADJECTIVES.get(adjective)
    if not name:
        return where
    entry = next(
        (e for one in source.gazetteer.find(name) for e in one.of_kind("participant")), None
    )
    country = Named(name, start, start + len(adjective), entry, f"“{adjective}”")
    return replace(where, country=country)
