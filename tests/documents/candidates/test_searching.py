"""Where a document says a value: what the reader read in real documents is found again."""

from collections import Counter
from typing import Any

import pytest

from documents.candidates.fields import values_read
from documents.candidates.questions import questions_about
from documents.candidates.record_values import record_values, values_of
from documents.candidates.searching import MOST, Search
from documents.candidates.serialization import from_json
from documents.candidates.storing import read_document
from documents.importing import import_document
from documents.models import Candidate
from tests import make

from .made_up import make_text, summit

pytestmark = pytest.mark.django_db


def test_few_places_are_offered_however_many_there_are():
    text = "The talks were in Carrow.\n\n" + "Carrow is a town, and Carrow is a port.\n\n" * 40
    row = make.make_candidate(make_text(text), None, start=0, end=25)
    column = summit_column("name")

    offers = Search(row).offers(column, "meeting", "Carrow", (row.start, row.end))

    assert len(offers) == MOST
    assert [one.zone for one in offers] == sorted(one.zone for one in offers)


def test_chinese_text_is_looked_through_alike():
    text = "流域合作\n\n第十一次流域国家部长会议于2016年9月7日在琥珀港举行，会议签署了联合声明。\n"
    capture = make_text(text, language="zh-Hans")
    start = text.index("第十一次")
    row = make.make_candidate(capture, None, start=start, end=start + 12)
    port = make.make_place(name="Port Amber")
    port.names.create(text="琥珀港", language="zh-Hans")
    given = {"date": "2016-09-07", "ordinal": 11, "level": "ministers", "status": "held"}

    offers = {
        name: Search(row).offers(summit_column(name), "meeting", one, (row.start, row.end))
        for name, one in {**given, "place": port}.items()
    }

    assert {name: some[0].context[1] for name, some in offers.items()} == {
        "date": "2016年9月7日",
        "ordinal": "第十一",
        "level": "部长",
        "status": "举行",
        "place": "琥珀港",
    }


def summit_column(name: str):
    return record_values(summit())[0].model._meta.get_field(name)


@pytest.fixture(scope="module")
def read_seeds(kept, seeds) -> list[Candidate]:
    """The candidates of the five documents, read with an empty register."""
    for path in sorted(seeds.glob("*.txt")):
        read_document(import_document(data=path.read_bytes(), file_name=path.name).capture)
    return list(Candidate.objects.select_related("capture").order_by("pk"))


SAID = ("date", "place", "person", "office", "ordinal", "series", "level", "mode", "track")
"""Values that are read from words that say them; the others may be gathered from a sentence."""


def test_what_was_read_is_found_where_it_was_read_when_it_is_typed(read_seeds):
    missed = []
    asked: Counter[str] = Counter()
    for row in read_seeds:
        search = Search(row)
        for values in record_values(from_json(row)):
            read = values_read(values.found)
            for name in filter(read.get, SAID):
                column: Any = values.model._meta.get_field(name)
                given = values.get(name) or values.get(f"{name}-new") or read[name].value
                home = values.found.start, values.found.end
                start, end = read[name].start, read[name].end
                offers = search.offers(column, values.kind, given, home)
                asked[name] += 1
                if not any(one.span[0] < end and start < one.span[1] for one in offers):
                    missed.append((row.title, name, given))

    assert missed == []
    assert asked["date"] > 100


def test_little_is_asked_of_what_is_accepted_as_it_was_read(read_seeds):
    asked: Counter[str] = Counter()
    for row in read_seeds:
        for question in questions_about(row, values_of(row), of_known=False):
            asked[f"{row.kind} {question.key.rpartition('-')[2]}"] += 1
    assert sum(asked.values()) < 0.1 * len(read_seeds)
