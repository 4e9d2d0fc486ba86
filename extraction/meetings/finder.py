"""Meetings in a text: which names tell of an occurrence, and what the text says of each.

A name alone is no meeting: series and bodies are called alike. What makes an occurrence of it is
an ordinal, a verb of holding, a day, a place, a list of what was held; each adds to the score,
and plurals, "any", "annual" and denials take away. From ``ENOUGH`` on it is a candidate.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.candidates import Candidate, Value
from extraction.dates.english import When, dates_in
from extraction.dates.meanings import Known
from extraction.grammar import grammar
from extraction.names.bodies import body_in
from extraction.names.matching import Matcher
from extraction.names.places import Where, place_at, places_in
from extraction.source import Source
from extraction.words.clauses import Clause, State
from extraction.words.lexicon import lexicon, words_in
from extraction.words.ordinals import Ordinal
from extraction.words.sentences import Sentence
from texts.pieces import HEADING

from .attendance import attend, attend_without_name
from .attendance_lists import call_rolls
from .chinese import is_chinese
from .coreference import fold_drafts, key_of
from .details import tell, title_of
from .drafts import Draft, with_matches
from .likelihood import judge
from .phrases import Phrase, phrases_in
from .unnamed import at_each, gatherings_in, may_gather

ENOUGH = 0.5
_HAVE_BEEN_HELD = re.compile(
    r"\s(?:have|had|were|has)\s(?:also\s)?(?:been\s)?(?:held|convened|hosted)\b"
)
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
    start = _past_dateline(state, start, end)
    dates = dates_in(source.text, start, end, known)
    sentence = Sentence(source, start, end, [(when.start, when.end) for when in dates])
    phrases = _without_venues(phrases_in(sentence), source.text)
    taken = [(phrase.start, phrase.end) for phrase in phrases]
    taken += [(when.start, when.end) for when in dates]
    places: list[Where] = []
    if phrases or may_gather(text):
        places = places_in(source, start, end, taken)
        places += _bracketed_places(source, phrases, dates, end)
        places += _pointed_places(state, start, end)
    reading = Clause(state, sentence, phrases, dates, sorted(places, key=lambda p: p.start))
    before = len(state.drafts)
    for group in reading.groups:
        _read_group(reading, group)
    if not phrases and dates:
        _read_title_block(state, reading)
    if not phrases and state.drafts and state.drafts[-1].passage == state.passage:
        attend_without_name(reading, state.drafts[-1])
    told = state.drafts[before:] + gatherings_in(reading)
    state.drafts[before:] = sorted(told, key=lambda draft: draft.phrase.start)
    if body := body_in(source, start, end):
        state.body = body
    _set_frame(state, reading, text)


def _read_title_block(state: State, reading: Clause) -> None:
    """Give the meeting of a title the day and place that stand in a line of their own under it."""
    draft = state.drafts[-1] if state.drafts else None
    if draft is None or not 0 < state.passage - draft.passage <= 2 or draft.own_date:
        return
    title, sentence = state.source.passages[draft.passage], reading.sentence
    if not (draft.heading or draft.end - draft.start >= title.end - title.start):
        return
    text = state.source.text
    when = reading.dates[0]
    where = (
        place_at(state.source, sentence.start, when.start) if when.start > sentence.start else None
    )
    before = text[where.last if where else sentence.start : when.start].strip(" ,-–—|\n")
    behind = text[when.end : sentence.end].lstrip(" ,-–—|\n")
    if behind and not where:
        where = place_at(state.source, sentence.end - len(behind), sentence.end)
        behind = text[where.last : sentence.end].strip(" .") if where else behind
    if before or behind or when.unit != "day" or not when.complete:
        return
    if where is None:
        return  # the day of the release
    draft.fields["date"] = Value(when.edtf, when.start, when.end, because="under the title")
    draft.score += 0.6
    draft.because.append(f"“{state.source.words(when.start, when.end)}” under it")
    draft.place(where)


_DATELINE = re.compile(
    r"(?P<place>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})(?P<rest>[^—–:\n]{0,80}?)"
    r"\s?(?:--|[—–]|(?<=\s)-(?=\s)|:(?=\s))\s?(?:(?P<date>[\w., ]{4,24})\s?[—–]\s?)?"
)


def _past_dateline(state: State, start: int, end: int) -> int:
    """Where a sentence begins behind the place and day at which a news item was filed.

    "GENEVA, May 5 (Wire) -- …", "THE HAGUE, Netherlands — 5 June 2018 — …", "SUVA - …"
    """
    text = state.source.text
    if start != state.source.passages[state.passage].start:
        return start
    if not (match := _DATELINE.match(text, start, end)):
        return start
    known = replace(state.known)
    dates = dates_in(text, match.end("place"), match.end("rest"), known)
    dated = bool(match["date"] and dates_in(text, *match.span("date"), known))
    rest = match["rest"]
    for when in dates:
        rest = rest.replace(text[when.start : when.end], " ")
    filed = dated or dates or "(" in rest or match["place"].isupper()
    plain = re.fullmatch(r"(?:,\s[A-Z][\w. ]{1,30})?[\s,.]*(?:\([^)]{1,60}\))?[\s,.]*", rest)
    first = words_in(text, *match.span("place"))[0]
    if not (filed and plain) or (not first.text.isupper() and lexicon().is_in(first, "stop")):
        return start
    if match["place"].isupper() and not (dated or dates or "(" in rest) and "-" not in match[0]:
        return start  # a label: "COMMUNIQUE: …"
    name = match["place"] if not match["place"].isupper() else match["place"].title()
    state.here = Where(name, match.start("place"), match.end("place"), because="the dateline")
    return match.end() if match["date"] is None or dated else match.start("date")


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
_POINTING = re.compile(
    r"\b(?:(?P<here>here)|in the same (?:city|town|place|capital)|at the same (?:place|venue))\b"
)


def _pointed_places(state: State, start: int, end: int) -> list[Where]:
    """The place of "here" in a news item, and of "in the same city"."""
    found = []
    for match in _POINTING.finditer(state.source.text, start, end):
        where = state.here if match["here"] else state.where
        if where is not None:
            because = where.because or f"“{match[0]}”"
            found.append(
                Where(where.name, match.start(), match.end(), where.entry, because=because)
            )
    return found


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


def _bracketed_places(
    source: Source, phrases: Sequence[Phrase], dates: Sequence[When], end: int
) -> list[Where]:
    """The place of "…Meeting (Vientiane, 26 July 2016)" and "…Meeting, Vientiane, 26 July 2016"."""
    found = []
    for phrase in phrases:
        last = phrase.alias[1] + 1 if phrase.alias and phrase.alias[0] >= phrase.end else phrase.end
        acronym = re.compile(r"\s\([A-Z][\w-]{1,12}\)(?=\s?[,–—-])").match(source.text, last, end)
        last = acronym.end() if acronym else last
        opening = re.compile(r"\s{0,3}[(,:|\t–—-]\s{0,3}").match(source.text, last, end)
        if not opening:
            continue
        first_date = next((when.start for when in dates if when.start >= opening.end()), 0)
        if first_date == opening.end():  # the day first: "(26 July 2016, Vientiane)"
            when = next(one for one in dates if one.start == first_date)
            comma = re.compile(r",\s|\s{0,3}[–—|\t-]\s{0,3}").match(source.text, when.end, end)
            where = comma and place_at(source, comma.end(), end)
        else:
            stop = first_date or end
            where = place_at(
                source,
                opening.end(),
                stop,
                sure=not (first_date and first_date - opening.end() <= 80),
            )
            if where is None and not first_date and any(w.end <= phrase.start for w in dates):
                where = _at_the_end(source, opening.end(), end)
            if (
                where
                and first_date
                and not re.fullmatch(
                    r"[\s,)(|–—-]*(?:[A-Z][\w’' -]{2,40},\s)?(?:on\s|from\s)?",
                    source.text[where.last : first_date],
                )
            ):
                where = None
        if where:
            found.append(where)
    return found


def _at_the_end(source: Source, start: int, end: int) -> Where | None:
    """The place with which a line of a chronology ends: "2004: First Meeting, Tokyo"."""
    where = place_at(source, start, end)
    return where if where and not source.text[where.last : end].strip(" .;)") else None


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
    _share_out(clause, every, dates, places)
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
        return at_each(draft, title_of(clause, phrase, draft), stops)
    if phrase.plural and not phrase.ordinals and len(places) > 1:
        return _one_for_each_place(clause, draft, places)
    if phrase.plural and not phrase.ordinals and (many := _how_many(clause, phrase)):
        return _as_many(clause, draft, many)
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


def _how_many(clause: Clause, phrase: Phrase) -> int:
    """The number in "three expert meetings have been held", up to five; else 0."""
    words = grammar("en", "numbers")["cardinals"][:5]
    if phrase.determiner not in words[1:] or phrase.head == "round":
        return 0
    held = _HAVE_BEEN_HELD.match(clause.text, clause.end_of(phrase), clause.sentence.end)
    return words.index(phrase.determiner) + 1 if held else 0


def _as_many(clause: Clause, draft: Draft, number: int) -> list[Draft]:
    """As many meetings as the text counts, told apart by letters."""
    drafts = []
    title = title_of(clause, draft.phrase, draft)
    for letter in "abcde"[:number]:
        one = replace(
            draft,
            title=f"{title} ({letter})",
            fields=dict(draft.fields),
            score=max(draft.score, 0.6),
            because=[f"“{draft.phrase.determiner}”", *draft.because],
            mentions=list(draft.mentions),
            parts=[],
        )
        one.fields["name"] = Value(one.title, draft.phrase.start, draft.phrase.end)
        one.key = f"{key_of(clause.source, draft.phrase, one)} ({letter})"
        drafts.append(one)
    return drafts


def _one_for_each_place(clause: Clause, draft: Draft, places: list[Where]) -> list[Draft]:
    """The meetings of "exercises in Brunei and Singapore": one for each place."""
    drafts = []
    for where in places:
        one = replace(
            draft,
            fields={k: v for k, v in draft.fields.items() if k not in ("place", "country")},
            score=draft.score + 0.2,
            mentions=list(draft.mentions),
            parts=[],
        )
        one.place(where)
        one.title = f"{title_of(clause, draft.phrase, one)} in {where.name}"
        one.fields["name"] = Value(one.title, draft.phrase.start, draft.phrase.end)
        one.key = f"{key_of(clause.source, draft.phrase, one)} {where.name.lower()}"
        drafts.append(one)
    return drafts


def _share_out(
    reading: Clause, drafts: list[Draft], dates: list[When], places: list[Where]
) -> None:
    """Give each of several meetings its own of several dates or places, in order."""
    if len(drafts) < 2:
        return
    each = next((when.each for when in dates if len(when.each) == len(drafts)), ())
    if not each and len(dates) == len(drafts):
        each = tuple(dates)
    if not each:
        opening = next((w.each for w in reading.dates if len(w.each) == len(drafts)), ())
        each = (
            opening
            if "respectively" in reading.text[reading.sentence.start : reading.sentence.end]
            else ()
        )
    for draft, when in zip(drafts, each, strict=False):
        draft.fields["date"] = Value(
            when.edtf, when.start, when.end, because=when.because or "respectively"
        )
    if len(places) == len(drafts):
        for draft, where in zip(drafts, places, strict=True):
            draft.fields.pop("place", None)
            draft.fields.pop("country", None)
            draft.place(where)
