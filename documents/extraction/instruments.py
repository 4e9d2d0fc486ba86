"""Texts that meetings sign, adopt and issue: outcomes that are instruments.

An instrument is recognized by the head of its title (``Declaration``, ``Memorandum of
Understanding``), and what was done with it by the verb that governs it; both are data
(``grammar/outcomes.yaml``). A title in capitals counts by itself, if its head is a word for
texts alone; other heads, and descriptions in small letters ("a joint declaration on ..."), count
only where the text says what was done. Where it says nothing, ``action`` stays empty.

The meeting is the one that the sentence names, or the one its subject stands for ("the
meeting issued ..."). The date is the text's own where it has one, else the meeting's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from documents.segmentation import HEADING
from records.text import fold

from .candidates import Candidate, Value
from .dates import Known, dates_in
from .grammar import grammar
from .parties import party_at
from .source import Sentence, Source
from .titles import Title, titles_in

_CLAUSE = re.compile(r"\b(?:which|who|whom|that|where|when|while|after|because|although)\b|[;:]")
_ARTICLES = frozenset(("the", "a", "an"))  # left out when two titles are compared
_FORWARD = 320  # characters between a verb and the last text of the list it governs


@dataclass(frozen=True)
class Act:
    """What was done, in the key of ``Outcome.Action``, and the word that says so."""

    action: str
    start: int
    end: int
    rank: int = 0  # the higher wins, where two speak of one text
    passive: bool = False  # it governs what stands before it
    wished: bool = False  # somebody asked for it: "urged all parties to sign"


@lru_cache(maxsize=1)
def _verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    actions = {
        form: action
        for action, forms in grammar("outcomes")["en"]["acts"].items()
        for form in forms
    }
    ranked = sorted(actions, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(ranked)})\b"), actions


@lru_cache(maxsize=1)
def _nouns() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(rf"\b{noun}\b", re.IGNORECASE), action)
        for action, nouns in grammar("outcomes")["en"]["nouns"].items()
        for noun in nouns
    ]


@lru_cache(maxsize=8)
def _words(name: str) -> re.Pattern[str]:
    return re.compile(grammar("outcomes")["en"][name], re.IGNORECASE)


def find_instruments(source: Source, found: tuple[Candidate, ...]) -> list[Candidate]:
    """The instruments that the text speaks of, each once, with the meeting it came from."""
    meetings = [one for one in found if one.kind == "meeting"]
    taken = [_name_span(one) for one in meetings]
    outcomes: dict[str, Candidate] = {}
    for sentence in source.sentences:
        words = source.text[sentence.start : sentence.end]
        if source.language.startswith("zh"):
            titles, acts = _chinese(words, sentence.start)
        else:
            titles, acts = titles_in(words, sentence.start), _acts(words, sentence.start)
        for title in titles:
            if any(start <= title.head_start and title.head_end <= end for start, end in taken):
                continue  # in the name of a meeting
            if _is_a_body(source, title):
                continue
            act = _governing(source, title, acts, titles)
            home = _meeting(source, sentence, title, act, meetings)
            if not _counts(source, sentence, title, act, home):
                continue
            outcome = _outcome(source, sentence, title, act, home, titles)
            key = " ".join(word for word in fold(outcome.title).split() if word not in _ARTICLES)
            outcomes[key] = _merged(outcomes[key], outcome) if key in outcomes else outcome
    return list(outcomes.values())


def _counts(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    home: Candidate | None,
) -> bool:
    """Whether the text tells of this instrument, and does not only use the word."""
    if act is None:
        # A heading names the text that is read, not what it tells of.
        heading = source.passages[sentence.passage].kind == HEADING
        return not heading and (title.certain or (title.closing and home is not None))
    if title.proper or title.carried:
        return True
    return home is not None and not (act.wished and not title.proper)


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


# What was done


_BE = re.compile(r"\b(?:was|were|is|are|been|be|being)\s+(?:\w+ly\s+|also\s+|then\s+)?$")
_MAY_BE = re.compile(
    r"\b(?:will|shall|to|would|should|could|can|may|might|must)\s+(?:\w+ly\s+)?(?:have\s+)?be(?:en)?\s+"
    r"(?:\w+ly\s+)?$"
)
_PARTICIPLE = re.compile(
    r"\s+(?:(?:and\s+\w+ed\s+)?(?:by|at|in|on|during|under|last|earlier|between)\b|,|\.|$)"
)


def _acts(words: str, offset: int) -> list[Act]:
    """The verbs and nouns of a sentence that say what was done, in order."""
    pattern, actions = _verbs()
    acts = []
    for match in pattern.finditer(words):
        before = words[max(0, match.start() - 130) : match.start()]
        if _words("denied").search(before[-60:]):
            continue
        action, rank, passive = _told(match[0], before, words[match.end() : match.end() + 40])
        acts.append(
            Act(
                action or actions[match[0]],
                offset + match.start(),
                offset + match.end(),
                rank,
                passive,
                wished=action == "proposed",
            )
        )
    acts += [
        Act("", offset + match.start(), offset + match.end())
        for match in _words("only_mentioned").finditer(words)
    ]
    for noun, action in _nouns():
        acts += [
            Act(action, offset + match.start(), offset + match.end(), 3)
            for match in noun.finditer(words)
        ]
    return sorted(acts, key=lambda act: act.start)


def _told(verb: str, before: str, after: str) -> tuple[str, int, bool]:
    """How a verb is used: another action than its own if it has not happened, rank, passive."""
    past = verb.endswith(("ed", "en", "forward", "out"))
    if past and _BE.search(before):
        return ("proposed", 1, True) if _MAY_BE.search(before) else ("", 4, True)
    if _words("urged").search(before[-120:]):
        return "proposed", 2, False
    if _words("planned").search(before[-40:]):
        return "announced", 1, False
    if past and _PARTICIPLE.match(after):
        return "", 1, True
    if not past and _words("would_be").search(before[-30:]):
        return "", 0, False
    return "", 2, False


def _governing(
    source: Source, title: Title, acts: Sequence[Act], titles: Sequence[Title]
) -> Act | None:
    """The act that the text says was done with this instrument."""
    text = source.text
    if title.carried:
        return _carrying(text, title)
    near = [
        act
        for act in acts
        if title.start - _FORWARD <= act.end <= title.start
        or title.end <= act.start <= title.end + _FORWARD
    ]
    candidates: list[Act] = []
    for act in near:
        if act.passive and act.start >= title.end:
            between = _without(text, title.end, act.start, titles)
            if len(between) <= 90 and not _OTHER_SUBJECT.search(between):
                candidates.append(act)
                if act.rank >= 4:
                    break
        elif not act.passive and act.end <= title.start:
            between = _without(text, act.end, title.start, titles)
            if not _CLAUSE.search(between) and not _nearer(act, near, title):
                candidates.append(act)
    best = max(candidates, key=lambda act: (act.rank, act.start), default=None)
    return best if best and best.action else None


_OTHER_SUBJECT = re.compile(r"[.;:]|\b(?:and|but)\s+(?:was|the|it)\b")
_CARRIES = re.compile(r"\b(?P<verb>implement\w*)\s+(?:of\s+)?the\s*$", re.IGNORECASE)


def _carrying(text: str, title: Title) -> Act | None:
    """What the title around this one says of it: "Plan to Implement the ... Declaration"."""
    window = max(0, title.start - 40)
    match = _CARRIES.search(text[window : title.start])
    if not match:
        return None
    return Act("implemented", window + match.start("verb"), window + match.end("verb"))


def _nearer(act: Act, acts: Sequence[Act], title: Title) -> bool:
    """Whether another verb stands between the act and the title."""
    return any(
        not other.passive and act.end <= other.start and other.end <= title.start for other in acts
    )


def _without(text: str, start: int, end: int, titles: Sequence[Title]) -> str:
    """The words between two places without the titles that stand there."""
    pieces, at = [], start
    if end - start > _FORWARD:
        return text[start:end]
    for title in titles:
        if title.start >= at and title.end <= end:
            pieces.append(text[at : title.start])
            at = title.end
    return " ".join([*pieces, text[at:end]])


# Whose it is, and when


def _meeting(
    source: Source,
    sentence: Sentence,
    title: Title,
    act: Act | None,
    meetings: Sequence[Candidate],
) -> Candidate | None:
    """The meeting that the sentence names, or that its subject stands for."""
    here = _told_of(meetings, sentence.start, sentence.end)
    before = [pair for pair in here if pair[0] < title.start]
    if before:
        return max(before, key=lambda pair: pair[0])[1]
    if here:
        return min(here, key=lambda pair: pair[0])[1]
    passage = source.passages[sentence.passage]
    same = _told_of(meetings, passage.start, sentence.start)
    last = max(same, key=lambda pair: pair[0])[1] if same else None
    lead = source.text[sentence.start : title.start]
    if source.language.startswith("zh"):
        return last if re.search(grammar("outcomes")["zh"]["meeting_again"], lead) else None
    if last and (title.closing or _words("meeting_again").search(lead)):
        return last
    if act is None or not _words("opening_subject").match(lead):
        return None
    # In a communiqué each paragraph goes on about the meeting that the first one names.
    held = [pair for pair in _told_of(meetings, 0, sentence.start) if _status(pair[1]) == "held"]
    return min(held, key=lambda pair: pair[0])[1] if held else None


def _told_of(meetings: Sequence[Candidate], start: int, end: int) -> list[tuple[int, Candidate]]:
    """The meetings that are named between two places, each with where."""
    return [
        (first, meeting)
        for meeting in meetings
        for first, _last in _mentions(meeting)
        if start <= first < end
    ]


def _mentions(meeting: Candidate) -> tuple[tuple[int, int], ...]:
    return (_name_span(meeting), *meeting.mentions)


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
        "instrument": Value(
            title.kind, title.head_start, title.head_end, because=f"the word “{title.head}”"
        ),
    }
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
    if own is None and not _told_of([home] if home else [], sentence.start, sentence.end):
        own = _frame_date(source, sentence, act)
    if own:
        fields["date"] = own
    if "mechanism" not in fields and (body := _mechanism(source, sentence, title)):
        fields["mechanism"] = body
    if proposer := _proposer(source, title):
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
            for mention in source.mentions_in(start, title.start)
            if (body := mention.the("mechanism"))
        }
        if len(named) == 1:
            return next(iter(named.values()))
    return None


_PROPOSED_BY = re.compile(
    r",?\s*(?:which was\s+)?(?:first\s+)?"
    r"(?:proposed|put forward|initiated)(?:\s+and\s+\w+ed)?\s+by\s+"
)


def _proposer(source: Source, title: Title) -> Value | None:
    """Who is behind "proposed and drafted by"."""
    after = _PROPOSED_BY.match(source.text, title.end, title.end + 80)
    who = party_at(source, after.end(), after.end() + 80) if after else None
    if after is None or who is None:
        return None
    return Value(who.name, who.start, who.end, who.uid, f"the words “{after[0].strip(' ,')}”")


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
