"""Reading the meetings of a sentence with a small made-up gazetteer."""

from extraction.candidates import Candidate
from extraction.names.gazetteer import Entry, Gazetteer
from extraction.reader import read

GAZETTEER = Gazetteer(
    [
        Entry("M1", "mechanism", "Coral Sea Forum", ("CSF",)),
        Entry("M2", "mechanism", "Lena-Amur Cooperation", ("LAC",)),
        Entry(
            "S1", "series", "CSF Ministerial Meeting", (), {"mechanism": "M1", "level": "ministers"}
        ),
        Entry("P1", "participant", "Fiji", (), {"kind": "state"}),
        Entry("P2", "participant", "Chile", (), {"kind": "state"}),
        Entry("P3", "participant", "Norway", (), {"kind": "state"}),
        Entry("L1", "place", "Suva", (), {"country": "P1"}),
    ]
)


def meetings(text: str, date: str = "2019-05-20") -> list[Candidate]:
    reading = read(text, gazetteer=GAZETTEER, date=date)
    found = [one for one in reading.candidates if one.kind == "meeting"]
    for one in found:
        assert one.because
        assert all(0 <= v.start < v.end <= len(text) for v in one.fields.values())
    return sorted(found, key=lambda one: (one.fields["name"].start, one.title))


def told(text: str, *names: str, date: str = "2019-05-20") -> list[tuple[str, ...]]:
    """Title and some fields of each meeting."""
    return [
        (one.title, *(one.fields[name].value if name in one.fields else "" for name in names))
        for one in meetings(text, date)
    ]
