"""Who was there: hosts, chairs, organizers, those who attended, and delegates with their office."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.names.gazetteer import Named
from extraction.names.parties import enumeration_at, participants_in
from extraction.people.persons import Person, people_in
from extraction.words.choices import ROLES

from .drafts import Draft
from .parsed_sentence import ParsedSentence
from .seats import says_respectively, seat

_ACTIVE = re.compile(
    r"\b(?P<verb>(?:jointly )?(?:co-?)?host(?:s|ed|ing)?|(?:co-?)?chair(?:s|ed|ing)?|presided over"
    r"|(?:co-?)?organi[sz]e[sd]?|(?:co-?)?sponsored|attend(?:s|ed|ing)?|addressed"
    r"|participat(?:ed|es|ing) in|took part in|taking part in"
    r"|(?:participated|took part)(?= as observers?))\b"
)
_PASSIVE = re.compile(
    r"\b(?P<verb>(?:jointly )?(?:co-?)?hosted|(?:co-?)?chaired|presided over|(?:co-?)?organi[sz]ed"
    r"|(?:co-?)?sponsored|supported|attended|addressed|convened|represented)"
    r"(?: jointly| respectively| at the \w+)? by\b"
    r"|\bwith the (?P<participation>participation|attendance) of\b"
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
    _read_us(parsed, start, first.start, drafts)
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
    _read_listed(parsed, [draft])
    roles = () if _IT_WAS.match(parsed.text, start) else ("chair", "co_chair", "attendee")
    _read_agents(parsed, start, end, [draft], roles=roles)


_LISTED = re.compile(
    r"\b(?:(?:[Tt]he )?(?:following (?:states|countries|delegations|members)|[Pp]articipants"
    r"|[Aa]ttendees|[Pp]articipating (?:states|countries|delegations|parties)"
    r"|(?P<observers>[Oo]bservers)|[Dd]elegations|[Dd]elegates|[Rr]epresentatives)"
    r"|[Tt]hose (?:present|attending|taking part|who (?:attended|took part))"
    r"|(?:[Aa]lso )?(?:[Pp]resent|[Aa]ttending|[Ii]n attendance|[Tt]aking part|[Pp]articipating))"
    r"(?: (?:at|in) (?:the|this) \w+)?(?: as (?P<as_observers>observers))?"
    r"(?: (?:took part|participated|attended|were present|were represented):"
    r"| (?:also )?(?:included?|were|was|are|comprised|came from|were from|consisted of)"
    r"(?: the following)?(?: (?:states|countries|members))?\b:?|:)\s*"
    r"(?:(?:delegations|representatives|delegates|officials|ministers) (?:of|from)\s)?"
)
_FROM = re.compile(
    r"\b(?:[Rr]epresentatives|[Dd]elegat(?:es|ions)|[Oo]fficials|[Mm]inisters|[Ee]xperts|[Oo]fficers"
    r"|[Pp]articipants|[Tt]eams) (?:of|from) (?=[A-Z]|the [A-Z])"
)
_TOOK_PART = re.compile(
    r",?\s(?:also\s)?(?:attended|took part|participated|were present|were represented|joined)\b"
)


def _read_listed(parsed: ParsedSentence, drafts: list[Draft]) -> None:
    """Those of "Participants included Fiji, Tonga and Peru", or "Delegates from … took part"."""
    start, end = parsed.sentence.start, parsed.sentence.end
    if match := _LISTED.search(parsed.text, start, end):
        observers = match["observers"] or match["as_observers"]
        stop = _LIST_END.search(parsed.text, match.end(), end)
        close = stop.start() if stop else end
        people = people_in(parsed.source, match.end(), close)
        named = participants_in(parsed.source, match.end(), close)
        named = [n for n in named if not any(p.start <= n.start < p.last for p in people)]
        role = "observer" if observers else "attendee"
        seat(parsed, drafts, [*people, *named], role, match[0].strip(" :"))
    for match in _FROM.finditer(parsed.text, start, end):
        row = enumeration_at(parsed.source, match.end(), end)
        if row and (took := _TOOK_PART.match(parsed.text, row[-1].end, end)):
            seat(parsed, drafts, row, "attendee", took[0].strip(" ,"))


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
            seat(parsed, drafts, people, role)
            continue
        close = match.start()
        if aside := _ASIDE.search(parsed.text, low, close):
            close = aside.start()  # "Malaysia, as Chair of ASEAN, hosted"
        named = _parties_before(parsed, participants_in(parsed.source, low, close), close)
        named = named or _party_of_it(parsed, match.start())
        seat(parsed, drafts, named, role, match["verb"])
        partners = re.compile(r"\s+(?:jointly\s+)?(?:together\s+)?with\b").match(
            parsed.text, match.end(), end
        )
        if partners and named:
            others = participants_in(parsed.source, partners.end(), end)
            shared = "co_host" if role in ("host", "co_host") else role
            if "respectively" in parsed.text[match.end() : end] and len(others) == len(drafts):
                for draft, other in zip(drafts, others, strict=True):
                    seat(parsed, [draft], [other], shared, match["verb"])
            else:
                seat(parsed, drafts, others, shared, match["verb"])


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
        verb = verb or f"attended with the {match['participation']} of"
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
            several = role == "co_chair" or says_respectively(parsed, near)
            seat(parsed, drafts, near if several else near[:1], role)
            continue
        if role == "attendee" and match["together"]:
            close = limit
        named = participants_in(parsed.source, match.end(), close)
        if role in ("host", "co_host") and people and people[0].start <= match.end() + 40:
            near = [one for one in people if one.start < close]
            seat(parsed, drafts, [_with_state(parsed, one) for one in near], role)
            continue
        if role == "attendee" and people:
            seat(parsed, drafts, people, role)
            named = [n for n in named if not any(p.start <= n.start < p.last for p in people)]
        seat(parsed, drafts, named, role, verb)


def _with_state(parsed: ParsedSentence, person: Person) -> Person:
    """A person of whom the text said before for whom: "Prime Minister Dahl" behind "of Norway"."""
    if person.of:
        return person
    passages, number = parsed.source.passages, parsed.context.passage
    start = passages[max(0, number - 5)].start
    surname = person.name.split()[-1]
    for one in people_in(parsed.source, start, person.start):
        if one.of and one.name.split()[-1] == surname:
            return replace(person, of=one.of)
    return person


_WE = re.compile(r"\b[Ww]e,\s+(?:the\s+)?")
_MET = re.compile(
    r"\s*,?\s*(?:have\s|had\s)?(?:met|meet|gathered|convened|held|reaffirm|today|are)\b"
)


def _read_us(parsed: ParsedSentence, start: int, end: int, drafts: list[Draft]) -> None:
    """Those of "we, Prime Minister A of Fiji and President B of Palau, met"."""
    we = _WE.search(parsed.text, start, end)
    people = people_in(parsed.source, we.end(), end) if we else []
    if people and _MET.match(parsed.text, people[-1].last, parsed.sentence.end):
        seat(parsed, drafts, people, "attendee")


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
        seat(parsed, drafts, named, "attendee", match["verb"])
    for one in people[:1]:
        of = one.of or (named[0] if len(named) == 1 else None)
        seat(parsed, drafts, [replace(one, of=of)], "attendee")


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
            seat(parsed, drafts, [one], "attendee", spoke[1])
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
            seat(parsed, drafts, [one], "attendee")


def _read_elected(parsed: ParsedSentence, start: int, end: int, drafts: list[Draft]) -> None:
    """Who "was elected president of the conference"."""
    match = _ELECTED.search(parsed.text, start, end)
    people = people_in(parsed.source, start, match.start()) if match else []
    if match and people and match.start() - people[-1].last <= 3:
        seat(parsed, drafts, people[-1:], "chair")


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
        seat(parsed, drafts, named[:1], "organizer", match["verb"])


_AND = re.compile(r"\s*(?:,|and|&|,\s*and)\s*(?:the\s+)?")
