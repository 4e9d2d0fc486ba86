"""Marks of editors on passages that they read and that hold nothing to record."""

from typing import Any

from documents.models import Passage, ReadPassage

from .decisions import check_may_undo, decision_batch


def mark_read(passage: Passage, *, by: Any) -> None:
    """Say that a passage was read and holds nothing to record; twice is once."""
    if ReadPassage.objects.filter(passage=passage).exists():
        return
    with decision_batch(by, passage.capture_id, passage.locator) as key:
        ReadPassage.objects.get_or_create(passage=passage, defaults={"by": by, "batch": key})


def unmark_read(passage: Passage, *, by: Any) -> None:
    """Take that back; raises ``PermissionDenied`` where another said so and ``by`` may not."""
    for mark in ReadPassage.objects.filter(passage=passage).select_related("by"):
        check_may_undo(mark.by, by)
    with decision_batch(by, passage.capture_id, passage.locator):
        ReadPassage.objects.filter(passage=passage).delete()
