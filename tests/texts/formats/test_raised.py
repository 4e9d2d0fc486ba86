"""What a page sets above the line: marks of notes, powers, the letters of ordinals."""

import pytest

from texts.formats import html

from . import files

MORE = "It is the longest of all the sentences that this page has to say about the lagoon."


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("The 4th<sup>2</sup> Lagoon Forum", "The 4th Lagoon Forum"),
        ("held in 2011<sup>1</sup>.", "held in 2011."),
        ("a treaty<sup>1, 3</sup> of 1976<sup>12–14</sup>", "a treaty of 1976"),
        ("the Council<sup>*</sup> met", "the Council met"),
        ("the Council<sup>b</sup> met", "the Council met"),
        ('12<sup><a href="#fn3">3</a></sup> states', "12 states"),
        ('in Apia<sup class="footnote-ref">iv</sup> again', "in Apia again"),
        ('in Apia<a href="#fn1"><sup>1</sup></a> again', "in Apia again"),
        ("in Apia<b>, Samoa</b><sup>1</sup> again", "in Apia, Samoa again"),
        ("the 4<sup>th</sup> Forum of the 3<sup>rd</sup> row", "the 4th Forum of the 3rd row"),
        ("la 3<sup>e</sup> réunion", "la 3e réunion"),
        ("10<sup>6</sup> people on 12 km<sup>2</sup>", "10⁶ people on 12 km²"),
        ("in Apia<sup>[2]</sup> again", "in Apia[2] again"),
    ],
)
def test_a_mark_of_a_note_is_no_text_and_a_power_is_not_glued(printed, text):
    reading = html.read(files.page(f"<h1>Of lagoons</h1><p>{printed}</p><p>{MORE}</p>"))

    assert f"\n{text}\n" in f"\n{reading.text}\n"


def test_words_with_soft_hyphens_are_text_of_the_page():
    hyphens = MORE.replace("sentences", "sen\u00adtences").replace("lagoon", "la\u00adgoon")
    reading = html.read(files.page(f"<article><h1>Of lagoons</h1><p>{hyphens}</p></article>"))

    said = {reading.text[one.start : one.end]: one.kind for one in reading.segments}
    assert said[hyphens] == "paragraph"
