"""Texts that meetings sign, adopt and issue: outcomes that are instruments.

An instrument is recognized by the head of its title (``Declaration``, ``Memorandum of
Understanding``), and what was done with it by the verb that governs it; both are data
(``grammar/outcomes.yaml``). A title in capitals counts by itself, if its head is a word for
texts alone; other heads, and descriptions in small letters ("a joint declaration on ..."), count
only where the text says what was done. Where it says nothing, ``action`` stays empty.

The meeting is the one that the sentence names, or the one its subject stands for ("the
meeting issued ..."). The date is the text's own where it has one, else the meeting's.
"""

import operator
import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from documents.segmentation import HEADING
from records.text import fold

from .acts import Act, acts_in, governing, pattern_of
from .candidates import Candidate, Value
from .dates import Known, dates_in
from .grammar import grammar
from .parties import party_at, run_before
from .proposals import proposed_in
from .source import Sentence, Source
from .titles import Title, titles_in

_ARTICLES = frozenset(("the", "a", "an"))  # left out when two titles are compared


Telling = tuple[int, int, Candidate]
"""Where a meeting is named, a number that keeps the order total, and the meeting."""


def find_instruments(source: Source, found: tuple[Candidate, ...]) -> list[Candidate]:
    """The instruments that the text speaks of, each once, with the meeting it came from."""
    told = _told([one for one in found if one.kind == "meeting"])
    named = sorted(_name_span(one) for one in found if one.kind == "meeting")
    outcomes: dict[tuple[str, str], Candidate] = {}
    for sentence in source.sentences:
        titles, acts = _titles_and_acts(source, sentence)
        pairs = [(title, governing(source.text, title, acts, titles)) for title in titles]
        pairs += [
            (one.title, Act(one.action, one.start, one.end))
            for one in proposed_in(source.text[sentence.start : sentence.end], sentence.start)
        ]
        for title, act in pairs:
            if _in_a_name(title, named) or _is_a_body(source, title):
                continue
            for home in _homes(source, sentence, title, act, told):
                if not _counts(source, sentence, title, act, home):
                    continue
                outcome = _outcome(source, sentence, title, act, home, titles)
                key = _key(outcome, title)
                outcomes[key] = _merged(outcomes[key], outcome) if key in outcomes else outcome
    return list(outcomes.values())


def _key(outcome: Candidate, title: Title) -> tuple[str, str]:
    """What two mentions of one text share; a mere description is told apart by its meeting."""
    name = " ".join(word for word in fold(outcome.title).split() if word not in _ARTICLES)
    home = outcome.fields.get("meeting")
    return name, f"{home.start}" if home and not title.certain else ""


def _homes(
    source: Source, sentence: Sentence, title: Title, act: Act | None, told: Sequence[Telling]
) -> Sequence[Candidate | None]:
    """The meeting of an outcome, or each of several: "at the A and the B respectively"."""
    here = _told_of(told, sentence.start, title.start)
    lead = source.text[sentence.start : title.start]
    if (
        len(here) > 1
        and not title.certain
        and "respectively" in lead
        and lead[:3] in ("At ", "at ")
    ):
        return [one for _start, _number, one in here]
    return [_meeting(source, sentence, title, act, told)]


def _titles_and_acts(source: Source, sentence: Sentence) -> tuple[list[Title], list[Act]]:
    said = source.text[sentence.start : sentence.end]
    if source.language.startswith("zh"):
        return _chinese(said, sentence.start)
    titles = titles_in(said, sentence.start)
    return titles, acts_in(said, sentence.start) if titles else []


def _in_a_name(title: Title, named: Sequence[tuple[int, int]]) -> bool:
    """Whether the head belongs to the name of a meeting."""
    last = bisect_right(named, (title.head_start, sys.maxsize))
    return any(
        title.head_end <= end and not (title.start < start and end <= title.end)
        for start, end in named[max(0, last - 3) : last]
    )


_BINDING = frozenset(("treaty", "agreement", "protocol", "memorandum"))
"""Kinds that count by being signed, also where no meeting is spoken of."""


def _counts(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    home: Candidate | None,
) -> bool:
    """Whether the text tells of this instrument, and does not only use the word."""
    if title.carried:
        return title.proper
    if act is None:
        # A heading names the text that is read, not what it tells of.
        heading = source.passages[sentence.passage].kind == HEADING
        return not heading and (title.certain or (title.closing and home is not None))
    if title.proper:
        return True
    if act.wished:
        return False
    return home is not None or (
        act.action in ("signed", "concluded") and title.kind in _BINDING and " " in title.name
    )


def _name_span(meeting: Candidate) -> tuple[int, int]:
    name = meeting.fields.get("name")
    return (name.start, name.end) if name else (meeting.start, meeting.end)


def _is_a_body(source: Source, title: Title) -> bool:
    """Whether the words name a body or a place of the register, and not a text."""
    return any(
        mention.start <= title.start
        and mention.end >= title.end
        and mention.of_kind("mechanism", "series", "meeting", "participant")
        for mention in source.mentions_in(title.start, title.end)
    )


# Whose it is, and when


def _meeting(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    told: Sequence[Telling],
) -> Candidate | None:
    """The meeting that the sentence names, or that its subject stands for.

    It did not make what it only carries out or negotiates, nor what another title speaks of.
    """
    if title.carried or (act and act.action in ("implemented", "under_negotiation")):
        return None
    here = _told_of(told, sentence.start, sentence.end)
    before = _told_of(told, sentence.start, title.start)
    if here:
        return before[-1][2] if before else here[0][2]
    passage = source.passages[sentence.passage]
    if title.closing and sentence.passage:
        passage = source.passages[sentence.passage - 1]
    same = _told_of(told, passage.start, sentence.start)
    last = same[-1][2] if same else None
    lead = source.text[sentence.start : title.start]
    if source.language.startswith("zh"):
        return last if re.search(grammar("outcomes")["zh"]["meeting_again"], lead) else None
    if last and (title.closing or pattern_of("meeting_again").search(lead)):
        # A sentence with a date of its own tells of another day.
        return last if _frame_date(source, sentence, act) is None else None
    if act is None or not pattern_of("opening_subject").match(lead):
        return None
    # In a communiqué each paragraph goes on about the meeting that the first one names.
    held = (one for start, _n, one in told if start < sentence.start and _status(one) == "held")
    return next(held, None)


def _told(meetings: Sequence[Candidate]) -> list[Telling]:
    """All places where the meetings are named, in order."""
    return sorted(
        (
            (start, number, meeting)
            for number, meeting in enumerate(meetings)
            for start in {first for first, _last in (_name_span(meeting), *meeting.mentions)}
        ),
        key=lambda telling: telling[:2],
    )


def _told_of(told: Sequence[Telling], start: int, end: int) -> Sequence[Telling]:
    """The places between two others where meetings are named."""
    key = operator.itemgetter(0)
    return told[bisect_left(told, start, key=key) : bisect_left(told, end, key=key)]


def _status(meeting: Candidate) -> str:
    status = meeting.fields.get("status")
    return status.value if status else "held"


def _outcome(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    home: Candidate | None,
    titles: Sequence[Title],
) -> Candidate:
    text = source.text
    fields = {
        "title": Value(title.name, title.start, title.end, because=f"the words “{title.head}”"),
    }
    if title.kind:
        fields["instrument"] = Value(
            title.kind, title.head_start, title.head_end, because=f"the word “{title.head}”"
        )
    because = [f"“{title.head}” is a word for a text that is agreed"]
    if act:
        said = text[act.start : act.end]
        fields["action"] = Value(act.action, act.start, act.end, because=f"the words “{said}”")
        because.append(f"“{said}” says what was done with it")
    if home:
        start, end = _name_span(home)
        known = home.same
        fields["meeting"] = Value(
            home.title, start, end, known.uid if known else "", "the meeting spoken of"
        )
        for field in ("mechanism", "date"):
            if (value := home.fields.get(field)) and (field != "date" or _happened(act)):
                fields[field] = replace(value, because=f"as of the meeting “{home.title[:80]}”")
    own = _own_date(source, sentence, title, act, titles)
    if own is None and not (home and sentence.start <= _name_span(home)[0] < sentence.end):
        own = _frame_date(source, sentence, act)
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


def _happened(act: Act | None) -> bool:
    """Whether the meeting's day is the day of the act: not of what is merely carried out."""
    return act is not None and act.action not in ("implemented", "under_negotiation")


_BEFORE_DATE = re.compile(
    r",?\s*(?:which\s+)?(?:was\s+|were\s+)?(?:first\s+|originally\s+)?(?:\w+(?:ed|en)\b[^,;]{0,60}?)?"
    r"(?:\s*,)?\s*(?:on|in|of|dated|since|\()?\s*(?:the\s+)?"
)
_ENDS_TITLE = re.compile(r"[;.]\s|,\s+(?:and|which|while|who)\b|\band\b")


def _own_date(
    source: Source, sentence: Sentence, title: Title, act: Act | None, titles: Sequence[Title]
) -> Value | None:
    """The date printed with the text itself: "signed on 9 May 2014", "of 28 February 1998"."""
    text = source.text
    if not _happened(act) and not re.match(r"\s+of\s", text[title.end : title.end + 4]):
        return None
    following = min((one.start for one in titles if one.start >= title.end), default=sentence.end)
    last = min(sentence.end, following, title.end + 120)
    if limit := _ENDS_TITLE.search(text, title.end, last):
        last = limit.start()
    known = _known(source, sentence)
    for when in dates_in(text, title.end, last, known):
        if _BEFORE_DATE.fullmatch(text[title.end : when.start]):
            return Value(when.edtf, when.start, when.end, because="printed with the text")
    return None


def _frame_date(source: Source, sentence: Sentence, act: Act | None) -> Value | None:
    """The date that a sentence without a meeting begins with: "In November 2015 the two sides"."""
    if act is None or act.passive or not _happened(act):
        return None
    known = _known(source, sentence)
    for when in dates_in(source.text, sentence.start, act.start, known):
        if re.fullmatch(
            r"(?:On|In|At|on|in)?\s*(?:the\s+)?", source.text[sentence.start : when.start]
        ):
            return Value(when.edtf, when.start, when.end, because="the date of the sentence")
    return None


def _known(source: Source, sentence: Sentence) -> Known:
    """What the sentences before, in the same passage, say about the time."""
    known = Known(published=source.date)
    passage = source.passages[sentence.passage]
    start = max(passage.start, sentence.start - 600)
    for when in dates_in(source.text, start, sentence.start, known):
        if year := re.match(r"[0-9]{4}", when.edtf.lstrip("[.")):
            known = Known(published=source.date, year=int(year[0]), last=when.edtf)
    return known


def _mechanism(source: Source, sentence: Sentence, title: Title) -> Value | None:
    """The body that the title names, or else the one body that the sentence or passage names."""
    for mention in source.gazetteer.find_all(source.text[title.start : title.end]):
        if body := mention.the("mechanism"):
            start, end = title.start + mention.start, title.start + mention.end
            return Value(mention.name, start, end, body.uid, "named in the title")
    for start in (sentence.start, source.passages[sentence.passage].start):
        named = {
            body.uid: Value(mention.name, mention.start, mention.end, body.uid, "spoken of here")
            for mention in source.mentions_in(max(start, title.start - 1500), title.start)
            if (body := mention.the("mechanism"))
        }
        if len(named) == 1:
            return next(iter(named.values()))
    return None


_PROPOSED_BY = re.compile(
    r",?\s*(?:which was\s+)?(?:first\s+)?"
    r"(?:proposed|put forward|initiated)(?:\s+and\s+\w+ed)?\s+by\s+"
)


def _proposer(source: Source, sentence: Sentence, title: Title, act: Act | None) -> Value | None:
    """Who is behind "proposed and drafted by", or before "put forward"."""
    after = _PROPOSED_BY.match(source.text, title.end, title.end + 80)
    if after and (who := party_at(source, after.end(), after.end() + 80)):
        because = f"the words “{after[0].strip(' ,')}”"
        return Value(who.name, who.start, who.end, who.uid, because)
    if act is None or act.action != "proposed" or act.wished or act.passive:
        return None
    aside = _BEFORE_VERB.search(source.text, sentence.start, act.start)
    row = run_before(source, sentence.start, aside.start() if aside else act.start)
    if len(row) != 1:
        return None
    who = row[0]
    because = f"the subject of “{source.text[act.start : act.end]}”"
    return Value(who.name, who.start, who.end, who.uid, because)


_BEFORE_VERB = re.compile(r"\s+(?:(?:has|have|had|also|first|then|jointly|again)\s+){0,3}$")


def _merged(one: Candidate, other: Candidate) -> Candidate:
    """Two mentions of one text: the first, with what only the second says."""
    better = one
    if "action" not in one.fields and "action" in other.fields:
        better = replace(other, mentions=(*one.mentions, *other.mentions))
        return replace(better, fields={**one.fields, **other.fields})
    return replace(
        better,
        fields={**other.fields, **one.fields} if "meeting" not in one.fields else one.fields,
        mentions=(*one.mentions, *other.mentions),
    )


# Chinese: titles stand between 《 and 》, verbs before them


@lru_cache(maxsize=1)
def _chinese_title() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {
        head: kind for kind, heads in grammar("outcomes")["zh"]["heads"].items() for head in heads
    }
    ranked = "|".join(sorted(kinds, key=len, reverse=True))
    return re.compile(rf"《([^《》\n]{{1,80}}?({ranked})(?:[（(][^）)]{{1,30}}[）)])?)》"), kinds


def _chinese(words: str, offset: int) -> tuple[list[Title], list[Act]]:
    pattern, kinds = _chinese_title()
    titles = [
        Title(
            name=match[1],
            start=offset + match.start(1),
            end=offset + match.end(1),
            head=match[2],
            head_start=offset + match.start(2),
            head_end=offset + match.end(2),
            kind=kinds[match[2]],
            proper=True,
            certain=False,
        )
        for match in pattern.finditer(words)
    ]
    acts = [
        Act(action, offset + match.start(), offset + match.end(), 2)
        for action, forms in grammar("outcomes")["zh"]["acts"].items()
        for match in re.finditer("|".join(forms), words)
    ]
    return titles, sorted(acts, key=lambda act: act.start)
