from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Registers the checks of the database server."""

    name = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401 - registers by being imported
