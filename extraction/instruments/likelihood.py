"""Whether a text speaks of an instrument, and does not only use a word for one."""

import re
from collections.abc import Sequence

from extraction.candidates import Candidate
from extraction.grammar import grammar
from extraction.names.parties import parties_in
from extraction.source import Sentence, Source
from texts.pieces import HEADING

from .acts import Act, pattern_of
from .fields import Naming, status_of
from .titles import Title

_BINDING = frozenset(("treaty", "agreement", "protocol", "memorandum"))
"""Kinds that count by being signed, also where no meeting is spoken of."""


def counts(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    home: Candidate | None,
    namings: Sequence[Naming],
    *,
    listed: bool,
) -> bool:
    """Whether the text tells of this instrument, and does not only use the word."""
    if title.inner:
        return title.proper
    if act is None:
        # A heading names the text that is read, not what it tells of.
        heading = source.passages[sentence.passage].kind == HEADING
        if heading or _is_only_mentioned(source.text, sentence, title):
            return False
        return title.certain or (title.closing and home is not None)
    if title.proper:
        return True
    if act.wished or _is_this_text(source, sentence, title):
        return False
    settled = act.action in grammar("en", "instruments")["settled"]
    if listed:
        return settled and _is_item(source.text, sentence, title)
    if title.head.endswith("s"):
        return settled and (home is not None or _by_several(source, sentence, act, namings))
    if home is not None:
        return True
    if act.action in ("signed", "concluded") and title.kind in _BINDING and " " in title.name:
        return True
    if title.only_tied and act.action not in _STANDING:
        return False
    issued = act.passive and act.start - title.end == 1  # "a statement issued ..."
    return (title.tied or issued) and settled and _by_several(source, sentence, act, namings)


def _is_only_mentioned(text: str, sentence: Sentence, title: Title) -> bool:
    """Whether the sentence only refers to it: "reaffirmed the Charter and the Accord".

    One printed with its date tells something.
    """
    if _PRINTED_DATE.match(text, title.end) or text[title.end - 1] in "0123456789)":
        return False
    lead = text[max(sentence.start, title.start - 160) : title.start]
    clause = _CLAUSE.split(lead)[-1]
    return pattern_of("only_referred").search(clause) is not None


_PRINTED_DATE = re.compile(r"\s*(?:\(|of |dated |signed |adopted )[^.;]{0,30}?[0-9]{4}")
_CLAUSE = re.compile(r"[;:]|,\s(?:which|and (?:then )?(?:the|they|we|it)\s)|\b(?:while|who)\b")
_STANDING = frozenset(("signed", "adopted", "approved", "concluded"))
"""What makes an instrument of a "decision" or a "plan"."""


def _is_this_text(source: Source, sentence: Sentence, title: Title) -> bool:
    """Whether the words only introduce the text that is read: "adopted the following decision:"."""
    lead = source.text[sentence.start : title.start].rstrip().lower()
    return lead.endswith("the following") and source.text[sentence.end - 1] == ":"


_MUTUAL = frozenset(("signed", "agreed", "concluded"))
"""What nobody does alone."""


def _by_several(source: Source, sentence: Sentence, act: Act, namings: Sequence[Naming]) -> bool:
    """Whether those who acted are several, or a meeting or body of several."""
    text = source.text
    start, end = sentence.start, act.start
    if act.passive:
        agent = _AGENT.search(text, act.end, min(sentence.end, act.end + 80))
        if agent is None:  # nobody is named: those who met
            if act.action in _MUTUAL:
                return True
            close = min(sentence.end, act.end + 80)
            return _SEVERAL.search(text, act.end, close) is not None or any(
                status_of(meeting) == "held" for _start, _n, meeting in namings
            )
        start, end = agent.end(), min(sentence.end, agent.end() + 120)
    if _SEVERAL.search(text, start, end):
        return True
    return len(parties_in(source, start, end)) > 1


def _is_item(text: str, sentence: Sentence, title: Title) -> bool:
    """Whether a description is an item of its list, and not a word in one: "of the treaty"."""
    before = text[max(sentence.start, title.start - 60) : title.start]
    return _BEFORE_ITEM.search(before) is not None


_BEFORE_ITEM = re.compile(
    r"(?:^|[,;:•–—-]|\b(?:and|as well as|including|namely|is|are|was|were|\w+ed))\s*"
    r"(?:(?:an?|the|its|their)\s+)?(?:[\w-]+\s+){0,2}$"
)
_AGENT = re.compile(r"\bby\s")
_SEVERAL = re.compile("|".join(grammar(one, "instruments")["several"] for one in ("en", "zh")))
