"""One name for several meetings: "three expert meetings", "exercises in Brunei and Singapore"."""

import re

from extraction.candidates import Value
from extraction.dates.when import When
from extraction.grammar import grammar
from extraction.names.places import Where

from .coreference import name_key
from .drafts import Draft
from .fields import title_of
from .parsed_sentence import ParsedSentence
from .phrases import Phrase

_HAVE_BEEN_HELD = re.compile(
    r"\s(?:have|had|were|has)\s(?:also\s)?(?:been\s)?(?:held|convened|hosted)\b"
)


def number_said(parsed: ParsedSentence, phrase: Phrase) -> int:
    """The number in "three expert meetings have been held", up to five; else 0."""
    words = grammar("en", "numbers")["cardinals"][:5]
    if phrase.determiner not in words[1:] or phrase.head == "round":
        return 0
    held = _HAVE_BEEN_HELD.match(parsed.text, parsed.end_of(phrase), parsed.sentence.end)
    return words.index(phrase.determiner) + 1 if held else 0


def as_many(parsed: ParsedSentence, draft: Draft, number: int) -> list[Draft]:
    """As many meetings as the text counts, distinguished by letters."""
    drafts = []
    title = title_of(parsed, draft)
    for letter in "abcde"[:number]:
        one = draft.without()
        one.title, one.score = f"{title} ({letter})", max(draft.score, 0.6)
        one.because.insert(0, f"“{draft.phrase.determiner}”")
        one.fields["name"] = Value(one.title, draft.phrase.start, draft.phrase.end)
        one.key = f"{name_key(parsed.source, draft.phrase)} ({letter})"
        drafts.append(one)
    return drafts


def one_for_each_place(parsed: ParsedSentence, draft: Draft, places: list[Where]) -> list[Draft]:
    """The meetings of "exercises in Brunei and Singapore": one for each place."""
    drafts = []
    for where in places:
        one = draft.without("place", "country")
        one.score += 0.2
        one.place(where)
        one.title = f"{title_of(parsed, one)} in {where.name}"
        one.fields["name"] = Value(one.title, draft.phrase.start, draft.phrase.end)
        one.key = f"{name_key(parsed.source, draft.phrase)} {where.name.lower()}"
        drafts.append(one)
    return drafts


def share_out(
    parsed: ParsedSentence, drafts: list[Draft], dates: list[When], places: list[Where]
) -> None:
    """Give each of several meetings its own of several dates or places, in order."""
    if len(drafts) < 2:
        return
    each = next((when.each for when in dates if len(when.each) == len(drafts)), ())
    if not each and len(dates) == len(drafts):
        each = tuple(dates)
    respectively = "respectively" in parsed.text[parsed.sentence.start : parsed.sentence.end]
    if not each and respectively:
        each = next((when.each for when in parsed.dates if len(when.each) == len(drafts)), ())
        if not each and any(when.each for when in dates):
            for draft in drafts:  # they are not as many as the meetings: which is whose?
                draft.fields.pop("date", None)
    for draft, when in zip(drafts, each, strict=False):
        draft.fields["date"] = when.value(when.because or "respectively")
    if respectively and 1 < len(places) < len(drafts):
        for draft in drafts:
            draft.fields.pop("place", None)
            draft.fields.pop("country", None)
    if len(places) == len(drafts):
        for draft, where in zip(drafts, places, strict=True):
            draft.fields.pop("place", None)
            draft.fields.pop("country", None)
            draft.place(where)


def one_for_each_stop(draft: Draft, title: str, stops: list[tuple[Where, When]]) -> list[Draft]:
    """One meeting for each of several places with their days."""
    drafts = []
    for where, when in stops:
        one = draft.without("place", "country", "date")
        one.title, one.score = f"{title} in {where.name}", max(draft.score, 0.7)
        one.mentions, one.own_date = [(where.start, where.last)], True
        one.fields["name"] = Value(one.title, where.start, when.end)
        one.fields["date"] = when.value()
        one.place(where)
        one.key = f"{draft.key} {where.name.lower()}"
        drafts.append(one)
    return drafts
