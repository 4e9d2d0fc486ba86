"""Summaries of passages in a later copy: which of them it takes over, as it comes in.

A summary goes along from the copy that stood for the document until then, to the one passage that
says the same words and is read with the same (``surroundings``). Where two might be meant, none is:
what a passage says in our words is read as what the source says. What an editor took away there,
or what only a still earlier copy has, does not come back.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from documents.models import Capture, Passage
from texts.marks import plain_marks
from texts.whitespace import one_space

from .copies import newest, newest_first
from .surroundings import Surroundings

BATCH = 1000
COMPARED = 40_000  # pairs of passages with the same words; of more, nobody tells one from another


@dataclass(frozen=True)
class Summaries:
    """What a copy takes over: its passages, each with its summary; and the passages of the earlier
    copy whose summaries stay there."""

    taken: list[tuple[Passage, str]] = field(default_factory=list)
    left: list[Passage] = field(default_factory=list)

    def digest(self) -> str:
        """Another one as soon as another summary would stand with some passage."""
        said = [[passage.pk, summary] for passage, summary in self.taken]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]

    def __str__(self) -> str:
        """What became of them in a sentence, if there were any."""
        if not self.taken and not self.left:
            return ""
        counts = {"taken": len(self.taken), "left": len(self.left)}
        return _("Summaries: %(taken)s taken over, %(left)s left on the earlier copy.") % counts


def summaries_for(coming: Capture, *, place: Capture | None = None) -> Summaries:
    """What ``coming``, whose text is held, takes over where it stands for its document from now on.

    ``place``: the copy known by its hash that gets its text.
    """
    earlier = _stood_before(place or coming)
    if earlier is None:
        return Summaries()
    old, new = _by_words(earlier), _by_words(coming)
    summed = {words for words, some in old.items() if any(one.summary for one in some)}
    if not summed:
        return Summaries()
    later = Surroundings.of_capture(coming, coming.text or "")
    is_same = later.same_as(Surroundings.of_capture(earlier, earlier.text or ""))
    found = Summaries()
    for words in summed:
        homes = {}
        if len(old[words]) * len(new[words]) <= COMPARED:
            homes = dict(
                _one_to_one(
                    (one, other)
                    for one in old[words]
                    for other in new[words]
                    if is_same(other.start, one.start)
                )
            )
        for one in old[words]:
            home = homes.get(one)
            if one.summary and home is None:
                found.left.append(one)
            elif one.summary and home is not None and not home.summary:
                found.taken.append((home, one.summary))
    found.taken.sort(key=lambda pair: pair[0].number)
    found.left.sort(key=lambda passage: passage.number)
    return found


def write_summaries(summaries: Summaries) -> None:
    """Let the summaries that are taken over stand with their passages."""
    for passage, summary in summaries.taken:
        passage.summary = summary
    passages = [passage for passage, _summary in summaries.taken]
    Passage.objects.bulk_update(passages, ["summary"], batch_size=BATCH)


def _stood_before(copy: Capture) -> Capture | None:
    """The copy that stands for the document until ``copy`` does; none where it would not."""
    copies = newest_first(copy.document, also=copy)
    if copy not in copies:  # it was taken away in this moment
        return None
    at = copies.index(copy)
    if any(one.held for one in copies[:at]):
        return None
    earlier = newest(copies[at + 1 :])
    return earlier if earlier is not None and earlier.held else None


def _by_words(copy: Capture) -> dict[str, list[Passage]]:
    found: dict[str, list[Passage]] = defaultdict(list)
    for passage in copy.passages.exclude(text="").order_by("number"):
        found[one_space(plain_marks(passage.text))].append(passage)
    return found


def _one_to_one(pairs: Iterable[tuple[Passage, Passage]]) -> Iterator[tuple[Passage, Passage]]:
    """Those of which neither stands in another pair."""
    listed = list(pairs)
    times = Counter(passage for pair in listed for passage in pair)
    return (pair for pair in listed if times[pair[0]] == times[pair[1]] == 1)
