"""The site's static files, each under a name that changes with its content."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.storage import FileSystemStorage


class StaticFiles(ManifestStaticFilesStorage):
    """Keeps the list of names beside the folder that is served, and not in it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        beside = FileSystemStorage(location=settings.VAR)
        super().__init__(*args, manifest_storage=beside, **kwargs)

    def save_manifest(self) -> None:
        super().save_manifest()
        self.delete(self.manifest_name)  # as former versions left it
