"""What reference data has and the register has not is added on the desk by one key."""

import pytest
from django.urls import reverse

from desk.reference import offers
from mechanisms.models import Participant
from meetings.models import Meeting, Place
from records.policy import Role
from tests import make
from tests.desk.test_in_browser import choose

pytestmark = pytest.mark.django_db

PARTICIPANTS = "/admin/mechanisms/participant/"
PLACES = "/admin/meetings/place/"
COUNTRY = {"app_label": "meetings", "model_name": "place", "field_name": "country"}


def choices(client, term, **more):
    found = client.get(reverse("admin:autocomplete"), {**COUNTRY, "term": term, **more})
    return [row["text"] for row in found.json()["results"]]


def test_a_state_is_found_among_choices_by_code_and_usual_name(admin_client):
    make.make_participant(name="The S.R. of V.", slug="v", iso_alpha3="VNM")

    for term in ("VNM", "Viet Nam", "越南", "vietnam"):
        assert choices(admin_client, term) == ["The S.R. of V. (state)"], term


def test_a_state_that_is_not_recorded_is_offered_last(admin_client):
    make.make_participant(name="Lao Studies Centre", slug="lsc", kind="think_tank")

    for term in ("LAO", "Lao PDR", "老挝"):
        assert choices(admin_client, term)[-1] == "Laos (LAO): add it, from reference data", term
    assert choices(admin_client, "Narnia") == []
    assert choices(admin_client, "Laos", recorded="1") == []  # a filter adds nothing


def test_the_list_offers_what_it_does_not_find_and_adds_it(admin_client):
    page = admin_client.get(PARTICIPANTS, {"q": "VNM"})
    assert "Not recorded yet, but in reference data: <bdi>Viet Nam</bdi> (VNM)." in (
        page.content.decode()
    )
    (offer,) = page.context["offers"]

    page = admin_client.post(offer.address, follow=True)

    vietnam = Participant.objects.get(iso_alpha3="VNM")
    assert vietnam.state == "draft"
    assert "From reference data: its name, too, is only looked up" in page.content.decode()
    assert admin_client.get(PARTICIPANTS, {"q": "VNM"}).context["offers"] == []
    shown = admin_client.get(PARTICIPANTS).content.decode()
    assert "from reference data" in shown
    make.make_citation(vietnam, fields=["name"])
    assert "from reference data" not in admin_client.get(PARTICIPANTS).content.decode()


def test_a_place_is_added_from_the_gazetteer(admin_client):
    (offer,) = admin_client.get(PLACES, {"q": "Suzhou"}).context["offers"]

    admin_client.post(offer.address)

    assert Place.objects.get().coordinates_from == "GeoNames 1886760"


def test_a_script_is_told_the_key_and_the_label(admin_client):
    address = reverse("admin:from_reference", args=["state", "VNM"])

    told = admin_client.post(address, headers={"accept": "application/json"})

    added = Participant.objects.get()
    assert told.json() == {
        "id": str(added.pk),
        "text": "Viet Nam (state, draft), from reference data",
    }


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("draft", "is a draft from reference data"),
        ("in_review", "already, with the reviewers"),
        ("published", "already, and public"),
        ("withdrawn", "already, but withdrawn"),
    ],
)
def test_what_is_in_the_register_already_is_called_what_it_is(admin_client, state, said):
    make.make_participant(name="Viet Nam", slug="v", iso_alpha3="VNM", state=state)

    page = admin_client.post(reverse("admin:from_reference", args=["state", "VNM"]), follow=True)

    (told,) = page.context["messages"]
    assert said in str(told)


def test_who_only_looks_is_led_to_the_list(admin_client):
    address = reverse("admin:from_reference", args=["state", "VNM"])

    page = admin_client.get(address, follow=True)

    assert [offer.key for offer in page.context["offers"]] == ["VNM"]
    assert not Participant.objects.exists()


@pytest.mark.parametrize("where", [("state", "XYZ"), ("place", "GeoNames-1"), ("cheese", "VNM")])
def test_what_reference_data_has_not_is_at_no_address(admin_client, where):
    assert admin_client.post(reverse("admin:from_reference", args=where)).status_code == 404
    assert not Participant.objects.exists()


def test_what_is_added_has_an_author_and_can_be_undone(account):
    client = account("contributor", Role.CONTRIBUTOR)

    client.post(reverse("admin:from_reference", args=["state", "VNM"]))

    assert Participant.objects.get().changed_by == client.user


def test_who_may_not_add_is_offered_nothing(account):
    reader = account("reader", Role.READER)

    assert offers(Participant, "VNM", reader.user) == []
    address = reverse("admin:from_reference", args=["state", "VNM"])
    assert reader.post(address).status_code == 403
    assert not Participant.objects.exists()


def test_a_record_without_a_code_can_take_that_of_its_name(admin_client):
    place = make.make_place(name="Suzhou", state="draft")
    tied = make.make_participant(name="Viet Nam", iso_alpha3="VNM")

    def fillings(record):
        address = reverse(
            f"admin:{record._meta.label_lower.replace('.', '_')}_change", args=[record.pk]
        )
        return admin_client.get(address).context["fillings"]

    assert [one["values"]["coordinates_from"] for one in fillings(place)] == ["GeoNames 1886760"]
    assert fillings(tied) == []


@pytest.mark.django_db(transaction=True)
def test_a_place_is_chosen_that_only_reference_data_has(desk):
    desk.goto("/admin/meetings/meeting/add/")
    desk.fill("#id_name", "Talks")

    choose(desk, "#id_place + .select2 .select2-selection", "suzhou", "from reference data")
    desk.wait_for_selector("#id_place + .select2 >> text=Suzhou (")
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.wait_for_selector(".messagelist .success")

    meeting = Meeting.objects.get()
    assert (meeting.place.name, meeting.place.state) == ("Suzhou", "draft")


@pytest.mark.django_db(transaction=True)
def test_reference_data_fills_the_fields_of_a_place(desk):
    place = make.make_place(name="Suzhou", state="draft")
    desk.goto(reverse("admin:meetings_place_change", args=[place.pk]))

    desk.get_by_role("button", name="Fill in").click()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.wait_for_selector(".messagelist .success")

    place.refresh_from_db()
    assert (str(place.latitude), place.coordinates_from) == ("31.30408", "GeoNames 1886760")
