"""The finders of instruments, memberships and people on any text at all."""

from hypothesis import given
from hypothesis import strategies as st

from extraction.reader import read

from .made_up import GAZETTEER, assert_in_its_place

PIECES = [
    *("the Coral Sea Forum", "Fiji", "Chile and Norway", "signed", "adopted by", "respectively"),
    *("the Suva Declaration", "a joint statement on", "Treaty on Nets, Ropes and Buoys", "(CSF)"),
    *("Prime Minister", "Ana Duarte", "of Chile,", "Presidents", "Mr.", "chair of", "No. 5", "and"),
    *("joined", "as its members", "observer", "negotiations on", "put forward", "initiatives for"),
    *("in 2004", "Memorandums on the Accession of", "the", "'s", "“", "”", "(", ")", ",", ".", ";"),
    *("第三次会议", "《苏瓦宣言》", "外交部长李明", "签署", "\u200b", "\r\n", "\n\n"),
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=40).map(" ".join)


@given(texts, st.sampled_from(["en", "zh", "ar"]), st.sampled_from(["", "2019", "2019-05-20"]))
def test_any_text_is_read_without_an_error_and_the_same_way_each_time(text, language, date):
    reading = read(text, gazetteer=GAZETTEER, date=date, language=language)

    assert read(text, gazetteer=GAZETTEER, date=date, language=language) == reading
    for candidate in reading.candidates:
        assert_in_its_place(candidate, text)
        for part in candidate.parts:
            assert_in_its_place(part, text)
