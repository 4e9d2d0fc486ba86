"""Texts that meetings sign, adopt and issue: outcomes that are instruments.

An instrument is recognized by the head of its title (``Declaration``, ``Memorandum of
Understanding``), and what was done with it by the verb that governs it; both are data
(``grammar/<language>/instruments.yaml``). A title in capitals counts by itself, if its head is a
word for texts alone; other heads, and descriptions in small letters ("a joint declaration on
..."), count only where the text says what was done. Where it says nothing, ``action`` stays empty.

The meeting is the one that the sentence names, or the one its subject stands for ("the
meeting issued ..."). The date is the text's own where it has one, else the meeting's.
"""

import sys
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace

from extraction.candidates import UNSAID, Candidate, Value
from extraction.source import Sentence, Source
from records.search_text import fold

from .acts import Act, Listings, acts_in, governing
from .chinese import chinese_titles
from .descriptions import described_in, proposed_in
from .fields import (
    Naming,
    meeting_of,
    meetings_of,
    name_span,
    namings_of,
    outcome_of,
    outcome_or_position,
)
from .likelihood import counts
from .references import again_in, is_its_name, is_named_later, is_other_name, last_of
from .titles import Title, titles_in

_ARTICLES = frozenset(("the", "a", "an"))  # left out when two titles are compared


def find_instruments(source: Source, found: tuple[Candidate, ...]) -> list[Candidate]:
    """The instruments that the text speaks of, each once, with the meeting it came from.

    Those that were only put forward are positions.
    """
    namings = namings_of([one for one in found if one.kind == "meeting"])
    named = sorted(name_span(one) for one in found if one.kind == "meeting")
    outcomes = _Outcomes(source, namings)
    listings = Listings(source)
    for sentence in source.sentences:
        titles, acts = _titles_and_acts(source, sentence)
        proposed = list(proposed_in(source.text[sentence.start : sentence.end], sentence.start))
        titles = [one for one in titles if not any(_covers(other, one) for other, _act in proposed)]
        listed = listings.opened_in(sentence) if not source.language.startswith("zh") else None
        for title in titles:
            if _in_a_name(title, named) or _is_a_body(source, title) or outcomes.is_named(title):
                continue
            inside = any(not one.proper and _holds(one, title) for one in titles)
            act = None if inside else governing(source.text, title, acts, titles)
            item = bool(listed and title.start >= listed[0] and not (title.inner or inside))
            if listed and item and (act is None or act.start < listed[0]):
                act = listed[1]
            outcomes.add(sentence, title, act, titles, listed=item)
        for title, act in proposed:
            if not _in_a_name(title, named) and not _is_a_body(source, title):
                outcomes.add(sentence, title, act, titles)
        if not source.language.startswith("zh"):
            outcomes.go_on(sentence, titles, acts)
    return list(map(outcome_or_position, outcomes.found.values()))


def _holds(one: Title, title: Title) -> bool:
    """Whether a title belongs to what another text is about: "a roadmap for the X Protocol"."""
    return one.start < title.start and title.end <= one.end


def _covers(proposed: Title, title: Title) -> bool:
    """Whether a description stands in the words of what is put forward."""
    return not title.proper and title.start < proposed.end and proposed.start < title.end


class _Outcomes:
    """The instruments of a text so far, each once, under all names it is given."""

    def __init__(self, source: Source, namings: Sequence[Naming]) -> None:
        self.source, self.namings = source, namings
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
            text, last = self.source.text, all(one.start <= title.start for one in titles[-1:])
            renamed = is_its_name(text, before, title)
            if renamed or is_other_name(text, before, title, last=last):
                self._join(before, title, renamed=renamed)
                return
        elif before and is_named_later(before, title):
            done = self.found[self.keys[before]].fields.get("action", UNSAID).value
            if act is None or act.action == done:
                self._join(before, title, renamed=True)
                return
        for home in meetings_of(self.source, sentence, title, act, self.namings):
            if not counts(self.source, sentence, title, act, home, self.namings, listed=listed):
                continue
            outcome = outcome_of(self.source, sentence, title, act, home, titles)
            key = _key(title, outcome.fields.get("meeting"))
            key = self.same.get(key, key)
            known = self.found.get(key)
            self.found[key] = _merged(known, outcome) if known else outcome
            if not title.inner:
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
            home = meeting_of(self.source, sentence, again, act, self.namings)
            said = outcome_of(self.source, sentence, again, act, home, titles).fields
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
    """What two mentions of one text share; a mere description is distinguished by its meeting."""
    name = " ".join(word for word in fold(title.name).split() if word not in _ARTICLES)
    return name, f"{home.start}" if home and not title.certain else ""


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


def _is_a_body(source: Source, title: Title) -> bool:
    """Whether the words name a body or a place of the register, and not a text."""
    return any(
        mention.start <= title.start
        and mention.end >= title.end
        and mention.of_kind("mechanism", "series", "meeting", "participant")
        for mention in source.mentions_in(title.start, title.end)
    )


def _merged(one: Candidate, other: Candidate) -> Candidate:
    """Two mentions of one text: the first, with what only the second says."""
    mentions = (*one.mentions, *other.mentions)
    if "action" not in one.fields and "action" in other.fields:
        return replace(other, fields={**one.fields, **other.fields}, mentions=mentions)
    if "meeting" not in one.fields:
        return replace(one, fields={**other.fields, **one.fields}, mentions=mentions)
    return replace(one, mentions=mentions)
