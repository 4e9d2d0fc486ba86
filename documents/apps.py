from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DocumentsConfig(AppConfig):
    name = "documents"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Documents")

    def ready(self) -> None:
        from . import filters  # noqa: F401 (gives the lower floors' lists the filter "document")
