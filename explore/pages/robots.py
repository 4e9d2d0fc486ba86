"""For crawlers: robots.txt, and a sitemap of what is public, in pages found by key."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from explore.sections import SECTIONS

SPAN = 20_000
"""How many keys one page of the sitemap covers: well under the 50,000 addresses allowed."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt: everything may be read; lists with filters need not be crawled."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /*?",
        f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The pages of the sitemap: each covers a span of keys, so none has to be counted."""
    pages = []
    for section, model in SECTIONS.items():
        rows = model._default_manager.public()  # type: ignore[attr-defined]
        last = rows.order_by("-pk").values_list("pk", flat=True).first()
        if last is not None:
            pages += [
                request.build_absolute_uri(reverse("sitemap_page", args=[section, number]))
                for number in range(1, (last - 1) // SPAN + 2)
            ]
    return render(request, "sitemap_index.xml", {"pages": pages}, content_type="application/xml")


@require_safe
def sitemap_page(request: HttpRequest, section: str, page: int) -> HttpResponse:
    """The public records of one kind within one span of keys."""
    model = SECTIONS.get(section)
    if model is None or not 1 <= page <= 1_000_000:
        raise Http404
    first = (page - 1) * SPAN
    rows = (
        model._default_manager.public()  # type: ignore[attr-defined]
        .filter(pk__gt=first, pk__lte=first + SPAN)
        .order_by("pk")
        .values_list("slug", "updated_at")
    )
    base = request.build_absolute_uri(reverse(f"{section}:list"))
    entries = [{"url": f"{base}{slug}/", "changed": changed} for slug, changed in rows]
    return render(request, "sitemap.xml", {"entries": entries}, content_type="application/xml")
