"""Further names are values by themselves, each judged with its kind and the time of its use."""

import pytest

from documents.evidence import supports
from documents.needs_work import lacking
from documents.rejudging import lapsed_among, says_this_too
from mechanisms.models import MechanismName
from records.models import Name
from tests import make

from .test_judgements import uncited, whole

pytestmark = pytest.mark.django_db


def test_each_further_name_has_evidence_of_its_own():
    body = make.make_mechanism(name="ASEAN Regional Forum")
    MechanismName.objects.create(record=body, text="ARF", kind="acronym")
    make.make_citation(body, "name", "status", "names")
    assert uncited(body) == []

    MechanismName.objects.create(record=body, text="Regional Forum")
    assert uncited(body) == ["names"]
    assert supports([body])[0].uncited_names == ["Regional Forum [en; alias]"]
    make.make_citation(body, "names", holds_for={"names": ["Regional Forum [en; alias]"]})
    assert uncited(body) == []


def test_words_are_a_name_whichever_of_its_names_it_is():
    body = make.make_mechanism(name="Shanghai Five")
    whole(body)

    type(body).objects.filter(pk=body.pk).update(name="Shanghai Cooperation Organization")
    name = MechanismName.objects.create(record=body, text="Shanghai Five")
    assert uncited(body) == ["name"]
    make.make_citation(body, "name")
    assert uncited(body) == []

    MechanismName.objects.filter(pk=name.pk).update(kind="former")
    assert supports([body])[0].uncited_names == ["Shanghai Five [en; former]"]
    make.make_citation(body, "names")
    assert uncited(body) == []


@pytest.mark.parametrize(
    ("column", "value"),
    [("language", "fr"), ("kind", "official"), ("kind", "short"), ("until", "2001")],
)
def test_what_is_said_of_a_name_is_judged_with_it(column, value):
    body = make.make_mechanism()
    name = MechanismName.objects.create(record=body, text="Old Forum", kind="alias", until="1999")
    whole(body)

    MechanismName.objects.filter(pk=name.pk).update(**{column: value})
    assert uncited(body) == ["names"]
    assert not evident(body)
    said = {"language": "en", "kind": "alias", "until": "1999", column: value}
    label = f"Old Forum [{said['language']}; {said['kind']}; /{said['until']}]"
    assert supports([body])[0].uncited_names == [label]
    (asked,) = lapsed_among([body])
    says_this_too(asked)
    assert uncited(body) == []
    assert evident(body)


def evident(record):
    """Whether the database says that each value of a record has a citation that holds for it."""
    return not lacking(type(record).objects.filter(pk=record.pk)).exists()


@pytest.mark.parametrize("kind", Name.Kind.values)
def test_words_of_the_preferred_name_are_no_acronym_by_that(kind):
    body = make.make_mechanism(name="ARF")
    whole(body)
    name = MechanismName.objects.create(record=body, text="ARF", kind=kind)

    assert uncited(body) == ([] if kind in ("alias", "as_printed") else ["names"])
    assert evident(body) is (kind in ("alias", "as_printed"))
    whole(body)
    MechanismName.objects.filter(pk=name.pk).update(text="Forum")
    type(body).objects.filter(pk=body.pk).update(name="Forum")
    make.make_citation(body, "names")
    body.refresh_from_db()
    assert uncited(body) == (["name"] if kind in ("official", "former") else [])
    assert evident(body) is (kind not in ("official", "former"))


def test_no_words_can_spell_what_is_judged_of_other_words():
    body = make.make_mechanism(name="Great Forum [en; official]")
    name = MechanismName.objects.create(record=body, text="Small Forum [en; former]", kind="alias")
    whole(body)
    assert uncited(body) == []

    MechanismName.objects.filter(pk=name.pk).update(text="Small Forum", kind="former")
    assert uncited(body) == ["names"]
    MechanismName.objects.filter(pk=name.pk).update(text="Great Forum", kind="official")
    assert uncited(body) == ["names"]
    MechanismName.objects.filter(pk=name.pk).update(text="Great Forum [en; official]", kind="alias")
    assert uncited(body) == []
