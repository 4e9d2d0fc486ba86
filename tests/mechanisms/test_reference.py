"""A state is found by what reference data calls it, and added from there."""

import pytest
from django.core.exceptions import ValidationError

from mechanisms.from_reference import add_state, states_to_add
from mechanisms.models import Participant
from records.models import Identity
from records.reindexing import reindex
from records.search import Matched, best_matches, matched_name
from tests.make import make_participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def korea():
    make_participant(name="Korea Institute of the South", slug="kis", kind="think_tank")
    return make_participant(name="ROK (as we write it)", iso_alpha2="KR", iso_alpha3="KOR")


@pytest.mark.parametrize("words", ["South Korea", "KOR", "kr", "韩国", "the Republic of Korea"])
def test_a_state_is_found_first_by_names_that_nobody_recorded(korea, words):
    assert best_matches([Participant], words, 5)[Participant].hits[0].pk == korea.pk
    assert Participant.objects.the_one_called(words) == korea


def test_what_was_found_by_reference_data_is_said_to_be(korea):
    assert matched_name(korea, "South Korea") == Matched("South Korea", is_reference=True)
    assert matched_name(korea, "ROK") is None


def test_a_recorded_name_goes_before_one_that_is_looked_up(korea):
    other = make_participant(name="South Korea", slug="south-korea", kind="other")

    assert Participant.objects.called("South Korea") == [other]


def test_a_name_of_two_states_finds_neither_while_only_one_is_recorded(korea):
    with pytest.raises(ValidationError, match="No participant"):
        Participant.objects.the_one_called("Korea")

    make_participant(name="DPRK", iso_alpha3="PRK")

    with pytest.raises(ValidationError, match="More than one participant"):
        Participant.objects.the_one_called("Korea")


def test_looking_up_many_names_takes_one_query_more(korea, django_assert_num_queries):
    with django_assert_num_queries(4):  # candidates, names, records, what is looked up
        found = Participant.objects.called_each(["South Korea", "VNM", "Narnia"])

    assert found == {"South Korea": [korea], "VNM": [], "Narnia": []}


def test_a_state_without_code_is_not_tied_to_reference_data():
    plain = make_participant(name="Ruritania")

    assert plain.reference is None
    assert plain.looked_up_names() == ()


def test_a_state_is_added_from_reference_data_as_a_draft():
    laos = add_state("LAO")

    assert (laos.name, laos.slug, laos.state) == ("Laos", "laos", "draft")
    assert (laos.kind, laos.iso_alpha2, laos.iso_alpha3) == ("state", "LA", "LAO")
    assert not laos.names.exists()
    assert Participant.objects.called("Lao PDR") == [laos]


def test_adding_a_state_twice_adds_it_once():
    recorded = make_participant(name="Vietnam", iso_alpha2="VN")

    assert add_state("VNM") == recorded
    assert states_to_add("Viet Nam") == []
    assert [one.key for one in states_to_add("Kyrg")] == ["KGZ"]

    make_participant(name="Kyrgyzstan", slug="without-a-code")
    assert states_to_add("Kyrg") == []


def test_letters_that_two_states_had_are_not_given_to_either():
    first, second = add_state("CSK"), add_state("SCG")

    assert (first.iso_alpha2, second.iso_alpha2) == ("", "")
    assert Participant.objects.called("Czechoslovakia") == [first]


@pytest.mark.parametrize("key", ["XYZ", "republic-of-vietnam", ""])
def test_what_reference_data_has_no_letters_for_is_not_added(key):
    with pytest.raises(ValidationError):
        add_state(key)


def test_a_place_of_no_iso_code_gets_a_kind_that_an_editor_may_change():
    assert add_state("HKG").kind == "territory"


def test_search_texts_follow_reference_data_and_nothing_else_changes(korea):
    Participant.objects.filter(pk=korea.pk).update(search_text="rok")
    Identity.objects.filter(uid=korea.uid).update(loaded_version=2)

    assert reindex() == 1
    assert reindex() == 0

    korea.refresh_from_db()
    assert korea in Participant.objects.search("south korea")
    assert Identity.objects.get(uid=korea.uid).loaded_version == korea.version
