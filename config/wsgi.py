"""The entry point of a WSGI server: `gunicorn config.wsgi` in production."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("FORA_ENV", "production")

application = get_wsgi_application()
