"""What stands just before and after the words, in their sentence, is part of what they say."""

import pytest

from .book import bring, cite

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("old", "words", "new"),
    [
        (
            "On Monday the two sides agreed to sign the pact.",
            "agreed to sign",
            "On Monday the two sides have not agreed to sign the pact.",
        ),
        (
            "Mali hosted the summit of 2014.",
            "hosted the summit of 2014",
            "Togo hosted the summit of 2014.",
        ),
        (
            "The 11th summit was held in Dakar.",
            "summit was held",
            "The 12th summit was held in Dakar.",
        ),
        ("It was held in Dakar in May.", "held in Dakar", "It was held in Dakar, Ohio, in May."),
        ("峰会在达喀尔举行。", "达喀尔举行", "峰会没有在达喀尔举行。"),
    ],
)
def test_other_words_beside_them_wait_for_an_editor(old, words, new):
    anchor = bring(
        cite(f"Title\n\n{old} Then all went home.\n", words),
        f"Title\n\n{new} Then all went home.\n",
    )

    assert (anchor.outcome, anchor.decision) == ("fuzzy", "open")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "It rained. The two sides agreed to sign. All left.",
            "It snowed. The two sides agreed to sign. Some left.",
        ),
        (
            "The two sides agreed\nto sign the pact.",
            "New: \n\nThe two sides agreed\nto sign the pact.",
        ),
    ],
)
def test_the_same_sentence_is_followed_whatever_stands_around_it(old, new):
    words = "agreed" if "\n" in old else "The two sides agreed to sign"
    anchor = bring(cite(f"Title\n\n{old}\n", words), f"Title\n\n{new}\n")

    assert anchor.decision == "taken"
