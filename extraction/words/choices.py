"""The words by which a text says a choice of the register: a level, a status, what was done …

The rules are those that the finders read by (``grammar/<language>/``); of a choice without a rule
the words are its names.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from extraction.grammar import alternatives, grammar, grammar_language

LANGUAGES = ("en", "zh")
RULES = {"level": "levels", "track": "tracks", "mode": "modes", "status": "status"}
"""The lists of ``meetings.yaml`` that say the choices of a field."""

ROLES = {
    "co_host": "co-?host|jointly host",
    "host": "host",
    "co_chair": "co-?chair|co-?presid",
    "chair": "chair|presid(?!ent)",
    "organizer": "organi|sponsor|convened by|called by",
    "supporter": "support|assist",
    "observer": "observ",
    "attendee": "attend|participat|took part|address|join(?!t)|represent|brought together",
}
"""The beginnings of words that say a role at a meeting; the first that fits holds."""

_ROLES_IN_CHINESE = {
    **{"co_host": "共同主办|联合主办", "host": "主办|承办", "co_chair": "共同主持"},
    **{"chair": "主持|担任主席", "observer": "观察员", "attendee": "出席|参加|与会"},
}


def choice_pattern(
    field: str, key: str, names: Iterable[str], *, of_meeting: bool, language: str
) -> re.Pattern[str]:
    """What finds the words in a text of ``language`` that say the choice ``key`` of ``field``.

    ``names`` are what the register calls it; ``of_meeting``: a status or a role can also be one
    of a body.
    """
    return _pattern(field, key, tuple(names), of_meeting, grammar_language(language, "meetings"))


@lru_cache(maxsize=256)
def _pattern(
    field: str, key: str, names: tuple[str, ...], of_meeting: bool, language: str
) -> re.Pattern[str]:
    called = alternatives(_plain(name) for name in names if name.strip())
    forms = [rf"\b(?:{called})\w*"] if called else []
    for one in dict.fromkeys((language, *LANGUAGES)):  # a text may quote the other language
        forms += _of_grammar(field, key, of_meeting, one)
    return re.compile("|".join(f"(?:{form})" for form in forms) or "(?!)", re.IGNORECASE)


def _plain(name: str) -> str:
    return re.escape(name).replace(r"\ ", r"[\s-]+").replace(r"\-", r"[\s-]?")


def _of_grammar(field: str, key: str, of_meeting: bool, language: str) -> list[str]:
    if field == "action":
        rules = grammar(language, "instruments")
        nouns = [rf"\b{noun}\b" for noun in rules.get("nouns", {}).get(key, ())]
        acts = rules["acts"].get(key, ())
        return [*nouns, *([_words(acts, language)] if acts else [])]
    if field == "role" and of_meeting:
        if language == "zh":
            return [_ROLES_IN_CHINESE[key]] if key in _ROLES_IN_CHINESE else []
        return [rf"\b(?:{ROLES[key]})\w*"] if key in ROLES else []
    if field not in RULES or not of_meeting:
        return []
    rules = grammar(language, "meetings")
    forms = [pattern for name, pattern in rules[RULES[field]] if name == key]
    if field == "status" and key == "held":
        forms.append(_held(language))
    if field in ("level", "mode"):
        says = [name for name, head in rules["heads"].items() if head.get(field) == key]
        forms += [_words(says, language)] if says else []
    return forms


def _held(language: str) -> str:
    """The words of what was held: all verbs that a meeting is held or met with, in the past."""
    words = grammar(language, "meetings")
    if language == "zh":
        return "|".join(words["hold"])
    past = [word for word in (*words["hold"], *words["acts"]) if word.endswith("ed")]
    said = alternatives([*past, "held", "met", "took place"])
    return rf"\b(?:(?:was|were|ha(?:s|ve|d)(?: been)?) )?(?<!be )(?:{said})\b"


def _words(words: Iterable[str], language: str) -> str:
    said = alternatives(re.escape(word) for word in words)
    return said if language == "zh" else rf"\b(?:{said})s?\b"
