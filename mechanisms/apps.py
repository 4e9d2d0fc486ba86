from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MechanismsConfig(AppConfig):
    name = "mechanisms"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Mechanisms")

    def ready(self) -> None:
        from . import duplicates

        duplicates.register()
