"""One name for several meetings; all sentences are our own."""

from .meetings_read import meetings, told


def test_dates_and_hosts_are_shared_out():
    text = (
        "At the Lena Summit and the Amur Summit, respectively held in May and October 2007, "
        "all agreed."
    )

    assert told(text, "date") == [("Lena Summit", "2007-05"), ("Amur Summit", "2007-10")]


def test_one_meeting_in_each_of_several_places():
    text = "In 2016 Norway took part in the harbour rescue exercises in Chile and Fiji."

    assert [place for _title, place in told(text, "place")] == ["Chile", "Fiji"]


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


def test_a_list_of_places_with_their_days():
    text = "Experts of the pact met in Narvik (3-4 May), Luleå (9 May) and Suva (12 May)."

    assert [one[1:] for one in told(text, "date", "place")] == [
        ("2019-05-03/2019-05-04", "Narvik"),
        ("2019-05-09", "Luleå"),
        ("2019-05-12", "Suva"),
    ]
