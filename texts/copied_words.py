"""Where words that somebody copied out of a text stand in it."""

import re
from collections.abc import Iterator

from .landmarks import Stretch
from .marks import plain_marks
from .whitespace import Spaced, one_space

_GAP = re.compile(r"…|\.\.\.|\[…\]")


def find_words(text: str, words: str) -> list[Stretch]:
    """Where ``words`` stand in ``text``: exactly, else but for spaces, quotes and dashes.

    “First words … last words” stands for the stretch from the first to the last. Texts are
    searched as they are, by no pattern made of them: none can make the search long.
    """
    words = words.strip()
    if not words or len(words) > 2 * len(text) + 20:
        return []
    if exact := list(_stretches(text, words)):
        return exact
    ends = [one for part in _GAP.split(words) if (one := one_space(plain_marks(part)))]
    if not 0 < len(ends) <= 2:
        return []
    spaced = Spaced(plain_marks(text))
    return [spaced.stretch(*found) for found in _stretches(spaced.text, *ends)]


def _stretches(text: str, first: str, last: str = "") -> Iterator[Stretch]:
    """Each stretch from ``first`` to the next ``last``.

    The two are looked for in turns, so that a text is read once.
    """
    position = 0
    while (begun := text.find(first, position)) >= 0:
        position = begun + len(first)
        if last:
            ended = text.find(last, position)
            if ended < 0:
                return
            position = ended + len(last)
        yield begun, position
