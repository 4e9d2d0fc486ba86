"""Who may do what: every account, every address, every method, every state of a record.

The addresses come from the resolver, so that one added later is asked as well or fails this test
until it says whom it lets in. What is expected is what ``records.policy`` says of the account,
the action and the record; what an address stands for is written here a second time, so that a
view and its declaration cannot be wrong together. Every request is rolled back; after each that
may not write, every table is compared with what it was.

Every account asks every page of the desk that is shut to it, and every second one that is open.
Of what one rule answers alike (the states of a record, to whom its page is shut; the methods that
no page has; one move in two kinds; who reads what is public) a sample is asked, another for each
account; and all 42,000 combinations with ``--exhaustive``.
"""

import logging
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Any, TypeVar
from uuid import UUID

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.http import HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import reverse

from api.urls import router
from desk import uploads
from desk.access import Route, routes
from desk.importing.recognized import Upload
from documents.models import SUBJECTS, Citation
from meetings.models import Place
from records import policy
from records.models import HouseRules, Identity, NamedRecord, Record, State
from records.policy import Action, Role
from tests import make
from tests.desk.test_every_page import MAKERS, QUEUES

KINDS = {kind: maker for kind, maker in MAKERS.items() if kind not in QUEUES}
"""The kinds of record, and how a row of each is made; a pair of likely doubles is none."""

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
RARE = ("HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
DESK = "admin:"  # the name of an address of the desk that has none
WHO = ("visitor", "no desk", "no role", *Role.values, "superuser")
SHUT_OUT = {"visitor", "no desk"}
T = TypeVar("T")


class Sample:
    """Draws one of what is answered alike, for each account others; all of it where exhaustive."""

    def __init__(self, exhaustive: bool, who: str) -> None:
        self.random = None if exhaustive else random.Random(who)
        self.turn = WHO.index(who)

    def of(self, alike: Sequence[T], number: int = 1) -> Sequence[T]:
        return self.random.sample(alike, min(number, len(alike))) if self.random else alike

    def share(self, alike: Sequence[T], among: int, offset: int = 0) -> Sequence[T]:
        """One part of ``among``, so that as many accounts in a row ask all of it."""
        return alike[(self.turn + offset) % among :: among] if self.random else alike


@pytest.fixture
def sample(exhaustive: bool, who: str) -> Sample:
    return Sample(exhaustive, who)


def account(who: str) -> User | None:
    if who == "visitor":
        return None
    if who == "superuser":
        return User.objects.create_superuser(who, password="A long password 1")
    user = User.objects.create_user(who, is_staff=who == "no role")
    if who in Role.values:
        policy.give_role(user, Role(who))
    return user


def signed_in(user: User | None) -> Client:
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    return client


# The register: a row of every kind in every state


def row_of(kind: str, state: State) -> models.Model:
    """A row whose record is in ``state``, cited where it must be; withdrawn: once public."""
    row: Any = KINDS[kind]()
    record = row if isinstance(row, Record) else row.belongs_to
    if type(record) in SUBJECTS.values():
        make.make_citation(record)
    if isinstance(record, Citation):  # its subject stands without it
        make.make_citation(record.subject)
    if state != State.PUBLISHED:
        type(record)._default_manager.filter(pk=record.pk).update(state=state)
    if state in (State.DRAFT, State.IN_REVIEW):
        Identity.objects.filter(uid=record.uid).update(published_at=None)
    return type(row)._default_manager.get(pk=row.pk)


class Register:
    """The rows, and what a browser of one who may do all would send from their pages."""

    def __init__(self) -> None:
        self.rows = {(kind, state): row_of(kind, state) for kind in KINDS for state in State}
        self.someone = User.objects.create_user("someone", is_staff=True)
        self.chief = signed_in(User.objects.create_superuser("chief"))
        self.forms: dict[tuple[str, State], dict[str, Any]] = {}
        HouseRules.objects.update(four_eyes=True)
        self.additions = additions(self.rows)
        connection.cursor().execute(FINGERPRINT.format(tables=" UNION ALL ".join(sums())))

    def form_of(self, kind: str, state: State) -> dict[str, Any]:
        """What a browser would send from the page of a row, with one value changed."""
        if kind not in CHANGES:
            return {}
        if (kind, state) not in self.forms:
            self.forms[kind, state] = self.read_form(kind, state)
        return {**self.forms[kind, state], **CHANGES[kind], "_continue": "1"}

    def read_form(self, kind: str, state: State) -> dict[str, Any]:
        address = reverse(f"admin:{kind}_change", args=[self.rows[kind, state].pk])
        with transaction.atomic():
            HouseRules.objects.update(four_eyes=False)  # else what is public has no form
            context: Any = self.chief.get(address).context_data  # type: ignore[attr-defined]
            values = values_of(context["adminform"].form)
            for inline in context["inline_admin_formsets"]:
                formset = inline.formset
                for form in (formset.management_form, *formset.initial_forms):
                    values |= values_of(form)
                values[f"{formset.prefix}-TOTAL_FORMS"] = len(formset.initial_forms)
            transaction.set_rollback(True)
        return values


def values_of(form: Any) -> dict[str, Any]:
    """What a form sends as it stands."""
    values = {field.html_name: field.value() for field in form}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


SUMMARY = {"summary": "Said anew."}
CHANGES: dict[str, dict[str, Any]] = {
    **dict.fromkeys(
        (
            "mechanisms_topic",
            "mechanisms_participant",
            "mechanisms_person",
            "mechanisms_mechanism",
            "meetings_place",
            "meetings_series",
            "meetings_meeting",
            "meetings_outcome",
            "documents_document",
            "documents_passage",
        ),
        SUMMARY,
    ),
    "mechanisms_office": {"title": "Deputy"},
    "mechanisms_membership": {"role": "observer"},
    "meetings_participation": {"role": "observer"},
    "meetings_delegate": {"office": "Envoy"},
    "documents_citation": {"reason": "Said anew."},
}
"""What is changed on the page of each kind; captures have none to change."""

WRITING = ("add", "change", "delete")
"""The pages of a record by which the register is written."""
LOOKED_AT = {"documents_capture", "documents_candidate"}  # and not changed by hand
ADDED_ELSEWHERE = {*LOOKED_AT, "documents_passage", "documents_citation"}
EXPORT_ONLY = {"documents_citation"}
NEVER_CHANGED = LOOKED_AT
NEVER_DELETED = {*LOOKED_AT, "documents_passage"}


def additions(rows: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """A new row of each kind, as its page would send it."""

    def key(kind: str) -> int:
        return rows[kind, State.PUBLISHED].pk

    def lists(*prefixes: str) -> dict[str, str]:
        return {f"{one}-{name}_FORMS": "0" for one in prefixes for name in ("TOTAL", "INITIAL")}

    named = {"name": "Something new", "slug": "something-new", **lists("names", "citations")}
    cited = lists("citations")
    parts = lists("participations", "delegates", "outcomes", "memberships", "offices", "captures")
    period = {"since_is": "began", "until_is": "ended"}
    return {
        "mechanisms_topic": named,
        "mechanisms_participant": {**named, "kind": "state"},
        "mechanisms_person": {**named, **parts},
        "mechanisms_mechanism": {**named, **parts, "kind": "forum"},
        "meetings_place": named,
        "meetings_series": named,
        "meetings_meeting": {**named, **parts, "numbering": "", "status": "held"},
        "documents_document": {
            **named,
            **parts,
            "kind": "treaty",
            "rights": "editors",
            "language": "en",
        },
        "mechanisms_office": {
            **cited,
            **period,
            "person": key("mechanisms_person"),
            "participant": key("mechanisms_participant"),
            "title": "Envoy",
        },
        "mechanisms_membership": {
            **cited,
            **period,
            "mechanism": key("mechanisms_mechanism"),
            "participant": key("mechanisms_participant"),
            "role": "member",
        },
        "meetings_participation": {
            **cited,
            "meeting": key("meetings_meeting"),
            "participant": key("mechanisms_participant"),
            "role": "attendee",
        },
        "meetings_delegate": {
            **cited,
            "meeting": key("meetings_meeting"),
            "person": key("mechanisms_person"),
            "role": "attendee",
        },
        "meetings_outcome": {
            **cited,
            "meeting": key("meetings_meeting"),
            "title": "Plan",
            "action": "adopted",
        },
    }


@pytest.fixture(scope="module")
def register(kept: None) -> Iterator[Register]:
    """Made once for the tests of this module."""
    logger, level = logging.getLogger("django.request"), logging.getLogger("django.request").level
    with pytest.MonkeyPatch.context() as patch:
        # Whom a page lets in is known before it is drawn; test_every_page.py draws them.
        patch.setattr(SimpleTemplateResponse, "rendered_content", "")
        logger.setLevel(logging.CRITICAL)
        yield Register()
        logger.setLevel(level)


# Whether anything was written

FINGERPRINT = """
CREATE FUNCTION pg_temp.fingerprint() RETURNS TABLE (name text, sum numeric) AS $$
BEGIN RETURN QUERY {tables}; END $$ LANGUAGE plpgsql
"""
PROPOSALS = {"records_proposal"}
VIEWS = {"Events"}  # what is no table of its own


def sums() -> Iterator[str]:
    """One query for each table that a request might write, but for sessions."""
    kept = [
        model
        for app in ("records", "mechanisms", "meetings", "documents", "auth", "pghistory", "admin")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model.__name__ not in VIEWS
    ]
    for table in sorted({model._meta.db_table for model in kept}):
        row = "hashtextextended(t::text, 0)"
        if table == "auth_user":  # not what signing in leaves there
            row = "hashtextextended(ROW(username, password, is_staff, is_active)::text, 0)"
        yield f"SELECT '{table}', coalesce(sum({row}), 0) + count(*) FROM {table} t"


def fingerprint() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sum FROM pg_temp.fingerprint()")
        return dict(cursor.fetchall())


# Asking


class Statements:
    """Notes whether any statement but a plain query is sent to the database."""

    def __init__(self) -> None:
        self.writing = self.any_writing = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            self.any_writing = True
            self.writing |= '"django_session"' not in sql
        return execute(sql, params, many, context)


class Asked:
    """One client that asks, is rolled back, and counts."""

    def __init__(self, register: Register, user: User | None) -> None:
        self.register, self.user = register, user
        self.client = signed_in(user)
        self.cookies = {key: one.value for key, one in self.client.cookies.items()}
        self.before = fingerprint()
        self.wrong: list[str] = []
        self.number = 0

    def ask(self, method: str, address: str, data: Any = None) -> tuple[HttpResponse, set[str]]:
        """The answer, and the tables that it wrote."""
        self.number += 1
        for key, value in self.cookies.items():
            self.client.cookies[key] = value
        call = getattr(self.client, method.lower())
        seen = Statements()
        with transaction.atomic():
            with connection.execute_wrapper(seen):
                response = call(address, data) if method == "POST" else call(address)
            # Where no statement was sent that writes, no table can be another one.
            changed = self.written() if seen.writing else set()
            if seen.any_writing:
                transaction.set_rollback(True)
        return response, changed

    def written(self) -> set[str]:
        """The tables that are not what they were."""
        now = fingerprint()
        return {table for table in now if now[table] != self.before[table]}

    def expect(self, right: bool, what: str) -> None:
        if not right:
            self.wrong.append(what)


def leads_to_sign_in(response: HttpResponse) -> bool:
    return response.status_code == 302 and response["Location"].startswith(
        (reverse("admin:login"), reverse("admin:index") + "?")
    )


# What each address of the desk stands for, said independently of its declaration

VIEW, ADD, CHANGE, DELETE = Action.VIEW, Action.ADD, Action.CHANGE, Action.DELETE
MOVES = {
    "submit": Action.SUBMIT,
    "take_back": Action.TAKE_BACK,
    "send_back": Action.RETURN,
    "publish": Action.PUBLISH,
    "withdraw": Action.WITHDRAW,
}
TABLES = {"table_export", "table_template", "table_import"}
OF_RECORDS = {"known_at", "revert", "move", *TABLES}  # pages that captures and passages do not have
PAGES: dict[str, tuple[tuple[Action, ...], tuple[Action, ...]]] = {
    "changelist": ((VIEW,), (VIEW,)),
    "add": ((ADD,), (ADD,)),
    "change": ((VIEW,), (CHANGE, Action.PROPOSE)),
    "history": ((VIEW,), (VIEW,)),
    "delete": ((DELETE,), (DELETE,)),
    "known_at": ((VIEW,), (VIEW,)),
    "table_export": ((Action.EXPORT,), (Action.EXPORT,)),
    "table_template": ((Action.IMPORT,), (Action.IMPORT,)),
    "table_import": ((Action.IMPORT,), (Action.IMPORT,)),
    "revert": ((CHANGE, Action.PROPOSE), (CHANGE, Action.PROPOSE)),
    "move": ((VIEW,), tuple(MOVES.values())),
    "": ((VIEW,), (CHANGE, Action.PROPOSE)),  # the address without "change/", which leads there
}
"""Of a page of a kind of record: what reading it asks, and what sending something to it asks."""

OTHERS: dict[str, tuple[Action, ...]] = {
    "admin:index": (),
    "admin:guide": (),
    "admin:guide_page": (),
    "admin:work": (ADD,),
    "admin:anchor": (VIEW,),
    "admin:copy": (VIEW,),
    "admin:dispute": (VIEW,),
    "admin:document_evidence": (VIEW,),
    "admin:batches": (VIEW,),
    "admin:batch": (VIEW,),
    "admin:records_proposal_changelist": (VIEW,),
    "admin:records_proposal_change": (VIEW,),
    "admin:records_duplicatepair_changelist": (VIEW,),
    "admin:records_duplicatepair_change": (VIEW,),
    "admin:records_duplicatepair_choose": (Action.MERGE,),
    "admin:jsi18n": (),
    "admin:logout": (),
    "admin:password_change": (),
    "admin:password_change_done": (),
    DESK: (),  # what is at no address
    "admin:app_list": (VIEW,),
    "admin:autocomplete": (VIEW,),
    "admin:view_on_site": (VIEW,),
    "admin:documents_document_import": (Action.IMPORT,),
    "admin:documents_document_read": (ADD,),
    "admin:account_log": (Action.ACCOUNTS,),
    "admin:house": (Action.ACCOUNTS,),
    "admin:auth_user_changelist": (Action.ACCOUNTS,),
    "admin:auth_user_add": (Action.ACCOUNTS,),
    "admin:auth_user_change": (Action.ACCOUNTS,),
    "admin:auth_user_history": (Action.ACCOUNTS,),
    "admin:auth_user_delete": (Action.ACCOUNTS,),
    "admin:auth_user_password_change": (Action.ACCOUNTS,),
}
"""Of every other page of the desk: the actions of which an account must be allowed one."""

TO_WRITE: dict[str, tuple[Action, ...]] = {
    "admin:batch": (Action.UNDO,),
    "admin:anchor": (CHANGE, Action.PROPOSE),
    "admin:copy": (Action.IMPORT,),
    "admin:dispute": (CHANGE, Action.PROPOSE),
    "admin:records_proposal_change": (CHANGE, Action.PROPOSE),
    "admin:records_duplicatepair_change": (CHANGE, Action.PROPOSE),
}
"""Of these, sending something asks more than reading."""

PASSWORDS = {"password1": "A long password 1", "password2": "A long password 1"}


def send_to(name: str, user: Any) -> dict[str, Any]:
    """What would be written by whoever may."""
    person = {"username": "new", "name": "New", "role": "administrator", "is_active": "on"}
    if name == "admin:documents_document_import":
        # What the page sends once a file was looked at.
        sha256 = uploads.save(b"I. Talks\n\nThe first paragraph.\n", "uploads")
        upload = Upload(sha256, "a.txt", getattr(user, "pk", None) or 0)
        said = {"token": upload.token(), "title": "A new paper", "kind": "other", "language": "en"}
        return {"files": "1", **{f"f0-{key}": value for key, value in said.items()}}
    if name == "admin:auth_user_password_change":
        return PASSWORDS
    return {
        "admin:auth_user_add": {**person, **PASSWORDS},
        "admin:auth_user_change": person,
        "admin:auth_user_delete": {"post": "yes"},
    }.get(name, {})


WRITES = {
    "admin:documents_document_import",
    "admin:auth_user_add",
    "admin:auth_user_change",
    "admin:auth_user_delete",
    "admin:auth_user_password_change",
}
UNFIT = {
    "admin:app_list",
    "admin:autocomplete",
    "admin:view_on_site",
    "admin:batch",
    "admin:anchor",
    "admin:copy",
    "admin:records_proposal_change",
    "admin:records_duplicatepair_change",
    DESK,
}
"""Pages that may answer 403 or 404 to those who pass, for what was asked of them."""


def address(route: Route, register: Register) -> str:
    """The address of a page that is of no record."""
    name = route.name
    if name == DESK:
        return "/admin/there/is/nothing/here/"
    if name == "admin:app_list":
        return "/admin/meetings/"
    if name == "admin:autocomplete":
        where = "app_label=meetings&model_name=meeting&field_name=mechanism"
        return f"{reverse(name)}?{where}"
    if name == "admin:view_on_site":
        kind = ContentType.objects.get_for_model(Place).pk
        return reverse(name, args=[kind, register.rows["meetings_place", State.PUBLISHED].pk])
    place = register.rows["meetings_place", State.PUBLISHED].pk
    arguments: dict[str, list[Any]] = {
        "admin:guide_page": ["review"],
        "admin:work": ["drafts"],
        "admin:anchor": [0],
        "admin:copy": [0],
        "admin:dispute": ["place", place, "name"],
        "admin:document_evidence": [register.rows["documents_document", State.PUBLISHED].pk],
        "admin:batch": [UUID(int=0)],
        "admin:documents_document_read": [register.rows["documents_document", State.PUBLISHED].pk],
        "admin:records_proposal_change": [0],
        "admin:records_duplicatepair_change": [0],
        "admin:records_duplicatepair_choose": ["place", place],
    }
    if name in arguments:
        return reverse(name, args=arguments[name])
    if name.startswith("admin:auth_user_") and "<" in route.pattern:
        return reverse(name, args=[register.someone.pk])
    return reverse(name)


def own_pages() -> dict[str, dict[str, Route]]:
    """The addresses of the desk that are of records, by kind and what they are for."""
    found: dict[str, dict[str, Route]] = {kind: {} for kind in KINDS}
    for route in routes():
        model = route.kind
        if not route.is_of_desk or model is None or (route.name in OTHERS and route.name != DESK):
            continue
        kind = f"{model._meta.app_label}_{model._meta.model_name}"
        page = route.name.removeprefix("admin:").removeprefix(f"{kind}_")
        if kind in found:
            found[kind][page] = route
    return found


def test_every_address_says_whom_it_lets_in():
    silent = [route.name or route.pattern for route in routes() if route.access is None]

    assert silent == [], "declare it with desk.access.needs or in desk.access.ROUTES"


def test_every_address_of_the_desk_is_in_the_matrix():
    kinds = own_pages()
    known = {route.name for pages in kinds.values() for route in pages.values()} | set(OTHERS)

    unknown = [route.name for route in routes() if route.is_of_desk and route.name not in known]

    assert unknown == ["admin:login"], "teach tests/test_matrix.py what it asks"
    for kind, pages in kinds.items():
        of_record = issubclass(apps.get_model(*kind.split("_")), Record)
        assert set(pages) == set(PAGES) - (set() if of_record else OF_RECORDS), kind


def ways(
    sample: Sample, page: str, states: Sequence[State], shut: set[str], *, drawn: bool
) -> Iterator[tuple[State, str]]:
    """The states and methods in which a page is asked; where it is open, only if it is drawn."""
    known = ("GET", "POST") if page in WRITING else ("GET",)
    methods = [method for method in known if drawn or method in shut]
    if drawn:
        methods += sample.of([method for method in METHODS if method not in known])
    for method in methods:
        yield from product(sample.of(states), [method])


@pytest.mark.parametrize("who", WHO)
def test_pages_of_records_on_the_desk(
    who: str, register: Register, sample: Sample, record_property
):
    user = account(who)
    asked = Asked(register, user)
    for number, (kind, pages) in enumerate(own_pages().items()):
        model = apps.get_model(*kind.split("_"))
        shared = sample.share(list(pages), 2, number)
        for page in pages:
            of_one = page not in {"changelist", "add", *TABLES}
            states = list(State) if of_one else [State.DRAFT]
            shut = {
                method
                for method, actions in zip(("GET", "POST"), PAGES[page], strict=True)
                if who in SHUT_OUT or not any(policy.may(user, action, model) for action in actions)
            }
            for state, method in ways(sample, page, states, shut, drawn=page in shared):
                row = register.rows[kind, state]
                if page == "":
                    url = reverse(f"admin:{kind}_changelist") + f"{row.pk}/"
                else:
                    formats = ["csv"] if page in TABLES - {"table_import"} else []
                    url = reverse(f"admin:{kind}_{page}", args=[row.pk] if of_one else formats)
                ask_page(asked, user, who, kind, page, row if of_one else None, method, url)
    record_property("combinations", asked.number)
    print(f"{who}: {asked.number} combinations")
    assert asked.wrong[:20] == [], f"{len(asked.wrong)} of {asked.number} combinations"
    assert asked.number > 150


def ask_page(
    asked: Asked,
    user: User | None,
    who: str,
    kind: str,
    page: str,
    row: models.Model | None,
    method: str,
    url: str,
) -> None:
    register = asked.register
    state = policy.state_of(row) if row is not None else None
    data: dict[str, Any] | None = None
    if method == "POST":
        if page == "change" and state is not None:
            data = register.form_of(kind, state)
        elif page == "add":
            data = register.additions.get(kind)
        elif page == "delete":
            data = {"post": "yes", "row_version": getattr(row, "version", "")}
    response, changed = asked.ask(method, url, data)
    status = response.status_code
    why = (getattr(response, "context_data", None) or {}).get("errors", "")
    said = f"{who} {method} {url} of a {state} {kind}: {status} {sorted(changed)} {why}"
    if method not in ("GET", "HEAD", "POST"):
        asked.expect(status == 405 and not changed, said)
        return
    if who in SHUT_OUT:
        asked.expect(leads_to_sign_in(response) and not changed, said)
        return
    actions = PAGES[page][1 if method == "POST" else 0]
    model = type(row) if row is not None else apps.get_model(*kind.split("_"))
    if not any(policy.may(user, action, model) for action in actions):
        asked.expect(status == 403 and not changed, said)
        return
    may = any(policy.may(user, action, row if row is not None else model) for action in actions)
    may &= not (page == "add" and kind in ADDED_ELSEWHERE)
    may &= not (page in TABLES - {"table_export"} and kind in EXPORT_ONLY)
    may &= not (page == "delete" and kind in NEVER_DELETED)
    may &= not (page == "change" and method == "POST" and kind in NEVER_CHANGED)
    writes = method == "POST" and page in WRITING
    if page == "change" and method == "POST" and not policy.may(user, CHANGE, row):
        # It may at most be proposed: the register itself stays what it is.
        asked.expect(status < 500 and not changed - PROPOSALS, said)
    elif not may:
        # By its state: refused, or led to the page of the record with the reason.
        asked.expect(status in (302, 403) and not changed, said)
    elif writes:
        asked.expect(status == 302 and bool(changed), said)
    else:
        asked.expect(status in (200, 301, 302) and not changed, said)


@pytest.mark.parametrize("who", WHO)
def test_other_pages_of_the_desk(who: str, register: Register, sample: Sample, record_property):
    user = account(who)
    asked = Asked(register, user)
    others = [route for route in routes() if route.name in OTHERS and route.is_of_desk]
    for route in others:
        if route.name == DESK and route.kind not in (None, User):
            continue
        if route.name == DESK and route.kind is User:
            url, actions = f"/admin/auth/user/{register.someone.pk}/", (Action.ACCOUNTS,)
        else:
            url, actions = address(route, register), OTHERS[route.name]
        to_read = actions
        for method in ("GET", "POST", *sample.of(RARE)):
            actions = TO_WRITE.get(route.name, to_read) if method == "POST" else to_read
            data = send_to(route.name, user) if method == "POST" else None
            response, changed = asked.ask(method, url, data)
            said = f"{who} {method} {url}: {response.status_code} {sorted(changed)}"
            passes = not actions or any(policy.may(user, action) for action in actions)
            if method not in ("GET", "HEAD", "POST"):
                right = response.status_code == 405 and not changed
            elif who in SHUT_OUT:
                out = route.name == "admin:logout" and response.status_code == 302
                right = (out or leads_to_sign_in(response)) and not changed
            elif not passes:
                right = response.status_code == 403 and not changed
            elif route.name == "admin:logout" and method != "POST":
                right = response.status_code == 405
            elif method == "POST" and route.name in WRITES:
                right = response.status_code == 302 and bool(changed)
            else:
                fine = (200, 301, 302, 404) if route.name in UNFIT else (200, 301, 302)
                fine = (*fine, 405) if method == "POST" else fine
                right = response.status_code in fine and not changed
            asked.expect(right, said)
    record_property("combinations", asked.number)
    print(f"{who}: {asked.number} combinations")
    assert asked.wrong[:20] == [], f"{len(asked.wrong)} of {asked.number} combinations"
    assert asked.number > 100


@pytest.mark.parametrize("who", WHO)
def test_moves_from_desk_to_desk(who: str, register: Register, sample: Sample, record_property):
    user = account(who)
    asked = Asked(register, user)
    for kind in KINDS:
        if not issubclass(apps.get_model(*kind.split("_")), Record):
            continue
        for state in sample.of(list(State)):
            row = register.rows[kind, state]
            url = reverse(f"admin:{kind}_move", args=[row.pk])
            for move, action in MOVES.items():
                data = {"move": move, "row_version": row.version, "remark": "Mend it."}
                response, changed = asked.ask("POST", url, data)
                status = response.status_code
                said = f"{who} {move} of a {state} {kind}: {status} {sorted(changed)}"
                if who in SHUT_OUT:
                    right = leads_to_sign_in(response) and not changed
                elif not any(policy.may(user, one) for one in MOVES.values()):
                    right = status == 403 and not changed
                elif not policy.may(user, action, row):
                    right = status in (302, 403) and not changed
                else:
                    # Publishing may still be refused by its gates; the others are done.
                    right = status == 302 and (bool(changed) or move in ("publish", "withdraw"))
                asked.expect(right, said)
    record_property("combinations", asked.number)
    assert asked.wrong[:20] == [], f"{len(asked.wrong)} of {asked.number} combinations"
    assert asked.number > 50


# Actions of lists

ACTIONS = {"publish_selected": Action.PUBLISH, "withdraw_selected": Action.WITHDRAW}


@pytest.mark.parametrize("who", WHO)
def test_actions_of_lists(who: str, register: Register, sample: Sample, rf, record_property):
    user = account(who)
    asked = Asked(register, user)
    chief = rf.get("/")
    chief.user = User.objects.get(username="chief")
    chief.resolver_match = None
    for kind in KINDS:
        model = apps.get_model(*kind.split("_"))
        url = reverse(f"admin:{kind}_changelist")
        offered = admin.site.get_model_admin(model).get_actions(chief)
        assert set(offered) <= set(ACTIONS), "teach tests/test_matrix.py what it asks"
        # Also those that this list does not offer, such as Django's own to delete.
        for name in (*ACTIONS, "delete_selected"):
            for state in sample.of(list(State)):
                row = register.rows[kind, state]
                seen = f"{row.pk}:{getattr(row, 'version', '')}"
                data = {"action": name, "_selected_action": [row.pk], "row_version": seen}
                data |= {"index": 0, "post": "yes"}
                response, changed = asked.ask("POST", url, data)
                status = response.status_code
                said = f"{who} {name} of a {state} {kind}: {status} {sorted(changed)}"
                if who in SHUT_OUT:
                    right = leads_to_sign_in(response) and not changed
                elif not policy.may(user, VIEW):
                    right = status == 403 and not changed
                elif name in offered and policy.may(user, ACTIONS[name], row):
                    right = status == 302 and bool(changed)
                else:
                    right = status in (200, 302, 403) and not changed
                asked.expect(right, said)
    record_property("combinations", asked.number)
    print(f"{who}: {asked.number} combinations")
    assert asked.wrong[:20] == [], f"{len(asked.wrong)} of {asked.number} combinations"
    assert asked.number > 40


# What is open to everybody: the pages and the API, which know no accounts


SECTIONS = {
    "mechanisms": "mechanisms_mechanism",
    "participants": "mechanisms_participant",
    "people": "mechanisms_person",
    "topics": "mechanisms_topic",
    "places": "meetings_place",
    "series": "meetings_series",
    "meetings": "meetings_meeting",
    "documents": "documents_document",
}
ANSWERS = {State.DRAFT: 404, State.IN_REVIEW: 404, State.PUBLISHED: 200, State.WITHDRAWN: 410}
PLAIN: dict[str, Callable[[], str]] = {
    **{
        name: (lambda name=name: reverse(name))
        for name in (
            *("home", "about", "coverage", "data", "search"),
            *("robots", "sitemap", "healthz", "readyz"),
        )
    },
    "set_language": lambda: reverse("set_language"),
    "sitemap_page": lambda: reverse("sitemap_page", args=["meetings", 1]),
    "api:root": lambda: "/api/v1/",
    "api:nothing": lambda: "/api/v1/nothing-here",
    "api:search": lambda: "/api/v1/search/?q=a",
    **{name: (lambda name=name: reverse(name)) for name in ("api:changes", "api:schema")},
    "api:docs": lambda: reverse("api:docs"),
    "admin:login": lambda: reverse("admin:login"),
}
ANSWER_TO = {"set_language": (302, 302), "admin:login": (200, 200), "api:nothing": (404, 405)}
"""What pages answer to reading and to sending, where it is not 200 and 405."""


def public_addresses(register: Register) -> Iterator[tuple[str, int, int]]:
    """Every address outside the desk in every state: what it answers to reading and sending."""
    resources = {
        prefix: f"{model._meta.app_label}_{model._meta.model_name}"
        for prefix, viewset, _name in router.registry
        for model in [viewset.serializer_class.Meta.model]
    }
    for route in routes():
        if route.is_of_desk and route.name != "admin:login":
            continue
        section, _colon, page = route.name.rpartition(":")
        if route.name in PLAIN:
            yield PLAIN[route.name](), *ANSWER_TO.get(route.name, (200, 405))
        elif section in SECTIONS:
            if page == "list":
                yield reverse(route.name), 200, 405
                continue
            for state in State:
                row: Any = register.rows[SECTIONS[section], state]
                yield reverse(route.name, args=[row.slug]), ANSWERS[state], 405
        elif route.name == "document_facts":
            for state in State:
                row = register.rows[SECTIONS["documents"], state]
                yield reverse(route.name, args=[row.slug]), ANSWERS[state], 405
        elif route.name == "identity":
            for (_kind, state), row in register.rows.items():
                if isinstance(row, NamedRecord):
                    read = 302 if state == State.PUBLISHED else ANSWERS[state]
                    yield f"/id/{row.uid}", read, 405
        elif section == "api" and page.endswith("-list"):
            yield reverse(route.name), 200, 405
        elif section == "api" and page.endswith("-detail"):
            kind = resources[page.removesuffix("-detail")]
            for state in State:
                row = register.rows[kind, state]
                if isinstance(row, Record):
                    yield reverse(route.name, args=[row.uid]), ANSWERS[state], 405
                else:
                    key = f"{row.capture.sha256[:16]}-{row.number}"
                    # A passage goes with its document; it has no permanent id to remember.
                    read = 200 if state == State.PUBLISHED else 404
                    yield reverse(route.name, args=[key]), read, 405
        else:
            pytest.fail(f"teach tests/test_matrix.py to ask {route.name} {route.pattern}")


@pytest.mark.parametrize("who", WHO)
def test_public_pages_and_api(who: str, register: Register, sample: Sample, record_property):
    asked = Asked(register, account(who))
    addresses: Sequence[tuple[str, int, int]] = list(public_addresses(register))
    assert len(addresses) > 150
    if who != "visitor":
        addresses = sample.share(addresses, len(WHO) - 1)
    for url, reading, sending in addresses:
        for method in ("GET", *sample.of(METHODS[1:])) if who == "visitor" else sample.of(METHODS):
            response, changed = asked.ask(method, url, {} if method == "POST" else None)
            status = response.status_code
            if url == reverse("admin:login"):
                # Who is signed in to the desk is led to its home; other methods are none.
                right = status in ((200, 302) if method in ("GET", "HEAD", "POST") else (405,))
            elif method in ("GET", "HEAD"):
                right = status == reading
            elif method == "OPTIONS":
                right = status in (204, 200, 405, reading)
            else:
                right = status in (sending, 405, reading if reading >= 400 else sending)
            asked.expect(right and not changed, f"{who} {method} {url}: {status} {changed}")
    record_property("combinations", asked.number)
    print(f"{who}: {asked.number} combinations")
    assert asked.wrong[:20] == [], f"{len(asked.wrong)} of {asked.number} combinations"
    assert asked.number >= len(addresses) > 20
