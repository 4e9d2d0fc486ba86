"""Meetings in a text: which names are of an occurrence, and what the text says of each.

A name alone is no meeting: series and bodies are called alike. What makes an occurrence of it is
an ordinal, a verb of holding, a day, a place, a list of what was held; each adds to the score,
and plurals, "any", "annual" and denials take away. From ``ENOUGH`` on it is a candidate.
"""

import re

from extraction.candidates import Candidate, Value
from extraction.dates.english import dates_in
from extraction.dates.meanings import Known
from extraction.dates.when import When
from extraction.names.bodies import body_in
from extraction.names.places import Where, places_in
from extraction.source import Source, is_chinese
from extraction.words.lexicon import lexicon
from extraction.words.ordinals import Ordinal
from extraction.words.sentences import TokenizedSentence
from texts.pieces import HEADING

from .attendance import read_attendance, read_attendance_of_last
from .attendance_lists import read_attendance_lists
from .coreference import merge_mentions, name_key
from .drafts import Draft, candidates_of
from .fields import read_fields, title_of
from .layout import (
    bracketed_places,
    past_dateline,
    place_where_we_met,
    pointed_places,
    read_dateline_above,
    read_title_block,
)
from .likelihood import likelihood_of
from .met_by_name import meetings_of_people
from .parsed_sentence import Context, ParsedSentence
from .phrases import Phrase, phrases_in
from .plurals import as_many, number_said, one_for_each_place, one_for_each_stop, share_out
from .unnamed import has_verb_of_meeting, unnamed_meetings_in

ENOUGH = 0.5
_YEAR_FRAME = re.compile(r"\s*(?:the\s+year|year)\s+((?:1[89]|20)[0-9]{2})\b", re.IGNORECASE)
_HEADING_YEAR = re.compile(r"\W{0,4}(?:[\w ]{0,20}\W)?\s*((?:1[89]|20)[0-9]{2})\W{0,4}$")


def find_meetings(source: Source, _found: tuple[Candidate, ...] = ()) -> list[Candidate]:
    """The meetings of a text, each once, in the order in which they are first named."""
    context = Context(source, known=Known(published=source.date))
    for number, sentence in enumerate(source.sentences):
        if is_chinese(source.text, sentence.start, sentence.end):
            continue
        context.number = number
        _enter(context, sentence.passage)
        _read_sentence(context, sentence.start, sentence.end)
    kept = [draft for draft in merge_mentions(context.drafts) if round(draft.score, 3) >= ENOUGH]
    read_attendance_lists(source, kept)
    return candidates_of(kept, source)


def _enter(context: Context, passage: int) -> None:
    """Forget at the start of a passage what held only in the one before."""
    if passage == context.passage:
        return
    context.passage = passage
    stretch = context.source.passages[passage]
    context.frame = None
    text = context.source.text[stretch.start : stretch.end]
    read_dateline_above(context, stretch.start, stretch.end)
    if stretch.kind == HEADING:
        year = _HEADING_YEAR.match(text)
        context.heading_year = int(year[1]) if year else None
        context.heading = body_in(context.source, stretch.start, stretch.end) or context.heading
    context.known.year = context.heading_year


def _read_sentence(context: Context, start: int, end: int) -> None:
    source = context.source
    text = source.text[start:end]
    context.known.tenses = lexicon().tenses(text, start)
    known = context.known
    start = past_dateline(context, start, end)
    dates = dates_in(source.text, start, end, known)
    sentence = TokenizedSentence(source, start, end, [(when.start, when.end) for when in dates])
    phrases = _without_venues(phrases_in(sentence), source.text)
    phrases = _of_those_at_another(phrases, source.text)
    taken = [(phrase.start, phrase.end) for phrase in phrases]
    taken += [(when.start, when.end) for when in dates]
    places: list[Where] = []
    if phrases or has_verb_of_meeting(text):
        places = places_in(source, start, end, taken)
        places += bracketed_places(source, phrases, dates, end)
        places += pointed_places(context, start, end)
    parsed = ParsedSentence(
        context, sentence, phrases, dates, sorted(places, key=lambda p: p.start)
    )
    before = len(context.drafts)
    for group in parsed.groups:
        _read_group(parsed, group)
    if not phrases and dates:
        read_title_block(context, parsed)
    if not phrases and context.drafts and context.drafts[-1].passage == context.passage:
        read_attendance_of_last(parsed, context.drafts[-1])
    found = context.drafts[before:] + (meetings_of_people(parsed) or unnamed_meetings_in(parsed))
    context.drafts[before:] = sorted(found, key=lambda draft: draft.phrase.start)
    place_where_we_met(context, context.drafts[before:], start, end)
    if body := body_in(source, start, end):
        context.body = body
    _set_frame(context, parsed, text)


def _without_venues(phrases: list[Phrase], text: str) -> list[Phrase]:
    """The phrases without those that only name a house: "held at the World Forum in The Hague"."""
    kept: list[Phrase] = []
    for phrase in phrases:
        is_plain = phrase.says.body and not (phrase.ordinals or phrase.year or phrase.plural)
        if kept and is_plain:
            gap = text[kept[-1].end : phrase.start]
            behind = text[phrase.end : phrase.end + 6]
            if _HELD_AT.search(gap) and re.match(r"(?:, | in )[A-Z]", behind):
                continue
        kept.append(phrase)
    return kept


def _of_those_at_another(phrases: list[Phrase], text: str) -> list[Phrase]:
    """The phrases without those in a participle of the one before, which is the one "held".

    "A meeting of the officials attending the 7th Forum was held": the officials met.
    """
    kept: list[Phrase] = []
    for phrase in phrases:
        before = kept[-1] if kept else None
        if before and before.head and not (before.ordinals or before.year):
            within = _PARTICIPLE.fullmatch(text, before.end, phrase.start)
            if within and _IS_HELD.match(text, phrase.end):
                before.end, before.last = phrase.end, phrase.last
                continue
        if before is None and not phrase.plural and _IS_HELD.match(text, phrase.end):
            line = max(text.rfind("\n", 0, phrase.start) + 1, phrase.start - 160)
            if _DINNER_OF_THOSE.search(text, line, phrase.start):
                continue
        kept.append(phrase)
    return kept


_PARTICIPLE = re.compile(
    r"(?:\s[\w’'-]+){0,6}?\s(?:attending|participating in|taking part in|present at|gathered for"
    r"|gathered at|invited to|accredited to|who (?:\w+ )?(?:attended|took part in))"
    r"\s(?:the|an?)?\s*"
)
_DINNER_OF_THOSE = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Aa]nother)\s(?:[\w’'-]+\s){1,6}?(?:for|of|among|between|with)\s[^.;:,]{2,80}?"
    r"\b(?:attending|participating in|taking part in|present at|who (?:\w+ )?attended)"
    r"\s(?:the|an?)?\s*$"
)
_IS_HELD = re.compile(r"\s(?:was|were|is|will be|has been|took place|takes place|had been)\b")
_HELD_AT = re.compile(
    r"\b(?:held|convened|hosted|open(?:s|ed)?|place|begins?|began|met|meets?)\b"
    r"[^.;]{0,60}\bat the\s$"
)


def _set_frame(context: Context, parsed: ParsedSentence, text: str) -> None:
    front = parsed.front
    if match := _YEAR_FRAME.match(text):
        begin = parsed.sentence.start
        context.frame = When(match[1], begin + match.start(1), begin + match.end(1), unit="year")
    elif front is not None and front.unit in ("year", "span") and not front.each:
        context.frame = front
    for when in parsed.dates:
        if (
            when.complete
            and when.unit in ("day", "month", "year")
            and (year := re.search(r"[0-9]{4}", when.edtf))
        ):
            context.known.year = int(year[0])
    if context.frame is not None and context.frame.unit == "year":
        context.known.year = context.known.year or int(context.frame.edtf[:4])


def _read_group(parsed: ParsedSentence, group: list[int]) -> None:
    """Make drafts of phrases that stand side by side."""
    drafts: list[Draft] = []
    last = group[-1]
    dates, places = parsed.dates_after(last), parsed.places_after(last)
    for number in group:
        own_dates = parsed.dates_after(number)
        if not any(parsed.dates_after(n) for n in group if number <= n < last):
            own_dates = dates
        drafts += _drafts(parsed, number, own_dates, parsed.places_after(number) or places)
    share_out(parsed, drafts, dates, places)
    if places:
        parsed.context.where = places[-1]
    read_attendance(parsed, group, drafts)
    parsed.context.drafts += drafts


def _drafts(
    parsed: ParsedSentence, number: int, dates: list[When], places: list[Where]
) -> list[Draft]:
    """One draft for each ordinal of the phrase, or one."""
    phrase = parsed.phrases[number]
    score, because = likelihood_of(parsed, number, dates, places)
    draft = Draft(
        phrase,
        "",
        parsed.sentence.start,
        parsed.sentence.end,
        score,
        because=because,
        mentions=[(phrase.start, phrase.end)],
        passage=parsed.context.passage,
        sentence=parsed.context.number,
        heading=parsed.source.passages[parsed.context.passage].kind == HEADING,
    )
    read_fields(parsed, draft, number, dates, places)
    subject = _shared_subject(parsed, number, draft)
    if phrase.plural and not phrase.ordinals:
        if stops := parsed.stops(places):
            return one_for_each_stop(draft, title_of(parsed, draft), stops)
        if len(places) > 1:
            return one_for_each_place(parsed, draft, places)
        if many := number_said(parsed, phrase):
            return as_many(parsed, draft, many)
    drafts = []
    ordinals: list[Ordinal | None] = [*phrase.ordinals] or [None]
    for ordinal in ordinals:
        one = draft.without()
        if ordinal is not None:
            one.ordinal = ordinal.value
            one.fields["ordinal"] = Value(str(ordinal.value), ordinal.start, ordinal.end)
        one.title = title_of(parsed, one) + subject
        one.fields["name"] = Value(one.title, phrase.start, phrase.end)
        one.key = name_key(parsed.source, phrase)
        drafts.append(one)
    return drafts


def _shared_subject(parsed: ParsedSentence, number: int, draft: Draft) -> str:
    """What a meeting without a name is about, where one of its kind was named just before.

    "The Seminar on Ice of the Polar Board was held, and there will be a field seminar": both are
    on ice, and of one body.
    """
    phrase = draft.phrase
    if phrase.named or phrase.ordinals or phrase.determiner not in ("a", "an"):
        return ""
    for before in reversed(parsed.phrases[:number]):
        if before.named and before.head == phrase.head:
            sibling = next(one for one in reversed(parsed.context.drafts) if one.phrase is before)
            if "mechanism" in sibling.fields:
                draft.give("mechanism", sibling.fields["mechanism"])
            said = _SUBJECT.match(parsed.text, before.head_at[1], before.end)
            how = _WITH.match(parsed.text, phrase.end, parsed.sentence.end)
            return "".join(f" {parsed.source.words(*one.span())}" for one in (how, said) if one)
    return ""


_WITH = re.compile(r"\swith\s[a-z]+\b")
_SUBJECT = re.compile(r"\s(?:of|on|for)\s.+?(?=\s(?:among|between|in|of|with)\s|$)", re.DOTALL)
