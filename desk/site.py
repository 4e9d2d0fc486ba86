"""The editors' desk as a site: its home, its choices for relations, its guarded short cuts."""

from functools import update_wrapper
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.common import no_append_slash

from records import policy
from records.keys import is_key
from records.locking import PATIENCE, giving_up_after, waited_in_vain
from records.paging import COUNT_CAP
from records.policy import Action

from . import guide, history, home, house_rules, reference
from .access import needs
from .busy import busy_page
from .evidence import copies, disputes, same_words, usage
from .jobs import kinds as job_kinds  # noqa: F401 - they are known by being imported
from .jobs import views as job_pages
from .lists import RecordAutocomplete
from .pages import route_name
from .records import RecordAdmin
from .tables import jobs as table_jobs  # noqa: F401 - likewise
from .work.evidence import uncited_by_kind
from .work.kept import keeping
from .work.kinds import work_of
from .work.scans import LOOK

GO = [
    ("m", _("meetings"), "admin:meetings_meeting_changelist"),
    ("b", _("mechanisms"), "admin:mechanisms_mechanism_changelist"),
    ("p", _("participants"), "admin:mechanisms_participant_changelist"),
    ("s", _("series"), "admin:meetings_series_changelist"),
    ("d", _("documents"), "admin:documents_document_changelist"),
]
"""The lists that a letter after g opens."""

UNSAVED = "unsaved_work"  # the field, and the place in the session, of what a browser keeps
MAX_UNSAVED = 40


class EditorsDesk(AdminSite):
    """Where editors and reviewers work."""

    site_title = _("Fora, editors' desk")
    site_header = _("Fora")
    index_title = _("Editors' desk")
    empty_value_display = "–"
    index_template = "admin/index.html"

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")  # records are deleted one by one, if at all

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return RecordAutocomplete.as_view(admin_site=self)(request)

    def get_urls(self):
        ours = [
            ("guide/", guide.guide_view, "guide"),
            ("guide/<slug:name>/", guide.guide_view, "guide_page"),
            ("work/<slug:name>/", home.work_view, "work"),
            ("places/<int:key>/", copies.anchor_view, "anchor"),
            ("copies/<int:key>/", copies.copy_view, "copy"),
            ("copies/<int:key>/same-words/", same_words.same_words_view, "same_words"),
            ("disputes/<slug:kind>/<int:key>/<slug:name>/", disputes.dispute_view, "dispute"),
            ("reference/<slug:kind>/<slug:key>/", reference.add_view, "from_reference"),
            ("evidence/<int:key>/", usage.document_view, "document_evidence"),
            ("jobs/", job_pages.jobs_view, "jobs"),
            ("jobs/<int:key>/", job_pages.job_view, "job"),
            ("batches/", history.batches_view, "batches"),
            ("batches/<uuid:batch>/", history.batch_view, "batch"),
            ("accounts/log/", house_rules.account_log_view, "account_log"),
            ("house/", house_rules.house_view, "house"),
            ("r/<path:content_type_id>/<path:object_id>/", self.view_on_site, "view_on_site"),
        ]
        views = [path(route, self.admin_view(view), name=name) for route, view, name in ours]
        return [*views, *super().get_urls()]

    def admin_view(self, view, cacheable: bool = False):
        """Refuse forged input, wait for others only so long, and note whose form was saved."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if is_forged(request):
                return HttpResponseRedirect(request.path)
            try:
                with giving_up_after(PATIENCE):
                    response = guarded(request, *args, **kwargs)
            except OperationalError as error:
                if not waited_in_vain(error):
                    raise
                return busy_page(request)
            sent_on = response.get("Location") if response.status_code == 302 else None
            # Whose record is gone meanwhile is sent to the home, or to what it became.
            is_lost = getattr(request, "nothing_saved", False) or sent_on == reverse("admin:index")
            if request.method == "POST" and sent_on is not None and not is_lost:
                self.note_saved(request)
            return response

        return update_wrapper(inner, guarded)

    def note_saved(self, request: HttpRequest) -> None:
        """The browser keeps what is typed until the next page tells it that this was saved."""
        typed = request.POST.get(UNSAVED, "")
        if typed and len(typed) < MAX_UNSAVED and self.has_permission(request):
            request.session[UNSAVED] = [*request.session.get(UNSAVED, []), typed][-10:]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        context |= {"help": guide.help_for(request), "keys": self.keys(request)}
        if self.has_permission(request):
            context["saved_forms"] = " ".join(request.session.pop(UNSAVED, []))
            context |= house_rules.four_eyes_warning()
        return context

    def keys(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The letters after g, and where each leads."""
        places = [("h", _("home"), reverse("admin:index"))]
        if policy.may(request.user, Action.VIEW):
            places += [(letter, title, reverse(route)) for letter, title, route in GO]
        letters = {"drafts": "w", "review": "r"}
        if self.has_permission(request):
            places += [
                (letters[work.name], work.title, work.address())
                for work in work_of(request.user)
                if work.name in letters
            ]
        places.append(("?", _("help"), reverse("admin:guide")))
        return [{"letter": a, "title": b, "url": c} for a, b, c in places]

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str):
        """To the public page of a public record that the editor may see; else there is none."""
        found = ContentType.objects.filter(pk=content_type_id) if is_key(content_type_id) else ()
        desk = next((self._registry.get(one.model_class()) for one in found), None)
        if not isinstance(desk, RecordAdmin) or not desk.has_view_permission(request):
            raise PermissionDenied
        record = desk.get_object(request, object_id)
        address = desk.get_view_on_site_url(record)
        if address is None:
            raise Http404
        return HttpResponseRedirect(address)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None):
        keep = keeping()
        uncited = uncited_by_kind(keep) if work_of(request.user) else {}
        context = {
            "groups": home.tables(self.get_app_list(request), uncited, keep),
            "waiting": home.waiting(request.user, uncited, keep),
            "latest": home.latest_changes(request.user, keep),
            "public_site": reverse("home"),
            "api_docs": reverse("api:docs"),
            "may_import": policy.may(request.user, Action.IMPORT),
            "may_add_meeting": policy.may(request.user, Action.ADD),
            "cap": f"{COUNT_CAP:,}",
            "look": f"{LOOK:,}",
        }
        return super().index(request, {**context, **(extra_context or {})})

    @needs()
    @no_append_slash
    def catch_all_view(self, request: HttpRequest, url: str) -> HttpResponse:
        """What no page of the desk is at: absent for each account, a sign-in page for others."""
        return super().catch_all_view(request, url)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None):
        apps_found = super().get_app_list(request, app_label)
        return apps_found if app_label is not None else home.sorted_menu(request.user, apps_found)


def is_forged(request: HttpRequest) -> bool:
    """Whether a list was sent what no page of the desk sends: a key that is none, or NUL."""
    name = route_name(request)
    if name == "autocomplete" or name.endswith("_table_export"):
        return False  # these have answers of their own
    keys = request.POST.getlist(ACTION_CHECKBOX_NAME) if request.method == "POST" else []
    return not all(is_key(key) for key in keys) or any(
        "\x00" in text for name, texts in request.GET.lists() for text in (name, *texts)
    )
