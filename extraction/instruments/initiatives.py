"""What is no text yet: initiatives that somebody puts forward, and matters under negotiation.

Each comes as a title with the act that made it, for ``instruments`` to place and to date. What is
negotiated keeps no kind of instrument where the text names none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .descriptions import items_of
from .titles import Title


@dataclass(frozen=True)
class Proposed:
    """A title, the key of ``Outcome.Action``, and the words that say it."""

    title: Title
    action: str
    start: int
    end: int


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


def proposed_in(words: str, offset: int = 0) -> Iterator[Proposed]:
    """What a sentence says was put forward, or is negotiated."""
    for pattern in (_INITIATIVES, _WAS_PROPOSED):
        for match in pattern.finditer(words):
            kind = "initiative" if match["head"].startswith("initiative") else ""
            yield Proposed(
                _title(match["what"], match.span("what"), match.span("head"), kind, offset),
                "proposed",
                offset + match.start("act"),
                offset + match.end("act"),
            )
    for match in _NEGOTIATED.finditer(words):
        at = match.start("list")
        for item in items_of(match["list"]):
            start = words.index(item, at)
            at = start + len(item)
            yield Proposed(
                _title(item, (start, at), (start, at), "", offset),
                "under_negotiation",
                offset + match.start("act"),
                offset + match.end("act"),
            )


def _title(
    name: str, span: tuple[int, int], head: tuple[int, int], kind: str, offset: int
) -> Title:
    name = re.sub(r"^(?:the|an?)\s+", "", " ".join(name.split()))
    return Title(
        name=f"{name[0].upper()}{name[1:]}",
        start=offset + span[0],
        end=offset + span[1],
        head=name.split()[0],
        head_start=offset + head[0],
        head_end=offset + head[1],
        kind=kind,
        proper=True,
        certain=False,
    )
