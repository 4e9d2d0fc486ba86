"""A text to import, the files that are held after it, and what a refused import says."""

from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from documents.models import Capture, Document, Passage

TEXT = "Joint statement\n\nThe parties met in Vientiane.\n\nThey agreed to meet again.\n"


def refusal(call, **arguments) -> str:
    """What a call says that is refused; it must leave nothing behind."""
    before = (Document.objects.count(), Capture.objects.count(), Passage.objects.count())
    with pytest.raises(ValidationError) as refused:
        call(**arguments)
    assert before == (Document.objects.count(), Capture.objects.count(), Passage.objects.count())
    return " ".join(refused.value.messages)


def held_files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []
