"""A small made-up field for the tests of the reader."""

from extraction.candidates import Candidate
from extraction.names.gazetteer import Entry, Gazetteer
from extraction.reader import read

GAZETTEER = Gazetteer(
    [
        Entry("MECH000001", "mechanism", "Coral Sea Forum", ("CSF",)),
        Entry("MECH000002", "mechanism", "Northern Straits Dialogue", ("NSD",)),
        Entry("PART000001", "participant", "Fiji"),
        Entry("PART000002", "participant", "Chile"),
        Entry("PART000003", "participant", "Norway"),
        Entry("PART000004", "participant", "Ministry of Oceans of Chile"),
        Entry("PERS000001", "person", "Ana Duarte"),
        Entry("PLAC000001", "place", "Suva"),
    ]
)


def of_kind(kind: str, text: str, *, date: str = "2019-05-20", language: str = "en"):
    """The candidates of one kind in a text, in its order; each value stands where it says."""
    reading = read(text, gazetteer=GAZETTEER, date=date, language=language)
    found = [one for one in reading.candidates if one.kind == kind]
    found.sort(key=lambda one: one.mentions or ((one.start, one.end),))
    for candidate in found:
        assert_in_its_place(candidate, text)
    return found


def assert_in_its_place(candidate: Candidate, text: str) -> None:
    """The candidate and all its values lie in the text, and say why they are there."""
    assert 0 <= candidate.start < candidate.end <= len(text)
    assert candidate.because
    for value in candidate.fields.values():
        assert 0 <= value.start < value.end <= len(text)


def values(candidate: Candidate, *names: str) -> tuple[str, ...]:
    """The values of some fields; "" where there is none."""
    return tuple(candidate.fields[name].value if name in candidate.fields else "" for name in names)
