"""A meeting on its way to becoming a candidate: what was read of it so far, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from extraction.candidates import UNSAID, Candidate, Value
from extraction.names.matching import Matcher
from extraction.names.places import Where
from extraction.source import Source

from .phrases import Phrase

AS_PAST = "told as past"  # why a meeting counts as held of which nothing else is said


@dataclass
class Draft:
    """What a text says of one meeting; mentions of the same meeting are merged into one."""

    phrase: Phrase
    title: str
    start: int  # the sentence that says most of it
    end: int
    score: float = 0.0
    fields: dict[str, Value] = field(default_factory=dict)
    because: list[str] = field(default_factory=list)
    parts: list[Candidate] = field(default_factory=list)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    passage: int = 0
    sentence: int = 0
    key: str = ""  # the name without number and year, folded, bodies by their id
    ordinal: int = 0
    own_date: bool = False  # the date stands with the meeting, and is not inherited
    heading: bool = False  # named in a heading, not in a sentence

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the key."""
        return frozenset(self.key.split())

    @property
    def date(self) -> str:
        """EDTF of its date as read, "" where none was."""
        return self.fields.get("date", UNSAID).value

    def without(self, *names: str) -> "Draft":
        """A draft of the same words without some fields and without parts, to be changed alone."""
        fields = {name: value for name, value in self.fields.items() if name not in names}
        because, mentions = [*self.because], [*self.mentions]
        return replace(self, fields=fields, because=because, mentions=mentions, parts=[])

    def give(self, name: str, value: Value) -> None:
        """Set a field that is still empty."""
        if value.value:
            self.fields.setdefault(name, value)

    def add(self, part: Candidate) -> None:
        """Add one who was there, once, as a part of this meeting alone."""
        if part.title not in {known.title for known in self.parts}:
            self.parts.append(replace(part))

    def place(self, where: Where) -> None:
        """Set the place, and the country that is said with it."""
        if "place" not in self.fields:
            self.fields["place"] = where.value()
            if where.country:
                self.give("country", where.country.value())

    def merge(self, other: "Draft") -> None:
        """Take over what another mention of the same meeting says beyond this one."""
        if other.own_date and not self.own_date and other.date:
            self.fields.pop("date", None)
            self.own_date = True
        titled = self.heading
        better = other.heading <= self.heading and other.score > self.score + 0.1
        if other.fields.get("name") and (better or other.heading < self.heading):
            if not is_bare(other):
                self.fields["name"], self.phrase = other.fields["name"], other.phrase
                self.title, self.key = other.title, other.key
                self.__dict__.pop("words", None)
            self.start, self.end, self.heading = other.start, other.end, other.heading
            self.because = other.because
        status = self.fields.get("status")
        if titled and status is not None and status.because == AS_PAST:
            self.fields["status"] = other.fields.get("status", status)
        for name, value in other.fields.items():
            if name == "country" and self.differs(other, "place"):
                continue
            self.fields.setdefault(name, value)
        self.ordinal = self.ordinal or other.ordinal
        self.score = max(self.score, other.score)
        self.passage = max(self.passage, other.passage)  # "the meeting" is near its last mention
        self.mentions += other.mentions
        known = {(part.kind, part.title) for part in self.parts}
        self.parts += [part for part in other.parts if (part.kind, part.title) not in known]

    def differs(self, other: "Draft", *names: str) -> bool:
        """Whether both say one of these fields, and not the same."""
        return any(
            name in self.fields
            and name in other.fields
            and self.fields[name].value.lower() != other.fields[name].value.lower()
            for name in names
        )

    def candidate(self) -> Candidate:
        """The candidate that this came to."""
        order = (
            *("name", "mechanism", "series", "ordinal", "level", "track", "kind", "mode", "status"),
            *("date", "place", "country"),
        )
        fields = {name: self.fields[name] for name in order if name in self.fields}
        return Candidate(
            kind="meeting",
            title=self.title,
            start=self.start,
            end=self.end,
            fields=fields,
            parts=tuple(self.parts),
            score=round(max(0.0, min(self.score, 1.0)), 3),
            because=tuple(dict.fromkeys(self.because)),
            mentions=tuple(sorted(set(self.mentions))),
        )


def is_bare(draft: Draft) -> bool:
    """ "The meeting": a name that only points back."""
    phrase = draft.phrase
    return (
        not draft.ordinal
        and phrase.head != "met"
        and not phrase.year
        and bool(phrase.head)
        and phrase.determiner in ("the", "this", "that", "its", "")
        and phrase.last - phrase.first <= (0 if phrase.named or not phrase.determiner else 2)
        and not phrase.mentions
    )


def candidates_of(drafts: Iterable[Draft], source: Source) -> list[Candidate]:
    """The candidates of drafts, each with the recorded meetings that it may be."""
    candidates = [draft.candidate() for draft in drafts]
    matcher = Matcher(source.gazetteer.meetings_like(candidates))
    return [replace(one, matches=matcher.matches(one)) for one in candidates]
