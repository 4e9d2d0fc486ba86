"""Meetings as texts tell of them, in the manners of many publishers; all sentences are our own."""

import pytest

from extraction.candidates import Candidate
from extraction.names.gazetteer import Entry, Gazetteer
from extraction.reader import read

GAZETTEER = Gazetteer.of(
    [
        Entry("M1", "mechanism", "Coral Sea Forum", ("CSF",)),
        Entry("M2", "mechanism", "Lena-Amur Cooperation", ("LAC",)),
        Entry(
            "S1", "series", "CSF Ministerial Meeting", (), {"mechanism": "M1", "level": "ministers"}
        ),
        Entry("P1", "participant", "Fiji", (), {"kind": "state"}),
        Entry("P2", "participant", "Chile", (), {"kind": "state"}),
        Entry("P3", "participant", "Norway", (), {"kind": "state"}),
        Entry("L1", "place", "Suva", (), {"country": "P1"}),
    ]
)


def meetings(text: str, date: str = "2019-05-20") -> list[Candidate]:
    reading = read(text, gazetteer=GAZETTEER, date=date)
    found = [one for one in reading.candidates if one.kind == "meeting"]
    for one in found:
        assert one.because
        assert all(0 <= v.start < v.end <= len(text) for v in one.fields.values())
    return sorted(found, key=lambda one: (one.fields["name"].start, one.title))


def told(text: str, *names: str, date: str = "2019-05-20") -> list[tuple[str, ...]]:
    """Title and some fields of each meeting."""
    return [
        (one.title, *(one.fields[name].value if name in one.fields else "" for name in names))
        for one in meetings(text, date)
    ]


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


def test_dates_and_hosts_are_shared_out():
    text = (
        "At the Lena Summit and the Amur Summit, respectively held in May and October 2007, "
        "all agreed."
    )

    assert told(text, "date") == [("Lena Summit", "2007-05"), ("Amur Summit", "2007-10")]


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


def test_mentions_of_one_meeting_are_one_candidate():
    text = (
        "Third Lena Summit opens\n\n"
        "The Third Lena Summit was held in Yakutsk. The summit was chaired by Fiji. "
        "It was on 4 May 2018 that the Third Lena Summit adopted its plan."
    )

    (one,) = meetings(text)

    assert one.title == "Third Lena Summit"
    assert len(one.mentions) == 4
    assert one.fields["place"].value == "Yakutsk"
    assert [(p.fields["participant"].value, p.fields["role"].value) for p in one.parts] == [
        ("Fiji", "chair")
    ]


def test_one_meeting_under_a_long_and_a_short_name():
    text = (
        "The First LAC Leaders' Meeting was held on 3 May 2018. All praised the declaration of the "
        "First Lena-Amur Cooperation Leaders' Meeting."
    )

    assert len(meetings(text)) == 1


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


def test_one_meeting_in_each_of_several_places():
    text = "In 2016 Norway took part in the harbour rescue exercises in Chile and Fiji."

    assert [place for _title, place in told(text, "place")] == ["Chile", "Fiji"]


def test_hosts_are_not_places():
    (one,) = meetings("The 4th CSF Ministerial Meeting was hosted by Chile on 3 May 2018.")

    assert "place" not in one.fields
    assert [(p.fields["participant"].uid, p.fields["role"].value) for p in one.parts] == [
        ("P2", "host")
    ]


def test_hosts_shared_out_respectively():
    text = (
        "In 2018 Norway co-hosted with Chile and Fiji respectively the CSF Round Table on Salvage "
        "and the CSF Seminar on Tides."
    )

    roles = [
        [(p.fields["participant"].value, p.fields["role"].value) for p in one.parts]
        for one in meetings(text)
    ]

    assert roles == [
        [("Norway", "co_host"), ("Chile", "co_host")],
        [("Norway", "co_host"), ("Fiji", "co_host")],
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


def test_the_day_on_which_a_report_was_filed_is_not_that_of_the_meeting():
    text = "BERGEN, May 18 (Wire) -- The 4th Lena Summit, held on 3 May in Oslo, was a success."

    assert told(text, "date", "place") == [("4th Lena Summit", "2019-05-03", "Oslo")]


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


def test_a_list_of_places_with_their_days():
    text = "Experts of the pact met in Narvik (3-4 May), Luleå (9 May) and Suva (12 May)."

    assert [one[1:] for one in told(text, "date", "place")] == [
        ("2019-05-03/2019-05-04", "Narvik"),
        ("2019-05-09", "Luleå"),
        ("2019-05-12", "Suva"),
    ]


def test_a_title_with_day_and_place_under_it():
    text = (
        "COMMUNIQUE OF THE SPECIAL SUMMIT OF THE TUNDRA PACT\n\nNarvik, 3-4 May 2018\n\n"
        "1. Leaders reviewed the ice.\n"
    )

    assert told(text, "date", "place") == [
        ("SPECIAL SUMMIT OF THE TUNDRA PACT", "2018-05-03/2018-05-04", "Narvik")
    ]


@pytest.mark.parametrize(
    "text",
    [
        # the same name in another spelling, spelled out, or with its words in another order
        "The Defense Ministers' Meeting of the Tundra Pact was held in Narvik on 3 May 2018.\n\n"
        "The Tundra Pact Defence Ministers' Meeting was chaired by Norway.",
        # the same number under another name
        "The 48th Ordinary Session of the Tundra Assembly was held in Narvik on 3 May 2018.\n\n"
        "The 48th Summit agreed to meet again.",
        # called after the city
        "The First Conference of Ice States was held in Narvik on 3 May 2018.\n\nThe Narvik "
        "Conference was attended by nine states.",
        # told of by a verb, and by a name
        "On 3 May 2018 nine states held a summit in Narvik.\n\nThe leaders of the nine states met "
        "in Narvik on 3 May 2018.",
        # told of again in apposition
        "The pact's interior ministers met in Narvik on 3 May 2018, a meeting that ended late.",
    ],
)
def test_one_meeting_under_several_names(text):
    assert len(meetings(text)) == 1


def test_the_same_number_of_another_series():
    text = (
        "The 6th Tundra Pact Foreign Ministers' Meeting was held on 3 May 2018.\n\n"
        "The 6th Tundra Pact Summit was held on 9 June 2018."
    )

    assert len(meetings(text)) == 2


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
