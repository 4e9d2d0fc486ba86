"""Texts that meetings sign, adopt and issue: outcomes that are instruments.

An instrument is recognized by the head of its title (``Declaration``, ``Memorandum of
Understanding``), and what was done with it by the verb that governs it; both are data
(``grammar/<language>/instruments.yaml``). A title in capitals counts by itself, if its head is a
word for texts alone; other heads, and descriptions in small letters ("a joint declaration on
..."), count only where the text says what was done. Where it says nothing, ``action`` stays empty.

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

from extraction.candidates import Candidate, Value
from extraction.grammar import grammar
from extraction.names.parties import parties_in, party_at, run_before
from extraction.source import Sentence, Source
from records.text import fold
from texts.pieces import HEADING

from .acts import Act, acts_in, governing, pattern_of
from .chinese import chinese_titles
from .descriptions import described_in
from .initiatives import Proposed, proposed_in
from .listings import Listings
from .references import again_in, is_its_name, is_named_later, is_other_name, last_of
from .timing import frame_date, happened, own_date
from .titles import Title, titles_in

_ARTICLES = frozenset(("the", "a", "an"))  # left out when two titles are compared


Telling = tuple[int, int, Candidate]
"""Where a meeting is named, a number that keeps the order total, and the meeting."""


def find_instruments(source: Source, found: tuple[Candidate, ...]) -> list[Candidate]:
    """The instruments that the text speaks of, each once, with the meeting it came from."""
    told = _told([one for one in found if one.kind == "meeting"])
    named = sorted(_name_span(one) for one in found if one.kind == "meeting")
    outcomes = _Outcomes(source, told)
    listings = Listings(source)
    for sentence in source.sentences:
        titles, acts = _titles_and_acts(source, sentence)
        proposed = list(proposed_in(source.text[sentence.start : sentence.end], sentence.start))
        titles = [one for one in titles if not any(_covers(other, one) for other in proposed)]
        listed = listings.opened_in(sentence) if not source.language.startswith("zh") else None
        for title in titles:
            if _in_a_name(title, named) or _is_a_body(source, title):
                continue
            if outcomes.is_named(title):
                continue
            inside = any(not one.proper and _holds(one, title) for one in titles)
            act = None if inside else governing(source.text, title, acts, titles)
            within = listed is not None and title.start >= listed[0]
            within = within and not (title.carried or inside)
            if listed and within and (act is None or act.start < listed[0]):
                act = listed[1]
            outcomes.add(sentence, title, act, titles, listed=within)
        for one in proposed:
            if not _in_a_name(one.title, named) and not _is_a_body(source, one.title):
                act = Act(one.action, one.start, one.end)
                outcomes.add(sentence, one.title, act, titles)
        if not source.language.startswith("zh"):
            outcomes.go_on(sentence, titles, acts)
    return list(outcomes.found.values())


def _holds(one: Title, title: Title) -> bool:
    """Whether a title belongs to what another text is about: "a roadmap for the X Protocol"."""
    return one.start < title.start and title.end <= one.end


def _covers(proposed: Proposed, title: Title) -> bool:
    """Whether a description stands in the words of what is put forward."""
    other = proposed.title
    return not title.proper and title.start < other.end and other.start < title.end


class _Outcomes:
    """The instruments of a text so far, each once, under all names it is given."""

    def __init__(self, source: Source, told: Sequence[Telling]) -> None:
        self.source, self.told = source, told
        self.found: dict[tuple[str, str], Candidate] = {}
        self.named: list[Title] = []  # in order, for "the Treaty"
        self.keys: dict[Title, tuple[str, str]] = {}
        self.same: dict[tuple[str, str], tuple[str, str]] = {}  # second names

    def add(
        self,
        sentence: Sentence,
        title: Title,
        act: Act | None,
        titles: Sequence[Title],
        *,
        listed: bool = False,
    ) -> None:
        """Take up a title, if the text tells of its instrument."""
        before = self.named[-1] if self.named else None
        if before and sentence.start <= before.start and before.end <= title.start:
            text, last = self.source.text, title.start >= titles[-1].start
            renamed = is_its_name(text, before, title)
            if renamed or is_other_name(text, before, title, last=last):
                self._join(before, title, renamed=renamed)
                return
        elif before and is_named_later(before, title):
            done = self.found[self.keys[before]].fields["action"].value
            if act is None or act.action == done:
                self._join(before, title, renamed=True)
                return
        for home in _homes(self.source, sentence, title, act, self.told):
            if not _counts(self.source, sentence, title, act, home, self.told, listed=listed):
                continue
            outcome = _outcome(self.source, sentence, title, act, home, titles)
            key = _key(title, outcome.fields.get("meeting"))
            key = self.same.get(key, key)
            known = self.found.get(key)
            self.found[key] = _merged(known, outcome) if known else outcome
            if not title.carried:
                self.named.append(title)
                self.keys[title] = key

    def _join(self, before: Title, title: Title, *, renamed: bool) -> None:
        """Take a title for another name of the instrument named before it."""
        first = self.keys[before]
        self.same[_key(title, None)] = first
        one = self.found[first]
        mentions = (*one.mentions, (title.start, title.end))
        if renamed:
            name = Value(title.name, title.start, title.end, because=f"the words “{title.head}”")
            one = replace(one, title=title.name, fields={**one.fields, "title": name})
        self.found[first] = replace(one, mentions=mentions)
        self.named.append(title)
        self.keys[title] = first

    def is_named(self, title: Title) -> bool:
        """Whether "the treaty" is one that the text has named."""
        if title.proper or title.tied:
            return False
        before = self.source.text[max(0, title.start - 5) : title.start].lower()
        return before.endswith(("the ", "this ")) and last_of(self.named, title) is not None

    def go_on(self, sentence: Sentence, titles: Sequence[Title], acts: Sequence[Act]) -> None:
        """What the sentence says of an instrument that it only calls "the Treaty"."""
        words = self.source.text[sentence.start : sentence.end]
        for again in again_in(words, sentence.start, titles):
            first = last_of(self.named, again)
            if first is None:
                continue
            acts = acts or acts_in(words, sentence.start)
            act = governing(self.source.text, again, acts, titles)
            known = self.found[self.keys[first]]
            if act is None or act.wished:
                continue
            if "action" in known.fields and known.fields["action"].value != act.action:
                continue
            home = _meeting(self.source, sentence, again, act, self.told)
            said = _outcome(self.source, sentence, again, act, home, titles).fields
            fields = {**said, **known.fields}
            if "date" in said and "date" in known.fields:
                fields["date"] = _closer(known.fields["date"], said["date"])
            because = tuple(dict.fromkeys((*known.because, f"“the {again.head}” is this one")))
            mentions = (*known.mentions, (again.start, again.end))
            self.found[self.keys[first]] = replace(
                known, fields=fields, because=because, mentions=mentions
            )


def _closer(one: Value, other: Value) -> Value:
    """Of two dates the second, if it only says the first more closely: "2000", "October 2000"."""
    return other if other.value.startswith(f"{one.value}-") else one


def _key(title: Title, home: Value | None) -> tuple[str, str]:
    """What two mentions of one text share; a mere description is told apart by its meeting."""
    name = " ".join(word for word in fold(title.name).split() if word not in _ARTICLES)
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
        return chinese_titles(said, sentence.start)
    titles = titles_in(said, sentence.start)
    titles += [
        one
        for one in described_in(said, sentence.start)
        if not any(one.head_start < other.end and other.start < one.head_end for other in titles)
    ]
    titles.sort(key=lambda title: title.start)
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
    told: Sequence[Telling],
    *,
    listed: bool,
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
    if act.wished or _is_this_text(source, sentence, title):
        return False
    settled = act.action in grammar("en", "instruments")["settled"]
    if listed:
        return settled and _is_item(source.text, sentence, title)
    if title.head.endswith("s"):
        return settled and (home is not None or _by_several(source, sentence, act, told))
    if home is not None:
        return True
    if act.action in ("signed", "concluded") and title.kind in _BINDING and " " in title.name:
        return True
    if title.only_tied and act.action not in _STANDING:
        return False
    told_of = title.tied or (act.passive and act.start - title.end == 1)  # "a statement issued ..."
    return told_of and settled and _by_several(source, sentence, act, told)


_STANDING = frozenset(("signed", "adopted", "approved", "concluded"))
"""What makes an instrument of a "decision" or a "plan"."""


def _is_this_text(source: Source, sentence: Sentence, title: Title) -> bool:
    """Whether the words only introduce the text that is read: "adopted the following decision:"."""
    lead = source.text[sentence.start : title.start].rstrip().lower()
    return lead.endswith("the following") and source.text[sentence.end - 1] == ":"


_MUTUAL = frozenset(("signed", "agreed", "concluded"))
"""What nobody does alone."""


def _by_several(source: Source, sentence: Sentence, act: Act, told: Sequence[Telling]) -> bool:
    """Whether those who acted are several, or a meeting or body of several."""
    text = source.text
    start, end = sentence.start, act.start
    if act.passive:
        agent = _AGENT.search(text, act.end, min(sentence.end, act.end + 80))
        if agent is None:  # nobody is named: those who met
            if act.action in _MUTUAL:
                return True
            close = min(sentence.end, act.end + 80)
            return _several().search(text, act.end, close) is not None or any(
                _status(meeting) == "held" for _start, _n, meeting in told
            )
        start, end = agent.end(), min(sentence.end, agent.end() + 120)
    if _several().search(text, start, end):
        return True
    return len(parties_in(source, start, end)) > 1


def _is_item(text: str, sentence: Sentence, title: Title) -> bool:
    """Whether a description is an item of its list, and not a word in one: "of the treaty"."""
    return (
        _BEFORE_ITEM.search(text[max(sentence.start, title.start - 60) : title.start]) is not None
    )


_BEFORE_ITEM = re.compile(
    r"(?:^|[,;:•–—-]|\b(?:and|as well as|including|namely|is|are|was|were|\w+ed))\s*"
    r"(?:(?:an?|the|its|their)\s+)?(?:[\w-]+\s+){0,2}$"
)
_AGENT = re.compile(r"\bby\s")


@lru_cache(maxsize=1)
def _several() -> re.Pattern[str]:
    both = (grammar(language, "instruments")["several"] for language in ("en", "zh"))
    return re.compile("|".join(both))


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
        return last if re.search(grammar("zh", "instruments")["meeting_again"], lead) else None
    if last and (title.closing or pattern_of("meeting_again").search(lead)):
        # A sentence with a date of its own tells of another day.
        return last if frame_date(source, sentence, act) is None else None
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
            if (value := home.fields.get(field)) and (field != "date" or happened(act)):
                fields[field] = replace(value, because=f"as of the meeting “{home.title[:80]}”")
    own = own_date(source, sentence, title, act, titles)
    if own is None and not (home and sentence.start <= _name_span(home)[0] < sentence.end):
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
