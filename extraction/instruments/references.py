"""Other words for an instrument that the text has named: "the Treaty", "(the Reef Pact)".

A definite word for a text without more ("the treaty", "this Agreement") stands for the last
instrument of the same word; what is said of it is said of that one. A second name in brackets or
quotes behind the first, or in apposition to it, is no other text.
"""

import re
from collections.abc import Iterator, Sequence

from extraction.grammar import alternatives, grammar

from .titles import Title

_BACK = 3000  # characters to the instrument that is spoken of again, at the most


_HEADS = alternatives({one.split()[-1] for one in grammar("en", "instruments")["spoken"]})
_AGAIN = re.compile(
    rf"\b(?:[Tt]he|[Tt]his)\s+(?:text of the\s+)?(?P<head>(?i:{_HEADS}))\b(?![\w-])"
)


def again_in(words: str, offset: int, titles: Sequence[Title]) -> Iterator[Title]:
    """The words of a sentence that stand for an instrument named before."""
    for match in _AGAIN.finditer(words):
        start, end = offset + match.start("head"), offset + match.end("head")
        if any(one.start <= start < one.end and one.start < start for one in titles):
            continue
        if re.match(r"\s+(?:[A-Z(]|(?:on|for|against|between|of)\b)", words[match.end() :]):
            continue
        yield Title(match["head"].capitalize(), start, end, match["head"], start, end)


def same_word(one: Title, other: str) -> bool:
    """Whether the head of a title ends with the word that speaks of it again."""
    return one.head.split()[-1].casefold().replace("é", "e") == other.casefold().replace("é", "e")


def last_of(named: Sequence[Title], again: Title) -> Title | None:
    """The instrument that a word speaks of again: the last one of that word."""
    for title in reversed(named):
        if again.start - title.end > _BACK:
            return None
        if title.end <= again.start and same_word(title, again.head):
            return title
    return None


_OTHER_NAME = re.compile(
    r"\s*(?:\((?:the\s+|also\s+|or\s+|known as\s+|called\s+)*[\"“'‘]?"
    r"|,?\s+(?:or|also known as|also called|better known as|known as|commonly known as"
    r"|(?:sometimes|often|also)\s+(?:known|referred to)\s+as)\s+(?:the\s+)?[\"“'‘]?)"
    r"(?:an?\s+|the\s+)?"
)
_BRACKET = re.compile(r"[^.;:()]{0,60}\((?:the\s+)?[\"“'‘]?")
_IS_ONE = re.compile(r"\s*(?:\([^()]{1,40}\)\s*)?(?:is|was)\s+(?:an?|the)\s+(?:[\w-]+\s+){0,3}")
_APPOSED = re.compile(r"\)?,\s+an?\s+(?:[\w-]+\s+){0,2}")
_NAMED_NOW = re.compile(
    r"[^.;:()]{0,60}?(?:,|:|,?\s+(?:called|titled|entitled|known as|namely))\s+(?:the\s+)?[\"“'‘]?"
)


def is_other_name(text: str, before: Title, title: Title, *, last: bool) -> bool:
    """Whether a title behind another is only its second name; ``last``: no third one follows."""
    gap = text[before.end : title.start]
    if text[title.end : title.end + 1] == ")" and _BRACKET.fullmatch(gap):
        return True
    if len(gap) > 60:
        return False
    if not title.proper and _IS_ONE.fullmatch(gap):
        return True
    if not title.proper and _APPOSED.fullmatch(gap):
        return last or title.kind == before.kind
    if not _OTHER_NAME.fullmatch(gap):
        return False
    return "(" in gap or "known" in gap or "called" in gap or title.kind == before.kind


def is_named_later(before: Title, title: Title) -> bool:
    """Whether a title names what a sentence before only called "a declaration"."""
    return (
        not (before.proper or before.tied)
        and title.proper
        and title.start - before.end < _NEAR
        and same_word(title, before.head.split()[-1])
    )


_NEAR = 400


def is_its_name(text: str, before: Title, title: Title) -> bool:
    """Whether a title names what was only described before it: "a declaration, the Suva ..."."""
    if before.proper or not title.proper or title.kind != before.kind:
        return False
    gap = text[before.end : title.start]
    return _NAMED_NOW.fullmatch(gap) is not None and " and " not in gap
