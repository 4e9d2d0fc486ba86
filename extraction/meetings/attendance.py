"""Who was there: hosts, chairs, organizers, those who attended, and delegates with their office."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.candidates import Candidate, Value
from extraction.names.gazetteer import Named
from extraction.names.parties import participants_in
from extraction.people.persons import Person, people_in
from extraction.source import Source
from extraction.words.choices import ROLES

from .drafts import Draft
from .parsed_sentence import ParsedSentence

_ACTIVE = re.compile(
    r"\b(?P<verb>(?:jointly )?(?:co-?)?host(?:s|ed|ing)?|(?:co-?)?chair(?:s|ed|ing)?|presided over"
    r"|(?:co-?)?organi[sz]e[sd]?|(?:co-?)?sponsored|attend(?:s|ed|ing)?|addressed"
    r"|participat(?:ed|es|ing) in|took part in|taking part in"
    r"|(?:participated|took part)(?= as observers?))\b"
)
_PASSIVE = re.compile(
    r"\b(?P<verb>(?:jointly )?(?:co-?)?hosted|(?:co-?)?chaired|presided over|(?:co-?)?organi[sz]ed"
    r"|(?:co-?)?sponsored|supported|attended|addressed|convened|represented)"
    r"(?: jointly| at the \w+)? by\b"
    r"|\bunder the (?P<chairmanship>(?:co-)?chair(?:person|man)?ship|presidency) of\b"
    r"|\b(?P<together>brought together)\b",
    re.IGNORECASE,
)
_LIST_END = re.compile(
    r"\b(?:on|in|at|from|during) (?=[0-9A-Z])|;|\bwhich\b|\bwho\b|\bto discuss\b"
    r"|\b(?:and|,) (?=\w+ed by\b)"
    r"|\bwas\b|\bwere\b|\band (?:held|took|was|were|adopted|discussed)\b",
)
_ASIDE = re.compile(r",\s(?:as|which|in its|the current|current|then)\b[^,;.]{1,60},\s*$")
_AT = re.compile(r"\b(?:at|during)\s+(?:the|an?|its|their)?\s*$", re.IGNORECASE)
_GAP = re.compile(
    r"(?:\s|,|and|has|have|had|also|jointly|successfully|then|will|actively|personally|who|on|behalf|of|the"
    r"|in|invitation|as|co-|which|is|are|was|were|due|to|expected|scheduled|agreed|offered|planned|plans)*"
)


def read_attendance(parsed: ParsedSentence, group: Sequence[int], drafts: list[Draft]) -> None:
    """Add to the drafts of a group of phrases those whom the sentence names."""
    first, last = parsed.phrases[group[0]], parsed.phrases[group[-1]]
    start = parsed.end_of(parsed.phrases[group[0] - 1]) if group[0] else parsed.sentence.start
    behind, close = parsed.end_of(last), parsed.zone(group[-1])[1]
    _read_subjects(parsed, start, first.start, drafts)
    _read_agents(parsed, start, first.start, drafts)
    _read_agents(parsed, behind, close, drafts)
    _read_elected(parsed, start, first.start, drafts)
    _read_organizer_of_events(parsed, start, first.start, drafts)
    if _AT.search(parsed.text[start : first.start]):
        _read_speaker(parsed, behind, close, drafts)
        _read_person_before(parsed, start, first.start, drafts)
    if which := _AT_WHICH.search(parsed.text, behind, close):
        _read_speaker(parsed, which.end(), close, drafts)


_AT_WHICH = re.compile(r"\b(?:(?:during|at|in)\s+which|where)\s+(?:the\s+)?(?=[A-Z])")
_OBJECT = re.compile(
    r"\s*(?:(?:it|them|this|that|both|personally|remotely|in person"
    r"|as (?:an? )?observers?)\b|[.,;]|$|and\b"
    r"|(?:the|this|that|its|their|these|those)\s+(?:\w+\s+){0,2}?(?:meetings?|summits?|sessions?"
    r"|conferences?|forum|events?|opening|closing|talks|dialogue|exercises?|workshop|ceremony"
    r"|discussions?|proceedings|symposium|seminar|gathering)\b)",
    re.IGNORECASE,
)


_IT_WAS = re.compile(r"It (?:was|is|will be|has been|had been) ")  # not "A dinner was hosted by"


def read_attendance_of_last(parsed: ParsedSentence, draft: Draft) -> None:
    """Those of a sentence about the meeting named last: "The premier attended"."""
    start, end = parsed.sentence.start, parsed.sentence.end
    _read_subjects(parsed, start, end, [draft], object_of=_OBJECT)
    roles = () if _IT_WAS.match(parsed.text, start) else ("chair", "co_chair", "attendee")
    _read_agents(parsed, start, end, [draft], roles=roles)


def _role(verb: str) -> str:
    found = (role for role, words in ROLES.items() if re.search(words, verb, re.IGNORECASE))
    return next(found, "")


def _read_subjects(
    parsed: ParsedSentence,
    start: int,
    end: int,
    drafts: list[Draft],
    *,
    object_of: re.Pattern[str] | None = None,
) -> None:
    """Subjects of "hosted", "chaired", "attended" before the meetings.

    ``object_of``: what must stand behind the verb, where no name of a meeting does.
    """
    for match in _ACTIVE.finditer(parsed.text, start, end):
        if parsed.text.startswith(" by", match.end()):
            continue
        if object_of and not object_of.match(parsed.text, match.end(), end):
            continue
        role = _role(match["verb"])
        if role == "attendee" and _AS_OBSERVER.match(parsed.text, match.end()):
            role = "observer"
        low = max(start, match.start() - 220)
        persons = people_in(parsed.source, low, match.start())
        people = _persons_before(parsed, persons, match.start())
        if people:
            _add(parsed, drafts, people, role)
            continue
        close = match.start()
        if aside := _ASIDE.search(parsed.text, low, close):
            close = aside.start()  # "Malaysia, as Chair of ASEAN, hosted"
        named = _parties_before(parsed, participants_in(parsed.source, low, close), close)
        named = named or _party_of_it(parsed, match.start())
        _add(parsed, drafts, named, role, match["verb"])
        partners = re.compile(r"\s+(?:jointly\s+)?(?:together\s+)?with\b").match(
            parsed.text, match.end(), end
        )
        if partners and named:
            others = participants_in(parsed.source, partners.end(), end)
            shared = "co_host" if role in ("host", "co_host") else role
            if "respectively" in parsed.text[match.end() : end] and len(others) == len(drafts):
                for draft, other in zip(drafts, others, strict=True):
                    _add(parsed, [draft], [other], shared, match["verb"])
            else:
                _add(parsed, drafts, others, shared, match["verb"])


_AS_OBSERVER = re.compile(
    r"(?:\s+(?:the\s+)?(?:\w+\s+){0,3}?)?\s*as\s+(?:an?\s+)?observers?\b", re.I
)
_IT = re.compile(r"\b[Ii]t (?:has |had |will |also |then |jointly ){0,3}$")


def _party_of_it(parsed: ParsedSentence, position: int) -> list[Named]:
    """The participant that "it" stands for: the one that the sentence before begins with."""
    if not _IT.search(parsed.text[parsed.sentence.start : position]):
        return []
    passage = parsed.source.passages[parsed.context.passage]
    before = parsed.source.last_sentence(passage.start, parsed.sentence.start)
    if before is None:
        return []
    named = participants_in(parsed.source, *before)
    return named[:1] if named and named[0].start - before[0] <= 4 else []


def _persons_before(parsed: ParsedSentence, persons: list[Person], end: int) -> list[Person]:
    """The persons that stand in a row right before ``end``: "A, minister of X, and B"."""
    row: list[Person] = []
    for one in reversed(persons):
        if not _GAP.fullmatch(parsed.text, one.last, end):
            break
        row.insert(0, one)
        end = one.office[0] if one.office and one.office[0] < one.start else one.start
        if mere := re.compile(r"(?:(?:H\.E|Mr|Mrs|Ms|Dr|Madam|Hon)\.?\s)+$").search(
            parsed.text, max(0, end - 24), end
        ):
            end = mere.start()
    return row


def _parties_before(parsed: ParsedSentence, named: list[Named], end: int) -> list[Named]:
    """The participants that stand in a row right before ``end``: "A, B and C"."""
    row: list[Named] = []
    for one in reversed(named):
        if not _GAP.fullmatch(parsed.text, one.end, end):
            break
        row.insert(0, one)
        end = one.start
    return row


def _read_agents(
    parsed: ParsedSentence, start: int, end: int, drafts: list[Draft], *, roles: Sequence[str] = ()
) -> None:
    """Those behind "hosted by", "chaired by", "under the chairmanship of"."""
    matches = list(_PASSIVE.finditer(parsed.text, start, end))
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        verb = match["verb"] or match["chairmanship"] or match["together"]
        role = _role(verb)
        if roles and role not in roles:
            continue
        limit = following.start() if following else end
        people = people_in(parsed.source, match.end(), limit)
        stop = _LIST_END.search(parsed.text, match.end(), limit)
        close = stop.start() if stop else limit
        if verb.lower() == "represented":
            _read_represented(parsed, start, match, people, drafts)
            continue
        if role in ("chair", "co_chair") and people:
            near = [p for p in people if p.start < match.end() + 320]
            _add(parsed, drafts, near if role == "co_chair" else near[:1], role)
            continue
        if role == "attendee" and match["together"]:
            close = limit
        named = participants_in(parsed.source, match.end(), close)
        if role == "attendee" and people:
            _add(parsed, drafts, people, role)
            named = [n for n in named if not any(p.start <= n.start < p.last for p in people)]
        _add(parsed, drafts, named, role, verb)


def _read_represented(
    parsed: ParsedSentence,
    start: int,
    match: re.Match[str],
    people: list[Person],
    drafts: list[Draft],
) -> None:
    """Those of "Fiji and Palau were represented by": they attend, or the person named does."""
    named = _parties_before(
        parsed, participants_in(parsed.source, start, match.start()), match.start()
    )
    if not people:
        _add(parsed, drafts, named, "attendee", match["verb"])
    for one in people[:1]:
        of = one.of or (named[0] if len(named) == 1 else None)
        _add(parsed, drafts, [replace(one, of=of)], "attendee")


def _read_speaker(parsed: ParsedSentence, start: int, end: int, drafts: list[Draft]) -> None:
    """Who spoke "at the meeting": the subject after it was there."""
    named: list[Named] = [
        *people_in(parsed.source, start, end),
        *participants_in(parsed.source, start, end),
    ]
    for one in sorted(named, key=lambda n: n.start):
        if _ELSEWHERE.search(parsed.text, start, one.start):
            return
        if spoke := _SPOKE.match(parsed.text, one.last, end):
            _add(parsed, drafts, [one], "attendee", spoke[1])
            return


_SPOKE = re.compile(
    r",?\s(?:also\s|again\s)?([a-z]+ed|put|said|made|gave|told|set|called|spoke|took)\b"
)
_ELSEWHERE = re.compile(r"\b(?:where|which|who|whose)\b|;")
_SAID = re.compile(
    r"(?:\s(?:said|told|stated|announced|stressed|noted|pledged|proposed))?\s+(?:at|during)\s"
)
_ELECTED = re.compile(
    r"\b(?:was|were)\s+(?:unanimously\s+)?elected\s+(?:as\s+)?(?:the\s+)?"
    r"(?:president|chair(?:man|person|woman)?)\s+(?:of|for)\s+(?:the\s+)?$"
)


def _read_person_before(parsed: ParsedSentence, start: int, end: int, drafts: list[Draft]) -> None:
    """Who stands right before "at the meeting": "put forward by Premier A at the ..."."""
    for one in people_in(parsed.source, start, end):
        if _SAID.match(parsed.text, one.last, end) and end - one.last < 24:
            _add(parsed, drafts, [one], "attendee")


def _read_elected(parsed: ParsedSentence, start: int, end: int, drafts: list[Draft]) -> None:
    """Who "was elected president of the conference"."""
    match = _ELECTED.search(parsed.text, start, end)
    people = people_in(parsed.source, start, match.start()) if match else []
    if match and people and match.start() - people[-1].last <= 3:
        _add(parsed, drafts, people[-1:], "chair")


_HELD_SERIES = re.compile(
    r"\b(?P<verb>held|organi[sz]ed|staged|conducted)\s+"
    r"(?:(?:a\s+)?(?:series|number|range|variety)\s+of|several|many|various|numerous)\s+"
    r"(?:\w+\s+){0,2}?(?:events|meetings|activities|exchanges|programmes|programs)\b"
)


def _read_organizer_of_events(
    parsed: ParsedSentence, start: int, end: int, drafts: list[Draft]
) -> None:
    """Who alone "held a series of events, including" these: their organizer."""
    match = _HELD_SERIES.search(parsed.text, start, end)
    if match:
        named = participants_in(parsed.source, parsed.sentence.start, match.start())[:2]
        if len(named) == 2 and _AND.fullmatch(parsed.text, named[0].end, named[1].start):
            return  # not alone
        _add(parsed, drafts, named[:1], "organizer", match["verb"])


_AND = re.compile(r"\s*(?:,|and|&|,\s*and)\s*(?:the\s+)?")


def _add(
    parsed: ParsedSentence, drafts: list[Draft], named: Sequence[Named], role: str, verb: str = ""
) -> None:
    """Add those named to the drafts: persons as delegates, others as participants."""
    sentence = parsed.sentence.start, parsed.sentence.end
    for one in named:
        if isinstance(one, Person):
            because = f"“{parsed.source.words(one.start, one.last)}”"
            seat = Value(role, one.start, one.end)
            part = delegate(parsed.source, one, seat, *sentence, because)
        else:
            seat = Value(role, one.start, one.end, because=f"“{verb}”")
            part = _participation(one, seat, *sentence)
        for draft in drafts:
            draft.add(part)


def _participation(party: Named, role: Value, start: int, end: int) -> Candidate:
    return Candidate(
        kind="participation",
        title=f"{party.name}: {role.value.replace('_', '-')}",
        start=start,
        end=end,
        fields={"participant": party.value(), "role": role},
        score=0.8,
        because=(role.because,),
    )


def delegate(
    source: Source, person: Person, role: Value, start: int, end: int, because: str
) -> Candidate:
    """The candidate of a person at a meeting, in the words from ``start`` to ``end``."""
    fields = {"person": person.value(), "role": role}
    if person.office:
        fields["office"] = Value(source.words(*person.office), *person.office)
    if person.of:
        fields["participant"] = person.of.value()
    return Candidate(
        kind="delegate",
        title=person.name,
        start=start,
        end=end,
        fields=fields,
        score=0.8,
        because=(because,),
    )
