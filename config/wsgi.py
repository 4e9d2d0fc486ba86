"""The entry point of a WSGI server: `gunicorn config.wsgi` in production."""

import logging
import os

from django.core.wsgi import get_wsgi_application
from django.db import Error, connections

from config.postgresql.answering import SERVING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("FORA_ENV", "production")


def wait_no_longer_than_requests_can() -> None:
    """Give the connections that serve requests their limits of time."""
    options = connections.settings["default"]["OPTIONS"]
    options |= {**SERVING, **options, "options": f"{SERVING['options']} {options['options']}"}


def apply_house_rules() -> None:
    """Have the database keep what the operator set; without an answer of it, serve and say so."""
    from records import policy  # only once the applications are loaded

    try:
        policy.apply_house_rules()
    except Error as error:
        logging.getLogger(__name__).warning(
            "FORA_FOUR_EYES was not applied, for the database did not take it: start the site anew"
            " once `manage.py migrate` has run (%s).",
            str(error).strip().partition("\n")[0],
        )
    finally:
        connections.close_all()  # a connection must not be shared with the workers


application = get_wsgi_application()
wait_no_longer_than_requests_can()
apply_house_rules()
