"""Which footnotes belong to a passage: "the pact.[1]", "the pact¹" and "[1] As all confirmed."."""

import re
import unicodedata
from collections.abc import Sequence

from texts.pieces import FOOTNOTE, HEADING, TABLE_ROW

from .leads import NOTHING, Lead, Said

_FIGURE = r"\d{1,3}"
_SIGN = "[*†‡§]{1,3}|[¹²³⁰⁴-⁹①-⑳]{1,3}"
_BRACKETED = r"\[\^?([^\]\s]{1,20})\]"
_RAISED = rf"(?<![\s\d(\[/-])({_FIGURE})(?!\w)"  # of which the file told no height: "the pact.1"
_MARK = re.compile(rf"{_BRACKETED}|[(〔]({_FIGURE})[)〕]|({_SIGN})|{_RAISED}")
_OPENING = re.compile(rf"{_BRACKETED}|({_SIGN})|[(〔]?({_FIGURE})(?!\d)")


class Footnotes:
    """The footnotes of a text and the passages that mark them, by their signs."""

    def __init__(self, passages: Sequence[Said]) -> None:
        self._notes: dict[str, Lead] = {}
        self._marked: dict[str, Lead] = {}
        sign = ""
        for said in passages:
            own = _sign(said)
            sign = own if own or said.kind != FOOTNOTE else sign  # a note may have paragraphs
            if own or said.kind == FOOTNOTE:
                self._notes[sign] = self._notes.get(sign, NOTHING).then(said)
            for mark in _marks(said):
                self._marked[mark] = self._marked.get(mark, NOTHING).then(said)

    def read_with(self, said: Said) -> tuple[Lead, ...]:
        """The notes that a passage marks; of a note, what marks it.

        A note without a sign belongs to all that marks any.
        """
        if said.kind == FOOTNOTE:
            return (self._marked.get(_sign(said), NOTHING),)
        marks = _marks(said)
        signs = sorted({*marks, ""}.intersection(self._notes)) if marks else []
        return tuple(self._notes[sign] for sign in signs)


def _sign(said: Said) -> str:
    """The sign that a passage begins with, as a note does, or ``""``."""
    if said.kind in (HEADING, TABLE_ROW):
        return ""
    found = _OPENING.match(said.words)
    return _plain(found) if found else ""


def _marks(said: Said) -> set[str]:
    """The signs of notes in a passage."""
    return set() if said.kind == FOOTNOTE else set(map(_plain, _MARK.finditer(said.words)))


def _plain(found: re.Match[str]) -> str:
    """The sign that was found; a raised or ringed figure as a plain one."""
    return unicodedata.normalize("NFKC", next(filter(None, found.groups())))
