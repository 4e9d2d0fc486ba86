"""What is said to who gave too many wrong passwords (django-axes counts them)."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .pages import render_page


def locked_out(
    request: HttpRequest, refused: HttpResponse | None, credentials: Any
) -> HttpResponse:
    """429: here, under this name, nobody signs in for a while, not even by the right password."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds()) // 60
    title = _("Too many wrong passwords")
    context = {"title": title, "minutes": minutes, "is_nav_sidebar_enabled": False}
    response = render_page(request, "admin/locked_out.html", context)
    response.status_code = 429
    response.headers["Retry-After"] = str(minutes * 60)
    response.headers["Cache-Control"] = "no-store"
    return response.render()
