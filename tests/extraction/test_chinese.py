"""Meetings in Chinese texts; all sentences are our own."""

import pytest

from extraction.names.gazetteer import Entry, Gazetteer
from extraction.reader import read

GAZETTEER = Gazetteer(
    [
        Entry("M1", "mechanism", "Coral Sea Forum", ("珊瑚海论坛",)),
        Entry("L1", "place", "Suva", ("苏瓦",)),
    ]
)


def told(text: str, *names: str) -> list[tuple[str, ...]]:
    reading = read(text, gazetteer=GAZETTEER, date="2019-05-20")
    assert reading.language == "zh"
    found = [one for one in reading.candidates if one.kind == "meeting"]
    found.sort(key=lambda one: (one.fields["name"].start, int(one.fields["ordinal"].value)))
    return [
        (one.title, *(one.fields[name].value if name in one.fields else "" for name in names))
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2018年5月3日，第十二次珊瑚海论坛部长级会议在苏瓦举行。",
            [("第十二次珊瑚海论坛部长级会议", "12", "2018-05-03", "苏瓦", "ministers", "held")],
        ),
        (
            "第3届北极海上搜救研讨会将于2020年6月在奥斯陆举办。",
            [("第3届北极海上搜救研讨会", "3", "2020-06", "奥斯陆", "", "announced")],
        ),
        (
            "2017年，各方共同主办了第二届和第三届珊瑚海论坛潮汐研讨会。",
            [
                ("第二届珊瑚海论坛潮汐研讨会", "2", "2017", "", "", "held"),
                ("第三届珊瑚海论坛潮汐研讨会", "3", "2017", "", "", "held"),
            ],
        ),
        (
            "原定于今年3月举行的第五次高官会推迟。",
            [("第五次高官会", "5", "2019-03", "", "senior_officials", "postponed")],
        ),
    ],
)
def test_number_date_place_and_level(text, expected):
    assert told(text, "ordinal", "date", "place", "level", "status") == expected


@pytest.mark.parametrize(
    "text",
    ["各国高度重视珊瑚海论坛的作用，并支持其发展。", "会议讨论了第二阶段的工作，没有举行峰会。"],
)
def test_sentences_in_which_nothing_met(text):
    assert told(text) == []


def test_known_bodies_are_named_by_their_record():
    (one,) = read(
        "2018年5月3日，第二次珊瑚海论坛部长级会议在苏瓦举行。", gazetteer=GAZETTEER
    ).candidates

    assert (one.fields["mechanism"].uid, one.fields["place"].uid) == ("M1", "L1")
