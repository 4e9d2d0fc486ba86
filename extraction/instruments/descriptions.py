"""Instruments that a sentence describes in small letters: "a joint declaration on border security".

What is described has a word for a text, and mostly a preposition behind it that says what the
text is about (``tied``). Some words name a text only so: "a decision on ports", not "a decision".
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from extraction.grammar import alternatives, grammar

from .titles import Title, name_of, reach_of


@lru_cache(maxsize=1)
def _described() -> tuple[re.Pattern[str], dict[str, str], frozenset[str]]:
    """Heads with what may stand before them; their kinds; those that must be tied."""
    words = grammar("en", "instruments")
    kinds = {head.lower(): kind for kind, heads in words["heads"].items() for head in heads}
    kinds |= words["only_spoken"]
    tied = {*words["spoken_tied"], *words["only_spoken"]}
    heads = alternatives({*words["spoken"], *tied})
    pattern = re.compile(rf"(?<![\w-])(?P<head>{heads})(?P<plural>s)?(?![\w-])")
    return pattern, kinds, frozenset(tied)


@lru_cache(maxsize=1)
def _before() -> re.Pattern[str]:
    """What may stand before a head: "joint", "ten-year"."""
    before = alternatives(grammar("en", "instruments")["before_spoken"])
    return re.compile(rf"(?<![\w-])(?:(?:{before})\s+)+$")


_SECTORS = re.compile(
    r"\s+(?:in|on)\s+(?P<list>(?:[\w -]{1,60},\s+){0,9}[\w -]{1,60}?,?\s+and\s+[\w -]{1,60}?)"
    r"\s+(?P<noun>sectors|fields|areas)\b"
)
_TIE = re.compile(r"\s+(?P<tie>on|for|against|concerning|regarding|between|of)\s+\w")
_DOING = re.compile(  # "a statement welcoming ..."
    r"\s+(?!(?:following|during|including|according|pending|having|being|concerning|regarding)\b)"
    r"[a-z]{3,}ing\s"
)
_UNDERSTANDING = re.compile(  # that people agree, and no text: "reached agreement on"
    r"(?:\b(?:reach|reached|reaches|reaching|in|by|into|of|mutual|full|general|broad|and)|^)\s+$"
)
_LEAD = re.compile(r"[\w’'-]+\s+$")
_ACRONYM = re.compile(r"[A-Z]{2,}\S*\s+")


def described_in(words: str, offset: int = 0) -> Iterator[Title]:
    """The descriptions in a sentence, in order."""
    pattern, kinds, must_be_tied = _described()
    of_what, only = (grammar("en", "instruments")[name] for name in ("spoken_of", "only_spoken"))
    for match in pattern.finditer(words):
        head, begin = match["head"], match.start()
        if lead := _before().search(words[max(0, begin - 60) : begin]):
            begin -= len(lead[0])
        kind = kinds.get(head.replace("’", "'"), "other")
        if words[match.end() : match.end() + 1] in ("-", "'", "’"):
            continue
        text = Title(
            name="",
            start=offset + begin,
            end=offset + match.end(),
            head=head + (match["plural"] or ""),
            head_start=offset + match.start("head"),
            head_end=offset + match.end(),
            kind=kind,
            proper=False,
            certain=False,
            only_tied=head in must_be_tied,
        )
        if match["plural"] and (sectors := _SECTORS.match(words, match.end())):
            name = words[begin : match.end()].removesuffix("s")
            for field in items_of(sectors["list"]):
                where = sectors.start("list") + sectors["list"].index(field)
                noun = sectors["noun"].removesuffix("s")
                yield replace(
                    text,
                    name=f"{name[0].upper()}{name[1:]} in the {field} {noun}",
                    start=offset + where,
                    end=offset + where + len(field),
                )
            continue
        if head in ("resolution", "decision") and (code := _CODE.match(words, match.end())):
            yield _numbered(words, text, code.end(), offset)
            continue
        if _UNDERSTANDING.search(words[max(0, begin - 30) : begin]) and head in (
            "agreement",
            "accord",
        ):
            continue
        tie = _TIE.match(words, match.end())
        tied = bool(tie and (tie["tie"] != "of" or head in of_what))
        doing = _DOING.match(words, match.end()) is not None
        matter = head in _words("modified") and _matter_before(words, begin)
        if not (tied or doing) and (match["plural"] or head in must_be_tied):
            continue
        if match["plural"] and head in only:
            continue
        size = match.end() - match.start("head")
        end = reach_of(words, match.start("head"), words[match.start("head") :][:size])
        tied = doing or (tied and end > match.end())
        if match["plural"] and not tied:
            continue
        lead = _LEAD.search(words[max(0, begin - 30) : begin])
        start = begin - len(lead[0]) if lead and _ACRONYM.fullmatch(lead[0]) else begin
        if matter and not tied:
            start, tied, text = matter, True, replace(text, only_tied=True)
        name = name_of(words[start:end])
        name = f"{name[0].upper()}{name[1:]}"
        yield replace(text, name=name, start=offset + start, end=offset + end, tied=tied)


@lru_cache(maxsize=2)
def _words(name: str) -> frozenset[str]:
    words = grammar("en", "instruments")[name]
    return frozenset(words if isinstance(words, list) else words.split())


_ARTICLE = re.compile(r"\ban?\s+(?P<matter>(?:[a-z][\w-]+\s+){1,4})$")


def _matter_before(words: str, end: int) -> int:
    """Where words begin that say what a text is about: "an *air transport* agreement"; else 0."""
    lead = _ARTICLE.search(words[max(0, end - 80) : end])
    if lead is None:
        return 0
    said = [word for word in lead["matter"].split() if word not in _words("no_matter")]
    return end - len(lead["matter"]) if said else 0


_CODE = re.compile(r"\s+(?:No\.?\s*)?[A-Z]*[\w./-]*\d[\w./-]*\d*(?:\s*\([\w-]+\))?(?<![.,])")
_ORGAN = re.compile(r"(?:[A-Z][\w-]*\s+(?:of\s+)?){1,5}$")


def _numbered(words: str, text: Title, end: int, offset: int) -> Title:
    """ "Security Council resolution 1540 (2004)": its number makes it a title."""
    start = text.head_start - offset
    if organ := _ORGAN.search(words[max(0, start - 60) : start]):
        start -= len(organ[0])
    name = name_of(words[start:end])
    return replace(
        text,
        name=f"{name[0].upper()}{name[1:]}",
        start=offset + start,
        end=offset + end,
        proper=True,
        certain=True,
    )


def items_of(enumeration: str) -> list[str]:
    """ "agriculture, education, and trade" in its three parts."""
    if ", and " in enumeration:  # "a, b, and c and d": the last part is "c and d"
        parts = re.split(r",\s+(?:and\s+)?", enumeration)
    else:
        parts = re.split(r",\s+|\s+and\s+(?!.*,)", enumeration)
    return [part.strip() for part in parts if part.strip()]
