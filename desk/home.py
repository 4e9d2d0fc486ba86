"""The home of the desk: what can be edited, what waits, and what changed last."""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from documents.models import SUBJECTS
from records import policy
from records.models import NamedRecord, Record, State
from records.paging import COUNT_CAP
from records.policy import Action

from .access import needs
from .pages import address_in_desk, page_asked_for, render_page, state_badge
from .work.kept import Keep
from .work.kinds import BY_NAME, work_of
from .work.scans import NOTHING, Tally, look

GROUPS: list[tuple[Any, tuple[str, ...]]] = [
    (
        _("Meetings"),
        ("meetings.meeting", "meetings.series", "meetings.place"),
    ),
    (
        _("Bodies and people"),
        (
            "mechanisms.mechanism",
            "mechanisms.participant",
            "mechanisms.person",
            "mechanisms.topic",
        ),
    ),
    (
        _("Sources and evidence"),
        (
            "documents.document",
            "documents.passage",
            "documents.citation",
            "documents.capture",
            "documents.candidate",
        ),
    ),
    (
        _("Parts of other pages"),
        (
            "meetings.outcome",
            "meetings.position",
            "meetings.participation",
            "meetings.delegate",
            "mechanisms.membership",
            "mechanisms.office",
        ),
    ),
    (_("Review"), ("records.proposal", "records.duplicatepair", "batches", "jobs")),
    (_("Accounts"), ("auth.user", "log", "house")),
]
"""How the home sorts what can be edited; what is not named here comes last."""

LATEST = 12
LOOK_BACK = 20_000  # changes among which the latest of records with pages are looked for


def sorted_menu(user: Any, apps_found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What Django's menu holds, as people think: meetings first, accounts last."""
    found = {
        f"{app['app_label']}.{entry['object_name'].lower()}": entry
        for app in apps_found
        for entry in app["models"]
        if entry["admin_url"]
    }
    if policy.may(user, Action.VIEW):
        found["batches"] = _page(_("Recent changes"), "batches")
    if found:  # who has no right here has asked for no job
        found["jobs"] = _page(_("Jobs"), "jobs")
    if accounts := found.get("auth.user"):
        accounts["name"] = _("Accounts")
        found["log"] = _page(_("Log of accounts"), "account_log")
        found["house"] = _page(_("House rules"), "house")
    groups = []
    for number, (title, names) in enumerate(GROUPS):
        models = [found.pop(name) for name in names if name in found]
        groups.append(_group(f"group-{number}", title, models))
    groups.append(_group("group-more", _("More"), list(found.values())))
    return [group for group in groups if group["models"]]


def _group(label: str, title: Any, models: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "name": title,
        "app_label": label,
        "app_url": f"{reverse('admin:index')}#{label}",
        "models": models,
    }


def _page(name: Any, route: str) -> dict[str, Any]:
    """An entry of the menu that is no list of records."""
    return {
        "name": name,
        "object_name": route,
        "admin_url": reverse(f"admin:{route}"),
        "add_url": None,
        "view_only": True,
    }


def tables(
    menu: list[dict[str, Any]], uncited: dict[str, Tally], keep: Keep
) -> list[dict[str, Any]]:
    """The groups of the menu, each row with what waits to be done there."""
    return [
        {
            "title": group["name"],
            "label": group["app_label"],
            "rows": [_row(entry, uncited, keep) for entry in group["models"]],
        }
        for group in menu
    ]


def _row(entry: dict[str, Any], uncited: dict[str, Tally], keep: Keep) -> dict[str, Any]:
    model = entry.get("model")
    row = {"name": entry["name"], "url": entry["admin_url"], "add_url": entry["add_url"]}
    if model and issubclass(model, Record):
        kind = model.kind_name()
        row["counts"] = keep(("states", kind), partial(counts_by_state, model))
        if kind in uncited and uncited[kind].number:
            row["uncited"] = uncited[kind]
            row["uncited_url"] = f"{reverse('admin:work', args=['uncited'])}?show={kind}"
    return row


def waiting(user: Any, uncited: dict[str, Tally], keep: Keep) -> list[dict[str, Any]]:
    """The kinds of work that an account has, each with its count."""
    return [
        {
            "title": work.title,
            "explained": work.brief or work.explained,
            "url": work.address(),
            "count": sum(uncited.values(), NOTHING)
            if work.name == "uncited"
            else work.count(user, keep),
        }
        for work in work_of(user)
    ]


@needs(Action.ADD, Action.PUBLISH)
def work_view(request: HttpRequest, name: str) -> HttpResponse:
    """One working list: a bounded look through the rows, and where to look further."""
    work = BY_NAME.get(name)
    if work is None or work.scans is None:
        raise Http404
    if not work.is_for(request.user):
        raise PermissionDenied
    show = request.GET.get("show", "")
    show = show if show in dict(work.shows) else ""
    found = page_asked_for(request, "from", partial(look, work.scans(request.user, show)))
    context = {
        "title": work.title,
        "work": work,
        "found": found,
        "looked": f"{found.looked:,}",
        "show": show,
        "together": work.together() if work.together else [],
        "columns": {
            column: any(getattr(row, column) for row in found.rows)
            for column in ("what", "by", "when")
        },
    }
    return render_page(request, "admin/work.html", context)


def counts_by_state(model: type[Record]) -> dict[str, int]:
    """How many records are in each state, among the newest of a large table."""
    newest = model._default_manager.order_by("-pk")[:COUNT_CAP]
    return newest.aggregate(**{state.value: Count("pk", filter=Q(state=state)) for state in State})


LATEST_OF_KINDS = """
SELECT uid, kind, changed_at FROM (
    SELECT uid, kind, changed_at, ended_at FROM records_identity
    ORDER BY changed_at DESC, uid DESC LIMIT %s
) AS newest
WHERE kind = ANY(%s) AND ended_at IS NULL
ORDER BY changed_at DESC, uid DESC LIMIT %s
"""
"""The database stops at the last that is wanted: an import may have changed thousands of others."""


def _changed_of(kinds: Collection[str]) -> list[tuple[str, str, datetime]]:
    """Id, kind and moment of what changed last of these kinds, among ``LOOK_BACK`` changes."""
    with connection.cursor() as cursor:
        cursor.execute(LATEST_OF_KINDS, [LOOK_BACK, list(kinds), LATEST])
        return cursor.fetchall()


def latest_changes(user: Any, keep: Keep) -> list[dict[str, Any]]:
    """The records with pages that changed last, where the account may see any."""
    if not policy.may(user, Action.VIEW):
        return []
    kinds = {kind: model for kind, model in SUBJECTS.items() if issubclass(model, NamedRecord)}
    changed = keep("latest", partial(_changed_of, kinds))
    found: dict[str, Record] = {}
    for kind, model in kinds.items():
        uids = [uid for uid, kind_of_it, _changed in changed if kind_of_it == kind]
        if uids:
            found |= {row.uid: row for row in model._default_manager.filter(uid__in=uids)}
    return [
        {
            "record": record,
            "kind": record._meta.verbose_name,
            "url": address_in_desk(record),
            "state": state_badge(record.state),
            "when": when,
        }
        for uid, _kind, when in changed
        if (record := found.get(uid)) is not None
    ]
