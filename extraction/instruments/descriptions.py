"""Instruments that a sentence describes in small letters: "a joint declaration on border security".

What is described has a word for a text, and mostly a preposition behind it that says what the
text is about (``tied``). Some words name a text only so: "a decision on ports", not "a decision".
What somebody only puts forward, or what is under negotiation, is described too.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from extraction.grammar import alternatives, grammar

from .acts import Act
from .titles import Title, name_of, reach_of

_WORDS = grammar("en", "instruments")
_KINDS = {head.lower(): kind for kind, heads in _WORDS["heads"].items() for head in heads}
_KINDS |= _WORDS["only_spoken"]
_MUST_BE_TIED = frozenset((*_WORDS["spoken_tied"], *_WORDS["only_spoken"]))
_HEADS = alternatives({*_WORDS["spoken"], *_MUST_BE_TIED})
_HEAD = re.compile(rf"(?<![\w-])(?P<head>{_HEADS})(?P<plural>s)?(?![\w-])")
_BEFORE = re.compile(rf"(?<![\w-])(?:(?:{alternatives(_WORDS['before_spoken'])})\s+)+$")
"""What may stand before a head: "joint", "ten-year"."""
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
    for match in _HEAD.finditer(words):
        if words[match.end() : match.end() + 1] in ("-", "'", "’"):
            continue
        head, begin = match["head"], match.start()
        if lead := _BEFORE.search(words[max(0, begin - 60) : begin]):
            begin -= len(lead[0])
        text = Title(
            name="",
            start=offset + begin,
            end=offset + match.end(),
            head=match[0],
            head_start=offset + match.start(),
            head_end=offset + match.end(),
            kind=_KINDS.get(head.replace("’", "'"), "other"),
            only_tied=head in _MUST_BE_TIED,
        )
        if match["plural"] and (sectors := _SECTORS.match(words, match.end())):
            name = words[begin : match.end()].removesuffix("s")
            for field in _items_of(sectors["list"]):
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
        ahead = words[max(0, begin - 30) : begin]
        if head in ("agreement", "accord") and _UNDERSTANDING.search(ahead):
            continue
        tie = _TIE.match(words, match.end())
        tied = bool(tie and (tie["tie"] != "of" or head in _WORDS["spoken_of"]))
        doing = _DOING.match(words, match.end()) is not None
        matter = head in _WORDS["modified"] and _matter_before(words, begin)
        if not (tied or doing) and (match["plural"] or head in _MUST_BE_TIED):
            continue
        if match["plural"] and head in _WORDS["only_spoken"]:
            continue
        end = reach_of(words, match.start(), match[0])
        tied = doing or (tied and end > match.end())
        if match["plural"] and not tied:
            continue
        before = _LEAD.search(ahead)
        start = begin - len(before[0]) if before and _ACRONYM.fullmatch(before[0]) else begin
        if matter and not tied:
            start, tied, text = matter, True, replace(text, only_tied=True)
        name = name_of(words[start:end])
        yield replace(text, name=name, start=offset + start, end=offset + end, tied=tied)


_ARTICLE = re.compile(r"\ban?\s+(?P<matter>(?:[a-z][\w-]+\s+){1,4})$")


def _matter_before(words: str, end: int) -> int:
    """Where words begin that say what a text is about: "an *air transport* agreement"; else 0."""
    lead = _ARTICLE.search(words[max(0, end - 80) : end])
    if lead is None:
        return 0
    said = {*lead["matter"].split()} - {*_WORDS["no_matter"].split()}
    return end - len(lead["matter"]) if said else 0


_CODE = re.compile(r"\s+(?:No\.?\s*)?[A-Z]*[\w./-]*\d[\w./-]*\d*(?:\s*\([\w-]+\))?(?<![.,])")
_ORGAN = re.compile(r"(?:[A-Z][\w-]*\s+(?:of\s+)?){1,5}$")


def _numbered(words: str, text: Title, end: int, offset: int) -> Title:
    """ "Security Council resolution 1540 (2004)": its number makes it a title."""
    start = text.head_start - offset
    if organ := _ORGAN.search(words[max(0, start - 60) : start]):
        start -= len(organ[0])
    return replace(
        text,
        name=name_of(words[start:end]),
        start=offset + start,
        end=offset + end,
        proper=True,
        certain=True,
    )


def _items_of(enumeration: str) -> list[str]:
    """ "agriculture, education, and trade" in its three parts."""
    if ", and " in enumeration:  # "a, b, and c and d": the last part is "c and d"
        parts = re.split(r",\s+(?:and\s+)?", enumeration)
    else:
        parts = re.split(r",\s+|\s+and\s+(?!.*,)", enumeration)
    return [part.strip() for part in parts if part.strip()]


# What is no text yet

_FORWARD = r"put(?:s|ting)?\s+forward|proposed|tabled|presented|advanced|launched"
_INITIATIVES = re.compile(
    rf"\b(?P<act>{_FORWARD})\s+(?:an?\s+|the\s+)?(?:series\s+of\s+|number\s+of\s+|set\s+of\s+)?"
    r"(?:\w+\s+){0,2}?(?P<what>(?P<head>initiatives?)\s+(?:for|on|to|aimed\s+at)\s+[^.,;:]{4,120}?)"
    r"(?=[.,;:]|\s+(?:and\s+\w+ed|at|which|that|while)\b|$)"
)
_WAS_PROPOSED = re.compile(
    r"\b[Tt]he\s+(?P<what>(?:establishment|creation|founding|setting up|idea|launch)\s+of\s+"
    r"(?:the\s+|an?\s+)?[^.,;:]{3,120}?)\s+(?:was|is|were)\s+(?:an?|the)\s+(?:\w+\s+){0,2}?(?P<head>initiative|proposal)\s+"
    r"(?:first\s+)?(?P<act>put\s+forward|proposed|tabled|raised|made|advanced)\s+by\b"
)
_NEGOTIATED = re.compile(
    r"\b(?P<act>negotiations\s+on)\s+(?P<list>[a-z][^.;:]{3,200}?)\s+under\s+(?:the\s+)?(?=[A-Z])"
)


def proposed_in(words: str, offset: int = 0) -> Iterator[tuple[Title, Act]]:
    """What a sentence says was put forward, or is negotiated, and the words that say so.

    What is negotiated keeps no kind of instrument where the text names none.
    """
    for pattern in (_INITIATIVES, _WAS_PROPOSED):
        for match in pattern.finditer(words):
            kind = "initiative" if match["head"].startswith("initiative") else ""
            title = _proposed(match["what"], match.span("what"), match.span("head"), kind, offset)
            yield title, Act("proposed", offset + match.start("act"), offset + match.end("act"))
    for match in _NEGOTIATED.finditer(words):
        act = Act("under_negotiation", offset + match.start("act"), offset + match.end("act"))
        at = match.start("list")
        for item in _items_of(match["list"]):
            start = words.index(item, at)
            at = start + len(item)
            yield _proposed(item, (start, at), (start, at), "", offset), act


def _proposed(
    words: str, span: tuple[int, int], head: tuple[int, int], kind: str, offset: int
) -> Title:
    name = re.sub(r"^(?:the|an?)\s+", "", " ".join(words.split()))
    return Title(
        name=f"{name[0].upper()}{name[1:]}",
        start=offset + span[0],
        end=offset + span[1],
        head=name.split()[0],
        head_start=offset + head[0],
        head_end=offset + head[1],
        kind=kind,
        proper=True,
    )
