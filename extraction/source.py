"""A text made ready to be read: passages, sentences, and the names of the register in it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from extraction.names.gazetteer import Gazetteer, Mention, longest
from texts.pieces import FURNITURE
from texts.segmentation import segment

from .candidates import Stretch


@dataclass(frozen=True)
class Sentence:
    """A sentence of a passage: where it stands, and which passage (by its place in the list)."""

    start: int
    end: int
    passage: int


# What ends a sentence: the mark, closing quotes and brackets, then space and a beginning.
_END = re.compile(
    r"[.!?…]{1,3}[\"'”’»)\]]{0,3}(?=\s+[\"'“‘«(\[]{0,2}[^\W_a-z]|\s*$)"
    r"|[。！？]{1,3}[”’」』）)]{0,3}"
    r"|;(?=\s)"
    r"|\n(?=[^\n|]{0,200}\|)"
    r"|\n[^\S\n]*(?=\n|[-•*·]|\(?[0-9a-z]{1,3}[.)])"
)
# Words before a full stop that does not end a sentence: titles, months, initials, short forms.
_SHORT = re.compile(
    r"(?:^|[\s(\"“‘'.-])(?:[A-Z]|Mr|Mrs|Ms|Mme|Dr|Prof|Gen|Lt|Col|Maj|Capt|Adm|Cdr|Sgt|Amb|Hon|Rt|Retd|Rtd|Ven|Brig|Messrs|Rev"
    r"|Sen|Rep|Gov|Pres|Sr|Jr|St|Mt|Ft|No|Nos|Art|Arts|Vol|Fig|pp?|para|paras|cf|vs|etc|al|ca|c|approx"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Inc|Ltd|Co|Corp|Bros|Dept|Div|Est|Ext|e\.g|i\.e"
    r"|U\.S|U\.N|U\.K|E\.U|a\.m|p\.m|Ph\.D|D\.C|H\.E|H\.R\.H|H\.M|R\.O\.K|P\.R)$"
)


def sentences_of(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the sentences between ``start`` and ``end`` stand."""
    begin = start
    for match in _END.finditer(text, start, end):
        if match[0].startswith(".") and len(match[0]) == 1:
            before = text[max(begin, match.start() - 12) : match.start()]
            if _SHORT.search(before) and match.end() < end:
                continue
        yield from _cut(text, begin, match.end())
        begin = match.end()
    yield from _cut(text, begin, end)


_LONGEST = 2000
"""Characters of what is read in one go: what is longer is no sentence, and would take long."""


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence, or a stretch too long for one in pieces that end between two words."""
    while end - start > _LONGEST:
        space = text.rfind(" ", start + _LONGEST // 2, start + _LONGEST)
        close = space if space > 0 else start + _LONGEST
        piece = _trimmed(text, start, close)
        if piece[0] < piece[1]:
            yield piece
        start = close
    start, end = _trimmed(text, start, end)
    if start < end:
        yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


_EXPLAINED = re.compile(
    r"(?P<name>(?:[A-Z][\w’'-]*[ -](?:(?:of|the|and|for|on|in|to|&) ){0,3}){1,8}[A-Z][\w’'-]*) "
    r"\((?P<acronym>[A-Z][A-Za-z+-]{1,11})\)"
)


def _spelt_out(name: str, acronym: str) -> str:
    """The last words of ``name`` that the acronym stands for, "" where it stands for none.

    Its capitals are the initials of the words, or its letters stand in them in this order, as in
    "Southern Lakes Community (SOLACOM)".
    """
    letters = [char for char in acronym if char.isupper()]
    words = [word for word in re.split(r"[\s-]+", name) if word[:1].isupper()]
    initials = [word[0] for word in words]
    for first in range(len(initials)):
        if initials[first:] == letters:
            return " ".join(words[first:])
    for first in reversed(range(len(words) - 1 if len(letters) > 3 else 0)):
        rest = iter(name[name.index(words[first]) :].lower())
        if initials[first] == acronym[0] and all(
            char in rest for char in acronym.lower() if char.isalpha()
        ):
            return " ".join(words[first:])
    return ""


class Source:
    """A text with its passages, and what all finders ask of it."""

    def __init__(
        self,
        text: str,
        gazetteer: Gazetteer,
        *,
        date: str = "",
        language: str = "en",
        passages: Sequence[Stretch] | None = None,
    ) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.date = date  # EDTF of the day of publication, "" where it is not known
        self.language = language
        self.passages: Sequence[Stretch] = segment(text) if passages is None else passages

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences of all passages that are read, in order."""
        return [
            Sentence(start, end, number)
            for number, passage in enumerate(self.passages)
            if passage.kind != FURNITURE
            for start, end in sentences_of(self.text, passage.start, passage.end)
        ]

    def last_sentence(self, start: int, end: int) -> tuple[int, int] | None:
        """The last sentence that ends between two places, if there is one."""
        found = list(sentences_of(self.text, max(start, end - _LONGEST), end))
        return found[-1] if found else None

    @cached_property
    def mentions(self) -> list[Mention]:
        """The names of the register in the text, none inside another."""
        return longest(self._all_mentions)

    @cached_property
    def _all_mentions(self) -> list[Mention]:
        found = self.gazetteer.find_all(self.text)
        return sorted(found, key=lambda one: (one.start, -one.end))

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """The names that stand between two places of the text, none inside another."""
        return _between(self.mentions, start, end)

    def mention_at(self, position: int, end: int) -> Mention | None:
        """The name that begins here, if one does."""
        number = bisect_left(self.mentions, position, key=attrgetter("start"))
        found = self.mentions[number] if number < len(self.mentions) else None
        return found if found and found.start == position and found.end <= end else None

    def all_mentions_in(self, start: int, end: int) -> list[Mention]:
        """The same with those inside longer names."""
        return _between(self._all_mentions, start, end)

    @cached_property
    def aliases(self) -> dict[str, str]:
        """The acronyms that the text explains: "Regional Maritime Forum (RMF)"."""
        found: dict[str, str] = {}
        for match in _EXPLAINED.finditer(self.text):
            if name := _spelt_out(match["name"], match["acronym"]):
                found.setdefault(match["acronym"], name)
        return found

    def words(self, start: int, end: int) -> str:
        """The words between two places, with single spaces."""
        return " ".join(self.text[start:end].split())


def _between(mentions: list[Mention], start: int, end: int) -> list[Mention]:
    key = attrgetter("start")
    first, last = bisect_left(mentions, start, key=key), bisect_left(mentions, end, key=key)
    return [mention for mention in mentions[first:last] if mention.end <= end]


_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def is_chinese(text: str, start: int, end: int) -> bool:
    """Whether a stretch is mostly written in Chinese characters."""
    return len(_HAN.findall(text[start:end])) * 3 > end - start
