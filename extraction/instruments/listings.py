"""Texts named in a list: "signed three documents: a declaration on ports, a protocol ...".

What was done is said of a word that stands for all of them (a collective: documents, agreements),
and holds for each text of the list behind it: in the same sentence, in the parts of it that end
with semicolons, and in the items below. "Among them is a statement ..." goes on about the texts of
the sentence before.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from extraction.grammar import grammar
from extraction.source import Sentence, Source
from texts.pieces import LIST_ITEM

from .acts import Act, acts_in, governing
from .titles import Title


@dataclass
class Listings:
    """The list that the reading stands in, from sentence to sentence."""

    source: Source
    act: Act | None = None  # what the list that is open says of its texts
    last_act: Act | None = None  # of the last collective word, for "among them"

    def opened_in(self, sentence: Sentence) -> tuple[int, Act] | None:
        """From where in the sentence texts are listed, and the act that holds for them."""
        text, end = self.source.text, sentence.end
        opened = (sentence.start, self.act) if self.act and self._goes_on(sentence) else None
        if self.last_act and (again := _among_them().match(text, sentence.start, end)):
            opened = again.end(), self.last_act
        else:
            self.last_act = None
        for collective in _collectives().finditer(text, sentence.start, end):
            act = self._act_of(sentence, collective)
            if act is not None:
                self.last_act = act
                opener = _among() if collective["among"] else _opens()
                if opens := opener.match(text, collective.end(), min(end, collective.end() + 100)):
                    opened = opens.end(), act
                    break
        item = self.source.passages[sentence.passage].kind == LIST_ITEM
        self.act = opened[1] if opened and (item or text[end - 1] in ";:,") else None
        return opened

    def _goes_on(self, sentence: Sentence) -> bool:
        """Whether the open list holds this sentence: the next part of it, or an item below."""
        before = self.source.text[: sentence.start].rstrip()[-1:]
        return before in ";:," or self.source.passages[sentence.passage].kind == LIST_ITEM

    def _act_of(self, sentence: Sentence, collective: re.Match[str]) -> Act | None:
        """What the sentence says was done with the collective."""
        start, end = collective.span("noun")
        noun = Title("", start, end, "", start, end, "", proper=False, certain=False)
        text = self.source.text
        acts = acts_in(text[sentence.start : sentence.end], sentence.start)
        return governing(text, noun, acts, ())


@lru_cache(maxsize=1)
def _collectives() -> re.Pattern[str]:
    nouns = "|".join(grammar("en", "instruments")["collectives"])
    return re.compile(
        rf"(?:\b(?P<among>[Aa]mong(?:st)?)\s+(?:the|its|these|those)\s+(?:\w+\s+){{0,2}}?)?"
        rf"\b(?P<noun>{nouns})\b"
    )


@lru_cache(maxsize=1)
def _opens() -> re.Pattern[str]:
    words = "|".join(grammar("en", "instruments")["opening_list"])
    return re.compile(rf"[^.;:]{{0,80}}?(?::|,?\s+(?:{words})\b)")


@lru_cache(maxsize=1)
def _among() -> re.Pattern[str]:
    return re.compile(r"[^.;:]{0,60}?\b(?:is|are|was|were)\b")


@lru_cache(maxsize=1)
def _among_them() -> re.Pattern[str]:
    return re.compile(grammar("en", "instruments")["among_them"], re.IGNORECASE)
