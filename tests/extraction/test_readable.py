"""What a reader would not see as text is not read, and every offset stays true."""

import pytest

from extraction.names.gazetteer import Gazetteer
from extraction.readable import Readable
from extraction.reader import read

PLAIN = "The 4th Lagoon Forum was held in Apia, Samoa, on 3 May 2011."


@pytest.mark.parametrize(
    "text",
    [
        "The 4th La\u00adgoon Fo\u00adrum was held in Apia, Samoa, on 3 May 2011.",
        "The 4th Lagoon\u200b Forum was held in Apia,\u2060 Samoa, on 3 M\u200bay 2011.",
        "\ufeffThe 4th Lagoon Forum was held in \u200eApia, Samoa\u200f, on 3 May 2011.",
        "The 4th Lagoon Forum² was held in Apia, Samoa, on 3 May 2011¹.",
        "The 4th[2] Lagoon Forum[^a] was held in Apia, Samoa, on 3 May 2011.[3]",
        "The 4th Lagoon Forum† was held in Apia, Samoa,‡ on 3 May 2011*.",
        "The 4th Lagoon Forum[1, 2] was held in Apia, Samoa, on 3 May 2011.[12–14]",
    ],
)
def test_marks_that_are_no_words_are_not_read(text):
    (meeting,) = read(text, gazetteer=Gazetteer([])).candidates

    assert {name: value.value for name, value in meeting.fields.items()} == {
        name: value.value
        for name, value in read(PLAIN, gazetteer=Gazetteer([])).candidates[0].fields.items()
    }
    assert text[meeting.start : meeting.end].startswith("The 4th")
    date = meeting.fields["date"]
    assert text[date.start] == "3"
    assert text[: date.end].endswith("2011")


@pytest.mark.parametrize("text", ["of 12 km²", "10⁶ people", "[2011] and [sic]", "minister[s] met"])
def test_powers_and_words_in_brackets_are_text(text):
    assert Readable(text).is_full


def test_the_way_back_is_that_of_each_character():
    full = "\u00ada\u00ad\u00adbc\u200b d[1]"
    readable = Readable(full)

    assert readable.text == "abc d"
    assert [full[readable.origin(place)] for place in range(len(readable.text))] == list("abc d")
    assert [readable.position(readable.origin(place)) for place in range(5)] == [0, 1, 2, 3, 4]
    assert full[slice(*readable.stretch(0, 3))] == "a\u00ad\u00adbc"
