"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from config import health

urlpatterns = [
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", include("api.urls")),
    path("", include("explore.urls")),
]

handler400 = "explore.pages.errors.bad_request"
handler403 = "explore.pages.errors.permission_denied"
handler404 = "explore.pages.errors.not_found"
handler500 = "explore.pages.errors.server_error"
