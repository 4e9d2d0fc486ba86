"""What is exported comes back unchanged: every kind of record, and the whole curated register."""

import pytest

from documents.models import Citation
from records.tables.kinds import EXPORT_ONLY, kinds
from tests import make
from tests.desk.test_every_page import MAKERS

from .files import exported, imported, planned, statuses

MAKER = {name.partition("_")[2]: maker for name, maker in MAKERS.items()}
READ = sorted(name for name, model in kinds().items() if model not in EXPORT_ONLY)

pytestmark = pytest.mark.django_db


def full_meeting():
    """A meeting whose every cell is filled, with what is hard to carry."""
    meeting = make.make_meeting(
        name="=SUM(A1) “quoted”, with; separators | and\ttabs",
        summary="First line.\nSecond line, '=not a formula.\n\nЛаос, 老挝, لاوس",
        date="[2015..2017-01-11]",
        mechanism=make.make_mechanism(),
        series=make.make_series(),
        place=make.make_place(),
        ordinal=19,
        numbering="since 2010",
        level="ministers",
        track="1.5",
        kind="ministerial",
        mode="hybrid",
    )
    meeting.topics.set([make.make_topic(), make.make_topic()])
    meeting.names.create(text="a | b [c] \\ d", language="zh-Hans", kind="official")
    meeting.names.create(text=" spaced ", kind="as_printed", since="[2015,2016]", until="2020~")
    return meeting


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", READ)
def test_every_kind_comes_back_unchanged(kind, form):
    rows = [MAKER[kind](), MAKER[kind]()]
    model = type(rows[0])

    plan = planned(model, exported(model, form))

    assert set(statuses(plan)) == {"unchanged"}
    assert {row.record.pk for row in plan.rows} == set(model.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_hard_to_carry_comes_back_unchanged(form):
    meeting = full_meeting()

    plan = planned(type(meeting), exported(type(meeting), form))

    assert statuses(plan) == ["unchanged"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_curated_register_comes_back_unchanged(curated, form):
    for kind in READ:
        model = kinds()[kind]
        plan = planned(model, exported(model, form))

        assert (kind, set(statuses(plan))) == (kind, {"unchanged"})
        assert len(plan.rows) == model.objects.count() > 0
    assert exported(Citation).count(b"\n") > Citation.objects.count()


def test_an_exported_row_can_be_added_again_from_its_cells_alone():
    meeting = full_meeting()
    alone = type(meeting).objects.filter(pk=meeting.pk)
    data = exported(type(meeting), queryset=alone).decode().replace(meeting.uid, "")
    data = data.replace(meeting.slug, "another").replace(",19,", ",20,")

    imported(type(meeting), data.encode())

    copy = type(meeting).objects.get(slug="another")
    same = ("name", "summary", "date", "mechanism", "series", "place", "level", "track", "mode")
    assert [getattr(copy, name) for name in same] == [getattr(meeting, name) for name in same]
    assert set(copy.topics.all()) == set(meeting.topics.all())
    names = ("text", "language", "kind", "since", "until")
    assert set(copy.names.values_list(*names)) == set(meeting.names.values_list(*names))
    assert (copy.state, copy.search_text != "") == ("draft", True)


def test_a_citation_is_exported_and_not_read():
    citation = make.make_citation(make.make_meeting(slug="talks"), "date")

    text = exported(Citation).decode()

    passage = citation.passage
    assert f"{passage.capture.sha256}#{passage.number}" in text
    assert "talks" in text
    assert "citation" not in READ
