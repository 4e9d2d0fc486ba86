"""Countries and capitals in a text, those that the register does not know included.

The names of countries are those of the Unicode CLDR (through Babel) with the longer and older
forms of the grammar.
"""

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from extraction.grammar import grammar
from extraction.source import Source

from .gazetteer import Entry, Gazetteer, Mention


@lru_cache(maxsize=1)
def countries() -> Gazetteer:
    """The names of all countries, by ISO code, in English and Chinese."""
    names: dict[str, list[str]] = {}
    for language in ("en", "zh"):
        for code, name in Locale(language).territories.items():
            if (
                len(code) == 2
                and code.isalpha()
                and code not in ("EU", "UN", "EZ", "QO", "XA", "XB", "ZZ")
            ):
                names.setdefault(code, []).extend([name, name.replace(" & ", " and ")])
    for code, others in grammar("en", "places")["countries"].items():
        names.setdefault(code, []).extend(others)
    return Gazetteer.of(
        Entry(code, "country", every[0], tuple(every[1:])) for code, every in names.items()
    )


@lru_cache(maxsize=1)
def cities() -> frozenset[str]:
    """The cities that the CLDR names for the world's time zones, most capitals among them."""
    named = Locale("en").time_zones
    zones = (zone for zone in get_global("zone_territories") if "/" in zone)
    return frozenset(
        named.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        for zone in zones
    )


_STYLE = re.compile(
    r"(?:(?:Federal |Islamic |Democratic |People['’]s |Socialist |United |Arab )*"
    r"(?:Kingdom|Republic|State|Sultanate|Commonwealth|Principality|Union)) of (?:the )?(?=[A-Z])"
)


def mention_at(source: Source, position: int, end: int) -> Mention | None:
    return next(
        (
            one
            for one in source.mentions_in(position, min(end, position + 120))
            if one.start == position
        ),
        None,
    )


def country_at(source: Source, position: int, end: int) -> tuple[str, int, Entry | None] | None:
    """The country named at ``position``: as printed, where it ends, and its record."""
    mention = mention_at(source, position, end)
    if mention:
        participant = mention.the("participant")
        if participant and participant.facts.get("kind") in ("state", "territory"):
            return mention.name, mention.end, participant
    if style := _STYLE.match(source.text, position, end):
        plain = country_at(source, style.end(), end)
        if plain:
            return source.words(position, plain[1]), plain[1], plain[2]
    window = source.text[position : min(end, position + 60)]
    for one in countries().find(window):
        if one.start == 0:
            return one.name, position + one.end, None
    return None
