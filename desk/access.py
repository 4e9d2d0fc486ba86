"""Whom each address of the site lets in; what says nothing is shut.

A view says it beside itself with ``@needs(...)``, or its route is named here. The middleware asks
before the view runs. What may be done to one record is ``policy.may``'s to say, asked by the view.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, TypeVar

from django.contrib.admin import ModelAdmin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils.deprecation import MiddlewareMixin
from django.views.generic import RedirectView

from records import policy
from records.policy import Action

DESK = "admin"
METHODS = ("GET", "HEAD", "POST")  # all that a page of the desk answers to
SAFE = ("GET", "HEAD")
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Access:
    """Whom a page lets in.

    Those who may do one of the actions ``read``, and, where something is sent to the page, one
    of ``write``, if it asks for others. Where none is named, each account of the desk; where
    ``public``, everybody.
    """

    read: tuple[Action, ...] = ()
    write: tuple[Action, ...] = ()
    public: bool = False

    def admits(self, user: Any, method: str, on: type[models.Model] | None = None) -> bool:
        """Whether an account of the desk passes, for a page about records of the kind ``on``."""
        actions = self.read if method in SAFE else self.write or self.read
        return not actions or any(policy.may(user, action, on) for action in actions)


def needs(*actions: Action, to_write: tuple[Action, ...] = ()) -> Callable[[View], View]:
    """Declare what a view needs: one of ``actions``, and one of ``to_write`` to send something.

    ``@needs()`` lets in each account of the desk. Django's wrappers take the declaration along.
    """

    def declare(view: View) -> View:
        view.access = Access(actions, to_write)  # type: ignore[attr-defined]
        return view

    return declare


EVERYBODY = Access(public=True)
EVERY_ACCOUNT = Access()
PAGE_OF_RECORD = Access((Action.VIEW,), (Action.CHANGE, Action.PROPOSE))

ROUTES: dict[str, Access] = {
    # The public site
    "home": EVERYBODY,
    "about": EVERYBODY,
    "coverage": EVERYBODY,
    "document_facts": EVERYBODY,
    "data": EVERYBODY,
    "search": EVERYBODY,
    "identity": EVERYBODY,
    "robots": EVERYBODY,
    "sitemap": EVERYBODY,
    "sitemap_page": EVERYBODY,
    "set_language": EVERYBODY,
    "healthz": EVERYBODY,
    "readyz": EVERYBODY,
    "*:list": EVERYBODY,
    "*:detail": EVERYBODY,
    "api:*": EVERYBODY,
    # The desk: Django's own pages
    "admin:login": EVERYBODY,
    "admin:logout": EVERY_ACCOUNT,
    "admin:password_change": EVERY_ACCOUNT,
    "admin:password_change_done": EVERY_ACCOUNT,
    "admin:index": EVERY_ACCOUNT,
    "admin:jsi18n": EVERY_ACCOUNT,
    "admin:app_list": Access((Action.VIEW,)),
    "admin:autocomplete": Access((Action.VIEW,)),
    "admin:view_on_site": Access((Action.VIEW,)),
    "admin:auth_user_*": Access((Action.ACCOUNTS,)),
    # The desk: the pages of each kind of record; an action of a list asks for itself
    "admin:*_changelist": Access((Action.VIEW,)),
    "admin:*_add": Access((Action.ADD,)),
    "admin:*_change": PAGE_OF_RECORD,
    "admin:*_history": Access((Action.VIEW,)),
    "admin:*_delete": Access((Action.DELETE,)),
}
"""What each route asks, by its name; a pattern stands for those that are not named before it."""


@dataclass(frozen=True)
class Route:
    """One address of the site, as the resolver knows it."""

    name: str  # with its namespaces; "admin:" where it has none
    pattern: str
    view: Callable[..., Any]

    @property
    def is_of_desk(self) -> bool:
        return is_of_desk(self.name)

    @property
    def access(self) -> Access | None:
        return access_of(self.name, self.view)

    @property
    def kind(self) -> type[models.Model] | None:
        return kind_of(self.view)


def routes(resolver: Any = None, before: str = "", name: str = "") -> Iterator[Route]:
    """Every address of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        pattern = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{name}{entry.namespace}:" if entry.namespace else name
            yield from routes(entry, pattern, inner)
        elif isinstance(entry, URLPattern):
            yield Route(f"{name}{entry.name or ''}", pattern, entry.callback)


def access_of(name: str, view: Callable[..., Any]) -> Access | None:
    """What a route declares: beside its view, or else by its name; ``None`` where nothing."""
    declared = getattr(view, "access", None)
    if declared is not None:
        return declared
    if issubclass(getattr(view, "view_class", object), RedirectView) and kind_of(view):
        return PAGE_OF_RECORD  # the address of a record without "change/"
    of_desk = is_of_desk(name)  # what opens public lists to everybody opens none of the desk's
    named = (one for one in ROUTES if is_of_desk(one) == of_desk and fnmatchcase(name, one))
    return ROUTES.get(next(named, ""))


def is_of_desk(name: str) -> bool:
    """Whether a route, by its name, leads to a page of the desk."""
    return name.startswith(f"{DESK}:")


def kind_of(view: Any) -> type[models.Model] | None:
    """The kind of record that a page of the desk is about: of the ``ModelAdmin`` it belongs to."""
    while view is not None:
        desk = getattr(view, "model_admin", None) or getattr(view, "__self__", None)
        if isinstance(desk, ModelAdmin):
            return desk.model
        view = getattr(view, "__wrapped__", None)
    return None


class DeskIsShut(MiddlewareMixin):
    """Lets nobody into a page of the desk who does not meet what it declares.

    A visitor is led to the sign-in page whatever they ask for, so they learn nothing of what is
    there; an account of the desk is refused (403) before the view has looked for anything.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE:
            return super().__call__(request)
        with policy.rules_read_once():  # each button of a page asks
            return super().__call__(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or DESK not in match.namespaces:
            return None
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        access = access_of(match.view_name, view)
        if access is not None and access.public:
            return None
        user = request.user
        if not (user.is_active and user.is_staff):
            return to_sign_in(request)
        if access is None or not access.admits(user, request.method, kind_of(view)):
            raise PermissionDenied
        return None


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Where Django's own desk leads who is not signed in."""
    if request.path == reverse("admin:logout"):
        return HttpResponseRedirect(reverse("admin:index"))
    return redirect_to_login(request.get_full_path(), reverse("admin:login"))
