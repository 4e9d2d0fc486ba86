"""Where captures and uploads are kept."""

import os
from contextlib import suppress
from typing import Any
from uuid import uuid4

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    """Files that are there whole or not at all, also where the disk is full."""

    def _save(self, name: str, content: Any) -> str:
        draft = f"{name}.{uuid4().hex}.part"
        try:
            super()._save(draft, content)  # type: ignore[misc]  # what Django has storages override
            while True:
                try:
                    os.link(self.path(draft), self.path(name))  # at once, and over nothing
                except FileExistsError:
                    name = self.get_available_name(name)
                else:
                    return name
        finally:
            with suppress(OSError):
                os.remove(self.path(draft))
