"""States and territories by any name or code.

A state is known by its key: the three letters of ISO 3166-1, of a state that is no more those of
ISO 3166-3, else a name of ours (``republic-of-vietnam``).
"""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from records.search_text import fold

from .entries import Code, State, spellings
from .reading import read_states


def state(code: str) -> State | None:
    """The state of a key, or of two letters of ISO 3166-1."""
    return _by_key().get(code)


def states() -> Mapping[str, State]:
    """All states by their keys."""
    return _states()


def named(words: str) -> tuple[State, ...]:
    """The states that ``words`` mean: by a code in capitals, a name, or a code; several share one.

    Names are compared in any spelling; where that makes several one, by the very letters.
    """
    words = " ".join(words.split())
    if words.isupper() and (one := state(words)):
        return (one,)
    folded = fold(words)
    found = _by_word().get(folded, ())
    if not found and folded.startswith("the "):
        found = _by_word().get(folded[4:], ())
    exactly = tuple(one for one in found if _same(words, one)) if len(found) > 1 else ()
    return exactly or found


def beginning(words: str, most: int = 3) -> tuple[State, ...]:
    """The states, ``most`` at most, with a name that begins with ``words``; none where more do."""
    folded = fold(words)
    if len(folded) < (4 if folded.isascii() else 2):
        return ()
    keys = {
        one.key: one for word, some in _by_word().items() if word.startswith(folded) for one in some
    }
    return tuple(keys.values()) if len(keys) <= most else ()


def _same(words: str, one: State) -> bool:
    return any(words.casefold() == name.casefold() for name in one.words())


def identified(scheme: str, value: str, year: int | None = None) -> tuple[State, ...]:
    """The states to which a scheme gives ``value`` (in a year)."""
    held = _by_code().get((scheme, value), ())
    return tuple({one.key: one for one, code in held if code.holds_in(year)}.values())


@cache
def _states() -> Mapping[str, State]:
    return read_states()


@cache
def _by_key() -> Mapping[str, State]:
    by_alpha2 = {one.alpha2: one for one in _states().values() if one.alpha2}
    return {**by_alpha2, **_states()}


@cache
def _by_word() -> Mapping[str, tuple[State, ...]]:
    """The states by each word for them: what is a name of one is no other's spelling or code."""
    found: dict[str, tuple[State, ...]] = {}
    every = _states().values()
    for words_of in (
        lambda one: [name.text for name in one.names],
        lambda one: [one.alpha2, one.alpha3],
        lambda one: [other for name in one.names for other in spellings(name.text)],
        lambda one: one.letters,
    ):
        some: dict[str, dict[str, State]] = defaultdict(dict)
        for one in every:
            for word in words_of(one):
                some[fold(word)][one.key] = one
        found = {word: tuple(of.values()) for word, of in some.items() if word} | found
    return found


@cache
def _by_code() -> Mapping[tuple[str, str], tuple[tuple[State, Code], ...]]:
    found: dict[tuple[str, str], list[tuple[State, Code]]] = defaultdict(list)
    for one in _states().values():
        for code in one.codes:
            found[code.scheme, code.value].append((one, code))
    return {key: tuple(some) for key, some in found.items()}
