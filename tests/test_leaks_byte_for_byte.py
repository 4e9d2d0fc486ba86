"""The public sees the same register, byte for byte, whatever waits behind it unpublished.

Every public address is asked twice: of a register that holds public records alone, and of the
same one after drafts, records in review and rewritten ones were tied to it in every way. Not one
character or header may differ: no count, no choice of a filter, no suggestion, no order, no date,
no validator. How long an answer takes is not looked at.
"""

import random
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from api.urls import router
from documents.models import Passage
from records.models import Identity
from records.policy import Role, give_role
from tests.hidden import (
    ABSENT,
    PAGES,
    as_if_committed,
    hide,
    hide_drafts,
    public_records,
)

pytestmark = pytest.mark.django_db

QUERIES = [
    "",
    "?q=common",
    "?q=commn",  # what is the suggestion?
    "?q=zyxwsecret",
    "?q=zyxwsecrt",
    "?sort=name",
    "?sort=oldest",
    "?state=draft",
    "?page_size=1",
]
FILTERS = {"mechanism", "series", "place", "topic", "document", "participant"}


def asked(shown: dict[str, Any]) -> Iterator[str]:
    """Every public address that a reader of the public register knows."""
    yield from ("/", "/about/", "/data/", "/robots.txt", "/sitemap.xml", "/api/v1/")
    yield from ("/api/v1/schema/", "/api/v1/docs/", "/api/v1/changes/?page_size=500")
    for query in ("", "?q=common", "?q=commn", "?q=zyxwsecret", "?q=zyxwsecrt", "?q=text"):
        yield f"/search/{query}"
        yield f"/api/v1/search/{query}"
    for section, model in PAGES.items():
        yield from (f"/{section}/{query}" for query in QUERIES)
        yield from (reverse("sitemap_page", args=[section, page]) for page in (1, 2))
        for record in model._default_manager.filter(uid__in=uids(shown)):
            yield record.get_absolute_url()
            yield f"{record.get_absolute_url()}?sort=name"
            yield f"/id/{record.uid}"
            # What meetings are filtered by, and for each record one filter that it is no value of.
            own = section.removesuffix("s") if section != "series" else section
            for field in sorted({own, "topic" if own != "topic" else "place"} & FILTERS):
                yield f"/meetings/?{field}={record.slug}"
                yield f"/api/v1/meetings/?{field}={record.slug}"
    for prefix, viewset, _name in router.registry:
        inner = ",".join(viewset.expandable())
        expand = f"&expand={inner}" if inner else ""
        for form in ("json", "csv", "ndjson"):
            yield f"/api/v1/{prefix}/?format={form}{expand if form != 'csv' else ''}"
        kind: Any = viewset.serializer_class.Meta.model
        if kind is Passage:
            passage = shown["passage"]
            yield f"/api/v1/{prefix}/{passage.capture.sha256[:16]}-{passage.number}/"
        else:
            for uid in kind._default_manager.filter(uid__in=uids(shown)).values_list("uid"):
                yield f"/api/v1/{prefix}/{uid[0]}/?{expand}"
    yield from ("/id/" + ABSENT, "/meetings/nothing-here/", "/nothing/at/all/")


def uids(shown: dict[str, Any]) -> list[str]:
    return shown["uids"]


Answers = dict[str, tuple[int, dict[str, str], str]]
"""By address: status, headers and body."""


def answers(client: Client, addresses: Iterable[str]) -> Answers:
    """Status, headers and body of each, without the token that is another one each time."""
    found = {}
    for address in addresses:
        response = client.get(address)
        body = b"".join(response) if response.streaming else response.content  # type: ignore[arg-type]
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body.decode())
        headers = {name: value for name, value in response.headers.items() if name != "Date"}
        found[address] = (response.status_code, headers, text)
    return found


@pytest.fixture(scope="module")
def shown(kept: None) -> dict[str, Any]:
    """The public register, made once for the tests of this module."""
    shown = public_records()
    shown["uids"] = list(Identity.objects.values_list("uid", flat=True))
    return shown


@pytest.fixture(scope="module")
def before(shown: dict[str, Any]) -> Answers:
    """What every public address answers while there is nothing else."""
    return answers(Client(), list(asked(shown)))


def differing(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Where the two differ, each with the first lines that do."""
    found = {}
    for address, was in before.items():
        now = after[address]
        if was != now:
            pairs = zip(
                [str(was[0]), *map(str, was[1].items()), *was[2].splitlines()],
                [str(now[0]), *map(str, now[1].items()), *now[2].splitlines()],
                strict=False,
            )
            found[address] = next((pair for pair in pairs if pair[0] != pair[1]), ("", "longer"))
    return found


def third(items: dict[str, Any]) -> dict[str, Any]:
    """A sample of these, the same one each time."""
    return dict(random.Random("third").sample(sorted(items.items()), len(items) // 3))


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_nothing_outside_differs_by_a_byte(client, shown, before, state, exhaustive):
    assert len(before) > 200
    assert {status for status, _headers, _body in before.values()} >= {200, 302, 404}

    hide(state, shown, named_by_public=False)
    if state == "in_review" and not exhaustive:  # which no page tells from a draft
        before = third(before)

    assert differing(before, answers(client, before)) == {}


def test_the_comparison_sees_what_becomes_public(client, shown, before):
    hide("draft", shown, named_by_public=False)
    for model in PAGES.values():
        model._default_manager.filter(state="draft").update(state="published")
    as_if_committed()

    (changes,) = (address for address in before if address.startswith("/api/v1/changes/"))
    looked_at = ["/", "/search/?q=common", "/sitemap-meetings-1.xml", changes]
    looked_at += [f"/{section}/" for section in PAGES]
    looked_at += [f"/api/v1/{section}/?format=csv" for section in ("meetings", "topics")]
    was = {address: before[address] for address in looked_at}
    assert set(differing(was, answers(client, was))) == set(looked_at)


def test_a_validator_outlives_what_is_not_public(client, shown, before, exhaustive):
    tags = {
        address: headers["ETag"]
        for address, (_status, headers, _body) in before.items()
        if "ETag" in headers
    }
    assert len(tags) > 100
    as_if_committed()
    tags = {address: client.get(address)["ETag"] for address in tags}

    hide_drafts()
    as_if_committed()
    tags = tags if exhaustive else third(tags)

    stale = [
        address
        for address, tag in tags.items()
        if client.get(address, headers={"If-None-Match": tag}).status_code != 304
    ]
    assert stale == []
    type(shown["topic"])._default_manager.filter(pk=shown["topic"].pk).update(name="Another")
    as_if_committed()
    address, tag = tags.popitem()
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_a_hidden_slug_is_as_free_or_taken_as_one_that_never_was(client, shown):
    """Neither a hidden record's slug nor one that it gave up leads anywhere."""
    hide("draft", shown, named_by_public=False)
    for section, model in PAGES.items():
        hidden: Any = model._default_manager.filter(state="draft").first()
        old = hidden.slug
        model._default_manager.filter(pk=hidden.pk).update(slug=f"{old}-moved")
        never = answers(client, [f"/{section}/{'x' * len(old)}/"]).popitem()[1]
        for slug in (old, f"{old}-moved"):
            status, _headers, body = answers(client, [f"/{section}/{slug}/"]).popitem()[1]
            assert (status, body.replace(slug, "")) == (404, never[2].replace("x" * len(old), ""))


@pytest.mark.parametrize("who", [None, "no role", *Role.values])
def test_view_on_site_tells_nothing_of_a_draft(who, shown, django_user_model):
    client = Client()
    if who:
        user = django_user_model.objects.create_user("one", is_staff=True)
        give_role(user, Role(who)) if who != "no role" else None
        client.force_login(user)
    hide("draft", shown, named_by_public=False)
    for model in PAGES.values():
        hidden: Any = model._default_manager.filter(state="draft").first()
        kind = ContentType.objects.get_for_model(model).pk
        there, absent = (
            client.get(reverse("admin:view_on_site", args=[kind, key]))
            for key in (hidden.pk, 999_999_999)
        )
        assert there.status_code == absent.status_code
        assert there.status_code == {None: 302, "no role": 403}.get(who, 404)
        assert hidden.slug not in there.content.decode() + there.get("Location", "")
