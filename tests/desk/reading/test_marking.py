"""A text cut into pieces that are marked alike."""

from desk.reading.marking import Mark, pieces_of


def test_pieces_put_together_are_the_text_and_each_is_under_the_same_marks():
    marks = [Mark(12, 18, "waits", "1"), Mark(15, 22, "cited"), Mark(0, 13, "done", "2")]

    pieces = pieces_of("abcdefghijkl", 10, marks)

    assert [(piece.text, piece.kinds) for piece in pieces] == [
        ("ab", ("done",)),
        ("c", ("waits", "done")),
        ("de", ("waits",)),
        ("fgh", ("waits", "cited")),
        ("ijkl", ("cited",)),
    ]
    assert [[mark.label for mark in piece.opens] for piece in pieces] == [["2"], ["1"], [], [], []]
