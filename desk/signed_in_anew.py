"""What a save says whose form was made before its browser signed in anew (Django's CSRF check)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from .pages import render_page


def form_of_another_session(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: nothing was saved; what was typed is kept in the browser and offered on the page."""
    context = {
        "title": _("Not saved: the form is from before you signed in"),
        "again": request.get_full_path(),
        "is_nav_sidebar_enabled": False,
    }
    response = render_page(request, "admin/signed_in_anew.html", context)
    response.status_code = 403
    response.headers["Cache-Control"] = "no-store"
    return response.render()
