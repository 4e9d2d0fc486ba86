"""The passages of a capture whose text has come: cut from it, or given their words of it."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext as _

from documents.models import Capture, Passage
from texts.pieces import Segment

BATCH = 1000
_WRITE_PASSAGES = """
    INSERT INTO documents_passage (capture_id, number, kind, locator, speaker, start, "end", text)
    SELECT %s, * FROM unnest(
        %s::int[], %s::text[], %s::text[], %s::text[], %s::bigint[], %s::bigint[], %s::text[]
    )
"""


def cut_passages(capture: Capture, segments: Sequence[Segment]) -> int:
    """Give ``capture`` the passages of its text; how many it has.

    Those that the register knows already keep their numbers and summaries, and get their words.
    """
    passages = list(capture.passages.order_by("number"))
    if not passages:
        _write(capture, segments)
        return len(segments)
    for passage in passages:
        passage.text = _words_of(passage, capture)
    Passage.objects.bulk_update(passages, ["text"], batch_size=BATCH)
    return len(passages)


def _write(capture: Capture, segments: Sequence[Segment]) -> None:
    """Write the passages as lists: a model for each would take most of the time of an import."""
    text = capture.text or ""
    names = ("number", "kind", "locator", "speaker", "start", "end")
    for first in range(0, len(segments), BATCH):
        some = segments[first : first + BATCH]
        columns: list[list[Any]] = [[getattr(one, name) for one in some] for name in names]
        columns.append([text[one.start : one.end] for one in some])
        with connection.cursor() as cursor:
            cursor.execute(_WRITE_PASSAGES, [capture.pk, *columns])


def _words_of(passage: Passage, capture: Capture) -> str:
    """The text of a passage, if its stored offsets are those of a passage of this text."""
    words = (capture.text or "")[passage.start : passage.end]
    if len(words) == passage.end - passage.start and words == words.strip():
        return words
    raise ValidationError(
        _(
            "Passage %(number)s of “%(slug)s” (%(locator)s) is recorded as characters "
            "%(start)s to %(end)s, which is not a passage of this text: correct the register."
        )
        % {
            "number": passage.number,
            "slug": capture.document.slug,
            "locator": passage.locator,
            "start": passage.start,
            "end": passage.end,
        },
        code="offsets",
    )
