"""One mechanism, its parts and its evidence, on one page."""

from documents.models import Citation
from meetings.models import Outcome
from tests import make
from tests.desk.forms import errors, send
from tests.desk.pages import change_address


def test_outcome_of_a_mechanism_is_cited_by_the_row_that_is_added_with_it(admin_client):
    mechanism = make.make_mechanism(state="draft")
    passage = make.make_passage(capture=make.make_capture("The charter was adopted in 2001."))

    response = send(
        admin_client,
        change_address(mechanism),
        outcomes__0__title="Charter",
        outcomes__0__action="adopted",
        citations__0__passage=passage.pk,
        citations__0__fields=["name"],
        citations__0__also=["added"],
    )

    assert errors(response) == {}
    outcome = Outcome.objects.get()
    assert {(one.subject, tuple(one.fields)) for one in Citation.objects.all()} == {
        (mechanism, ("name",)),
        (outcome, ("title", "mechanism", "action")),
    }
