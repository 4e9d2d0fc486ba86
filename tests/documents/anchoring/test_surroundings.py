"""What words are read with is part of what they say: their paragraph, and what leads to it."""

from textwrap import fill

import pytest

from documents.anchor_decisions import read_with

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


AGREED = "The two sides agreed to sign the pact."
LONG = (
    "Guests from the towns along the river and the press of many states had come to the harbour, "
    "where the boats lay at anchor in the sun, and the band of the fire brigade played until the "
    "evening, when all of them went home by the last of the trains."
)
AT_LENGTH = f"{AGREED} {LONG}"


def in_a_report(text: str) -> str:
    """``text`` with its words filled in, among others."""
    said = text.format(agreed=AGREED, long=AT_LENGTH, more=LONG, lines=fill(AT_LENGTH, 80))
    return f"Report of the year\n\n{said}\n\nOf the weather\n\nIt rained.\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It rained. {agreed} All left.", "It rained. {agreed} This is not true."),
        ("Mali and Togo met. {agreed} All left.", "Chad and Peru met. {agreed} All left."),
        ("{agreed}\n\nAll left.", "{agreed}\n\nThe ministry denied this."),
        ("Mali and Togo met.\n\n{agreed}", "Chad and Peru met.\n\n{agreed}"),
        ("{long}", "{long}\n\nThe ministry denied this."),
        ("Mali and Togo met.\n\n{long}", "Chad and Peru met.\n\n{long}"),
        ("Claims that are true:\n\n{long}", "Claims that are false:\n\n{long}"),
        ("{long}", "Claims that are false:\n\n{long}"),
        ("These are true:\n\nIt rained.\n\n{long}", "These are false:\n\nIt rained.\n\n{long}"),
        ("These are true:\n\nMali said:\n\n{long}", "These are false:\n\nMali said:\n\n{long}"),
        ("It is certain that\n\n{long}", "It is untrue that\n\n{long}"),
        ("Wang Yi:\n\nWe met.\n\n{long}", "Park Lee:\n\nWe met.\n\n{long}"),
        ("王毅：\n\n{long}", "李伟：\n\n{long}"),
        ("Wang Yi: We met.\n\n{long}", "Park Lee: We met.\n\n{long}"),
        ("Q: Tell us of the pact.\n\nA: {long}", "Q: Tell us of the lie.\n\nA: {long}"),
        ("What do you say?\n\nThis.\n\n{long}", "What do they say?\n\nThis.\n\n{long}"),
        ("“It rained. {agreed}” he said.", "“It rained. {agreed}” he lied."),
        ("He said: “It rained. {agreed}”", "He lied: “It rained. {agreed}”"),
        (
            "“It rained.\n\n“{long}\n\n“We left,” he said.",
            "“It rained.\n\n“{long}\n\n“We left,” he lied.",
        ),
        (
            '"It rained.\n\n"{long}\n\n"We left," he said.',
            '"It rained.\n\n"{long}\n\n"We left," he lied.',
        ),
        (
            "He said: «It rained.\n\n{long}\n\nWe left.»",
            "He lied: «It rained.\n\n{long}\n\nWe left.»",
        ),
        (
            "部长说：「下雨了。\n\n{long}\n\n我们走了。」",
            "叛军谎称：「下雨了。\n\n{long}\n\n我们走了。」",
        ),
        (
            "‘It rained.\n\n‘{long}\n\n‘We left,’ he said.",
            "‘It rained.\n\n‘{long}\n\n‘We left,’ he lied.",
        ),
        ("“{long}”\n\nSo he said. {more}", "“{long}”\n\nSo he lied. {more}"),
        ("Q: Well.\n\nIs it so? {more}\n\nA: {long}", "Q: Well.\n\nIs it not? {more}\n\nA: {long}"),
        (
            "Ann: Is it so? {more}\n\nLi: Yes.\n\n{long}",
            "Ann: Is it not? {more}\n\nLi: Yes.\n\n{long}",
        ),
        ("1. Confirmed.\n\n{more}\n\n{long}", "1. Refuted.\n\n{more}\n\n{long}"),
        ("Dakar, 4 May 2016\n\n{long}", "Dakar, 4 May 2019\n\n{long}"),
        ("{long} [1]\n\n{more}\n\n[1] So all say.", "{long} [1]\n\n{more}\n\n[1] So none say."),
        ("{long}①\n\n{more}\n\n①各方证实。", "{long}①\n\n{more}\n\n①各方否认。"),
    ],
)
def test_other_words_that_are_read_with_them_wait_for_an_editor(old, new):
    anchor = bring(cite(in_a_report(old), AGREED), in_a_report(new))

    assert (anchor.outcome, anchor.why, anchor.decision) == ("fuzzy", "around", "open")


UNENDED = AGREED.removesuffix(".")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{words}\n\nThis is certain. {more}", "{words}\n\nThis is untrue. {more}"),
        ("{more} {words} –\n\nso they say. {more}", "{more} {words} –\n\nso none say. {more}"),
        ("{more} {words}…\n\nso they say. {more}", "{more} {words}…\n\nso none say. {more}"),
        (
            "{words} –\n\nas it is said –\n\nin the records. {more}",
            "{words} –\n\nas it is said –\n\nin the rumours. {more}",
        ),
        ("{words} on this:\n\n- boats\n- peace", "{words} on this:\n\n- boats\n- war"),
    ],
)
@pytest.mark.parametrize("file_name", ["a.txt", "a.md"])
def test_words_without_an_end_are_read_with_what_follows(old, new, file_name):
    old, new = (f"A.\n\n{text}\n\nC.\n".format(words=UNENDED, more=LONG) for text in (old, new))

    anchor = bring(cite(old, UNENDED, file_name=file_name), new, file_name=file_name)

    assert (anchor.outcome, anchor.why, anchor.decision) == ("fuzzy", "around", "open")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{long}", "{lines}"),
        ("He said: “{agreed}”", 'He said: "{agreed}"'),
        ("{agreed}", "{agreed}\n\nOf the sea\n\nIt was calm."),
        ("{agreed}", "It is new.\n\nReport of the year\n\n{agreed}"),
        (
            "Rain. {more}\n\n{long}\n\nSnow. {more}",
            "Sun. {more}\n\n{long}\n\nSnow. {more}\n\nHail.",
        ),
        ("{long}\n\nIn the wether. {more}", "{long}\n\nIn the weather. {more}"),
        (
            "{long} [1]\n\n{more} [2]\n\n[1] Yes.\n\n[2] No.",
            "{long} [1]\n\n{more} [2]\n\n[1] Yes.\n\n[2] On.",
        ),
    ],
)
def test_the_same_paragraph_is_followed_whatever_stands_elsewhere(old, new):
    anchor = bring(cite(in_a_report(old), AGREED), in_a_report(new))

    assert anchor.decision == "taken"


def listed(tail: str) -> str:
    """A long list with a line below it."""
    items = "".join(f"- State {number} of the river\n" for number in range(30))
    return f"The parties:\n\n{items}\n{tail}\n"


def table(first: str) -> str:
    """A long table with a row that says something of the others."""
    rows = "".join(f"| State {number} | {1950 + number} |\n" for number in range(30))
    return f"| Body | Of |\n|---|---|\n| {first} |\n{rows}"


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
            "Rain\n\n# Members in 2016\n\nSome.\n\n## Asia\n\nLaos\n\n## Africa\n\nMali is.\n",
            "Mali is",
            "Rain\n\n# Former members\n\nSome.\n\n## Asia\n\nLaos\n\n## Africa\n\nMali is.\n",
        ),
        (
            "Rain\n\n# Asia\n\nLaos is in it.\n",
            "Laos is in it",
            "Rain\n\n# Former members\n\n## Asia\n\nLaos is in it.\n",
        ),
        (
            "- Agreed:\n  - the plan of work\n  - the plan of rest\n",
            "the plan of rest",
            "- Refused:\n  - the plan of work\n  - the plan of rest\n",
        ),
        (
            "| Body | Since |\n|---|---|\n| Members | |\n| Mali | 1996 |\n| Togo | 2001 |\n",
            "Togo",
            "| Body | Since |\n|---|---|\n| Applicants | |\n| Mali | 1996 |\n| Togo | 2001 |\n",
        ),
        (
            "- Members\n  - Mali\n  - Togo\n- Others\n",
            "Togo",
            "- Applicants\n  - Mali\n  - Togo\n- Others\n",
        ),
        (
            "1. These were agreed\n2. the plan of rest\n3. the plan of work\n",
            "the plan of work",
            "1. These were refused\n2. the plan of rest\n3. the plan of work\n",
        ),
        (
            "These were agreed.\n\n- the pact\n\nIt is long.\n\n- the register\n",
            "the register",
            "These were refused.\n\n- the pact\n\nIt is long.\n\n- the register\n",
        ),
        ("- Mali\n- (which left later)\n", "Mali", "- Mali\n- (which refused later)\n"),
        (listed("All of these joined."), "State 3 ", listed("All of these refused.")),
        (
            "- Mali\n- Togo\n- Chad\n\nAll of these refused.\n",
            "All of these refused",
            "- Peru\n- Togo\n- Chad\n\nAll of these refused.\n",
        ),
        (table("Members | yes"), "State 29", table("Applicants | no")),
        (table("name | joined"), "State 29", table("name | left")),
        (
            "| Body | Since |\n|---|---|\n| Mali | 1996 |\n| Togo | 2001 |\n| Both joined | - |\n",
            "Mali",
            "| Body | Since |\n|---|---|\n| Mali | 1996 |\n| Togo | 2001 |\n| Both left | - |\n",
        ),
        (
            f"# Confirmed\n\n{LONG}\n\n## The pact\n\nMali signed the pact.\n",
            "Mali signed",
            f"# Refuted\n\n{LONG}\n\n## The pact\n\nMali signed the pact.\n",
        ),
        (
            f"Mali signed.[^1] {LONG}\n\n{MORE}\n[^1]: As all say.\n",
            "Mali signed",
            f"Mali signed.[^1] {LONG}\n\n{MORE}\n[^1]: As none say.\n",
        ),
        (
            f"Mali signed.[^1] {LONG}\n\n{MORE}\n[^1]: In Dakar, in May.\n",
            "In Dakar, in May.",
            f"Mali refused.[^1] {LONG}\n\n{MORE}\n[^1]: In Dakar, in May.\n",
        ),
        (
            "| A | B |\n|---|---|\n| c | d |\n\n| Member | Of |\n|---|---|\n| Togo | 2001 |\n",
            "Togo",
            "| A | B |\n|---|---|\n| c | d |\n\n| Applicant | Of |\n|---|---|\n| Togo | 2001 |\n",
        ),
        (
            "| Member | Since |\n|---|---|\n| Mali | 1996 |\n| Togo | 2001 |\n",
            "Togo",
            "| Applicant | Since |\n|---|---|\n| Mali | 1996 |\n| Togo | 2001 |\n",
        ),
    ],
    ids=[
        *("heading", "lead of a list", "question", "heading of headings", "heading put above"),
        *("item of items", "row of rows", "item of items without a colon", "first item"),
        *("lead of a list that was interrupted", "item below", "tail of a long list"),
        *("list of a tail", "row of rows in two cells", "second head", "row below"),
        *("heading with a text of its own", "footnote", "what marks a footnote"),
        *("head of a second table", "head of a table"),
    ],
)
def test_other_words_that_lead_to_them_wait_for_an_editor(old, words, new):
    citation = cite(old, words, file_name="a.md")
    assert bring(citation, old + "\n# More\n\nMore.\n", file_name="c.md").decision == "taken"

    citation.refresh_from_db()
    anchor = bring(citation, new, file_name="b.md")

    assert (anchor.outcome, anchor.decision) == ("fuzzy", "open")


@pytest.mark.parametrize(
    ("old", "added"),
    [
        (listed(""), "- State 99 of the river\n"),
        (table("Members | yes"), "| State 99 | 2001 |\n"),
    ],
)
def test_an_item_is_followed_where_another_was_added_far_below(old, added):
    anchor = bring(
        cite(old, "State 3", file_name="a.md"), old.rstrip() + "\n" + added, file_name="b.md"
    )

    assert anchor.decision == "taken"


def test_what_changed_far_above_in_a_table_is_shown():
    citation = cite(table("Members | yes"), "State 29", file_name="a.md")

    anchor = bring(citation, table("Applicants | no"), file_name="b.md")

    before, after = read_with(anchor)
    assert before.replace("Members yes", "Applicants no") == after
