"""Puts the editors' desk in the place of Django's default admin site."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    """Django's admin, with ``config.admin.EditorsDesk`` as its site."""

    default_site = "config.admin.EditorsDesk"

    def ready(self) -> None:
        super().ready()
        from records import admin_duplicates  # noqa: F401 - registers its pages by being imported
