"""Every public page: one namespace for each kind of record, and the pages across them."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from explore.pages import (
    coverage,
    documents,
    home,
    identity,
    mechanisms,
    meetings,
    participants,
    people,
    places,
    robots,
    search,
    series,
    texts,
    topics,
)


def section(namespace: str, views) -> tuple:
    """The two addresses of a kind of record: its list and one record's page."""
    patterns = [
        path("", views.record_list, name="list"),
        path("<slug:slug>/", views.detail, name="detail"),
    ]
    return path(f"{namespace}/", include((patterns, namespace)))  # type: ignore[return-value]


urlpatterns = [
    path("", home.home, name="home"),
    section("mechanisms", mechanisms),
    section("participants", participants),
    section("people", people),
    section("series", series),
    section("meetings", meetings),
    section("documents", documents),
    path("documents/<slug:slug>/facts/", documents.facts, name="document_facts"),
    section("topics", topics),
    section("places", places),
    path("search/", search.search, name="search"),
    path("about/", texts.about, name="about"),
    path("about/evidence/", coverage.coverage, name="coverage"),
    path("data/", texts.data, name="data"),
    path("id/<str:uid>", identity.identity, name="identity"),
    # Without a token, so that public pages are the same for all: it changes one reader's language.
    path("language/", csrf_exempt(set_language), name="set_language"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap_index, name="sitemap"),
    path("sitemap-<str:section>-<int:page>.xml", robots.sitemap_page, name="sitemap_page"),
]
