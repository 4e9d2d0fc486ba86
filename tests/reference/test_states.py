"""States by any name or code, the hard ones above all."""

import pytest

from reference import states


def keys(found):
    return {one.key for one in found}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("VNM", "VNM"),
        ("vn", "VNM"),
        ("Viet Nam", "VNM"),
        ("Vietnam", "VNM"),
        ("Việt Nam", "VNM"),
        ("越南", "VNM"),
        ("Вьетнам", "VNM"),
        ("South Korea", "KOR"),
        ("Republic of Korea", "KOR"),
        ("Korea, Republic of", "KOR"),
        ("韩国", "KOR"),
        ("南韓", "KOR"),
        ("North Korea", "PRK"),
        ("DPRK", "PRK"),
        ("Korea, Democratic People's Republic of", "PRK"),
        ("朝鲜", "PRK"),
        ("中国", "CHN"),
        ("中國", "CHN"),
        ("CHN", "CHN"),
        ("PRC", "CHN"),
        ("Lao PDR", "LAO"),
        ("Lao People's Democratic Republic", "LAO"),
        ("ລາວ", "LAO"),
        ("the Philippines", "PHL"),
        ("Philippines", "PHL"),
        ("Pilipinas", "PHL"),
        ("Turkey", "TUR"),
        ("TURKIYE", "TUR"),
        ("Burma", "MMR"),
        ("BUR", "MMR"),
        ("Kampuchea", "KHM"),
        ("Zaire", "COD"),
        ("Swaziland", "SWZ"),
        ("Czech Republic", "CZE"),
        ("Ivory Coast", "CIV"),
        ("Cote d'Ivoire", "CIV"),
        ("Brunei Darussalam", "BRN"),
        ("East Timor", "TLS"),
        ("Macau", "MAC"),
        ("Hong Kong, China", "HKG"),
        ("Chinese Taipei", "TWN"),
        ("State of Palestine", "PSE"),
        ("Kosovo", "XKX"),
        ("Soviet Union", "SUN"),
        ("СССР", "SUN"),
        ("Czechoslovakia", "CSK"),
        ("Yugoslavia", "YUG"),
        ("Serbia and Montenegro", "SCG"),
        ("East Germany", "DDR"),
        ("West Germany", "DEU"),
        ("South Yemen", "YMD"),
        ("Yemen Arab Republic", "YEM"),
        ("North Vietnam", "VDR"),
        ("South Vietnam", "republic-of-vietnam"),
        ("Nga", "RUS"),
        ("NGA", "NGA"),
        ("สปป", None),
        ("Narnia", None),
        ("", None),
        ("the", None),
    ],
)
def test_a_state_is_known_by_its_names_and_codes(words, key):
    assert keys(states.named(words)) == ({key} if key else set())


@pytest.mark.parametrize(
    ("words", "several"), [("Korea", {"KOR", "PRK"}), ("Congo", {"COG", "COD"})]
)
def test_a_name_of_two_states_finds_both(words, several):
    assert keys(states.named(words)) == several


@pytest.mark.parametrize(
    ("scheme", "value", "year", "key"),
    [
        # both Koreas, both Viet Nams
        ("cow", "731", None, "PRK"),
        ("cow", "732", None, "KOR"),
        ("gw", "732", 1948, "KOR"),
        ("cow", "816", 1965, "VDR"),
        ("cow", "816", 2016, "VNM"),
        ("cow", "817", 1965, "republic-of-vietnam"),
        ("cow", "817", 1980, None),
        # both Yemens: one dataset counts anew in 1990, the other does not
        ("cow", "678", 1980, "YEM"),
        ("cow", "678", 2000, None),
        ("cow", "679", 2000, "YEM"),
        ("gw", "678", 2000, "YEM"),
        ("cow", "680", 1980, "YMD"),
        ("m49", "720", 1980, "YMD"),
        ("m49", "887", 2000, "YEM"),
        # both Germanys
        ("cow", "260", 1970, "DEU"),
        ("cow", "255", 1970, None),
        ("cow", "255", 2000, "DEU"),
        ("gw", "260", 2000, "DEU"),
        ("cow", "265", 1970, "DDR"),
        ("cow", "265", 1995, None),
        # what came of Czechoslovakia and of Yugoslavia
        ("cow", "315", 1980, "CSK"),
        ("cow", "315", 1995, None),
        ("cow", "316", 1995, "CZE"),
        ("cow", "317", 1995, "SVK"),
        ("cow", "345", 1980, "YUG"),
        ("cow", "345", 2004, "SCG"),
        ("cow", "345", 2016, "SRB"),
        ("gw", "340", 2016, "SRB"),
        ("gw", "345", 2016, None),
        ("m49", "891", 2004, "SCG"),
        ("m49", "688", None, "SRB"),
        ("cow", "347", 2016, "XKX"),
        ("cow", "347", 2000, None),
        # what only some schemes count
        ("m49", "275", None, "PSE"),
        ("iso-3166-1-numeric", "275", None, "PSE"),
        ("cow", "713", 2016, "TWN"),
        ("cow", "710", 2016, "CHN"),
        ("m49", "344", None, "HKG"),
        ("m49", "446", None, "MAC"),
        # where the two lists differ
        ("cow", "525", 2016, "SSD"),
        ("gw", "626", 2016, "SSD"),
        ("cow", "970", None, "NRU"),
        ("gw", "970", None, "KIR"),
        # withdrawn letters, given twice
        ("iso-3166-1-alpha-2", "CS", 2005, "SCG"),
        ("iso-3166-3", "CSHH", None, "CSK"),
        ("iso-3166-3", "BUMM", None, "MMR"),
        ("iso-3166-1-alpha-3", "ZAR", 1990, "COD"),
    ],
)
def test_a_number_of_a_dataset_means_a_state_in_a_year(scheme, value, year, key):
    assert keys(states.identified(scheme, value, year)) == ({key} if key else set())


def test_no_number_of_a_dataset_means_two_states_in_a_year():
    clashes = [
        (code.scheme, code.value, year)
        for one in states.states().values()
        for code in one.codes
        for year in ((code.since or 1900) + 1, (code.until or 2025) - 1)
        if code.scheme in ("cow", "gw", "m49")
        and code.holds_in(year)
        and len(states.identified(code.scheme, code.value, year)) != 1
    ]

    assert clashes == []


@pytest.mark.parametrize("key", ["HKG", "MAC", "PSE"])
def test_what_is_no_member_of_a_dataset_has_no_number_in_it(key):
    one = states.state(key)

    assert {code.scheme for code in one.codes} & {"cow", "gw"} == set()


def test_earlier_names_have_their_years():
    burma, zaire = states.state("MMR"), states.state("COD")

    years = {(name.text, name.since, name.until) for name in (*burma.names, *zaire.names)}

    assert {("Burma", None, 1989), ("Zaire", 1971, 1997)} <= years


def test_every_state_has_a_name_to_propose_and_names_in_the_members_languages():
    lacking = {
        one.key
        for one in states.states().values()
        if one.until is None
        and not {"en", "zh-Hans", "zh-Hant", "ru", "th", "lo", "km", "my", "mn", "kk", "fil"}
        <= {name.language for name in one.names}
    }

    assert lacking == set()
    assert [states.state(key).name for key in ("KOR", "LAO", "BOL", "CZE", "TUR")] == [
        *("Republic of Korea", "Laos", "Bolivia", "Czechia", "Türkiye")
    ]


def test_words_that_begin_many_names_offer_none():
    assert keys(states.beginning("kyrg")) == {"KGZ"}
    assert states.beginning("republic of") == states.beginning("a") == ()


def test_members_of_the_united_nations_are_proposed_as_states():
    proposed = [one for one in states.states().values() if not one.is_territory]

    # 193 members, two observers, and twelve that are no more
    assert len([one for one in proposed if one.until is None]) == 195
