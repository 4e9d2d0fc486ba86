"""What a reading of a text gives: candidates, their values, and the words each rests on.

A candidate is never a record: an editor makes one of it, or does not. Offsets count characters
of the text that was given to ``read``; ``start`` is the first, ``end`` the one after the last.
"""

from dataclasses import dataclass, field
from typing import Protocol

SAME = 0.9
"""From this score on, a match is taken for the same record: cite it, do not make another."""


class Stretch(Protocol):
    """A passage as the reader needs it; ``texts.segmentation.Segment`` fits."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def kind(self) -> str: ...


@dataclass(frozen=True)
class Value:
    """One field of a candidate: the value in the register's form, and where it was read.

    ``value`` is EDTF for dates, the key of the choice for level, kind, mode, status, role and
    action, digits for ordinals, else the name as printed, with single spaces.
    """

    value: str
    start: int
    end: int
    uid: str = ""  # permanent id of the record that it names, if known
    because: str = ""  # which words made it, for the editor


UNSAID = Value("", 0, 0)
"""What stands for a field that a text does not tell."""


@dataclass(frozen=True)
class Match:
    """A record of the register that the candidate may be."""

    uid: str
    label: str
    score: float  # 0..1
    because: str
    contradicts: tuple[str, ...] = ()  # fields in which the candidate says otherwise
    fills: tuple[str, ...] = ()  # fields that the record has empty and the candidate has


@dataclass(frozen=True)
class Candidate:
    """A record or a part of one of which a passage seems to speak."""

    kind: str  # as in documents.models.SUBJECTS: "meeting", "outcome", "participation" ...
    title: str  # what it would be called
    start: int  # the words of the whole candidate, a sentence or clause: the quote
    end: int
    fields: dict[str, Value] = field(default_factory=dict)  # by the names of the model's fields
    parts: tuple["Candidate", ...] = ()  # participations, delegates, outcomes, positions
    matches: tuple[Match, ...] = ()  # best first
    score: float = 0.5  # 0..1, how sure the reader is
    because: tuple[str, ...] = ()  # which words made it a candidate
    mentions: tuple[tuple[int, int], ...] = ()  # every stretch of the text that speaks of it

    @property
    def same(self) -> Match | None:
        """The record that it is taken for, if any."""
        return self.matches[0] if self.matches and self.matches[0].score >= SAME else None


@dataclass(frozen=True)
class Reading:
    """All that was read in one text, in the order of the text."""

    candidates: tuple[Candidate, ...]
    language: str  # of the grammar that was used: "en", "zh"; "und" where none fits
    date: str  # EDTF of the day of publication: as given, else as the head of the text says
