"""Who belongs to what: members, observers, partners, founders, applicants and chairs of bodies.

A membership is said by a verb between participants and a body ("Fiji joined ...", "... has as its
members ..."). The forms are data (``grammar/<language>/memberships.yaml``). What stands between
the two must be just those words, so that a wish, a doubt or a member of something else is not
taken for a membership. The body may be one spoken of before ("the organization", or left out).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from extraction.candidates import UNSAID, Candidate, Value
from extraction.dates.english import dates_in
from extraction.dates.meanings import Known
from extraction.dates.when import When
from extraction.grammar import grammar, grammar_language
from extraction.names.gazetteer import Named
from extraction.names.parties import enumeration_at, enumeration_before
from extraction.source import Sentence, Source

_WHO, _BODY = "{who}", "{body}"
# A slot of a form as it is searched for; what fills it is then read with the gazetteer.
_SLOT = r"(?:the |The )?[^.;:()]{2,160}?"
_CAPITALS = re.compile(
    r"(?:the\s+|The\s+)?"
    r"(?P<name>[A-Z][\w’'&/-]*(?: (?:(?:of|the|for|and|on|in)\s+){0,2}[A-Z][\w’'&/-]*){0,14})"
)
_INTRODUCED = re.compile(  # a body with its acronym: "the Indian Ocean Rim Association (IORA)"
    r"(?!The\b)(?P<name>[A-Z][\w’'-]*(?:\s+(?:(?:of|for|the|and|on|in)\s+){0,2}[A-Z][\w’'-]*)+)"
    r"\s+\([A-Z][A-Za-z-]{1,12}\)"
)
_MONTH = re.compile(
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
)
_UNSURE = re.compile(
    r"\b(?:not|never|may|might|could|would|should|wish(?:es)?|hopes?|want(?:s|ed)?|if|whether|unless|until|plans?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Rule:
    """One form: the words between its slots, in order, and what they mean."""

    role: str
    date: str  # which end of the period a date near it is: "since", "until", "period" or ""
    pattern: re.Pattern[str]
    wants_body: bool  # the words make no sense without one: "Fiji joined ..."


@cache
def _rules(language: str) -> tuple[Rule, ...]:
    return tuple(_rule(rule) for rule in grammar(language, "memberships")["rules"])


@cache
def _keywords(language: str) -> re.Pattern[str]:
    return re.compile(grammar(language, "memberships")["keywords"], re.IGNORECASE)


def _rule(rule: Mapping[str, Any]) -> Rule:
    form = rule["form"].replace(" ", r"\s+")
    form = (
        form.replace(_BODY, "(?P<body>\0)", 1)
        .replace(_BODY, "(?P<body2>\0)")
        .replace(_WHO, "(?P<who>\0)")
    )
    # A slot at either end is read outwards from the words, so it need not be searched for.
    form = re.sub(r"^\(\?P<(\w+)>\0\)(?:\\s\+)?", r"(?P<\1>)", form)
    form = re.sub(r"\(\?P<(\w+)>\0\)(\)\?)?$", r"(?P<\1>)\2", form)
    pattern = re.compile(form.replace("\0", _SLOT), re.IGNORECASE)
    wants_body = _BODY in rule["form"] and f"{_BODY})?" not in rule["form"]
    return Rule(rule["role"], rule["date"], pattern, wants_body)


def find_memberships(source: Source, found: tuple[Candidate, ...]) -> list[Candidate]:
    """The memberships of which the text speaks, each once."""
    language = grammar_language(source.language, "memberships")
    meetings = sorted(
        (one for one in found if one.kind == "meeting" and "mechanism" in one.fields),
        key=lambda one: one.start,
    )
    kept: dict[tuple[str, str, str], Candidate] = {}
    keywords = _keywords(language)
    for sentence in source.sentences:
        if not keywords.search(source.text, sentence.start, sentence.end):
            continue  # without one of these words no form can fit
        for rule in _rules(language):
            for match in rule.pattern.finditer(source.text, sentence.start, sentence.end):
                for membership in _read(source, sentence, rule, match, meetings):
                    fields = membership.fields
                    body = fields.get("mechanism", UNSAID)
                    key = fields["participant"].value, fields["role"].value, body.uid or body.value
                    kept.setdefault(key, membership)
    return list(kept.values())


def _read(
    source: Source,
    sentence: Sentence,
    rule: Rule,
    match: re.Match[str],
    meetings: Sequence[Candidate],
) -> Iterator[Candidate]:
    parties = _parties(source, sentence, match)
    if not parties:
        return
    first, last = min(parties[0].start, match.start()), max(parties[-1].end, match.end())
    if _UNSURE.search(source.text[max(sentence.start, first - 30) : match.end()]):
        return
    body = _body(source, sentence, match) or _of_meeting(source, meetings, sentence)
    if body is None and rule.wants_body:
        return  # the words want a body, and something else stands there
    when = _when(source, sentence, rule, first, max(last, body.end if body else last))
    words = " ".join(match[0].split())
    because = f"the words “{words[:80]}”"
    role = Value(rule.role, match.start(), match.end(), because=because)
    for party in parties:
        fields = {"participant": party.value("named here"), "role": role, **when}
        title = f"{party.name}: {rule.role.replace('_', ' ')}"
        if body:
            fields["mechanism"] = body.value("the body spoken of")
            title = f"{title}, {body.name}"
        yield Candidate(
            kind="membership",
            title=title,
            start=sentence.start,
            end=sentence.end,
            fields=fields,
            score=0.85 if party.uid and body and body.uid else 0.7 if body else 0.5,
            because=(because,),
            mentions=((party.start, party.end),),
        )


def _parties(source: Source, sentence: Sentence, match: re.Match[str]) -> list[Named]:
    """The participants in the slot: behind the words, before them, or between."""
    start, end = match.span("who")
    if start != end:
        run = enumeration_at(source, start, sentence.end)
        return run if run and run[-1].end >= end else []
    if start == match.start() and source.text[match.start() : match.end()].strip():
        run = enumeration_before(source, sentence.start, start)
        # "… of the Forum, and Fiji is chair": a verb of one has the last for its subject.
        return run[-1:] if _OF_ONE.match(source.text, start) else run
    return enumeration_at(source, _past_space(source.text, start), sentence.end)


_OF_ONE = re.compile(
    r"\s*(?:is|was|has|holds|takes|assumes|enjoys|co-chairs|chairs|joins|withdraws|becomes)\b"
)


def _past_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position


def _body(source: Source, sentence: Sentence, match: re.Match[str]) -> Named | None:
    """The mechanism in its slot, or the one spoken of before."""
    groups = match.re.groupindex
    for name in ("body", "body2"):
        if name not in groups or match.span(name)[0] < 0:
            continue
        start, end = match.span(name)
        if start == end == match.start():
            return _body_before(source, sentence.start, start)
        if body := _body_at(source, _past_space(source.text, start), sentence.end):
            return body
        return _spoken_of(source, sentence, start) if _AGAIN.match(source.text, start) else None
    return _spoken_of(source, sentence, match.start())


_AGAIN = re.compile(rf"\s*{grammar('en', 'memberships')['again']}\b", re.IGNORECASE)


def _body_at(source: Source, position: int, end: int) -> Named | None:
    article = re.compile(r"(?:the|The)\s+").match(source.text, position, end)
    mention = source.mention_at(article.end() if article else position, end)
    if mention and (body := mention.named("mechanism")):
        return body
    capitals = _CAPITALS.match(source.text, position, end)
    if not capitals or _MONTH.match(capitals["name"]) or enumeration_at(source, position, end):
        return None
    return _printed(source, *capitals.span("name"))


def _printed(source: Source, start: int, end: int) -> Named:
    """A body that the register does not know."""
    return Named(source.words(start, end), start, end)


def _body_before(source: Source, start: int, position: int) -> Named | None:
    before = source.text[start:position].rstrip(" ,")
    for mention in reversed(source.mentions_in(start, position)):
        gap = source.text[mention.end : start + len(before)]
        if (body := mention.named("mechanism")) and re.fullmatch(r"(?:\s*\([^)]{1,20}\))?", gap):
            return body
    ends = list(_CAPITALS.finditer(before))
    if ends and ends[-1].end() == len(before):
        return _printed(source, start + ends[-1].start("name"), start + len(before))
    return None


def _spoken_of(source: Source, sentence: Sentence, position: int) -> Named | None:
    """The one body that the passage has named so far; None where there are several."""
    begin = max(source.passages[sentence.passage].start, position - 1500)
    named = {
        body.uid: body
        for mention in source.mentions_in(begin, position)
        if mention.whole and (body := mention.named("mechanism"))
    }
    if len(named) == 1:
        return next(iter(named.values()))
    unknown = list(_INTRODUCED.finditer(source.text, begin, position))
    return _printed(source, *unknown[-1].span("name")) if unknown and not named else None


def _of_meeting(source: Source, meetings: Sequence[Candidate], sentence: Sentence) -> Named | None:
    """The body of the last meeting spoken of before or in the sentence."""
    number = bisect_left(meetings, sentence.end, key=lambda one: one.start)
    if not number:
        return None
    body = meetings[number - 1].fields["mechanism"]
    return Named(body.value, body.start, body.end, source.gazetteer.get(body.uid))


def _when(
    source: Source, sentence: Sentence, rule: Rule, first: int, last: int
) -> dict[str, Value]:
    """The date said with it, as the end of the period that the rule gives it."""
    if not rule.date:
        return {}
    begin, close = max(sentence.start, first - 300), min(sentence.end, last + 120)
    dates = dates_in(source.text, begin, close, Known(published=source.date))
    near = [one for one in dates if one.start >= first - 40 and one.start <= last + 60] or [
        one for one in dates if one.start - sentence.start < 5
    ]
    if not near:
        return {}
    when = near[-1] if near[-1].start >= first else near[0]
    said = when.said or when.edtf
    if "/" in said and not said.startswith("["):
        since, until = said.split("/")
        if rule.date in ("period", "since"):
            return {
                name: _dated(point, when)
                for name, point in (("since", since), ("until", until))
                if point != ".."
            }
    if rule.date == "period" or "/" in said:
        return {}
    return {rule.date: _dated(said, when)}


def _dated(point: str, when: When) -> Value:
    return Value(point, when.start, when.end, because=when.because or "the date said with it")
