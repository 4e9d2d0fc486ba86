"""Reading a capture: what ``extraction`` finds in its text is stored as candidates.

Reading again keeps every decision: a candidate is known by its fingerprint, one that is decided
stays as it is, one that waits is updated to what the reader says now, and one that the reader no
longer finds goes. What an editor began stays. Of a later copy, what was decided about the same
words of an earlier one is decided already, and what waits in the earlier one goes.
"""

import hashlib
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from documents.copies import newest_text
from documents.models import Candidate, Capture, Passage, Reading, ReadPassage
from extraction import candidates as extraction
from extraction.reader import read
from records.history.batches import Kind, batch
from records.search_text import fold

from .fields import FIELDS
from .names_in_text import gazetteer_of
from .serialization import to_json

READER = "1"
"""Counts up when the same text may give other candidates; each candidate notes it."""

MAX_AT_THE_DESK = 2_000_000
"""Characters that are read while somebody waits; longer texts are read by the command."""


@dataclass(frozen=True)
class Stored:
    """What a reading left: how many candidates are new, changed, gone, and there in all."""

    added: int
    changed: int
    gone: int
    total: int


def read_document(capture: Capture, *, by: Any = None) -> Stored:
    """Read the text of ``capture`` and store what is found, in one batch.

    ``by`` is the account that asked for it. Raises ``ValidationError`` where the text is not held.
    """
    if capture.text is None:
        raise ValidationError(
            _("The text of this document is not held: import its file first."), code="not_held"
        )
    passages = list(Passage.objects.filter(capture=capture).defer("text").order_by("number"))
    document = capture.document
    found = read(
        capture.text,
        gazetteer=gazetteer_of(capture.text),
        date=document.published,
        language=document.language,
        passages=passages,
    )
    kind: Kind = "request" if by is not None else "command"
    with batch(kind, by=by, what=_("Reading of “%(name)s”") % {"name": document}):
        return store(capture, passages, found)


@transaction.atomic
def store(capture: Capture, passages: Sequence[Passage], found: extraction.Reading) -> Stored:
    """Store the candidates of a reading beside what was decided before."""
    Capture.objects.select_for_update(of=("self",)).get(pk=capture.pk)  # one reading at a time
    known = {one.fingerprint: one for one in Candidate.objects.filter(capture=capture)}
    fresh = {one.fingerprint: one for one in candidates_of(capture, passages, found.candidates)}
    changed = 0
    for fingerprint, one in fresh.items():
        before = known.get(fingerprint)
        if before is not None and before.is_waiting and _update(before, one):
            changed += 1
    added = [one for fingerprint, one in fresh.items() if fingerprint not in known]
    _apply_earlier_decisions(capture, added)
    Candidate.objects.bulk_create(added, batch_size=500)
    gone = [
        one.pk
        for one in known.values()
        if one.is_waiting and one.reader and one.fingerprint not in fresh
    ]
    Candidate.objects.filter(pk__in=gone).delete()
    Reading.objects.update_or_create(
        capture=capture,
        defaults={
            "reader": READER,
            "language": found.language,
            "date": found.date,
            "found": len(fresh),
            "read_at": Now(),
        },
    )
    return Stored(len(added), changed, len(gone), len(known) + len(added) - len(gone))


def _apply_earlier_decisions(capture: Capture, added: Sequence[Candidate]) -> None:
    """Let what was decided in other copies stand for the same words of this one."""
    others = Candidate.objects.filter(capture__document=capture.document_id)
    others = others.exclude(capture=capture).defer("reading")
    decided: dict[str, list[Candidate]] = defaultdict(list)
    texts = dict(others.order_by().values_list("capture", "capture__text").distinct())
    for one in others.exclude(decision=Candidate.Decision.WAITING).order_by("capture", "start"):
        decided[_sentence_of(one, texts[one.capture_id])].append(one)
    for one in added:
        same = decided[_sentence_of(one, capture.text)]
        if same:
            before = same.pop(0)
            for name in OF_A_DECISION:
                setattr(one, name, getattr(before, name))
    if capture == newest_text(capture.document):
        others.filter(decision=Candidate.Decision.WAITING).exclude(reader="").delete()
    marks = ReadPassage.objects.filter(passage__capture__document=capture.document_id)
    for mark in marks.exclude(passage__capture=capture).select_related("passage"):
        for passage in Passage.objects.filter(capture=capture, text=mark.passage.text)[:1]:
            values = {"by": mark.by, "at": mark.at}
            ReadPassage.objects.get_or_create(passage=passage, defaults=values)


OF_A_DECISION = ("decision", "decided_by_id", "decided_at", "made")


def _sentence_of(one: Candidate, text: str | None) -> str:
    """The same for candidates of one kind and name from the same words, wherever they stand."""
    return _digest(one.kind, fold(one.title), fold((text or "")[one.start : one.end]))


OF_THE_READER = ("title", "start", "end", "reading", "score", "match", "reader", "passage_id")


def _update(before: Candidate, now: Candidate) -> bool:
    """Let a waiting candidate say what the reader says now; whether that is anything new."""
    if all(getattr(before, name) == getattr(now, name) for name in OF_THE_READER):
        return False
    for name in OF_THE_READER:
        setattr(before, name, getattr(now, name))
    before.save(update_fields=[name.removesuffix("_id") for name in OF_THE_READER])
    return True


def candidates_of(
    capture: Capture, passages: Sequence[Passage], found: Iterable[extraction.Candidate]
) -> list[Candidate]:
    """The rows for what was found, not saved; what no passage holds is left out."""
    starts = [passage.start for passage in passages]
    seen: Counter[str] = Counter()
    rows = []
    for one in found:
        place = bisect_right(starts, one.start) - 1
        if one.kind not in FIELDS or place < 0 or one.start >= passages[place].end:
            continue
        fingerprint = fingerprint_of(one, capture.text or "")
        seen[fingerprint] += 1
        if seen[fingerprint] > 1:  # the very same words again, further on
            fingerprint = _digest(fingerprint, str(seen[fingerprint]))
        rows.append(
            Candidate(
                capture=capture,
                passage=passages[place],
                kind=one.kind,
                title=one.title,
                start=one.start,
                end=one.end,
                reading=to_json(one),
                score=one.score,
                match=one.same.uid if one.same else "",
                fingerprint=fingerprint,
                reader=READER,
            )
        )
    return rows


def fingerprint_of(one: extraction.Candidate, text: str) -> str:
    """What stays the same of a candidate while readers get better: its kind, name, number, words.

    The words are taken where its name stands, else where the candidate begins; not by their
    place in the text alone, for two candidates may share a sentence.
    """
    name = one.fields.get("name") or one.fields.get("title")
    start, end = (name.start, name.end) if name else (one.start, one.end)
    ordinal = one.fields.get("ordinal")
    return _digest(
        one.kind, fold(one.title), ordinal.value if ordinal else "", str(start), text[start:end]
    )


def _digest(*words: str) -> str:
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()
