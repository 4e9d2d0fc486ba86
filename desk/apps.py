"""The desk as an app, and Django's admin with the desk as its site."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """The editors' desk: the pages, forms and lists of the admin."""

    name = "desk"
    verbose_name = _("Editors' desk")


class DeskAdminConfig(AdminConfig):
    """Django's admin, with ``desk.site.EditorsDesk`` as its site."""

    default_site = "desk.site.EditorsDesk"

    def ready(self) -> None:
        super().ready()
        from django.contrib import admin

        from .accounts import take_over

        take_over(admin.site)  # once Django's own admin has registered accounts
