"""Meetings as texts tell of them, in the manners of many publishers; all sentences are our own."""

import pytest

from .meetings_read import meetings, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The 12th CSF Ministerial Meeting was held in Suva, Fiji, on 3 May 2018.",
            [("12th CSF Ministerial Meeting", "12", "2018-05-03", "Suva", "Fiji")],
        ),
        (
            "On May 3-4, 2018 the Fifth Arctic Rescue Summit took place in Tromsø, Norway.",
            [("Fifth Arctic Rescue Summit", "5", "2018-05-03/2018-05-04", "Tromsø", "Norway")],
        ),
        (
            "The Harbour Council (HC) of the Gulf League, at its 87th meeting held on 2 March 2016 "
            "in Muscat, adopted a decision.",
            [
                (
                    "87th meeting of the Harbour Council of the Gulf League",
                    "87",
                    "2016-03-02",
                    "Muscat",
                    "",
                )
            ],
        ),
        (
            "In June 2017 Fiji hosted the Third and Fourth CSF Workshops on Tide Forecasting.",
            [
                ("Fourth CSF Workshop on Tide Forecasting", "4", "2017-06", "", ""),
                ("Third CSF Workshop on Tide Forecasting", "3", "2017-06", "", ""),
            ],
        ),
        (
            "The Forty-second Ordinary Session of the Authority of River States was convened in "
            "Niamey from 30 June to 2 July 2015.",
            [
                (
                    "Forty-second Ordinary Session of the Authority of River States",
                    *("42", "2015-06-30/2015-07-02", "Niamey", ""),
                )
            ],
        ),
        (
            "Ministers took note of the Second Seminar on Piracy (Lagos, Nigeria, 4 April 2014).",
            [("Second Seminar on Piracy", "2", "2014-04-04", "Lagos", "Nigeria")],
        ),
        (
            "- 2004: First Expert Meeting of the Ice Patrol Conference, Reykjavik",
            [("First Expert Meeting of the Ice Patrol Conference", "1", "2004", "Reykjavik", "")],
        ),
        (
            "The workshop on salvage was held in the Chilean city of Iquique on 6 June 2018.",
            [("Workshop on salvage", "", "2018-06-06", "Iquique", "Chile")],
        ),
        (
            "They met in Suva for the VII Islands-Andes Summit on 1 June 2012.",
            [("VII Islands-Andes Summit", "7", "2012-06-01", "Suva", "Fiji")],
        ),
        (
            "The Conference on Fisheries and Peace, which met in Bergen from 2 to 9 May 1958, set "
            "rules.",
            [("Conference on Fisheries and Peace", "", "1958-05-02/1958-05-09", "Bergen", "")],
        ),
    ],
)
def test_name_number_date_and_place(text, expected):
    assert told(text, "ordinal", "date", "place", "country") == expected


def test_an_ordinal_before_a_small_adjective():
    text = "The Reef Council, at its fourth regular session, held in Suva on 3 May 2018, agreed."

    assert told(text, "ordinal") == [("Fourth regular session of the Reef Council", "4")]


def test_a_heading_in_capitals():
    text = "FOURTH MEETING OF THE HARBOUR COMMITTEE AND THE REEF COUNCIL\n\nBergen, 3 May 2018\n"

    assert told(text, "ordinal") == [
        ("FOURTH MEETING OF THE HARBOUR COMMITTEE AND THE REEF COUNCIL", "4")
    ]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The 9th Lena Summit was held on 3 May 2018.", "held"),
        ("The 9th Lena Summit will be held in Yakutsk in 2020.", "announced"),
        ("The 9th Lena Summit, scheduled for 9 May in Yakutsk, has been postponed.", "postponed"),
        ("The 9th Lena Summit planned for 9 May has been cancelled.", "cancelled"),
        ("Norway proposed to host the 9th Lena Summit in 2021.", "proposed"),
    ],
)
def test_status(text, status):
    assert [value for _title, value in told(text, "status")] == [status]


@pytest.mark.parametrize(
    ("text", "level", "kind"),
    [
        ("The 2nd Lena Leaders' Meeting was held in 2018.", "leaders", "meeting"),
        ("The 2nd Lena Foreign Ministers' Meeting was held in 2018.", "ministers", "ministerial"),
        ("The 2nd Lena Vice-Ministerial Meeting was held in 2018.", "vice_ministers", "meeting"),
        ("The 2nd Lena Senior Officials' Meeting was held in 2018.", "senior_officials", "meeting"),
        ("The 2nd Lena Experts' Meeting was held in 2018.", "experts", "meeting"),
        ("The 2nd Lena Business Summit was held in 2018.", "", "summit"),
        ("The 2nd Lena Roundtable Meeting on Ice was held in 2018.", "", "roundtable"),
        ("The founding conference of the Lena Youth Council was held in 2018.", "", "founding"),
    ],
)
def test_level_and_kind(text, level, kind):
    assert [value[1:] for value in told(text, "level", "kind")] == [(level, kind)]


def test_mode_and_track():
    text = "The Track II Lena Seminar on Ice was held by video conference on 3 May 2018."

    assert told(text, "mode", "track") == [("Track II Lena Seminar on Ice", "video", "2")]


@pytest.mark.parametrize(
    "text",
    [
        "The Coral Sea Forum (CSF) is an open platform for dialogue.",
        "The annual CSF ministerial meetings on tourism help the islands.",
        "The two sides have never met, and no summit has been held.",
        "Any further meeting would be welcome.",
        "Meeting the needs of the islands takes time.",
        "All parties should exercise restraint.",
        "Reporters attended the press conference on 3 May 2018.",
        "It marks the 10th anniversary of the CSF Dialogue.",
        "The 21st century began with the first half of a long crisis.",
        "For the first time in ten years the dam held.",
        "A conference of the Parties may be convened at the request of three of them.",
        "The secretariat of the Coral Sea Forum sent the text on 3 May 2018.",
    ],
)
def test_sentences_in_which_nothing_met(text):
    assert told(text) == []


def test_an_ordinal_that_counts_something_else_is_no_number():
    text = "The CSF Seminar on Reefs, the first to be held in Chile, took place on 3 May 2018."

    assert told(text, "ordinal") == [("CSF Seminar on Reefs", "")]


def test_a_period_told_before_holds_for_what_follows():
    text = (
        "In 2015 the Lena Ministers' Informal Meeting was held in Norway. "
        "The two sides also held the Amur Transport Ministers' Meeting and the Harbour Conference."
    )

    assert [date for _title, date in told(text, "date")] == ["2015", "2015", "2015"]


def test_a_list_of_what_was_held():
    text = (
        "Since 2015 Norway has held many gatherings, among them the Seventh Lena Business Forum, "
        "Ninth and Tenth Workshops on Reindeer Health, Lena Youth Week, and Third Amur Exercise."
    )

    assert told(text, "ordinal", "date") == [
        ("Seventh Lena Business Forum", "7", "[2015..2019-05-20]"),
        ("Ninth Workshop on Reindeer Health", "9", "[2015..2019-05-20]"),
        ("Tenth Workshop on Reindeer Health", "10", "[2015..2019-05-20]"),
        ("Lena Youth Week", "", "[2015..2019-05-20]"),
        ("Third Amur Exercise", "3", "[2015..2019-05-20]"),
    ]


def test_meetings_without_a_name():
    text = "The foreign ministers of the five river states met in Bergen on 5 May 2016."

    assert told(text, "date", "place", "level") == [
        (
            "Meeting of the foreign ministers of the five river states",
            "2016-05-05",
            "Bergen",
            "ministers",
        )
    ]


def test_hosts_are_not_places():
    (one,) = meetings("The 4th CSF Ministerial Meeting was hosted by Chile on 3 May 2018.")

    assert "place" not in one.fields
    assert [(p.fields["participant"].uid, p.fields["role"].value) for p in one.parts] == [
        ("P2", "host")
    ]


def test_delegates_with_the_office_as_printed():
    text = (
        "The Lena Seminar was held on 3 May 2018. The seminar was co-chaired by Ms. Ana Duarte, "
        "Deputy Director of the Ministry of Oceans, and Mr. Leif Dahl, Ambassador of Norway."
    )

    (one,) = meetings(text)

    told = [(p.fields["person"].value, p.fields["role"].value) for p in one.parts]
    offices = [p.fields["office"] for p in one.parts]
    assert told == [("Ana Duarte", "co_chair"), ("Leif Dahl", "co_chair")]
    assert [office.value.split(" of ")[0] for office in offices] == [
        "Deputy Director",
        "Ambassador",
    ]
    assert all(text[office.start : office.end] == office.value for office in offices)


def test_the_heading_tells_the_body_and_says_so():
    text = "2. Coral Sea Forum (CSF)\n\nIn 2018 the Workshop on Green Harbours was held in Suva.\n"

    (one,) = meetings(text)

    assert (one.fields["mechanism"].uid, one.fields["mechanism"].because) == (
        "M1",
        "the heading above",
    )


def test_the_country_of_a_place_comes_from_the_text_or_the_record():
    (known,) = meetings("The 4th Lena Summit was held in Suva on 3 May 2018.")
    (unknown,) = meetings("The 4th Lena Summit was held in Punta Arenas on 3 May 2018.")

    assert known.fields["country"].uid == "P1"
    assert "record of Suva" in known.fields["country"].because
    assert "country" not in unknown.fields


def test_a_region_in_a_name_is_no_place():
    text = "The Conference on Interaction in Asia was held in Bergen on 3 May 2018."

    assert told(text, "place") == [("Conference on Interaction in Asia", "Bergen")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The 14th Ministerial Council of the Tundra Pact opened this morning in Narvik.",
            [("14th Ministerial Council of the Tundra Pact", "14", "2019-05-20", "Narvik")],
        ),
        (
            "The 3rd Tundra Summit, the largest gathering of its kind, closed on 3 May 2018.",
            [("3rd Tundra Summit", "3", "2018-05-03", "")],
        ),
        (
            "Round IV of the Ice and Fish Talks began in Narvik on 3 May 2018.",
            [("Round IV of the Ice and Fish Talks", "4", "2018-05-03", "Narvik")],
        ),
        (
            "The Fiftieth (50 th) Session of the Reef Council was held on 3 May 2018.",
            [("Fiftieth (50 th) Session of the Reef Council", "50", "2018-05-03", "")],
        ),
        (
            "The Fifth Tundra Summit opened on 3 May 2018 at the Polar Forum in Narvik, Norway.",
            [("Fifth Tundra Summit", "5", "2018-05-03", "Narvik")],
        ),
        (
            "The second staff talks of the Tundra Pact were held at Fjord House, Narvik, on "
            "3 May 2018.",
            [("Second staff talks of the Tundra Pact", "2", "2018-05-03", "Narvik")],
        ),
        (
            "SUVA, Fiji, May 20 (Wire) -- Navy chiefs attended a meeting here on 18 May.",
            [("Meeting", "", "2019-05-18", "Suva")],
        ),
        (
            "1972 - Charter approved at defence ministers meeting.",
            [("Defence ministers meeting", "", "1972", "")],
        ),
        (
            "An Extraordinary Session of the Reef Council will precede the talks.",
            [("Extraordinary Session of the Reef Council", "", "", "")],
        ),
        (
            "It was decided at the Oslo Summit in May 1978 to wait.",
            [("Oslo Summit", "", "1978-05", "Oslo")],
        ),
        (
            "The meeting of the 7th Tundra Ministers' Meeting-Plus involved nine states.",
            [("7th Tundra Ministers' Meeting-Plus", "7", "", "")],
        ),
    ],
)
def test_names_of_no_register(text, expected):
    assert told(text, "ordinal", "date", "place") == expected


def test_a_meeting_whose_subject_is_that_of_the_one_named_before():
    text = (
        "Last year the Seminar on Ice of the CSF was held, and there will be a field seminar with "
        "boats this year."
    )

    assert told(text, "mechanism", "date") == [
        ("Seminar on Ice of the CSF", "CSF", "2018"),
        ("Field seminar with boats on Ice", "CSF", "2019"),
    ]


def test_that_a_meeting_was_held_rests_on_the_words_that_say_so():
    text = "The Third Lena Summit was held in Yakutsk in 2016. In Suva met the Amur Council."
    summit, *_others = meetings(text)

    status = summit.fields["status"]
    assert (status.value, text[status.start : status.end]) == ("held", "was held")
