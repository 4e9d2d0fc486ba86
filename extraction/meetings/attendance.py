"""Who was there: hosts, chairs, organizers, those who attended, and delegates with their office."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extraction.candidates import Candidate, Value
from extraction.names.parties import Party, participants_in
from extraction.people.persons import Figure, people_in

from .drafts import Draft
from .parsed import Clause

# What a verb makes of its subject, or of those behind "by".
_ROLES = [
    (re.compile(r"co-?host|jointly host", re.IGNORECASE), "co_host"),
    (re.compile(r"host", re.IGNORECASE), "host"),
    (re.compile(r"co-?chair|co-?presid", re.IGNORECASE), "co_chair"),
    (re.compile(r"chair|presid", re.IGNORECASE), "chair"),
    (re.compile(r"organi|sponsor|convened by|called by", re.IGNORECASE), "organizer"),
    (re.compile(r"support|assist", re.IGNORECASE), "supporter"),
    (re.compile(r"observ", re.IGNORECASE), "observer"),
    (
        re.compile(r"attend|participat|took part|address|join|represent|brought together", re.I),
        "attendee",
    ),
]
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


def attend(clause: Clause, group: Sequence[int], drafts: list[Draft]) -> None:
    """Add to the drafts of a group of phrases those whom the sentence tells of."""
    first, last = clause.phrases[group[0]], clause.phrases[group[-1]]
    start = clause.end_of(clause.phrases[group[0] - 1]) if group[0] else clause.sentence.start
    behind, close = clause.end_of(last), clause.zone(group[-1])[1]
    _tell_active(clause, start, first.start, drafts)
    _tell_passive(clause, start, first.start, drafts)
    _tell_passive(clause, behind, close, drafts)
    _tell_elected(clause, start, first.start, drafts)
    _tell_series_of_events(clause, start, first.start, drafts)
    if _AT.search(clause.text[start : first.start]):
        _tell_speaker(clause, behind, close, drafts)
        _tell_one_before(clause, start, first.start, drafts)
    if which := _AT_WHICH.search(clause.text, behind, close):
        _tell_speaker(clause, which.end(), close, drafts)


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


def attend_without_name(clause: Clause, draft: Draft) -> None:
    """Those of a sentence that goes on about the meeting before: "The premier attended"."""
    start, end = clause.sentence.start, clause.sentence.end
    _tell_active(clause, start, end, [draft], object_of=_OBJECT)
    roles = () if _IT_WAS.match(clause.text, start) else ("chair", "co_chair", "attendee")
    _tell_passive(clause, start, end, [draft], roles=roles)


def _role(verb: str) -> str:
    return next((role for pattern, role in _ROLES if pattern.search(verb)), "")


def _tell_active(
    clause: Clause,
    start: int,
    end: int,
    drafts: list[Draft],
    *,
    object_of: re.Pattern[str] | None = None,
) -> None:
    """Subjects of "hosted", "chaired", "attended" before the meetings.

    ``object_of``: what must stand behind the verb, where no name of a meeting does.
    """
    for match in _ACTIVE.finditer(clause.text, start, end):
        if clause.text.startswith(" by", match.end()):
            continue
        if object_of and not object_of.match(clause.text, match.end(), end):
            continue
        role = _role(match["verb"])
        if role == "attendee" and _AS_OBSERVER.match(clause.text, match.end()):
            role = "observer"
        low = max(start, match.start() - 220)
        figures = people_in(clause.source, low, match.start())
        people = _figures_before(clause, figures, match.start())
        if people:
            _seat(clause, drafts, people, role)
            continue
        close = match.start()
        if aside := _ASIDE.search(clause.text, low, close):
            close = aside.start()  # "Malaysia, as Chair of ASEAN, hosted"
        named = _row(clause, participants_in(clause.source, low, close), close)
        named = named or _it(clause, match.start())
        _join(clause, drafts, named, role, match["verb"])
        partners = re.compile(r"\s+(?:jointly\s+)?(?:together\s+)?with\b").match(
            clause.text, match.end(), end
        )
        if partners and named:
            others = participants_in(clause.source, partners.end(), end)
            shared = "co_host" if role in ("host", "co_host") else role
            if "respectively" in clause.text[match.end() : end] and len(others) == len(drafts):
                for draft, other in zip(drafts, others, strict=True):
                    _join(clause, [draft], [other], shared, match["verb"])
            else:
                _join(clause, drafts, others, shared, match["verb"])


_AS_OBSERVER = re.compile(
    r"(?:\s+(?:the\s+)?(?:\w+\s+){0,3}?)?\s*as\s+(?:an?\s+)?observers?\b", re.I
)
_IT = re.compile(r"\b[Ii]t (?:has |had |will |also |then |jointly ){0,3}$")


def _it(clause: Clause, position: int) -> list[Party]:
    """The participant that "it" stands for: the one that the sentence before begins with."""
    if not _IT.search(clause.text[clause.sentence.start : position]):
        return []
    passage = clause.source.passages[clause.state.passage]
    before = clause.source.last_sentence(passage.start, clause.sentence.start)
    if before is None:
        return []
    named = participants_in(clause.source, *before)
    return named[:1] if named and named[0].start - before[0] <= 4 else []


def _figures_before(clause: Clause, figures: list[Figure], end: int) -> list[Figure]:
    """The persons that stand in a row right before ``end``: "A, minister of X, and B"."""
    row: list[Figure] = []
    for one in reversed(figures):
        if not _GAP.fullmatch(clause.text, one.last, end):
            break
        row.insert(0, one)
        end = one.office[0] if one.office and one.office[0] < one.start else one.start
        if mere := re.compile(r"(?:(?:H\.E|Mr|Mrs|Ms|Dr|Madam|Hon)\.?\s)+$").search(
            clause.text, max(0, end - 24), end
        ):
            end = mere.start()
    return row


def _row(clause: Clause, named: list[Party], end: int) -> list[Party]:
    """The participants that stand in a row right before ``end``: "A, B and C"."""
    row: list[Party] = []
    for one in reversed(named):
        if not _GAP.fullmatch(clause.text, one.end, end):
            break
        row.insert(0, one)
        end = one.start
    return row


def _tell_passive(
    clause: Clause, start: int, end: int, drafts: list[Draft], *, roles: Sequence[str] = ()
) -> None:
    """Those behind "hosted by", "chaired by", "under the chairmanship of"."""
    matches = list(_PASSIVE.finditer(clause.text, start, end))
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        verb = match["verb"] or match["chairmanship"] or match["together"]
        role = _role(verb)
        if roles and role not in roles:
            continue
        limit = following.start() if following else end
        people = people_in(clause.source, match.end(), limit)
        stop = _LIST_END.search(clause.text, match.end(), limit)
        close = stop.start() if stop else limit
        if verb.lower() == "represented":
            _tell_represented(clause, start, match, people, drafts)
            continue
        if role in ("chair", "co_chair") and people:
            near = [p for p in people if p.start < match.end() + 320]
            _seat(clause, drafts, near if role == "co_chair" else near[:1], role)
            continue
        if role == "attendee" and match["together"]:
            close = limit
        named = participants_in(clause.source, match.end(), close)
        if role == "attendee" and people:
            _seat(clause, drafts, people, role)
            named = [n for n in named if not any(p.start <= n.start < p.last for p in people)]
        _join(clause, drafts, named, role, verb)


def _tell_represented(
    clause: Clause, start: int, match: re.Match[str], people: list[Figure], drafts: list[Draft]
) -> None:
    """Those of "Fiji and Palau were represented by": they attend, or the person named does."""
    named = _row(clause, participants_in(clause.source, start, match.start()), match.start())
    if not people:
        _join(clause, drafts, named, "attendee", match["verb"])
    for one in people[:1]:
        of = one.of or (named[0] if len(named) == 1 else None)
        _seat(clause, drafts, [replace(one, of=of)], "attendee")


def _tell_speaker(clause: Clause, start: int, end: int, drafts: list[Draft]) -> None:
    """Who spoke "at the meeting": the subject after it was there."""
    named: list[Party | Figure] = [
        *people_in(clause.source, start, end),
        *participants_in(clause.source, start, end),
    ]
    for one in sorted(named, key=lambda n: n.start):
        if _ELSEWHERE.search(clause.text, start, one.start):
            return
        last = one.last if isinstance(one, Figure) else one.end
        following = re.compile(r",?\s(?:also\s|again\s)?([a-z]+)\b").match(clause.text, last, end)
        if following and re.fullmatch(
            r"\w+ed|put|said|made|gave|told|set|called|spoke|took", following[1]
        ):
            if isinstance(one, Figure):
                _seat(clause, drafts, [one], "attendee")
            else:
                _join(clause, drafts, [one], "attendee", following[1])
            return


_ELSEWHERE = re.compile(r"\b(?:where|which|who|whose)\b|;")
_SAID = re.compile(
    r"(?:\s(?:said|told|stated|announced|stressed|noted|pledged|proposed))?\s+(?:at|during)\s"
)
_ELECTED = re.compile(
    r"\b(?:was|were)\s+(?:unanimously\s+)?elected\s+(?:as\s+)?(?:the\s+)?"
    r"(?:president|chair(?:man|person|woman)?)\s+(?:of|for)\s+(?:the\s+)?$"
)


def _tell_one_before(clause: Clause, start: int, end: int, drafts: list[Draft]) -> None:
    """Who stands right before "at the meeting": "put forward by Premier A at the ..."."""
    for one in people_in(clause.source, start, end):
        if _SAID.match(clause.text, one.last, end) and end - one.last < 24:
            _seat(clause, drafts, [one], "attendee")


def _tell_elected(clause: Clause, start: int, end: int, drafts: list[Draft]) -> None:
    """Who "was elected president of the conference"."""
    match = _ELECTED.search(clause.text, start, end)
    people = people_in(clause.source, start, match.start()) if match else []
    if match and people and match.start() - people[-1].last <= 3:
        _seat(clause, drafts, people[-1:], "chair")


_HELD_SERIES = re.compile(
    r"\b(?P<verb>held|organi[sz]ed|staged|conducted)\s+"
    r"(?:(?:a\s+)?(?:series|number|range|variety)\s+of|several|many|various|numerous)\s+"
    r"(?:\w+\s+){0,2}?(?:events|meetings|activities|exchanges|programmes|programs)\b"
)


def _tell_series_of_events(clause: Clause, start: int, end: int, drafts: list[Draft]) -> None:
    """Who alone "held a series of events, including" these: their organizer."""
    match = _HELD_SERIES.search(clause.text, start, end)
    if match:
        named = participants_in(clause.source, clause.sentence.start, match.start())[:2]
        if named and (len(named) == 1 or not _AND.fullmatch(_between(clause, named))):
            _join(clause, drafts, named[:1], "organizer", match["verb"])


_AND = re.compile(r"\s*(?:,|and|&|,\s*and)\s*(?:the\s+)?")


def _between(clause: Clause, named: list[Party]) -> str:
    return clause.text[named[0].end : named[1].start]


def _join(clause: Clause, drafts: list[Draft], named: list[Party], role: str, verb: str) -> None:
    for one in named:
        part = Candidate(
            kind="participation",
            title=f"{one.name}: {role.replace('_', '-')}",
            start=clause.sentence.start,
            end=clause.sentence.end,
            fields={
                "participant": Value(
                    one.name, one.start, one.end, one.entry.uid if one.entry else "", one.because
                ),
                "role": Value(role, one.start, one.end, because=f"“{verb}”"),
            },
            score=0.8,
            because=(f"“{verb}”",),
        )
        for draft in drafts:
            if part.title not in {known.title for known in draft.parts}:
                draft.parts.append(replace(part))


def _seat(clause: Clause, drafts: list[Draft], people: list[Figure], role: str) -> None:
    for one in people:
        fields = {
            "person": Value(one.name, one.start, one.end, one.entry.uid if one.entry else ""),
            "role": Value(role, one.start, one.end),
        }
        if one.office:
            office = clause.source.words(*one.office)
            fields["office"] = Value(office, *one.office)
        if one.of:
            uid = one.of.entry.uid if one.of.entry else ""
            fields["participant"] = Value(
                one.of.name, one.of.start, one.of.end, uid, one.of.because
            )
        part = Candidate(
            kind="delegate",
            title=one.name,
            start=clause.sentence.start,
            end=clause.sentence.end,
            fields=fields,
            score=0.8,
            because=(f"“{clause.source.words(one.start, one.last)}”",),
        )
        for draft in drafts:
            if part.title not in {known.title for known in draft.parts}:
                draft.parts.append(replace(part))
