"""What the public would read of a citation, in words."""

import re

import pytest

from tests import make
from tests.desk.pages import change_address
from tests.html import squeezed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("stated", "told"),
    [
        ({}, ["Role: observer; Since: 2003 (began then); Until: –; Mechanism: The Forum"]),
        ({"since": "2004"}, ["As the source states it Since: 2004", "Role: observer; Since: –"]),
    ],
)
def test_what_it_was_judged_to_support_is_told_as_an_editor_reads_it(rose, stated, told):
    body, state = make.make_mechanism(name="The Forum"), make.make_participant(name="Laos")
    membership = make.make_membership(
        mechanism=body, participant=state, since="2003", role="observer", state="draft"
    )
    make.make_citation(membership, state="draft", stated=stated)

    page = squeezed(rose.get(change_address(membership)).content.decode())

    shown = page.partition("What the public would read")[2].partition("</details>")[0]
    words = " ".join(re.sub("<[^>]+>", " ", shown).split())
    assert [one for one in told if one not in words] == []
    assert not re.search(r"\[&#x27;|\{&#x27;", shown)
