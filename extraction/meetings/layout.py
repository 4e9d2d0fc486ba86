"""Days and places by where they stand: datelines, lines under a title, brackets behind a name."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.dates.english import dates_in
from extraction.dates.when import When
from extraction.names.places import Where, place_at
from extraction.source import Source
from extraction.words.lexicon import lexicon, words_in

from .drafts import Draft
from .parsed_sentence import Context, ParsedSentence
from .phrases import Phrase


def read_title_block(context: Context, parsed: ParsedSentence) -> None:
    """Give the meeting of a title the day and place that stand in a line of their own under it."""
    draft = context.drafts[-1] if context.drafts else None
    if draft is None or not 0 < context.passage - draft.passage <= 2 or draft.own_date:
        return
    title, sentence = context.source.passages[draft.passage], parsed.sentence
    if not (draft.heading or draft.end - draft.start >= title.end - title.start):
        return
    text = context.source.text
    when, where = parsed.dates[0], None
    if when.start > sentence.start:
        where = place_at(context.source, sentence.start, when.start)
    before = text[where.last if where else sentence.start : when.start].strip(" ,-–—|\n")
    behind = text[when.end : sentence.end].lstrip(" ,-–—|\n")
    if behind and not where:
        where = place_at(context.source, sentence.end - len(behind), sentence.end)
        behind = text[where.last : sentence.end].strip(" .") if where else behind
    if before or behind or when.unit != "day" or not when.complete:
        return
    if where is None:
        return  # the day of the release
    draft.fields["date"] = when.value("under the title")
    draft.score += 0.6
    draft.because.append(f"“{context.source.words(when.start, when.end)}” under it")
    draft.place(where)


_DATELINE = re.compile(
    r"(?P<place>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){0,3})(?P<rest>[^—–:\n]{0,80}?)"
    r"\s?(?:--|[—–]|(?<=\s)-(?=\s)|:(?=\s))\s?(?:(?P<date>[\w., ]{4,24})\s?[—–]\s?)?"
)


def past_dateline(context: Context, start: int, end: int) -> int:
    """Where a sentence begins behind the place and day at which a news item was filed.

    "GENEVA, May 5 (Wire) -- …", "THE HAGUE, Netherlands — 5 June 2018 — …", "SUVA - …"
    """
    text = context.source.text
    if start != context.source.passages[context.passage].start:
        return start
    if not (match := _DATELINE.match(text, start, end)):
        return start
    known = replace(context.known)
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
    context.here = Where(name, *match.span("place"))
    return match.end() if match["date"] is None or dated else match.start("date")


_HEAD = 8  # passages from the start among which a dateline stands by itself
_LINE = 80  # characters of such a line at the most


def read_dateline_above(context: Context, start: int, end: int) -> None:
    """Take up the place of a line at the head that says only a day and a place, in any order."""
    if context.passage >= _HEAD or end - start > _LINE or context.here:
        return
    text = context.source.text
    dates = dates_in(text, start, end, replace(context.known))
    if len(dates) != 1 or not dates[0].complete:
        return
    when = dates[0]
    for low, high in ((start, when.start), (when.end, end)):
        words = text[low:high].strip(" ,.;:()–—|-\n")
        other = (text[start : when.start] + text[when.end : end]).strip(" ,.;:()–—|-\n")
        if not words or words != other:
            continue
        begin = text.index(words, low)
        place = place_at(context.source, begin, high)
        if place and not text[place.last : high].strip(" ,.;:()–—|-\n"):
            context.here = place
            if when.unit == "day" and not when.each:
                context.known.published = when.edtf  # "today" is the day of the dateline


_WE_MET = re.compile(
    r"\b(?:[Ww]e"
    r"|[Tt]he (?:[A-Z]?[\w’'-]+ ){0,4}(?:[Ll]eaders|[Mm]inisters|[Hh]eads of [\w ]{3,40}))\b"
    r".{0,300}?\b(?:met|meet|gathered|gather|convened|assembled|held|concluded)\b"
)
_TODAY = re.compile(r"\b(?:today|this (?:morning|afternoon|evening)|here)\b", re.IGNORECASE)


def place_where_we_met(context: Context, drafts: Sequence[Draft], start: int, end: int) -> None:
    """Give the meeting that the text itself speaks as the place of its dateline.

    "12 May, Perth" above "Today, we, the leaders, met for the third summit".
    """
    if context.here is None or context.here_given or not drafts:
        return
    text = context.source.text
    if not (_TODAY.search(text, start, end) and _WE_MET.search(text, start, end)):
        return
    draft = drafts[0]
    if "place" not in draft.fields:
        draft.place(context.here)
        draft.score += 0.2
        draft.because.append(f"“{context.here.name}” in the dateline")
    context.here_given = True


_POINTING = re.compile(
    r"\b(?:(?P<here>here)|in the same (?:city|town|place|capital)|at the same (?:place|venue))\b"
)


def pointed_places(context: Context, start: int, end: int) -> list[Where]:
    """The place of "here" in a news item, and of "in the same city"."""
    return [
        Where(where.name, match.start(), match.end(), where.entry)
        for match in _POINTING.finditer(context.source.text, start, end)
        if (where := context.here if match["here"] else context.where)
    ]


def bracketed_places(
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
        start = opening.end()
        when = next((one for one in dates if one.start >= start), None)
        if when is None:
            where = place_at(source, start, end, sure=True)
            if where is None and any(one.end <= phrase.start for one in dates):
                # A line of a chronology ends with a place: "2004: First Meeting, Tokyo".
                where = place_at(source, start, end)
                where = where if where and not source.text[where.last : end].strip(" .;)") else None
        elif when.start == start:  # the day first: "(26 July 2016, Vientiane)"
            comma = re.compile(r",\s|\s{0,3}[–—|\t-]\s{0,3}").match(source.text, when.end, end)
            where = place_at(source, comma.end(), end) if comma else None
        else:
            where = place_at(source, start, when.start, sure=when.start - start > 80)
            if where and not _TO_DATE.fullmatch(source.text, where.last, when.start):
                where = None
        if where:
            found.append(where)
    return found


_TO_DATE = re.compile(r"[\s,)(|–—-]*(?:[A-Z][\w’' -]{2,40},\s)?(?:on\s|from\s)?")
