"""What each address of the desk stands for, said independently of its declaration."""

from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from desk import uploads
from desk.access import Route, routes
from desk.importing.recognized import Upload
from meetings.models import Place
from records.models import State
from records.policy import Action

from .register import KINDS, Register

DESK = "admin:"  # the name of an address of the desk that has none
VIEW, ADD, CHANGE, DELETE = Action.VIEW, Action.ADD, Action.CHANGE, Action.DELETE
MOVES = {
    "submit": Action.SUBMIT,
    "take_back": Action.TAKE_BACK,
    "send_back": Action.RETURN,
    "publish": Action.PUBLISH,
    "withdraw": Action.WITHDRAW,
}
TABLES = {"table_export", "table_template", "table_import"}
OF_RECORDS = {
    "known_at",
    "revert",
    "move",
    "withdraw",
    *TABLES,
}  # pages that captures and passages do not have
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
    "withdraw": ((Action.WITHDRAW,), (Action.WITHDRAW,)),
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
    "admin:same_words": (VIEW,),
    "admin:dispute": (VIEW,),
    "admin:document_evidence": (VIEW,),
    "admin:jobs": (),
    "admin:job": (),
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
    "admin:from_reference": (ADD,),
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
    "admin:jobs": (Action.MERGE,),
    "admin:anchor": (CHANGE, Action.PROPOSE),
    "admin:copy": (Action.IMPORT,),
    "admin:same_words": (CHANGE, Action.PROPOSE),
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
    "admin:job",
    "admin:anchor",
    "admin:copy",
    "admin:same_words",
    "admin:from_reference",
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
        "admin:same_words": [0],
        "admin:dispute": ["place", place, "name"],
        "admin:document_evidence": [register.rows["documents_document", State.PUBLISHED].pk],
        "admin:batch": [UUID(int=0)],
        "admin:job": [0],
        "admin:from_reference": ["state", "nowhere"],
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
