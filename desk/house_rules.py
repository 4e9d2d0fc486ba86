"""Pages for administrators beside the accounts: the log of accounts, and the house rules."""

from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import policy
from records.models import State
from records.paging import paginate
from records.policy import Action, Role

from .access import needs
from .pages import page_asked_for, render_page

LOG_PAGE = 50


@needs(Action.ACCOUNTS)
def account_log_view(request: HttpRequest) -> HttpResponse:
    """Every change of an account on the desk: who, when, what."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(get_user_model())
    ).select_related("user")
    page = page_asked_for(
        request,
        "p",
        lambda cursor: paginate(entries, ordering=["-id"], size=LOG_PAGE, cursor=cursor),
    )
    context = {"title": _("Log of accounts"), "page": page}
    return render_page(request, "admin/account_log.html", context)


@needs(Action.ACCOUNTS)
def house_view(request: HttpRequest) -> HttpResponse:
    """The house rules: what they are, and how the operator changes them."""
    context = {
        "title": _("House rules"),
        "four_eyes": policy.four_eyes(),
        "roles": [
            {"title": role.title, "sentence": role.label, "accounts": number}
            for role, number in accounts_by_role()
        ],
        "states": [state.label for state in State],
        "rules": rules_by_action(),
    }
    return render_page(request, "admin/house.html", context)


def four_eyes_warning() -> dict[str, str]:
    """For every page of the desk: both values, where the database keeps another than is set here.

    Each start applies what is set, so only another server that is set otherwise leads to it.
    """
    kept = policy.four_eyes()
    if kept == settings.FOUR_EYES:
        return {}
    return {"four_eyes_set": "01"[settings.FOUR_EYES], "four_eyes_kept": "01"[kept]}


def accounts_by_role() -> list[tuple[Role, int]]:
    """How many accounts that can sign in hold each role."""
    shown = get_user_model().objects.filter(is_active=True, is_staff=True)
    return [
        (
            role,
            policy.administrators().count()
            if role == Role.ADMINISTRATOR
            else shown.filter(groups__name=role.value, is_superuser=False).count(),
        )
        for role in Role
    ]


ACTIONS: dict[Action, Any] = {
    Action.VIEW: gettext_lazy("see it"),
    Action.EXPORT: gettext_lazy("take it out as a table"),
    Action.ADD: gettext_lazy("add one"),
    Action.IMPORT: gettext_lazy("import a file"),
    Action.CHANGE: gettext_lazy("change it"),
    Action.PROPOSE: gettext_lazy("propose a change"),
    Action.SUBMIT: gettext_lazy("hand it to the reviewers"),
    Action.TAKE_BACK: gettext_lazy("take it back from them"),
    Action.DELETE: gettext_lazy("delete it, if it was never public"),
    Action.PUBLISH: gettext_lazy("publish it"),
    Action.RETURN: gettext_lazy("send it back to its author"),
    Action.WITHDRAW: gettext_lazy("withdraw it"),
    Action.MERGE: gettext_lazy("merge it into another"),
    Action.UNDO: gettext_lazy("undo a change"),
    Action.ACCOUNTS: gettext_lazy("manage accounts"),
}
WITHOUT_STATE = {Action.ADD, Action.UNDO, Action.ACCOUNTS}


def rules_by_action() -> list[dict[str, Any]]:
    """What each role may do to a record in which states, as the rows of a table."""
    shut = {State.PUBLISHED} if policy.four_eyes() else set()
    rows = []
    for action, words in ACTIONS.items():
        cells = []
        for role in Role:
            states = policy.RULES[role].get(action, frozenset())
            if action == Action.CHANGE:
                states = states - shut
            elif action == Action.PROPOSE:
                states = states - policy.RULES[role].get(Action.CHANGE, frozenset()) | (
                    states & shut
                )
            cells.append(states_in_words(states, stateless=action in WITHOUT_STATE))
        rows.append({"words": words, "cells": cells})
    return rows


def states_in_words(states: Any, *, stateless: bool) -> str:
    """The states of a record as a list, or yes where all of them will do."""
    if not states:
        return ""
    if stateless or len(states) == len(State):
        return _("yes")
    return ", ".join(str(state.label) for state in State if state in states)
