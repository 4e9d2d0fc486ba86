"""What cannot be written is refused at its value, as the record's own page would."""

from dataclasses import replace

import pytest
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms.models import modelform_factory

from desk.forms import RecordForm
from documents.candidates.accepting import accept
from documents.candidates.fields import FIELDS, OWNER
from documents.candidates.record_values import (
    InvalidValues,
    RecordValues,
    fill_in,
    record_values,
)
from extraction.candidates import Candidate as Found
from meetings.models import Meeting, Place
from records.models import Record
from tests import make

from .made_up import make_text, summit

pytestmark = pytest.mark.django_db


def test_what_cannot_be_written_names_its_field_and_leaves_nothing_behind(editor):
    candidate = make.make_candidate(make_text(), summit())

    with pytest.raises(InvalidValues) as refused:
        accept(
            candidate,
            by=editor,
            version=1,
            changes={"name": "", "date": "5 May", "status": "held", "place-new": "Port Amber"},
        )

    assert set(refused.value.errors) == {"name", "date"}
    assert not Place.objects.exists()
    candidate.refresh_from_db()
    assert candidate.is_waiting


def test_ordinal_that_is_taken_is_refused_at_its_field(editor):
    series = make.make_series(name="River Basin Summit")
    make.make_meeting(series=series, ordinal=3)
    candidate = make.make_candidate(make_text(), summit())
    sent = {"name": "Summit", "status": "held", "series": str(series.pk), "ordinal": "3"}

    with pytest.raises(InvalidValues) as refused:
        accept(candidate, by=editor, version=1, changes=sent)

    assert refused.value.errors == {
        "ordinal": ["This series already has a meeting with this ordinal."]
    }


# The same as the form on the record's own page refuses

TYPED = ("", "0", "3", "1.5", "99999999999", "2031-05-04", "5 May", "z" * 501, " host ", "a\x00b")
PERIODS = ({"since": "2031", "until": "2030"}, {"founded": "2031", "ended": "2030-04"})


def values_of(kind: str, is_part: bool, typed: dict[str, str]) -> RecordValues:
    found = Found(kind=kind, title="A record", start=0, end=5)
    if not is_part:
        return record_values(found, typed)[0]
    sent = {f"part-0-{name}": one for name, one in typed.items()}
    return record_values(replace(found, kind="meeting", parts=(found,)), sent)[1]


def new_record(values: RecordValues) -> Record:
    record = values.model()
    if values.prefix:
        setattr(record, OWNER[values.kind], Meeting.objects.get(pk=3))
    return record


@pytest.mark.parametrize("kind", [*FIELDS, *(f"part {kind}" for kind in OWNER)])
def test_what_the_page_of_a_record_refuses_is_refused_in_the_same_words(kind: str):
    is_part, kind = kind.startswith("part "), kind.removeprefix("part ")
    make.make_meeting(pk=3, series=make.make_series(pk=3), ordinal=3)
    for noun in ("mechanism", "participant", "person", "place"):
        getattr(make, f"make_{noun}")(pk=3)
    names = FIELDS[kind]
    cases = [dict.fromkeys(names, typed) for typed in TYPED]
    ordinals = TYPED[:3] if "ordinal" in names else ("",)
    cases += [{name: "3", "ordinal": ordinal} for name in names for ordinal in ordinals]
    cases += [{**dict.fromkeys(names, "3"), **period} for period in PERIODS]

    for typed in cases:
        values = values_of(kind, is_part, typed)
        page: RecordForm = modelform_factory(values.model, form=RecordForm, fields=values.names)(
            values.data, prefix=values.prefix or None, instance=new_record(values)
        )
        refused, record = {}, new_record(values)
        try:
            fill_in(record, values)
        except InvalidValues as refusal:
            refused = refusal.errors

        assert refused == {
            "" if name == NON_FIELD_ERRORS else values.key(name): list(sentences)
            for name, sentences in page.errors.items()
        }, typed
        columns = [record._meta.get_field(name).attname for name in names]
        assert [getattr(record, one) for one in columns] == [
            getattr(page.instance, one) for one in columns
        ], typed
