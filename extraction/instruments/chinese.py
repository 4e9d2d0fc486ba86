"""Instruments in Chinese sentences: titles between 《 and 》, and texts of which a verb speaks.

A title stands between its marks, with the verb somewhere in the sentence. Without the marks a text
counts only right behind its verb, with what it is about between the two ("关于……的").
"""

import re
from functools import lru_cache

from extraction.grammar import alternatives, grammar

from .acts import Act
from .titles import Title


def chinese_titles(words: str, offset: int) -> tuple[list[Title], list[Act]]:
    """The titles and the verbs of a sentence, in order."""
    titles, acts = list(_marked(words, offset)), _acts(words, offset)
    marked = [(one.start, one.end) for one in titles]
    for match in _spoken().finditer(words):
        start, end = offset + match.start("text"), offset + match.end("text")
        if not any(first < end and start < last for first, last in marked):
            titles.append(_title(match, "text", offset, proper=False))
    return sorted(titles, key=lambda one: one.start), acts


def _marked(words: str, offset: int) -> list[Title]:
    return [
        _title(match, "text", offset, proper=True) for match in _between_marks().finditer(words)
    ]


def _title(match: re.Match[str], group: str, offset: int, *, proper: bool) -> Title:
    return Title(
        name=match[group],
        start=offset + match.start(group),
        end=offset + match.end(group),
        head=match["head"],
        head_start=offset + match.start("head"),
        head_end=offset + match.end("head"),
        kind=_kinds()[match["head"]],
        proper=proper,
        certain=False,
        tied=not proper and match["head"] != match[group],
    )


def _acts(words: str, offset: int) -> list[Act]:
    acts = [
        Act(action, offset + match.start(), offset + match.end(), 2)
        for action, forms in grammar("zh", "instruments")["acts"].items()
        for match in re.finditer("|".join(forms), words)
    ]
    return sorted(acts, key=lambda act: act.start)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    heads = grammar("zh", "instruments")["heads"]
    return {head: kind for kind, some in heads.items() for head in some}


@lru_cache(maxsize=1)
def _between_marks() -> re.Pattern[str]:
    ranked = alternatives(_kinds())
    return re.compile(
        rf"《(?P<text>[^《》\n]{{1,80}}?(?P<head>{ranked})(?:[（(][^）)]{{1,30}}[）)])?)》"
    )


@lru_cache(maxsize=1)
def _spoken() -> re.Pattern[str]:
    words = grammar("zh", "instruments")
    heads = alternatives(words["spoken"])
    return re.compile(
        rf"(?<![未没不])(?:{'|'.join(words['spoken_acts'])})了?(?:一[项份个]|一系列|多项)?"
        rf"(?P<text>(?:关于[^，。；、《》]{{2,40}}?的|[^，。；、《》的了]{{4,20}}的)?[^，。；、《》的了]{{0,12}}?(?P<head>{heads}))"
        r"(?![一-鿿]{0,2}(?:草案|框架))"
    )
