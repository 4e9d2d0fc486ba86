from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "records"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Records")

    def ready(self) -> None:
        from .policy import keep_house

        post_migrate.connect(keep_house, sender=self, dispatch_uid="keep_house")
