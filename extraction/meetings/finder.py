"""Meetings in a text: which names tell of an occurrence, and what the text says of each.

A name alone is no meeting: series and bodies are called alike. What makes an occurrence of it is
an ordinal, a verb of holding, a day, a place, a list of what was held; each adds to the score,
and plurals, "any", "annual" and denials take away. From ``ENOUGH`` on it is a candidate.
"""

import re
from dataclasses import replace

from extraction.candidates import Candidate, Value
from extraction.dates.english import When, dates_in
from extraction.dates.meanings import Known
from extraction.names.bodies import body_in
from extraction.names.matching import Matcher
from extraction.names.places import Where, places_in
from extraction.source import Source
from extraction.words.lexicon import lexicon
from extraction.words.ordinals import Ordinal
from extraction.words.sentences import Sentence
from texts.pieces import HEADING

from .attendance import attend, attend_without_name
from .attendance_lists import call_rolls
from .chinese import is_chinese
from .coreference import fold_drafts, key_of
from .drafts import Draft, with_matches
from .fields import tell, title_of
from .layout import bracketed_places, past_dateline, pointed_places, read_title_block
from .likelihood import judge
from .parsed import Clause, State
from .phrases import Phrase, phrases_in
from .plurals import as_many, number_said, one_for_each_place, one_for_each_stop, share_out
from .unnamed import gatherings_in, may_gather

ENOUGH = 0.5
_YEAR_FRAME = re.compile(r"\s*(?:the\s+year|year)\s+((?:1[89]|20)[0-9]{2})\b", re.IGNORECASE)
_HEADING_YEAR = re.compile(r"\W{0,4}(?:[\w ]{0,20}\W)?\s*((?:1[89]|20)[0-9]{2})\W{0,4}$")


def find_meetings(source: Source, _found: tuple[Candidate, ...] = ()) -> list[Candidate]:
    """The meetings of a text, each once, in the order in which they are first told of."""
    state = State(source, known=Known(published=source.date))
    for sentence in source.sentences:
        if is_chinese(source.text, sentence.start, sentence.end):
            state.number += 1
            continue
        _enter(state, sentence.passage)
        _read_sentence(state, sentence.start, sentence.end)
        state.number += 1
    kept = [draft for draft in fold_drafts(state.drafts) if round(draft.score, 3) >= ENOUGH]
    call_rolls(source, kept)
    matcher = Matcher(source.gazetteer)
    return [
        with_matches(candidate, matcher.matches(candidate))
        for candidate in (draft.candidate() for draft in kept)
    ]


def _enter(state: State, passage: int) -> None:
    """Forget at the start of a passage what held only in the one before."""
    if passage == state.passage:
        return
    state.passage = passage
    stretch = state.source.passages[passage]
    state.frame = None
    text = state.source.text[stretch.start : stretch.end]
    if stretch.kind == HEADING:
        year = _HEADING_YEAR.match(text)
        state.heading_year = int(year[1]) if year else None
        state.heading = body_in(state.source, stretch.start, stretch.end) or state.heading
    state.known.year = state.heading_year


def _read_sentence(state: State, start: int, end: int) -> None:
    source = state.source
    text = source.text[start:end]
    state.known.tenses = lexicon().tenses(text, start)
    known = state.known
    start = past_dateline(state, start, end)
    dates = dates_in(source.text, start, end, known)
    sentence = Sentence(source, start, end, [(when.start, when.end) for when in dates])
    phrases = _without_venues(phrases_in(sentence), source.text)
    taken = [(phrase.start, phrase.end) for phrase in phrases]
    taken += [(when.start, when.end) for when in dates]
    places: list[Where] = []
    if phrases or may_gather(text):
        places = places_in(source, start, end, taken)
        places += bracketed_places(source, phrases, dates, end)
        places += pointed_places(state, start, end)
    reading = Clause(state, sentence, phrases, dates, sorted(places, key=lambda p: p.start))
    before = len(state.drafts)
    for group in reading.groups:
        _read_group(reading, group)
    if not phrases and dates:
        read_title_block(state, reading)
    if not phrases and state.drafts and state.drafts[-1].passage == state.passage:
        attend_without_name(reading, state.drafts[-1])
    told = state.drafts[before:] + gatherings_in(reading)
    state.drafts[before:] = sorted(told, key=lambda draft: draft.phrase.start)
    if body := body_in(source, start, end):
        state.body = body
    _set_frame(state, reading, text)


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


_HELD_AT = re.compile(
    r"\b(?:held|convened|hosted|open(?:s|ed)?|place|begins?|began|met|meets?)\b"
    r"[^.;]{0,60}\bat the\s$"
)


def _set_frame(state: State, reading: Clause, text: str) -> None:
    front = reading.front
    if match := _YEAR_FRAME.match(text):
        begin = reading.sentence.start
        state.frame = When(match[1], begin + match.start(1), begin + match.end(1), unit="year")
    elif front is not None and front.unit in ("year", "span") and not front.each:
        state.frame = front
    for when in reading.dates:
        if (
            when.complete
            and when.unit in ("day", "month", "year")
            and (year := re.search(r"[0-9]{4}", when.edtf))
        ):
            state.known.year = int(year[0])
    if state.frame is not None and state.frame.unit == "year":
        state.known.year = state.known.year or int(state.frame.edtf[:4])


def _read_group(clause: Clause, group: list[int]) -> None:
    """Make drafts of phrases that stand side by side."""
    drafts: list[list[Draft]] = []
    last = group[-1]
    dates, places = clause.dates_after(last), clause.places_after(last)
    for number in group:
        phrase = clause.phrases[number]
        own_dates = dates if number == last else clause.dates_after(number)
        own_places = places if number == last else clause.places_after(number)
        if (
            not own_dates
            and number != last
            and not any(clause.dates_after(n) for n in group if number < n < last)
        ):
            own_dates = dates
        if not own_places and number != last:
            own_places = places
        drafts.append(_drafts(clause, number, phrase, own_dates, own_places))
    every = [draft for some in drafts for draft in some]
    share_out(clause, every, dates, places)
    if places:
        clause.state.where = places[-1]
    attend(clause, group, every)
    clause.state.drafts += every


def _drafts(
    clause: Clause, number: int, phrase: Phrase, dates: list[When], places: list[Where]
) -> list[Draft]:
    """One draft for each ordinal of the phrase, or one."""
    score, because = judge(clause, number, phrase, dates, places)
    draft = Draft(
        phrase,
        "",
        clause.sentence.start,
        clause.sentence.end,
        score,
        because=because,
        passage=clause.state.passage,
        sentence=clause.state.number,
        heading=clause.source.passages[clause.state.passage].kind == HEADING,
    )
    draft.mentions = [(phrase.start, phrase.end)]
    tell(clause, draft, number, dates, places)
    subject = _shared_subject(clause, number, draft)
    drafts = []
    if phrase.plural and not phrase.ordinals and (stops := clause.stops(places)):
        return one_for_each_stop(draft, title_of(clause, phrase, draft), stops)
    if phrase.plural and not phrase.ordinals and len(places) > 1:
        return one_for_each_place(clause, draft, places)
    if phrase.plural and not phrase.ordinals and (many := number_said(clause, phrase)):
        return as_many(clause, draft, many)
    ordinals: list[Ordinal | None] = [*phrase.ordinals] or [None]
    for ordinal in ordinals:
        one = replace(
            draft,
            fields=dict(draft.fields),
            because=list(because),
            mentions=list(draft.mentions),
            parts=[],
        )
        if ordinal is not None:
            one.ordinal = ordinal.value
            one.fields["ordinal"] = Value(str(ordinal.value), ordinal.start, ordinal.end)
        one.title = title_of(clause, phrase, one) + subject
        one.fields["name"] = Value(one.title, phrase.start, phrase.end)
        one.key = key_of(clause.source, phrase, one)
        drafts.append(one)
    return drafts


def _shared_subject(clause: Clause, number: int, draft: Draft) -> str:
    """What a meeting without a name is about, where one of its kind was named just before.

    "The Seminar on Ice of the Polar Board was held, and there will be a field seminar": both are
    on ice, and of one body.
    """
    phrase = draft.phrase
    if phrase.named or phrase.ordinals or phrase.determiner not in ("a", "an"):
        return ""
    for before in reversed(clause.phrases[:number]):
        if before.named and before.head == phrase.head:
            sibling = next(one for one in reversed(clause.state.drafts) if one.phrase is before)
            if "mechanism" in sibling.fields:
                draft.give("mechanism", sibling.fields["mechanism"])
            said = _SUBJECT.match(clause.text, before.head_at[1], before.end)
            how = _WITH.match(clause.text, phrase.end, clause.sentence.end)
            return "".join(f" {clause.source.words(*one.span())}" for one in (how, said) if one)
    return ""


_WITH = re.compile(r"\swith\s[a-z]+\b")
_SUBJECT = re.compile(r"\s(?:of|on|for)\s.+?(?=\s(?:among|between|in|of|with)\s|$)", re.DOTALL)
