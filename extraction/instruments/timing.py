"""When something was done with an instrument, as far as the text says it of the instrument itself.

In this order: the date printed with the text ("of 28 February 1998", "signed on 9 May 2014"), the
date behind a verb that follows it, the date that the sentence or the entry of a chronology begins
with, and the one date that the sentence names at all.
"""

import re
from collections.abc import Iterator, Sequence

from extraction.candidates import Value
from extraction.dates.english import When, dates_in
from extraction.dates.meanings import Known
from extraction.source import Sentence, Source

from .acts import Act
from .titles import Title

_BEFORE_DATE = re.compile(
    r",?\s*(?:which\s+)?(?:was\s+|were\s+)?(?:first\s+|originally\s+)?(?:\w+(?:ed|en)\b[^,;]{0,60}?)?"
    r"(?:\s*,)?\s*(?:on|in|of|dated|since|\()?\s*(?:the\s+)?"
)
_BEHIND_VERB = re.compile(r"(?:[^.;:()]{0,60}?[\s,])?(?:on|in|of)\s+(?:the\s+)?")
_ENDS_TITLE = re.compile(r"[;.]\s|,\s+(?:and|which|while|who)\b|\band\b")
_ENDS_CLAUSE = re.compile(r"[;:]\s|,?\s+(?:and|but|which|while|who|where|after|before)\b")
_PRINTED = re.compile(r"\s*(?:of\s|\(|,\s*(?=[12]\d{3}\W*$))")


def happened(act: Act | None) -> bool:
    """Whether the meeting's day is the day of the act: not of what is merely carried out."""
    return act is not None and act.action not in ("implemented", "under_negotiation")


def own_date(
    source: Source, sentence: Sentence, title: Title, act: Act | None, titles: Sequence[Title]
) -> Value | None:
    """The date printed with the text itself: "signed on 9 May 2014", "of 28 February 1998"."""
    text = source.text
    if not happened(act) and not _PRINTED.match(text[title.end : sentence.end]):
        return None
    following = min((one.start for one in titles if one.start >= title.end), default=sentence.end)
    last = min(sentence.end, following, title.end + 120)
    if limit := _ENDS_TITLE.search(text, title.end, last):
        last = limit.start()
    known = known_before(source, sentence)
    for when in dates_in(text, title.end, last, known):
        if _BEFORE_DATE.fullmatch(text[title.end : when.start]):
            return when.value("printed with the text")
    if act and act.passive and act.start >= title.end:
        return _behind(source, sentence, act.end, known)
    return None


def _behind(source: Source, sentence: Sentence, start: int, known: Known) -> Value | None:
    """ "... was signed in Suva on 2 May 2001"."""
    last = min(sentence.end, start + 120)
    if limit := _ENDS_CLAUSE.search(source.text, start, last):
        last = limit.start()
    for when in dates_in(source.text, start, last, known):
        if _BEHIND_VERB.fullmatch(source.text[start : when.start]):
            return when.value("the date of the verb")
        break
    return None


def frame_date(source: Source, sentence: Sentence, act: Act | None) -> Value | None:
    """The date that the sentence, or the entry it belongs to, begins with; else its one date."""
    if act is None or not happened(act):
        return None
    known = known_before(source, sentence)
    dates = dates_in(source.text, sentence.start, sentence.end, known)
    for when in dates:
        if when.start < act.start and _OPENING.fullmatch(source.text[sentence.start : when.start]):
            return when.value("the date of the sentence")
    if entry := _entry_date(source, sentence, known):
        return entry.value("the date of the entry")
    adverbs = [one for one in dates if one.complete and _is_adverb(source, one)]
    if len(dates) == 1 and adverbs and not act.wished and adverbs[0].unit != "span":
        return adverbs[0].value("the date in the sentence")
    return None


def _is_adverb(source: Source, when: When) -> bool:
    return bool(_ADVERB.search(source.text, max(0, when.start - 12), when.start))


_OPENING = re.compile(r"(?:On|In|At|on|in)?\s*(?:the\s+)?")
_ADVERB = re.compile(r"\b(?:on|in|On|In)\s+(?:the\s+)?$")


def _entry_date(source: Source, sentence: Sentence, known: Known) -> When | None:
    """The date that an entry of a chronology has before it: "1968: ...", or a line of its own."""
    text, number = source.text, sentence.passage
    for start, end in _heads(source, number):
        for when in dates_in(text, start, min(end, start + 60), known):
            opens = _OPENING.fullmatch(text[start : when.start])
            if opens and when.complete and _SET_OFF.match(text, when.end, end):
                return when
            break
    return None


_SET_OFF = re.compile(r"\s*(?::|[–—|\t-]\s|\n|$)|\.?\s*$")


def _heads(source: Source, number: int) -> Iterator[tuple[int, int]]:
    """Where an entry may say its date: at its own head, or in the line above it."""
    passage = source.passages[number]
    yield passage.start, passage.end
    if number:
        above = source.passages[number - 1]
        if above.end - above.start <= 30:
            yield above.start, above.end


def known_before(source: Source, sentence: Sentence) -> Known:
    """What the sentences before, in the same passage, say about the time."""
    known = Known(published=source.date)
    passage = source.passages[sentence.passage]
    start = max(passage.start, sentence.start - 600)
    for when in dates_in(source.text, start, sentence.start, known):
        if year := re.match(r"[0-9]{4}", when.edtf.lstrip("[.")):
            known = Known(published=source.date, year=int(year[0]), last=when.edtf)
    return known
