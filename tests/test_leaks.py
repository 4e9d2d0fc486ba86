"""What is not public is nowhere: every public address is asked, and none gives a hidden word.

Hidden records of every kind carry the word SECRET in each of their texts, and hang in every way
on records that are public. The addresses come from the resolver itself, so that a page added
later is asked as well, or fails this test until it can be.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from api.urls import router
from documents.coverage import store, survey
from documents.models import SUBJECTS, Citation, Document, Passage
from mechanisms.models import Mechanism, Participant, Person, Topic
from meetings.models import Meeting, Place, Series
from records.models import Identity, NamedRecord
from tests import make

SECRET = "Zyxwsecret"
PAGES: dict[str, type[NamedRecord]] = {
    "mechanisms": Mechanism,
    "participants": Participant,
    "people": Person,
    "series": Series,
    "meetings": Meeting,
    "documents": Document,
    "topics": Topic,
    "places": Place,
}
ABSENT = "0000000000"

pytestmark = pytest.mark.django_db


# A register in which whatever can be hidden is, behind records that are public


def named(state: str) -> dict[str, str]:
    number = next(make._numbers)
    slug = f"zyxwsecret-{number}"
    name = f"Common {SECRET} {number}"
    return {"state": state, "name": name, "slug": slug, "summary": f"{SECRET} in short"}


def public_records() -> dict[str, Any]:
    """One public record of every kind with a page, tied together."""
    word = {"name": "Common knowledge"}
    topic = make.make_topic(**word)
    country = make.make_participant(**word)
    mechanism = make.make_mechanism(**word)
    series = make.make_series(mechanism=mechanism, **word)
    place = make.make_place(country=country, **word)
    person = make.make_person(**word)
    meeting = make.make_meeting(mechanism=mechanism, series=series, place=place, ordinal=2, **word)
    outcome = make.make_outcome(meeting=meeting, title="Common declaration")
    document = make.make_document(**word)
    passage = make.make_passage(capture=make.make_capture(document=document))
    parts = [
        make.make_participation(meeting=meeting, participant=country),
        make.make_delegate(meeting=meeting, person=person, participant=country),
        make.make_membership(mechanism=mechanism, participant=country),
        make.make_office(person=person, participant=country),
    ]
    for record in (topic, mechanism, series, place, person, meeting, outcome, country, *parts):
        make.make_citation(record, passage=passage)
    for record in (mechanism, meeting, outcome):
        record.topics.add(topic)
    return {
        "topic": topic,
        "country": country,
        "mechanism": mechanism,
        "series": series,
        "place": place,
        "person": person,
        "meeting": meeting,
        "outcome": outcome,
        "document": document,
        "passage": passage,
    }


def hide(state: str, shown: dict[str, Any], *, named_by_public: bool = True) -> None:
    """One record of every kind in ``state``, each tied to the public ones wherever it can be.

    Unless ``named_by_public`` is false, a record that is public is added too, which names some.
    """
    topic = make.make_topic(parent=shown["topic"], **named(state))
    participant = make.make_participant(parent=shown["country"], **named(state))
    person = make.make_person(**named(state))
    mechanism = make.make_mechanism(
        parent=shown["mechanism"], predecessor=shown["mechanism"], founding=SECRET, **named(state)
    )
    series = make.make_series(mechanism=shown["mechanism"], **named(state))
    place = make.make_place(country=shown["country"], **named(state))
    meeting = make.make_meeting(
        mechanism=shown["mechanism"],
        series=shown["series"],
        place=shown["place"],
        ordinal=next(make._numbers) + 1000,
        **named(state),
    )
    outcome = make.make_outcome(
        meeting=shown["meeting"],
        proposer=shown["country"],
        follows_up=shown["outcome"],
        title=f"Common {SECRET}",
        summary=SECRET,
        state=state,
    )
    document = make.make_document(
        part_of=shown["document"], publisher=shown["country"], **named(state)
    )
    own = make.make_passage(
        capture=make.make_capture(f"Common {SECRET} text.", document=document),
        summary=SECRET,
        speaker=SECRET,
    )
    words = {"state": state, "reason": SECRET, "stated": {"name": SECRET}}
    for record in (topic, participant, person, mechanism, series, place, meeting, document):
        # Its own citation is public, the record is not; and the other way round.
        make.make_citation(record, passage=shown["passage"], reason=SECRET)
        make.make_citation(record, passage=shown["passage"], **words)
        record.names.create(text=f"Common {SECRET} alias")
    for record in (shown["mechanism"], shown["meeting"], shown["outcome"]):
        make.make_citation(record, passage=shown["passage"], state=state, reason=SECRET)
        make.make_citation(record, passage=own, reason=SECRET)
        record.topics.add(topic)
    make.make_citation(outcome, passage=shown["passage"], reason=SECRET)
    for value in (mechanism, meeting):
        value.topics.add(shown["topic"])
    tie(shown, state, person_is="published" if named_by_public else state)
    # Parts that are published, of which one end is not.
    parts = [
        make.make_participation(meeting=shown["meeting"], participant=participant),
        make.make_participation(meeting=meeting, participant=shown["country"]),
        make.make_delegate(meeting=shown["meeting"], person=person, office=SECRET),
        make.make_delegate(meeting=meeting, person=shown["person"], office=SECRET),
        make.make_membership(mechanism=mechanism, participant=shown["country"]),
        make.make_membership(mechanism=shown["mechanism"], participant=participant),
        make.make_office(person=person, participant=shown["country"], title=SECRET),
        make.make_office(person=shown["person"], participant=participant, title=SECRET),
        make.make_outcome(meeting=meeting, proposer=shown["country"], title=SECRET),
        make.make_outcome(mechanism=mechanism, title=SECRET),
        make.make_outcome(meeting=shown["meeting"], proposer=participant, title=SECRET),
        make.make_outcome(meeting=shown["meeting"], follows_up=outcome, title=SECRET),
    ]
    for part in parts:
        make.make_citation(part, passage=shown["passage"], reason=SECRET)
    hang_on(mechanism, meeting, series, place, document, participant, shown)
    if named_by_public:
        make.make_document(publisher=participant, outcome=outcome, name="Common paper")


def tie(shown: dict[str, Any], state: str, *, person_is: str) -> None:
    """Parts that are not published, of which both ends are (of the delegate, as ``person_is``)."""
    ends = {"state": state}
    make.make_delegate(
        meeting=shown["meeting"],
        person=make.make_person(name="Common delegate", state=person_is),
        office=SECRET,
        **ends,
    )
    office = f"{SECRET}, {state}"
    make.make_office(person=shown["person"], participant=shown["country"], title=office, **ends)
    make.make_outcome(meeting=shown["meeting"], title=SECRET, **ends)
    make.make_outcome(mechanism=shown["mechanism"], title=SECRET, **ends)


def hang_on(
    mechanism: Any,
    meeting: Any,
    series: Any,
    place: Any,
    document: Any,
    participant: Any,
    shown: Any,
) -> None:
    """Published records on top of hidden ones, one step away and two."""
    public = "published"
    child = make.make_mechanism(parent=mechanism, **named(public))
    successor = make.make_mechanism(predecessor=mechanism, **named(public))
    meetings = [
        make.make_meeting(mechanism=mechanism, place=shown["place"], **named(public)),
        make.make_meeting(series=series, mechanism=shown["mechanism"], **named(public)),
        make.make_meeting(place=place, mechanism=shown["mechanism"], **named(public)),
        make.make_meeting(mechanism=child, place=shown["place"], **named(public)),
        make.make_meeting(
            series=make.make_series(mechanism=mechanism, **named(public)), **named(public)
        ),
        make.make_meeting(
            place=make.make_place(country=participant, **named(public)),
            mechanism=shown["mechanism"],
            **named(public),
        ),
    ]
    parts: list[Any] = [
        make.make_membership(mechanism=child, participant=shown["country"]),
        make.make_outcome(mechanism=successor, proposer=shown["country"], title=SECRET),
    ]
    for held in meetings:
        held.topics.add(shown["topic"])
        parts += [
            make.make_participation(meeting=held, participant=shown["country"]),
            make.make_delegate(meeting=held, person=shown["person"], participant=shown["country"]),
            make.make_outcome(meeting=held, proposer=shown["country"], title=SECRET),
        ]
    ministry = make.make_participant(parent=participant, **named(public))
    parts.append(make.make_office(person=shown["person"], participant=ministry, title=SECRET))
    chapter = make.make_document(part_of=document, publisher=shown["country"], **named(public))
    inside = make.make_passage(capture=make.make_capture(SECRET, document=chapter), summary=SECRET)
    make.make_citation(shown["meeting"], passage=inside, reason=SECRET)
    for record in [child, successor, *meetings, ministry, chapter, *parts]:
        make.make_citation(record, passage=shown["passage"], reason=SECRET)


def rewrite(shown: dict[str, Any]) -> None:
    """A record that was public and is being rewritten: its new words are not public yet."""
    meeting = make.make_meeting(mechanism=shown["mechanism"], name="Common past")
    Meeting.objects.filter(pk=meeting.pk).update(state="draft", name=SECRET, summary=SECRET)


@pytest.fixture
def register() -> dict[str, Any]:
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
        for query in ("", *(f"?kind={kind}" for kind in SUBJECTS if document.state == "published"))
    ],
    "coverage": counted,
    "search": lambda: [f"/search/?q={q}" for q in ("", "common", "secret", "alias", "text")],
    "identity": lambda: [
        identity.get_absolute_url()
        for identity in Identity.objects.exclude(kind__in=["citation", "participation", "outcome"])
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
            keys = [*sorted(public), *rest.values_list("uid", flat=True)[:8]]
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


# Absent and forbidden


def answer(client: Client, url: str, key: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and body, without what differs between any two answers."""
    response = client.get(url)
    body = response.content.decode().replace(key, "KEY")
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)
    headers = {k: v.replace(key, "KEY") for k, v in response.headers.items()}
    headers.pop("Content-Length", None)
    return response.status_code, headers, body


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn"])
def test_a_hidden_record_answers_like_one_that_never_was(client, state):
    hide(state, public_records())
    never = answer(client, f"/id/{ABSENT}", ABSENT)
    assert never[0] == 404
    for namespace, page_model in PAGES.items():
        model: Any = page_model
        hidden = model.objects.filter(state=state, slug__startswith="zyxwsecret").first()
        absent = answer(client, f"/{namespace}/nothing-here/", "nothing-here")
        assert absent[0] == 404
        assert answer(client, f"/{namespace}/{hidden.slug}/", hidden.slug) == absent
        assert answer(client, f"/id/{hidden.uid}", hidden.uid) == never
        api_absent = answer(client, f"/api/v1/{namespace}/{ABSENT}/", ABSENT)
        assert api_absent[0] == 404
        for key in (hidden.uid, hidden.slug):
            assert answer(client, f"/api/v1/{namespace}/{key}/", key) == api_absent


def test_a_published_record_on_a_hidden_one_answers_like_one_that_never_was(client):
    hide("draft", public_records())
    never = answer(client, f"/id/{ABSENT}", ABSENT)
    asked = 0
    for namespace, page_model in PAGES.items():
        model: Any = page_model
        published = model.objects.filter(state="published", slug__startswith="zyxwsecret")
        assert not published.public().exists()
        absent = answer(client, f"/{namespace}/nothing-here/", "nothing-here")
        for record in published:
            asked += 1
            assert answer(client, f"/{namespace}/{record.slug}/", record.slug) == absent
            assert answer(client, f"/id/{record.uid}", record.uid) == never
    assert asked > 10


def test_a_filter_by_a_hidden_record_is_refused_like_one_by_nothing(client):
    hide("draft", public_records())
    for parameter in ("mechanism", "series", "place", "topic", "document", "within"):
        kind = {"within": "mechanisms", "series": "series"}.get(parameter, f"{parameter}s")
        model: Any = PAGES[kind]
        hidden = model.objects.filter(state="draft").first()
        for base in ("/meetings/", "/api/v1/meetings/"):
            absent = answer(client, f"{base}?{parameter}=nothing-here", "nothing-here")
            for key in (hidden.slug, hidden.uid):
                assert answer(client, f"{base}?{parameter}={key}", key) == absent
