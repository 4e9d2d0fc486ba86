"""What is not public is nowhere: every public address is asked, and none gives a hidden word.

Hidden records of every kind carry the word SECRET in each of their texts, and are tied in every way
to records that are public. The addresses come from the resolver itself, so that a page added
later is asked as well, or fails this test until it can be.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from api.urls import router
from documents.coverage import store, survey
from documents.models import SUBJECTS, Citation, Document, Passage
from records.models import Identity
from tests.hidden import PAGES, SECRET, hide, public_records, rewrite

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def register(kept: None) -> dict[str, Any]:
    shown = public_records()
    for state in ("draft", "withdrawn"):
        hide(state, shown)
    rewrite(shown)
    return shown


# Every address


def routes(resolver: Any = None, before: str = "", name: str = "") -> Iterator[tuple[str, str]]:
    """Every route of the site outside the editors' desk, with its full name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                inner = f"{name}{pattern.namespace}:" if pattern.namespace else name
                yield from routes(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{name}{pattern.name}", route


def sections() -> list[tuple[str, int]]:
    return [(section, page) for section in PAGES for page in (1, 2)]


def detail_pages(namespace: str) -> list[str]:
    slugs = PAGES[namespace]._default_manager.values_list("slug", flat=True)
    return [reverse(f"{namespace}:detail", args=[slug]) for slug in slugs]


def list_pages(namespace: str) -> list[str]:
    url = reverse(f"{namespace}:list")
    queries = ["", "?q=common", "?sort=name", "?sort=oldest", "?document=x", "?within=x"]
    return [url + query for query in queries]


def counted() -> list[str]:
    """The page of shares, with the register as it is now counted for it."""
    store(survey())
    return [reverse("coverage")]


PLAIN = ["home", "about", "data", "robots", "sitemap", "healthz", "readyz", "set_language"]
KNOWN: dict[str, Callable[[], list[str]]] = {
    **{name: (lambda name=name: [reverse(name)]) for name in PLAIN},
    **{f"{name}:list": (lambda name=name: list_pages(name)) for name in PAGES},
    **{f"{name}:detail": (lambda name=name: detail_pages(name)) for name in PAGES},
    "document_facts": lambda: [
        reverse("document_facts", args=[document.slug]) + query
        for document in Document.objects.all()
        for query in ("", *(f"?kind={kind}" for kind in SUBJECTS if document.is_public))
    ],
    "coverage": counted,
    "search": lambda: [f"/search/?q={q}" for q in ("", "common", "secret", "alias", "text")],
    "identity": lambda: [
        identity.get_absolute_url()
        for identity in Identity.objects.exclude(
            kind__in=["citation", "participation", "outcome", "position"]
        )
    ],
    "sitemap_page": lambda: [reverse("sitemap_page", args=pair) for pair in sections()],
}


def api_addresses() -> list[str]:
    """Lists in every form with all that can be put into them, and every record by its id."""
    urls = ["/api/v1/", "/api/v1/schema/", "/api/v1/docs/", "/api/v1/changes/?page_size=500"]
    urls += ["/api/v1/search/?q=common", "/api/v1/search/?q=alias"]
    for prefix, viewset, _name in router.registry:
        inner = ",".join(viewset.expandable())
        query = f"&expand={inner}" if inner else ""
        urls += [f"/api/v1/{prefix}/?format={form}{query}" for form in ("json", "csv", "ndjson")]
        model: Any = viewset.serializer_class.Meta.model
        if model is Passage:
            rows = Passage.objects.select_related("capture")
            keys = [f"{row.capture.sha256[:16]}-{row.number}" for row in rows]
        else:
            # All that is public, and some of the rest, which all answers alike.
            public = set(model._default_manager.public().values_list("uid", flat=True))
            rest = model._default_manager.exclude(uid__in=public).order_by("uid")
            keys = [*sorted(public), *rest.values_list("uid", flat=True)[:2]]
        urls += [f"/api/v1/{prefix}/{key}/?{query}" for key in keys]
    return urls


def ask(client: Client, url: str) -> str:
    """The whole answer, headers too; a failure of the server is a failure of the test."""
    response = client.get(url)
    assert response.status_code < 500, url
    body = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
    return f"{response.headers}\n{body.decode()}"


def gives_away(text: str, url: str) -> bool:
    """Whether an answer has the hidden word, apart from echoing the address that was asked."""
    for part in url.split("?")[0].split("/"):
        if SECRET.lower() in part:  # a slug
            text = text.replace(part, "")
    return SECRET.lower() in text.lower()


def test_no_page_gives_a_hidden_word(client, register):
    for name, route in routes():
        if name.startswith("api:"):
            continue
        assert name in KNOWN, f"teach this test to ask {route}"
        leaks = [url for url in KNOWN[name]() if gives_away(ask(client, url), url)]
        assert leaks == []


def test_no_answer_of_the_api_gives_a_hidden_word(client, register):
    assert [url for url in api_addresses() if gives_away(ask(client, url), url)] == []


def test_no_page_in_another_language_gives_a_hidden_word(client, register):
    client.cookies["django_language"] = "zh-hans"
    for record in register.values():
        url = record.get_absolute_url().partition("#")[0]
        assert SECRET not in ask(client, url)


def test_hidden_records_are_counted_nowhere(client, register):
    shown = {name: len(detail_pages(name)) for name in PAGES}
    for name, model in PAGES.items():
        count = client.get(reverse(f"{name}:list")).context["total"]
        assert count == model._default_manager.public().count() < shown[name]  # type: ignore[attr-defined]
    assert client.get("/search/?q=secret").context["total"] == 0
    assert client.get(f"/search/?q={SECRET}").context["total"] == 0


def test_the_hidden_word_would_be_seen_if_it_were_public(client, register):
    """The walk above is worth something: once published, the word is all over the site."""
    for model in (*PAGES.values(), Citation):
        model._default_manager.update(state="published")
    leaking = [
        name
        for name in PAGES
        if any(
            gives_away(ask(client, url), url) for url in [*list_pages(name), *detail_pages(name)]
        )
    ]
    assert leaking == list(PAGES)
    assert any(gives_away(ask(client, url), url) for url in KNOWN["search"]())
