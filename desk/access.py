"""What a page of the desk asks of an account, declared beside its view.

A view says it with ``@needs(...)``; Django's own pages are named in ``desk.middleware``, which
refuses whoever does not meet it before the view runs, and every page of the desk that says
nothing. What may be done to one record the view asks ``policy.may``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import models

from records import policy
from records.policy import Action

SAFE = ("GET", "HEAD")
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """Whom a page lets in.

    Those who may do one of the actions ``read``, and, where something is sent to the page, one
    of ``write``. Where none is named, each account of the desk; where ``public``, everybody.
    """

    read: tuple[Action, ...] = ()
    write: tuple[Action, ...] = ()
    public: bool = False

    def admits(self, user: Any, method: str, on: type[models.Model] | None = None) -> bool:
        """Whether ``user`` passes, for a page about records of the kind ``on``."""
        if self.public:
            return True
        if not (getattr(user, "is_active", False) and getattr(user, "is_staff", False)):
            return False
        actions = self.read if method in SAFE else self.write
        return not actions or any(policy.may(user, action, on) for action in actions)


EVERYBODY = Access(public=True)
EVERY_ACCOUNT = Access()


def needs(*actions: Action, to_write: tuple[Action, ...] = ()) -> Callable[[View], View]:
    """Declare what a view needs: one of ``actions``, and one of ``to_write`` to send something.

    ``@needs()`` lets in each account of the desk, ``to_write`` left out asks the same of both.
    """
    return declare(Access(actions, to_write or actions))


def declare(access: Access) -> Callable[[View], View]:
    """Let a view carry its declaration; Django's wrappers take it along."""

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        return view

    return mark
