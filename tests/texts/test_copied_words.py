"""Finding pasted words in a passage, of whatever length."""

import pytest

from texts.copied_words import find_words


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        (
            "held in Vientiane, hosted by Laos.",
            "held … Laos",
            ["held in Vientiane, hosted by Laos"],
        ),
        ("a b a b", "a … b", ["a b", "a b"]),
        ("a a b b", "a … b", ["a a b"]),
        ("aab", "a … a", ["aa"]),
        ("“Talks”  were\nheld", '"Talks" were held', ["“Talks”  were\nheld"]),
        ("a b", "b … a", []),
        ("a b c", "a … b … c", []),
        ("a b", "…", []),
        ("the sub‑committee", "sub-committee", ["sub‑committee"]),
        ("a… b", "a…", ["a…"]),
        ("one  [two]\n three", "[two] three", ["[two]\n three"]),
    ],
)
def test_words_are_found(text: str, words: str, found: list[str]):
    assert [text[start:end] for start, end in find_words(text, words)] == found


def test_beginning_without_an_end_is_looked_for_once_and_not_from_each_place():
    """In a text of nothing but beginnings; looking on from each would take hours."""
    assert find_words("a " * 5_000_000, "a … z") == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x" + " " * 40_000 + "z" * 60_000, "x" + " " * 40_000 + "y"),
        ("a " * 50_000, "a " * 20_000 + "b"),
        ("“" * 100_000, '"' * 20_000 + "b"),
        ("a" * 100_000, "a" * 20_000 + "…" + "b"),
    ],
)
def test_words_that_nearly_stand_everywhere_are_found_nowhere_and_soon(text: str, words: str):
    """As a pattern each would look on from every place: seconds to minutes."""
    assert find_words(text, words) == []
