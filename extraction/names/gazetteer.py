"""The register as a gazetteer: every name of every record, found in a text in one pass.

Names and text are cut into the same tokens: words, folded as search folds them, and single
characters of scripts that are written without spaces. An Aho-Corasick automaton over tokens
finds all names at once, at word boundaries by construction. It may hold every record, or those
that a text can name.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import ahocorasick

from extraction.candidates import Candidate, Value
from records.search_text import UNSPACED_RUN, fold

# Combining marks and Arabic vowels belong to the word they stand in; ``fold`` takes them away.
_MARKS = "\u0300-\u036f\u0640\u064b-\u065f\u0670"
_WORD = re.compile(rf"[^\W_]+(?:[{_MARKS}]+[^\W_]*)*")
_PIECE = re.compile(
    rf"{UNSPACED_RUN.pattern.rstrip('+')}|(?:(?!{UNSPACED_RUN.pattern.rstrip('+')}).)+"
)


class Token(NamedTuple):
    """A word, or one character of an unspaced script: folded, and where it stands."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=100_000)
def _folded(word: str) -> tuple[str, ...]:
    if word.isascii():
        return (word.lower(),)
    return tuple(fold(word).split()) or (word,)


def tokens(text: str) -> list[Token]:
    """The words of ``text`` in order, folded as names are."""
    found = []
    for match in _WORD.finditer(text):
        word, start = match[0], match.start()
        if word.isascii() or not UNSPACED_RUN.search(word):
            found += [Token(folded, start, match.end()) for folded in _folded(word)]
            continue
        for piece in _PIECE.finditer(word):
            ends = start + piece.start(), start + piece.end()
            found += [Token(folded, *ends) for folded in _folded(piece[0])]
    return found


@dataclass(frozen=True)
class Entry:
    """A record with its names, and what of it helps to recognize others."""

    uid: str
    kind: str  # as in documents.models.SUBJECTS
    name: str
    names: tuple[str, ...] = ()  # the others: in all languages, short, former, acronyms
    facts: Mapping[str, str] = field(default_factory=dict)
    """Plain values by field; for a foreign key the permanent id of the other record."""


@dataclass(frozen=True)
class Named:
    """What a text names: a record of the register, or something it does not know, as printed."""

    name: str
    start: int
    end: int
    entry: Entry | None = None
    because: str = ""  # which words made it, where they are not its name

    @property
    def uid(self) -> str:
        """The permanent id of the record, "" where there is none."""
        return self.entry.uid if self.entry else ""

    @property
    def last(self) -> int:
        """Where the words end, with what is said of it right behind them."""
        return self.end

    def value(self, because: str = "") -> Value:
        """The value of a field that names this."""
        return Value(self.name, self.start, self.end, self.uid, because or self.because)


@dataclass(frozen=True)
class Mention:
    """A name of the register in a text."""

    start: int
    end: int
    name: str  # as printed
    entries: tuple[Entry, ...]  # several where records share the name
    whole: bool = True  # False inside a longer name: "China" of "South China Sea"

    def of_kind(self, *kinds: str) -> tuple[Entry, ...]:
        """The records of these kinds that it may name."""
        return tuple(entry for entry in self.entries if entry.kind in kinds)

    def the(self, *kinds: str) -> Entry | None:
        """The one record of these kinds that it names, if there is just one."""
        found = self.of_kind(*kinds)
        return found[0] if len(found) == 1 else None

    def named(self, *kinds: str) -> Named | None:
        """The same with the words for it."""
        entry = self.the(*kinds)
        return Named(self.name, self.start, self.end, entry) if entry else None


_BREAK = re.compile(r"[;:!?。！？；：、，]|[.,]\s|\n[^\S\n]*\n")
_COMMA = re.compile(r"[,，、;:]")
_CASED = re.compile(r"[^\W\d_]")
_HYPHEN = "-–‑/"


Meetings = Callable[[Sequence[Candidate]], Iterable[Entry]]
"""Gives the recorded meetings that any of some candidates may be, others too."""


class Gazetteer:
    """Names and the records they are of.

    ``meetings`` gives those that candidates may be; without it, they are among ``entries``.
    """

    def __init__(self, entries: Iterable[Entry], meetings: Meetings | None = None) -> None:
        self.entries: dict[str, Entry] = {}
        self._meetings = meetings
        self._ids: dict[str, int] = {}
        names: dict[tuple[int, ...], list[tuple[str, Entry]]] = {}
        for entry in entries:
            self.entries[entry.uid] = entry
            if entry.kind == "meeting":
                continue  # a meeting is recognized by its series, number and date
            for name in dict.fromkeys((entry.name, *entry.names)):
                if key := tuple(self._id(token.folded) for token in tokens(name)):
                    names.setdefault(key, []).append((name, entry))
        self._automaton = ahocorasick.Automaton(ahocorasick.STORE_ANY, ahocorasick.KEY_SEQUENCE)
        for key, named in names.items():
            self._automaton.add_word(key, (len(key), tuple(named)))
        self._filled = bool(names)
        self._indexes: dict[tuple[str, Any], dict[Any, list[Entry]]] = {}
        self._automaton.make_automaton()

    def _id(self, word: str) -> int:
        return self._ids.setdefault(word, len(self._ids) + 1)

    def get(self, uid: str) -> Entry | None:
        """The record with this permanent id."""
        return self.entries.get(uid)

    def meetings_like(self, candidates: Sequence[Candidate]) -> Iterable[Entry]:
        """The recorded meetings that any of ``candidates`` may be, others too."""
        if self._meetings is not None:
            return self._meetings(candidates)
        return [entry for entry in self.entries.values() if entry.kind == "meeting"]

    def index(self, kind: str, key: Callable[[str], Any]) -> dict[Any, list[Entry]]:
        """The records of one kind by what ``key`` makes of each of their names; made once."""
        made = self._indexes.get((kind, key))
        if made is None:
            made = {}
            for entry in self.entries.values():
                if entry.kind == kind:
                    for value in dict.fromkeys(map(key, (entry.name, *entry.names))):
                        made.setdefault(value, []).append(entry)
            self._indexes[kind, key] = made
        return made

    def find(self, text: str) -> list[Mention]:
        """The names in ``text``, in order, none inside another: the longest holds."""
        return longest(sorted(self.find_all(text), key=lambda one: (one.start, -one.end)))

    def find_all(self, text: str) -> list[Mention]:
        """The names in ``text``, also those inside longer ones."""
        return list(self._mentions(text)) if self._filled else []

    def _mentions(self, text: str) -> Iterator[Mention]:
        words = tokens(text)
        ids = tuple(self._ids.get(word.folded, 0) for word in words)
        for last, (length, named) in self._automaton.iter(ids):
            start, end = words[last - length + 1].start, words[last].end
            printed = text[start:end]
            uids = dict.fromkeys(entry.uid for name, entry in named if fits(name, printed))
            if uids and not _BREAK.search(printed.replace("St. ", "St ")):
                entries = tuple(self.entries[uid] for uid in uids)
                name = _closed(" ".join(printed.split()))
                yield Mention(start, end, name, entries, stands_alone(text, start, end))


def longest(found: Iterable[Mention]) -> list[Mention]:
    """Of names in order, those that do not begin inside the one before."""
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _closed(printed: str) -> str:
    """A name without the half of a pair of brackets that it begins or ends inside of."""
    return printed if ("(" in printed) == (")" in printed) else re.sub(r"[()]", "", printed)


def fits(name: str, printed: str) -> bool:
    """Whether ``printed`` can be ``name``: an acronym keeps its case, a name its first capital."""
    letters = _CASED.findall(name)
    if not letters or not letters[0].isupper():
        return True
    if len(letters) <= 12 and sum(map(str.isupper, letters)) > len(letters) / 2 and " " not in name:
        return _CASED.findall(printed)[: len(letters)] == letters
    return _CASED.findall(printed)[0].isupper() and (
        not _COMMA.search(printed) or bool(_COMMA.search(name))
    )


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the name stands by itself, not as a piece of a longer name."""
    if text[start - 1 : start] in tuple(_HYPHEN) or text[end : end + 1] in tuple(_HYPHEN):
        return False
    after = text[end : end + 2]
    return not (after[:1] == " " and after[1:2].isupper())
