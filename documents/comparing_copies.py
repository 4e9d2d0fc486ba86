"""What one copy of a document says otherwise than another: the passages that come, go or change.

All is bounded: passages are told apart by their hashes, and the words of a few are read.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Func, TextField, Value
from django.db.models.functions import Concat
from rapidfuzz.distance import Indel, Postfix, Prefix

from documents.models import Capture, Passage
from records.history.differences import words_between
from texts.whitespace import one_space

COMPARED = 5000  # passages of each copy, from the first to the last that differ
STRETCHES = 25  # that are shown
TOGETHER = 10  # passages of one stretch that are shown
SHOWN = 1200  # characters of one stretch, in each of the copies
AROUND = 120  # characters of what stayed that are shown before and after

Marks = list[tuple[int, str]]
"""Each passage of a copy: its key, and a hash of what it says and who speaks."""


class Sha256(Func):
    """The hash by the database's own function; Django's asks for an extension."""

    template = "encode(sha256(convert_to(%(expressions)s, 'UTF8')), 'hex')"
    output_field = TextField()


@dataclass(frozen=True)
class Changed:
    """A stretch that the two say otherwise: where it stands in each, and the words."""

    before: str
    after: str
    words: list[tuple[str, str]]
    is_cut: bool


@dataclass(frozen=True)
class Comparison:
    """The stretches that are shown, and how many more there are at least."""

    stretches: list[Changed]
    more: int
    is_whole: bool  # whether all of both copies was compared


def compare(old: Capture | None, new: Capture) -> Comparison:
    """What ``new`` says otherwise than ``old``; without ``old``, all of it."""
    before, after = _marks(old), _marks(new)
    same = Prefix.similarity(_hashes(before), _hashes(after))
    before, after = before[same:], after[same:]
    alike = Postfix.similarity(_hashes(before), _hashes(after))
    before, after = before[: len(before) - alike], after[: len(after) - alike]
    is_whole = max(len(before), len(after)) <= COMPARED
    before, after = before[:COMPARED], after[:COMPARED]
    found = list(_differing(before, after))
    stretches = [
        changed
        for removed, added in found[:STRETCHES]
        if (changed := _changed(removed, added)) is not None
    ]
    return Comparison(stretches, max(0, len(found) - STRETCHES), is_whole)


def _marks(capture: Capture | None) -> Marks:
    if capture is None:
        return []
    said = Concat("speaker", Value("\n"), "text", output_field=TextField())
    rows = Passage.objects.filter(capture=capture).order_by("number")
    return list(rows.annotate(says=Sha256(said)).values_list("pk", "says"))


def _hashes(marks: Marks) -> list[str]:
    return [says for _key, says in marks]


def _differing(before: Marks, after: Marks) -> Iterator[tuple[Marks, Marks]]:
    """The passages that go and those that come in their place, between those that stay."""
    old = new = 0
    for step in Indel.opcodes(_hashes(before), _hashes(after)):
        if step.tag != "equal":
            continue
        if (step.src_start, step.dest_start) != (old, new):
            yield before[old : step.src_start], after[new : step.dest_start]
        old, new = step.src_end, step.dest_end
    if before[old:] or after[new:]:
        yield before[old:], after[new:]


def _changed(removed: Marks, added: Marks) -> Changed | None:
    """The words of a stretch; none where only its white space is another."""
    keys = [key for key, _says in (*removed[:TOGETHER], *added[:TOGETHER])]
    passages = Passage.objects.in_bulk(keys)
    gone = [passages[key] for key, _says in removed[:TOGETHER]]
    come = [passages[key] for key, _says in added[:TOGETHER]]
    was, now = _said(gone), _said(come)
    is_cut = max(len(removed), len(added)) > TOGETHER
    if was == now and not is_cut:
        return None
    words, is_long = differing_words(was, now)
    return Changed(_places(gone), _places(come), words, is_cut or is_long)


def differing_words(was: str, now: str) -> tuple[list[tuple[str, str]], bool]:
    """The words of two texts from the first to the last that differ, and whether some are left out.

    A few that stayed stand before and after.
    """
    same = max(0, Prefix.similarity(was, now) - AROUND)
    was, now = was[same:], now[same:]
    alike = max(0, Postfix.similarity(was, now) - AROUND)
    was, now = was[: len(was) - alike], now[: len(now) - alike]
    return words_between(was[:SHOWN], now[:SHOWN]), max(len(was), len(now)) > SHOWN


def _said(passages: Sequence[Passage]) -> str:
    return "\n".join(
        f"{one.speaker}: {one_space(one.text)}" if one.speaker else one_space(one.text)
        for one in passages
    )


def _places(passages: Sequence[Passage]) -> str:
    """The locator of a stretch: of its passage, or of the first and the last."""
    return " – ".join(dict.fromkeys(one.locator for one in (*passages[:1], *passages[-1:])))
