"""The editors' desk as a site: its home, its choices for relations, its guarded short cuts."""

from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.common import no_append_slash

from records import policy
from records.access import needs
from records.admin import RecordAdmin, state_badge
from records.admin_history import batch_view, batches_view
from records.admin_lists import RecordAutocomplete
from records.admin_review import ProposalAdmin
from records.models import HouseRules, Identity, NamedRecord, Proposal, Record, State
from records.paging import COUNT_CAP
from records.policy import Action

from .guide import as_html
from .house import HousePages

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
        ),
    ),
    (
        _("Parts of other pages"),
        (
            "meetings.outcome",
            "meetings.participation",
            "meetings.delegate",
            "mechanisms.membership",
            "mechanisms.office",
        ),
    ),
    (_("Review"), ("records.proposal", "records.duplicatepair")),
    (_("Accounts"), ("auth.user", "log", "house")),
]
"""How the home sorts what can be edited; what is not named here comes last."""

LATEST = 12
LOOK_BACK = 20_000  # changes among which the latest of records with pages are looked for


class EditorsDesk(HousePages):
    """Where editors and reviewers work."""

    site_title = _("Fora, editors' desk")
    site_header = _("Fora")
    index_title = _("Editors' desk")
    empty_value_display = "–"
    index_template = "admin/index.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        # The desk itself is built on records.admin, which therefore cannot register there.
        self.register(Proposal, ProposalAdmin)

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return RecordAutocomplete.as_view(admin_site=self)(request)

    def get_urls(self):
        urls = super().get_urls()
        for url in urls:
            if getattr(url, "name", "") == "view_on_site":
                url.callback = self.admin_view(self.view_on_site)
        return [
            path("guide/", self.admin_view(self.guide_view), name="guide"),
            path("batches/", self.admin_view(self.batches_view), name="batches"),
            path("batches/<uuid:batch>/", self.admin_view(self.batch_view), name="batch"),
            *urls,
        ]

    @needs(Action.VIEW)
    def batches_view(self, request: HttpRequest) -> HttpResponse:
        return batches_view(request, self)

    @needs(Action.VIEW, to_write=(Action.UNDO,))
    def batch_view(self, request: HttpRequest, batch: UUID) -> HttpResponse:
        return batch_view(request, batch, self)

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str):
        """To the public page of a public record that the editor may see; else there is none."""
        known = content_type_id.isdecimal() and len(content_type_id) < 10
        content_type = ContentType.objects.filter(pk=content_type_id).first() if known else None
        model = content_type and content_type.model_class()
        desk = self._registry.get(model) if model else None
        if not isinstance(desk, RecordAdmin) or not desk.has_view_permission(request):
            raise PermissionDenied
        record = desk.get_object(request, object_id)
        address = desk.get_view_on_site_url(record)
        if address is None:
            raise Http404
        return HttpResponseRedirect(address)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None):
        context = {
            "groups": self.groups(request),
            "latest": latest_changes(request),
            "public_site": address("home"),
            "api_docs": address("api:docs") or "/api/v1/docs/",
            "may_import": policy.may(request.user, Action.IMPORT),
            "may_add_meeting": policy.may(request.user, Action.ADD),
            "cap": f"{COUNT_CAP:,}",
        }
        return super().index(request, {**context, **(extra_context or {})})

    @needs()
    @no_append_slash
    def catch_all_view(self, request: HttpRequest, url: str) -> HttpResponse:
        """What no page of the desk is at: absent for each account, a sign-in page for others."""
        return super().catch_all_view(request, url)

    @needs()
    def guide_view(self, request: HttpRequest) -> HttpResponse:
        """The editors' guide of ``docs/``, as a page of the desk."""
        text = (settings.BASE_DIR / "docs" / "editors-guide.md").read_text(encoding="utf-8")
        context = {
            **self.each_context(request),
            "title": _("Editors’ guide"),
            "guide": as_html(text),
        }
        return TemplateResponse(request, "admin/guide.html", context)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None):
        """Sorted as people think: meetings first, accounts last, not by the name of an app."""
        apps_found = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps_found
        found = {
            f"{app['app_label']}.{entry['object_name'].lower()}": entry
            for app in apps_found
            for entry in app["models"]
            if entry["admin_url"]
        }
        if accounts := found.get("auth.user"):
            accounts["name"] = _("Accounts")
            found |= self.pages_of_administrators()
        groups = []
        for number, (title, names) in enumerate(GROUPS):
            models = [found.pop(name) for name in names if name in found]
            groups.append(self.group(f"group-{number}", title, models))
        groups.append(self.group("group-more", _("More"), list(found.values())))
        return [group for group in groups if group["models"]]

    def group(self, label: str, title: Any, models: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "name": title,
            "app_label": label,
            "app_url": f"{reverse('admin:index')}#{label}",
            "has_module_perms": True,
            "models": models,
        }

    def pages_of_administrators(self) -> dict[str, dict[str, Any]]:
        """Entries of the menu that are no lists of records."""
        pages = {"log": (_("Log of accounts"), "account_log"), "house": (_("House rules"), "house")}
        return {
            key: {
                "name": name,
                "object_name": key,
                "model": HouseRules,
                "admin_url": reverse(f"admin:{route}"),
                "add_url": None,
                "view_only": True,
                "perms": {"view": True},
            }
            for key, (name, route) in pages.items()
        }

    def groups(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What the editor may open, with what waits to be done."""
        return [
            {
                "title": group["name"],
                "label": group["app_label"],
                "rows": [self.row(entry) for entry in group["models"]],
            }
            for group in self.get_app_list(request)
        ]

    def row(self, entry: dict[str, Any]) -> dict[str, Any]:
        model = entry["model"]
        row = {"name": entry["name"], "url": entry["admin_url"], "add_url": entry["add_url"]}
        if issubclass(model, Record):
            row["counts"] = counts_by_state(model)
            row["cited"] = bool(model.EVIDENTIAL)
        return row


def address(route: str) -> str:
    """The address of ``route``, or ``""`` where the site has no such page."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def counts_by_state(model: type[Record]) -> dict[str, int]:
    """How many records are in each state, among the newest of a large table."""
    newest = model._default_manager.order_by("-pk")[:COUNT_CAP]
    return newest.aggregate(**{state.value: Count("pk", filter=Q(state=state)) for state in State})


def latest_changes(request: HttpRequest) -> list[dict[str, Any]]:
    """The records with pages that changed last, of the kinds that the editor may see."""
    kinds = {
        model._meta.model_name: model
        for model in apps.get_models()
        if issubclass(model, NamedRecord)
        and request.user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
    }
    recent = Identity.objects.order_by("-changed_at", "-uid").values("uid")[:LOOK_BACK]
    changed = list(
        Identity.objects.filter(uid__in=recent, kind__in=kinds, ended_at=None).order_by(
            "-changed_at", "-uid"
        )[:LATEST]
    )
    found: dict[str, Record] = {}
    for kind, model in kinds.items():
        uids = [one.uid for one in changed if one.kind == kind]
        if uids:
            found |= {row.uid: row for row in model._default_manager.filter(uid__in=uids)}
    return [
        {
            "record": record,
            "kind": record._meta.verbose_name,
            "url": reverse(
                f"admin:{record._meta.app_label}_{record._meta.model_name}_change",
                args=[record.pk],
            ),
            "state": state_badge(record.state),
            "when": one.changed_at,
        }
        for one in changed
        if (record := found.get(one.uid)) is not None
    ]
