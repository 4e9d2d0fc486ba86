"""Who may do what: every account, every address, every method, every state of a record.

The addresses come from the resolver, so that one added later is asked as well or fails this test
until it says whom it lets in. What is expected is what ``records.policy`` says of the account,
the action and the record; what an address stands for is written here a second time, so that a
view and its declaration cannot be wrong together. Every request is rolled back; after each that
may not write, every table is compared with what it was.

Every account asks every page of the desk that is shut to it, and every fourth one that is open.
Of what one rule answers alike (the states of a record, to whom its page is shut; the methods that
no page has; one move in two kinds; who reads what is public) a sample is asked, another for each
account; and all 42,000 combinations with ``--exhaustive``.
"""

import logging
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import models
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from desk.access import routes
from records import policy
from records.approval import mark_of
from records.models import Record, State
from records.policy import Action
from tests.matrix.accounts import METHODS, RARE, SHUT_OUT, WHO, Sample, account, leads_to_sign_in
from tests.matrix.asking import PROPOSALS, Asked, make_fingerprint
from tests.matrix.desk_addresses import (
    DESK,
    MOVES,
    OF_RECORDS,
    OTHERS,
    PAGES,
    TABLES,
    TO_WRITE,
    UNFIT,
    WRITES,
    address,
    own_pages,
    send_to,
)
from tests.matrix.public_addresses import public_addresses
from tests.matrix.register import (
    ADDED_ELSEWHERE,
    EXPORT_ONLY,
    KINDS,
    NEVER_CHANGED,
    NEVER_DELETED,
    WRITING,
    Register,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def sample(exhaustive: bool, who: str) -> Sample:
    return Sample(exhaustive, who)


@pytest.fixture(scope="module")
def register(kept: None) -> Iterator[Register]:
    """Made once for the tests of this module."""
    logger, level = logging.getLogger("django.request"), logging.getLogger("django.request").level
    with pytest.MonkeyPatch.context() as patch:
        # Whom a page lets in is known before it is drawn; test_every_page.py draws them.
        patch.setattr(SimpleTemplateResponse, "rendered_content", "")
        logger.setLevel(logging.CRITICAL)
        register = Register()
        make_fingerprint()
        yield register
        logger.setLevel(level)


# The desk


def test_every_address_says_whom_it_lets_in():
    silent = [route.name or route.pattern for route in routes() if route.access is None]

    assert silent == [], "declare it with desk.access.needs or in desk.access.ROUTES"


def test_every_address_of_the_desk_is_in_the_matrix():
    kinds = own_pages()
    known = {route.name for pages in kinds.values() for route in pages.values()} | set(OTHERS)

    unknown = [route.name for route in routes() if route.is_of_desk and route.name not in known]

    assert unknown == ["admin:login"], "teach tests/matrix/desk_addresses.py what it asks"
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
        shared = sample.share(list(pages), 4, number)
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
    assert asked.number > 90


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
    if page == "change" and method == "POST" and not policy.may(user, Action.CHANGE, row):
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
    for kind in sample.share(list(KINDS), 3):
        if not issubclass(apps.get_model(*kind.split("_")), Record):
            continue
        for state in sample.of(list(State)):
            row = register.rows[kind, state]
            url = reverse(f"admin:{kind}_move", args=[row.pk])
            for move, action in MOVES.items():
                data = {"move": move, "row_version": row.version, "remark": "Mend it."}
                data["seen"] = mark_of([row])  # type: ignore[list-item]
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
    assert asked.number > 15


# Actions of lists

ACTIONS = {"publish_selected": Action.PUBLISH, "withdraw_selected": Action.WITHDRAW}


@pytest.mark.parametrize("who", WHO)
def test_actions_of_lists(who: str, register: Register, sample: Sample, rf, record_property):
    user = account(who)
    asked = Asked(register, user)
    chief = rf.get("/")
    chief.user = User.objects.get(username="chief")
    chief.resolver_match = None
    for kind in sample.share(list(KINDS), 3):
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
                data |= {"index": 0, "post": "yes", "publish": "1", "withdraw": "1"}
                if isinstance(row, Record):
                    data["seen"] = f"{row.pk}:{mark_of([row])}"
                response, changed = asked.ask("POST", url, data)
                status = response.status_code
                said = f"{who} {name} of a {state} {kind}: {status} {sorted(changed)}"
                if who in SHUT_OUT:
                    right = leads_to_sign_in(response) and not changed
                elif not policy.may(user, Action.VIEW):
                    right = status == 403 and not changed
                elif name in offered and policy.may(user, ACTIONS[name], row):
                    right = status == 302 and bool(changed)
                else:
                    right = status in (200, 302, 403) and not changed
                asked.expect(right, said)
    record_property("combinations", asked.number)
    print(f"{who}: {asked.number} combinations")
    assert asked.wrong[:20] == [], f"{len(asked.wrong)} of {asked.number} combinations"
    assert asked.number > 15


# What is open to everybody, which knows no accounts


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
