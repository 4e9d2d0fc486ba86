"""Instruments in Chinese sentences: titles between 《 and 》, and texts of which a verb speaks.

A title stands between its marks, with the verb somewhere in the sentence. Without the marks a text
counts only right behind its verb, with what it is about between the two ("关于……的").
"""

import re

from extraction.grammar import alternatives, grammar

from .acts import Act
from .titles import Title

_WORDS = grammar("zh", "instruments")
_KINDS = {head: kind for kind, heads in _WORDS["heads"].items() for head in heads}
_BETWEEN_MARKS = re.compile(
    rf"《(?P<text>[^《》\n]{{1,80}}?(?P<head>{alternatives(_KINDS)})(?:[（(][^）)]{{1,30}}[）)])?)》"
)
_SPOKEN = re.compile(
    rf"(?<![未没不])(?:{'|'.join(_WORDS['spoken_acts'])})了?(?:一[项份个]|一系列|多项)?"
    r"(?P<text>(?:关于[^，。；、《》]{2,40}?的|[^，。；、《》的了]{4,20}的)?[^，。；、《》的了]{0,12}?"
    rf"(?P<head>{alternatives(_WORDS['spoken'])}))(?![一-鿿]{{0,2}}(?:草案|框架))"
)


def chinese_titles(words: str, offset: int) -> tuple[list[Title], list[Act]]:
    """The titles and the verbs of a sentence, in order."""
    marked = [_title(match, offset, proper=True) for match in _BETWEEN_MARKS.finditer(words)]
    spoken = (_title(match, offset, proper=False) for match in _SPOKEN.finditer(words))
    titles = marked + [
        title
        for title in spoken
        if not any(one.start < title.end and title.start < one.end for one in marked)
    ]
    return sorted(titles, key=lambda one: one.start), _acts(words, offset)


def _title(match: re.Match[str], offset: int, *, proper: bool) -> Title:
    return Title(
        name=match["text"],
        start=offset + match.start("text"),
        end=offset + match.end("text"),
        head=match["head"],
        head_start=offset + match.start("head"),
        head_end=offset + match.end("head"),
        kind=_KINDS[match["head"]],
        proper=proper,
        tied=not proper and match["head"] != match["text"],
    )


def _acts(words: str, offset: int) -> list[Act]:
    acts = [
        Act(action, offset + match.start(), offset + match.end(), 2)
        for action, forms in _WORDS["acts"].items()
        for match in re.finditer("|".join(forms), words)
    ]
    return sorted(acts, key=lambda act: act.start)
