#!/usr/bin/env python
"""Run a command of the site; `manage.py help` lists them."""

import os
import sys

# These neither read nor write the database, so they do not start the embedded server.
WITHOUT_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "startapp",
    "startproject",
    "version",
}


def main() -> int:
    """Start the embedded database where the command needs it, then run the command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("FORA_ENV", "local")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config import embedded
    from config.embedded import server

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    asks_for_help = bool({"-h", "--help", "--version"} & set(sys.argv))
    needs_database = command not in WITHOUT_DATABASE or "--database" in sys.argv
    try:
        settings.INSTALLED_APPS  # noqa: B018 - reads the settings, which refuse what is unsafe
        if embedded.wanted() and needs_database and not asks_for_help:
            server.exit_in_order()
            server.start()
    except (ImproperlyConfigured, embedded.EmbeddedError) as error:
        print(error, file=sys.stderr)
        return 1
    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
