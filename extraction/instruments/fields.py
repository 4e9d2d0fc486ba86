"""The candidate of an instrument: its fields, each with the words it was read from.

The meeting is the one that the sentence names or speaks of. The date is the text's own where it
says one, in this order: the date printed with the title ("of 28 February 1998", "signed on 9 May
2014"), the date behind a verb that follows it, the date that the sentence or the entry of a
chronology begins with, and the one date that the sentence names at all; else the meeting's.
"""

import operator
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extraction.candidates import UNSAID, Candidate, Value
from extraction.dates.english import dates_in
from extraction.dates.meanings import Known
from extraction.dates.when import When
from extraction.grammar import grammar
from extraction.names.parties import enumeration_before, party_at
from extraction.source import Sentence, Source

from .acts import Act, pattern_of
from .titles import Title


def outcome_of(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    home: Candidate | None,
    titles: Sequence[Title],
) -> Candidate:
    """The candidate of an instrument that came from the meeting ``home``."""
    fields = {
        "title": Value(title.name, title.start, title.end, because=f"the words “{title.head}”"),
    }
    if title.kind:
        fields["instrument"] = Value(
            title.kind, title.head_start, title.head_end, because=f"the word “{title.head}”"
        )
    because = [f"“{title.head}” is a word for a text that is agreed"]
    if act:
        said = source.text[act.start : act.end]
        fields["action"] = Value(act.action, act.start, act.end, because=f"the words “{said}”")
        because.append(f"“{said}” says what was done with it")
    if home:
        start, end = name_span(home)
        known = home.same
        fields["meeting"] = Value(
            home.title, start, end, known.uid if known else "", "the meeting spoken of"
        )
        for field in ("mechanism", "date"):
            if (value := home.fields.get(field)) and (field != "date" or happened(act)):
                fields[field] = replace(value, because=f"as of the meeting “{home.title[:80]}”")
    own = own_date(source, sentence, title, act, titles)
    if own is None and not (home and sentence.start <= name_span(home)[0] < sentence.end):
        own = frame_date(source, sentence, act)
    if own:
        fields["date"] = own
    if "mechanism" not in fields and (body := _mechanism(source, sentence, title)):
        fields["mechanism"] = body
    if proposer := _proposer(source, sentence, title, act):
        fields["proposer"] = proposer
    return Candidate(
        kind="outcome",
        title=title.name,
        start=sentence.start,
        end=sentence.end,
        fields=fields,
        score=round(min(0.95, 0.5 + 0.2 * bool(act) + 0.15 * title.proper + 0.1 * bool(home)), 2),
        because=tuple(because),
        mentions=((title.start, title.end),),
    )


def outcome_or_position(found: Candidate) -> Candidate:
    """What was only put forward, and not done, as the position that it is."""
    action = found.fields.get("action", UNSAID)
    if action.value != "proposed":
        return found
    left_out = ("action", "instrument")
    fields = {name: value for name, value in found.fields.items() if name not in left_out}
    fields["kind"] = replace(action, value="proposal")
    return replace(found, kind="position", fields=fields)


def _mechanism(source: Source, sentence: Sentence, title: Title) -> Value | None:
    """The body that the title names, or else the one body that the sentence or passage names."""
    for mention in source.gazetteer.find_all(source.text[title.start : title.end]):
        if body := mention.the("mechanism"):
            start, end = title.start + mention.start, title.start + mention.end
            return Value(mention.name, start, end, body.uid, "named in the title")
    for start in (sentence.start, source.passages[sentence.passage].start):
        mentions = source.mentions_in(max(start, title.start - 1500), title.start)
        named = {known.uid: known for one in mentions if (known := one.named("mechanism"))}
        if len(named) == 1:
            return next(iter(named.values())).value("spoken of here")
    return None


_PROPOSED_BY = re.compile(
    r",?\s*(?:which was\s+)?(?:first\s+)?"
    r"(?:proposed|put forward|initiated)(?:\s+and\s+\w+ed)?\s+by\s+"
)


def _proposer(source: Source, sentence: Sentence, title: Title, act: Act | None) -> Value | None:
    """Who is behind "proposed and drafted by", or before "put forward"."""
    after = _PROPOSED_BY.match(source.text, title.end, title.end + 80)
    if after and (who := party_at(source, after.end(), after.end() + 80)):
        return who.value(f"the words “{after[0].strip(' ,')}”")
    if act is None or act.action != "proposed" or act.wished or act.passive:
        return None
    aside = _BEFORE_VERB.search(source.text, sentence.start, act.start)
    row = enumeration_before(source, sentence.start, aside.start() if aside else act.start)
    if len(row) != 1:
        return None
    return row[0].value(f"the subject of “{source.text[act.start : act.end]}”")


_BEFORE_VERB = re.compile(r"\s+(?:(?:has|have|had|also|first|then|jointly|again)\s+){0,3}$")


# Which meeting it came from

Naming = tuple[int, int, Candidate]
"""Where a meeting is named, a number that keeps the order total, and the meeting."""


def meetings_of(
    source: Source, sentence: Sentence, title: Title, act: Act | None, namings: Sequence[Naming]
) -> Sequence[Candidate | None]:
    """The meeting of an outcome, or each of several: "at the A and the B respectively"."""
    here = _namings_between(namings, sentence.start, title.start)
    lead = source.text[sentence.start : title.start]
    each = "respectively" in lead and lead.startswith(("At ", "at "))
    if each and len(here) > 1 and not title.certain:
        return [one for _start, _number, one in here]
    return [meeting_of(source, sentence, title, act, namings)]


def name_span(meeting: Candidate) -> tuple[int, int]:
    name = meeting.fields.get("name")
    return (name.start, name.end) if name else (meeting.start, meeting.end)


def meeting_of(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    namings: Sequence[Naming],
) -> Candidate | None:
    """The meeting that the sentence names, or that its subject stands for.

    It did not make what it only carries out or negotiates, nor what another title speaks of.
    """
    if title.inner or (act and act.action in ("implemented", "under_negotiation")):
        return None
    here = _namings_between(namings, sentence.start, sentence.end)
    before = _namings_between(namings, sentence.start, title.start)
    if here:
        return before[-1][2] if before else here[0][2]
    passage = source.passages[sentence.passage]
    if title.closing and sentence.passage:
        passage = source.passages[sentence.passage - 1]
    same = _namings_between(namings, passage.start, sentence.start)
    last = same[-1][2] if same and not _is_earlier(source.text, same[-1][0]) else None
    lead = source.text[sentence.start : title.start]
    if source.language.startswith("zh"):
        return last if re.search(grammar("zh", "instruments")["meeting_again"], lead) else None
    if last and (title.closing or pattern_of("meeting_again").search(lead)):
        # A sentence with a date of its own tells of another day.
        return last if frame_date(source, sentence, act) is None else None
    if act is None or not pattern_of("opening_subject").match(lead):
        return None
    # In a communiqué each paragraph goes on about the meeting that the first one names.
    held = (
        one
        for start, _n, one in namings
        if start < sentence.start
        and status_of(one) == "held"
        and not _is_earlier(source.text, start)
    )
    return next(held, None)


_EARLIER = re.compile(
    r"\b(?:(?:since|following|recalling|recall|building on|build on|after|preceding)\s+"
    r"(?:(?:the|our|their|its|his)\s+)?|(?:last|previous|earlier|preceding|past|most recent)\s+)"
    r"(?:[\w’'-]+\s){0,1}$",
    re.IGNORECASE,
)


def _is_earlier(text: str, start: int) -> bool:
    """Whether a meeting is only looked back on where it is named: "since the last summit"."""
    return _EARLIER.search(text, max(0, start - 40), start) is not None


def namings_of(meetings: Sequence[Candidate]) -> list[Naming]:
    """All places where the meetings are named, in order."""
    return sorted(
        (
            (start, number, meeting)
            for number, meeting in enumerate(meetings)
            for start in {first for first, _last in (name_span(meeting), *meeting.mentions)}
        ),
        key=lambda naming: naming[:2],
    )


def _namings_between(namings: Sequence[Naming], start: int, end: int) -> Sequence[Naming]:
    """The places between two others where meetings are named."""
    key = operator.itemgetter(0)
    return namings[bisect_left(namings, start, key=key) : bisect_left(namings, end, key=key)]


def status_of(meeting: Candidate) -> str:
    return meeting.fields.get("status", UNSAID).value or "held"


# When something was done with it

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
