"""Further names are values by themselves, each judged with its kind and the time of its use."""

import pytest

from documents.evidence import supports
from mechanisms.models import MechanismName
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
    assert supports([body])[0].uncited_names == ["Regional Forum"]
    make.make_citation(body, "names", holds_for={"names": ["Regional Forum"]})
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
    assert supports([body])[0].uncited_names == ["Shanghai Five [former]"]
    make.make_citation(body, "names")
    assert uncited(body) == []


@pytest.mark.parametrize("kind", ["official", "former"])
def test_that_a_name_is_official_or_former_is_judged_with_it(kind):
    body = make.make_mechanism()
    name = MechanismName.objects.create(record=body, text="Old Forum", kind="alias", until="1999")
    whole(body)

    MechanismName.objects.filter(pk=name.pk).update(kind=kind)
    assert uncited(body) == ["names"]
    assert supports([body])[0].uncited_names == [f"Old Forum [{kind}; /1999]"]
    MechanismName.objects.filter(pk=name.pk).update(kind="short")
    assert uncited(body) == []


def test_no_words_can_spell_what_is_judged_of_other_words():
    body = make.make_mechanism(name="Great Forum [official]")
    name = MechanismName.objects.create(record=body, text="Small Forum [former]", kind="alias")
    whole(body)
    assert uncited(body) == []

    MechanismName.objects.filter(pk=name.pk).update(text="Small Forum", kind="former")
    assert uncited(body) == ["names"]
    MechanismName.objects.filter(pk=name.pk).update(text="Great Forum", kind="official")
    assert uncited(body) == ["names"]
    MechanismName.objects.filter(pk=name.pk).update(text="Great Forum [official]", kind="alias")
    assert uncited(body) == []
