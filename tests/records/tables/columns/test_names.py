"""The further names of a record in one cell: readable, and back again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.tables.columns.names import name_as_text, name_from_text, split_names

names = st.tuples(
    st.text(alphabet=st.sampled_from("aé东 |[]\\;-"), min_size=1).filter(str.strip),
    st.sampled_from(["en", "zh-Hans", "pt-BR"]),
    st.sampled_from(["official", "short", "acronym", "former", "alias", "as_printed"]),
    st.sampled_from(["", "1994", "[2015,2016]", "2015~"]),
    st.sampled_from(["", "2003-05", "[2015..2017-01-11]"]),
)


@given(st.lists(names, max_size=4))
def test_names_come_back(values):
    cell = " | ".join(map(name_as_text, values))

    assert [name_from_text(part) for part in split_names(cell)] == values


def test_a_name_reads_as_an_editor_would_write_it():
    values = ("东盟地区论坛", "zh-Hans", "official", "1994", "")

    assert name_as_text(values) == "东盟地区论坛 [zh-Hans; official; since 1994]"
    assert name_from_text("ARF [en]") == ("ARF", "en", "alias", "", "")


@pytest.mark.parametrize("part", ["ARF", "ARF [en", "[en]", "ARF [en] more", "\\"])
def test_what_is_no_name_is_refused(part):
    with pytest.raises(ValueError):
        name_from_text(part)
