"""Puts the editors' desk in the place of Django's default admin site."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with ``config.admin.EditorsDesk`` as its site."""

    default_site = "config.admin.EditorsDesk"

    def ready(self) -> None:
        super().ready()
        from django.contrib import admin

        # Built on the desk's own pages, so registered once those are there.
        from records import admin_duplicates  # noqa: F401

        from .accounts import take_over

        take_over(admin.site)
