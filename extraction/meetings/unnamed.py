"""Meetings without a name: "the foreign ministers of the six states met in Geneva on 5 May"."""

import re

from extraction.candidates import Value
from extraction.names.bodies import body_in
from extraction.words.lexicon import Head

from .drafts import Draft
from .parsed_sentence import ParsedSentence
from .phrases import Phrase
from .plurals import one_for_each_stop

_MET = re.compile(
    r"\b(?P<verb>met|gathered|assembled|convened|reconvened"
    r"|(?:will|shall|are to|is to)(?: next| again)? meet)\b"
    r"(?P<with>\s(?:with|the\s(?:needs?|challenges?|requirements?|target|criteria|deadline)|their|its|all|every))?"
)
_WHO = re.compile(
    r"(?P<who>(?:[A-Z][\w’'-]*\s)?(?:the\s)?(?:[\w’'-]+\s){0,6}?"
    r"(?:[Mm]inisters?|[Ll]eaders|[Hh]eads\sof\s(?:[Ss]tate|[Gg]overnment|[Dd]elegation)|[Pp]residents|"
    r"[Ss]enior\s[Oo]fficials|[Oo]fficials|[Ee]xperts|[Cc]hiefs|[Cc]ommanders|[Rr]epresentatives|[Dd]elegations|"
    r"[Aa]mbassadors|[Ss]ecretaries|[Nn]egotiators|[Gg]overnors|[Pp]lenipotentiaries)\b[^.;]{0,120}?)\s*$"
)


def has_verb_of_meeting(text: str) -> bool:
    """Whether a sentence has a verb by which people meet."""
    return bool(_MET.search(text))


def unnamed_meetings_in(parsed: ParsedSentence) -> list[Draft]:
    """Meetings of which only a verb speaks; they need a body or officials, and a day or a place."""
    found = []
    text, sentence = parsed.text, parsed.sentence
    for match in _MET.finditer(text, sentence.start, sentence.end):
        if match["with"] or any(p.start <= match.start() < p.end for p in parsed.phrases):
            continue
        follows = [p for p in parsed.phrases if p.start >= match.end()]
        gap = text[match.end() : follows[0].start] if follows else ""
        if follows and (
            re.search(
                r"\b(?:for|in|at|during|on the occasion of)\s+(?:the|an?|its|their)?\s*$", gap
            )
            and len(gap) < 120
        ):
            continue  # "met in Geneva for the second meeting": the name tells of it
        draft = _unnamed_meeting(parsed, match)
        if draft is None:
            continue
        behind = [p for p in parsed.places if p.start >= match.end()]
        if stops := parsed.stops(behind):
            found += one_for_each_stop(draft, draft.title, stops)
        else:
            found.append(draft)
    return found


def _unnamed_meeting(parsed: ParsedSentence, match: re.Match[str]) -> Draft | None:
    text, sentence = parsed.text, parsed.sentence
    start = max((p.end for p in parsed.phrases if p.end <= match.start()), default=sentence.start)
    subject = _subject(parsed, start, match.start())
    if subject is None:
        return None
    dates = [
        w for w in parsed.dates if w.start >= match.end() and parsed.passes(match.end(), w.start)
    ]
    places = [
        p for p in parsed.places if p.start >= match.end() and parsed.passes(match.end(), p.start)
    ]
    when = dates[0] if dates else parsed.front
    if when is None and not places:
        return None
    first, last = subject
    name = parsed.source.words(first, last)
    head = Head("meeting")
    phrase = Phrase(
        first, last, 0, 0, "met", head, (match.start(), match.end()), core=first, named=True
    )
    phrase.mentions = [m for m in sentence.mentions if first <= m.start and m.end <= last]
    title = f"Meeting of {name[:1].lower() + name[1:] if name.startswith('The ') else name}"
    draft = Draft(
        phrase,
        title,
        sentence.start,
        sentence.end,
        0.35 + 0.2 * bool(when) + 0.2 * bool(places),
        because=[f"“{match['verb']}”"],
        passage=parsed.context.passage,
        sentence=parsed.context.number,
    )
    draft.mentions = [(first, match.end())]
    draft.fields["name"] = Value(title, first, match.end(), because=f"“{match['verb']}”")
    said = sentence.lexicon.first_rule("levels", text[first:last])
    if said:
        draft.give("level", Value(said[0], first + said[1].start(), first + said[1].end()))
    body = body_in(parsed.source, first, last)
    if body:
        draft.give("mechanism", body.value())
    if when is not None:
        draft.give("date", when.value())
        draft.own_date = True
    if places:
        draft.place(places[0])
    ahead = " " in match["verb"]
    draft.give("status", Value("announced" if ahead else "held", match.start(), match.end()))
    draft.give("kind", Value("meeting", match.start(), match.end()))
    draft.key = f"met {name.lower()}"
    return draft


_CLAUSE = re.compile(
    r"\b(?:since|after|before|when|while|as|because|until|till|although|though|where|whereas|if"
    r"|once|unless|but|than)\s+",
    re.IGNORECASE,
)
_OWN = re.compile(r"(?:their|its|our|his|her|your|these|those)\s+", re.IGNORECASE)
_FINITE = re.compile(
    r"\b(?:have|has|had|is|are|was|were|will|would|shall|do|does|did|can|could|should|may|might"
    r"|must)\b"
)


def _clause_at(words: str) -> int:
    """Where the last clause of some words begins, behind whose its subject is: a name is no clause.

    "have deepened their work since their leaders": the leaders.
    """
    last = 0
    for clause in _CLAUSE.finditer(words):
        last = clause.end()
    own = _OWN.match(words, last)
    return own.end() if own else last


def _subject(parsed: ParsedSentence, start: int, end: int) -> tuple[int, int] | None:
    """Who met: a body of which meetings are recorded, or a group of officials."""
    text = parsed.text
    words = re.sub(
        r"(?:\s(?:had|have|has|first|also|last|then|again|jointly|recently))+$",
        "",
        text[start:end].rstrip(),
    )
    body = body_in(parsed.source, start, end)
    who = _WHO.search(words[-220:])
    if who:
        first = start + max(0, len(words) - 220) + who.start("who")
    elif body is not None:
        first = body.start
    else:
        return None
    last = start + len(words)
    first += _clause_at(text[first:last])
    stretch = text[first:last]
    if _FINITE.search(stretch) or not stretch.strip():
        return None
    if len(stretch) > 160 or "\n\n" in stretch:
        return None
    people = [
        m for m in parsed.sentence.mentions if first <= m.start < last and m.of_kind("person")
    ]
    if people or re.search(
        r"\b(?:who|which|that|had|has|said|and then|he|she)\b|;"
        r"|\b(?:Minister|President|Secretary|Ambassador)\s[A-Z]",
        stretch,
    ):
        return None
    return first, last
