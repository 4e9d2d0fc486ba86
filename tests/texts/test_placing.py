"""Where quoted words stand in another text: what is put around them loses nothing."""

import re

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from texts import placing
from texts.placing import Finder, Place, Selector
from texts.whitespace import one_space

WORDS = st.sampled_from(
    ["ships", "port", "met", "the", "2014", "May", "agreed", "Accra", "in", "on"]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(" ".join)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=12, unique=True).map("\n\n".join)
BEFORE = st.sampled_from(["", "A preface of the printer.\n\n", "x y z "])
AFTER = st.sampled_from(["", "\n\nA note of the printer.", " z y x"])


def words_of(text: str, data: st.DataObject) -> tuple[int, int]:
    """Some whole words of ``text``: where they begin and end."""
    words = [(found.start(), found.end()) for found in re.finditer(r"\S+", text)]
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    return words[first][0], words[last][1]


def place_of(old: str, start: int, end: int, before: str, after: str) -> tuple[str, str, Place]:
    """Some words of ``old``, the text with more put right around them, and where they are found."""
    quote = old[start:end]
    new = old[:start] + before + quote + after + old[end:]
    selector = Selector(quote, old[max(0, start - 32) : start], old[end:][:32], start)
    (place,) = Finder(new, old=old).find([selector])
    assert place is not None
    return quote, new, place


def test_a_text_of_one_common_word_is_not_taken_for_another_such_word():
    (place,) = Finder("A note of the printer.\n\nthe", old="the").find([Selector("the", "", "", 0)])

    assert place is not None
    assert not place.sure


@given(old=TEXTS, before=BEFORE, after=AFTER, data=st.data())
def test_text_put_around_the_whole_leaves_every_quote_in_its_place(old, before, after, data):
    start, end = words_of(old, data)
    new = before + old + after
    selector = Selector(old[start:end], old[max(0, start - 32) : start], old[end:][:32], start)

    (place,) = Finder(new, old=old).find([selector])

    assert place is not None
    found = (place.start, place.end, place.score, place.sure)
    right = (start + len(before), end + len(before), 1, True)
    if one_space(new).count(one_space(old)) == 1:
        assert found == right
    else:  # nothing tells the text from what was put around it: an editor is asked
        assert one_space(new[place.start : place.end]) == one_space(selector.quote)
        assert not place.sure or found == right


@given(old=TEXTS, before=BEFORE, after=AFTER, data=st.data())
def test_text_put_right_around_a_quote_never_loses_it(old, before, after, data):
    start, end = words_of(old, data)
    quote, new, place = place_of(old, start, end, before, after)

    assert place.score == 1
    assert new[place.start : place.end].split() == quote.split()
    if new.count(quote) == 1 and one_space(old) != one_space(quote):
        rest, put = (
            set(re.findall(r"\w+", text)) for text in (old[:start] + old[end:], before + after)
        )
        assert place.sure or rest <= put  # nothing of the old text is left to tell where it stood


@given(old=TEXTS, before=BEFORE, after=AFTER, data=st.data())
def test_of_the_same_words_only_those_that_were_quoted_are_taken_for_sure(old, before, after, data):
    start, end = words_of(old, data)
    _quote, _new, place = place_of(old, start, end, before, after)

    if place.sure:
        assert (place.start, place.end) == (start + len(before), end + len(before))


def test_repeats_of_a_hostile_text_are_looked_at_up_to_a_bound():
    text = "aa " * 30_000
    quote = "aa " * 20 + "aa"
    selectors = [
        Selector(quote, text[max(0, at - 30) : at], " aa" * 10, at) for at in range(0, 1200, 3)
    ]

    places = Finder(text, old=text).find(selectors)

    assert [place.start for place in places] == [selector.start for selector in selectors]


def test_a_long_quote_is_compared_as_a_whole_but_a_few_times(monkeypatch):
    words = [f"word{number * 7919 % 9973}" for number in range(2_000)]
    old = " ".join(words)
    new = " ".join(f"other{word}" if at % 7 == 6 else word for at, word in enumerate(words))
    compared = []
    ratio = fuzz.ratio

    def counting(one: str, other: str) -> float:
        compared.append(len(one))
        return ratio(one, other)

    monkeypatch.setattr(placing.fuzz, "ratio", counting)
    (place,) = Finder(f"Before. {new} After.", old=old).find([Selector(old, "", "", 0)])

    assert (place.start, place.end) == (8, 8 + len(new))
    assert sum(compared) < 4 * len(old)
