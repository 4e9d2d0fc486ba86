"""Finding pasted words in a passage, of whatever length."""

import pytest

from documents.admin_forms import find_words


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
    ],
)
def test_words_are_found(text: str, words: str, found: list[str]):
    assert [text[start:end] for start, end in find_words(text, words)] == found


def test_beginning_without_an_end_is_looked_for_once_and_not_from_each_place():
    """In a text of nothing but beginnings; looking on from each would take hours."""
    assert find_words("a " * 5_000_000, "a … z") == []
