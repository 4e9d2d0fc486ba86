"""Countries and capitals in a text, those that the register does not know included.

The names of countries are those of reference data, with what the grammar adds for texts alone.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from extraction.grammar import grammar
from extraction.source import Source
from reference.states import states

from .gazetteer import Entry, Gazetteer, Named

LANGUAGES = ("en", "zh")
"""The languages in which names are looked for, by their first part."""


@lru_cache(maxsize=1)
def countries() -> Gazetteer:
    """The names of all countries, by their keys in reference data, in English and Chinese."""
    names = {key: one.names_in_texts(*LANGUAGES) for key, one in states().items()}
    for code, others in grammar("en", "places")["countries"].items():
        names.setdefault(code, []).extend(others)
    return Gazetteer(
        Entry(code, "country", every[0], tuple(every[1:])) for code, every in names.items() if every
    )


@lru_cache(maxsize=1)
def states_and_unions() -> Gazetteer:
    """The countries, and unions of states that take part as states do."""
    named = grammar("en", "bodies")["unions"]
    unions = (
        Entry(code, "organization", every[0], tuple(every[1:])) for code, every in named.items()
    )
    return Gazetteer([*countries().entries.values(), *unions])


@lru_cache(maxsize=1)
def cities() -> frozenset[str]:
    """The cities that the CLDR names for the world's time zones, most capitals among them."""
    named = Locale("en").time_zones
    zones = (zone for zone in get_global("zone_territories") if "/" in zone)
    return frozenset(
        named.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
        for zone in zones
    )


ADJECTIVES: Mapping[str, str] = grammar("en", "places")["adjectives"]
"""The country that an adjective is of: "Russian"."""
_STYLE = re.compile(
    r"(?:(?:Federal |Islamic |Democratic |People['’]s |Socialist |United |Arab )*"
    r"(?:Kingdom|Republic|State|Sultanate|Commonwealth|Principality|Union)) of (?:the )?(?=[A-Z])"
)


def is_country(entry: Entry) -> bool:
    """Whether a participant of the register is a country."""
    return entry.facts.get("kind") in ("state", "territory")


def country_at(source: Source, position: int, end: int) -> Named | None:
    """The country named at ``position``, with the style of its state."""
    mention = source.mention_at(position, end)
    if mention and (known := mention.the("participant")) and is_country(known):
        return Named(mention.name, position, mention.end, known)
    style = _STYLE.match(source.text, position, end)
    if style and (plain := country_at(source, style.end(), end)):
        return Named(source.words(position, plain.end), position, plain.end, plain.entry)
    window = source.text[position : min(end, position + 60)]
    for one in countries().find(window):
        if one.start == 0:
            return Named(one.name, position, position + one.end)
    return None
