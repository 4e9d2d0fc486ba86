"""What stands just before and after the words, in their sentence, is part of what they say."""

import pytest

from .book import bring, cite

pytestmark = pytest.mark.django_db

MORE = "Q: When did they meet?\n\nA: They met in May.\n"


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
        (
            "It is certain that, in the presence of many guests from the towns along the river and "
            "of the press of several states, the sides agreed to sign the pact.",
            "agreed to sign",
            "It is untrue that, in the presence of many guests from the towns along the river and "
            "of the press of several states, the sides agreed to sign the pact.",
        ),
        (
            "The claims were confirmed: Mali will pay; the sides agreed to sign the pact.",
            "agreed to sign",
            "The claims were refuted: Mali will pay; the sides agreed to sign the pact.",
        ),
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


@pytest.mark.parametrize(
    ("old", "words", "new"),
    [
        ("# Members in 2016\n\nMali\n", "Mali", "# Former members\n\nMali\n"),
        (
            "# Report\n\nThese were agreed:\n\n- the pact\n- the register\n",
            "the register",
            "# Report\n\nThese were refused:\n\n- the pact\n- the register\n",
        ),
        (
            f"# Talk\n\nQ: Did they sign the pact?\n\nA: Yes, they did.\n\n{MORE}",
            "Yes, they did",
            f"# Talk\n\nQ: Did they refuse the pact?\n\nA: Yes, they did.\n\n{MORE}",
        ),
        (
            "| Member | Since |\n|---|---|\n| Mali | 1996 |\n| Togo | 2001 |\n",
            "Togo",
            "| Applicant | Since |\n|---|---|\n| Mali | 1996 |\n| Togo | 2001 |\n",
        ),
    ],
    ids=["heading", "lead of a list", "question", "head of a table"],
)
def test_other_words_that_lead_to_them_wait_for_an_editor(old, words, new):
    citation = cite(old, words, file_name="a.md")
    assert bring(citation, old + "\nMore.\n", file_name="c.md").decision == "taken"

    citation.refresh_from_db()
    anchor = bring(citation, new, file_name="b.md")

    assert (anchor.outcome, anchor.decision) == ("fuzzy", "open")
