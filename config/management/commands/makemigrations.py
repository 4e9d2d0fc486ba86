from django.core.management.commands import makemigrations

from config.autodetector import MigrationAutodetector


class Command(makemigrations.Command):
    """Django's, which writes and asks for nothing but what the database would notice."""

    autodetector = MigrationAutodetector
