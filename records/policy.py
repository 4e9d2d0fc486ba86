"""Who may do what to a record in which state: the one place that says so.

Pages, lists, actions, imports, history and merging all ask ``may``. An account has one role,
kept as a group of its name; a superuser is an administrator. Django's own permission checks are
answered from here as well (``RoleBackend``), so nothing in the admin decides otherwise.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, User
from django.db import models
from django.utils.translation import gettext_lazy as _

from records.choices import keep_choices
from records.models import HouseRules, Identity, Record, State
from records.telling import keep_telling

logger = logging.getLogger(__name__)


class Role(models.TextChoices):
    """What an account is at this register, from least to most."""

    READER = "reader", _("reader: sees everything, changes nothing")
    CONTRIBUTOR = "contributor", _("contributor: writes drafts, proposes changes to what is public")
    REVIEWER = "reviewer", _("reviewer: publishes what others wrote")
    ADMINISTRATOR = "administrator", _("administrator: reviews, and manages accounts")

    @property
    def title(self) -> str:
        """The role in a word: its sentence up to the colon."""
        return str(self.label).partition(":")[0].partition("：")[0]


class Action(StrEnum):
    """What can be done to a record, or with a kind of record."""

    VIEW = "view"
    EXPORT = "export"
    ADD = "add"
    IMPORT = "import"  # a file, into a record in that state or as a draft
    CHANGE = "change"  # write it, where nobody else need agree
    PROPOSE = "propose"  # write it, for a reviewer to accept
    SUBMIT = "submit"  # a draft, to the reviewers
    TAKE_BACK = "take back"  # from the reviewers, to go on with it
    DELETE = "delete"  # only what was never public
    PUBLISH = "publish"
    RETURN = "return"  # to its author, with a remark
    WITHDRAW = "withdraw"
    MERGE = "merge"
    UNDO = "undo"  # a whole batch
    ACCOUNTS = "accounts"


ALL = frozenset(State)
DRAFT = frozenset({State.DRAFT})
IN_REVIEW = frozenset({State.IN_REVIEW})
PUBLISHED = frozenset({State.PUBLISHED})
WITHDRAWN = frozenset({State.WITHDRAWN})
UNPUBLISHED = ALL - PUBLISHED

_OURS = {"records", "mechanisms", "meetings", "documents"}
_OF_ACCOUNTS = {Action.VIEW, Action.ADD, Action.CHANGE, Action.DELETE, Action.ACCOUNTS}

_READER = {Action.VIEW: ALL, Action.EXPORT: ALL}
_CONTRIBUTOR = _READER | {
    Action.ADD: ALL,
    Action.IMPORT: DRAFT,
    Action.CHANGE: DRAFT,
    Action.PROPOSE: PUBLISHED,
    Action.SUBMIT: DRAFT,
    Action.TAKE_BACK: IN_REVIEW,
    Action.DELETE: DRAFT,
}
_REVIEWER = _CONTRIBUTOR | {
    Action.IMPORT: ALL,
    # With four eyes, nobody's change of a public record goes live before another has agreed.
    Action.CHANGE: ALL,
    Action.DELETE: UNPUBLISHED,
    Action.PUBLISH: UNPUBLISHED,
    Action.RETURN: IN_REVIEW,
    Action.WITHDRAW: PUBLISHED,
    Action.MERGE: ALL,
    Action.UNDO: ALL,
}
RULES: dict[Role, dict[Action, frozenset[State]]] = {
    Role.READER: _READER,
    Role.CONTRIBUTOR: _CONTRIBUTOR,
    Role.REVIEWER: _REVIEWER,
    Role.ADMINISTRATOR: _REVIEWER | {Action.ACCOUNTS: ALL},
}
"""What each role may do to a record in which states."""


def role_of(user: Any) -> Role | None:
    """The role of an account; none for visitors and for accounts that are shut."""
    if not getattr(user, "is_active", False) or not getattr(user, "is_staff", False):
        return None
    if user.is_superuser:
        return Role.ADMINISTRATOR
    if not hasattr(user, "_role"):
        user._role = role_held(user)
    return user._role


def role_held(user: Any) -> Role | None:
    """The role that an account was given, whether or not it can sign in."""
    held = {group.name for group in user.groups.all()} if user.pk else set()
    return next((role for role in reversed(Role) if role.value in held), None)


def may(user: Any, action: Action, on: models.Model | type[models.Model] | None = None) -> bool:
    """Whether ``user`` may do ``action`` to a record, or with a kind of record in some state."""
    role = role_of(user)
    if on is not None and on._meta.app_label not in _OURS:
        return role is not None and _may_keep_accounts(user, role, action, on)
    states = RULES[role].get(action, frozenset()) if role else frozenset()
    state = state_of(on) if isinstance(on, models.Model) else None
    if state is None:
        return bool(states)
    if action == Action.CHANGE and state == State.PUBLISHED and state in states and four_eyes():
        return False
    if action == Action.PROPOSE and state == State.PUBLISHED and state in states:
        return not may(user, Action.CHANGE, on)
    if action == Action.DELETE and state in states and isinstance(on, Record):
        return not was_published(on)
    return state in states


def _may_keep_accounts(
    user: Any, role: Role, action: Action, on: models.Model | type[models.Model]
) -> bool:
    """What is not of the register is an administrator's; a superuser's account a superuser's."""
    if Action.ACCOUNTS not in RULES[role] or action not in _OF_ACCOUNTS:
        return False
    guarded = isinstance(on, models.Model) and getattr(on, "is_superuser", False)
    return bool(user.is_superuser) or not guarded or action == Action.VIEW


def was_published(record: Record) -> bool:
    """Whether the record was ever public: it can then be withdrawn, but no longer deleted."""
    return Identity.objects.filter(uid=record.uid, published_at__isnull=False).exists()


def may_edit(user: Any, on: models.Model | type[models.Model]) -> bool:
    """Whether ``user`` may fill in the form of a record, to write it or to propose it."""
    return may(user, Action.CHANGE, on) or may(user, Action.PROPOSE, on)


def state_of(row: models.Model) -> State | None:
    """The state that decides about a row: a record's own, else that of what it belongs to.

    What waits for another to agree to it (a copy of a document) is as what is public: nobody
    writes into it alone, whatever became of its document meanwhile.
    """
    if isinstance(row, Record):
        return State(row.state)
    if getattr(row, "waits", False):
        return State.PUBLISHED
    owner = getattr(row, "belongs_to", None)
    return state_of(owner) if owner is not None else None


_answered: ContextVar[list[bool] | None] = ContextVar("answered", default=None)


def four_eyes() -> bool:
    """Whether nobody may publish what they wrote; the database's triggers read the same row."""
    answered = _answered.get()
    if answered:
        return answered[0]
    rules = HouseRules.objects.values_list("four_eyes", flat=True).first()
    answer = True if rules is None else rules
    if answered is not None:
        answered.append(answer)
    return answer


@contextmanager
def rules_read_once() -> Iterator[None]:
    """Let ``four_eyes`` ask the database once in a block that only reads, such as drawing a page.

    What writes asks each time: by then the rules may be others.
    """
    token = _answered.set([])
    try:
        yield
    finally:
        _answered.reset(token)


def administrators() -> models.QuerySet[User]:
    """The accounts that can sign in and manage accounts."""
    held = models.Q(is_superuser=True) | models.Q(groups__name=Role.ADMINISTRATOR.value)
    return User.objects.filter(held, is_active=True, is_staff=True).distinct()


def give_role(user: Any, role: Role | None) -> None:
    """Make ``role`` the one role of an account."""
    user.groups.remove(*Group.objects.filter(name__in=Role.values))
    if role is not None:
        user.groups.add(Group.objects.get(name=role.value))
    user.is_staff = role is not None or user.is_superuser
    user.save(update_fields=["is_staff"])
    user.__dict__.pop("_role", None)


def keep_house(**kwargs: Any) -> None:
    """After each migration: the roles exist, and the database knows the house's rules."""
    for role in Role.values:
        Group.objects.get_or_create(name=role)
    apply_house_rules()
    keep_choices()
    keep_telling()


def apply_house_rules() -> None:
    """At each start: what the operator set becomes what the database keeps; a change is logged."""
    kept, made = HouseRules.objects.get_or_create(pk=1, defaults={"four_eyes": settings.FOUR_EYES})
    if made or kept.four_eyes == settings.FOUR_EYES:
        return
    HouseRules.objects.filter(pk=1).update(four_eyes=settings.FOUR_EYES)
    logger.warning(
        "FORA_FOUR_EYES is %s now: %s.",
        int(settings.FOUR_EYES),
        "nobody publishes what they wrote themselves"
        if settings.FOUR_EYES
        else "who may publish may publish their own work",
    )


# Django's own permission checks

_ACTIONS = {
    "view": (Action.VIEW,),
    "add": (Action.ADD,),
    "change": (Action.CHANGE, Action.PROPOSE),
    "delete": (Action.DELETE,),
}
_ACCOUNTS = {"auth"}


class RoleBackend(ModelBackend):
    """Answers ``user.has_perm`` from the account's role; single permissions count for nothing."""

    def has_perm(self, user_obj: Any, perm: str, obj: models.Model | None = None) -> bool:
        app_label, _dot, codename = perm.partition(".")
        verb, _underscore, name = codename.partition("_")
        if app_label in _ACCOUNTS:
            return may(user_obj, Action.ACCOUNTS)
        if app_label not in _OURS or verb not in _ACTIONS:
            return False
        try:
            on = obj if obj is not None else apps.get_model(app_label, name)
        except LookupError:
            return False
        return any(may(user_obj, action, on) for action in _ACTIONS[verb])

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        if app_label in _ACCOUNTS:
            return may(user_obj, Action.ACCOUNTS)
        return app_label in _OURS and may(user_obj, Action.VIEW)

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()
