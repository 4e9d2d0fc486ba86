"""Reference data on the desk: what it has and the register has not, and adding that by one key."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mechanisms.from_reference import add_state, states_to_add
from mechanisms.models import Participant
from meetings.from_reference import add_place, places_to_add
from meetings.models import Place
from records import policy, workflow
from records.history.batches import batch
from records.models import NamedRecord, State
from records.policy import Action
from records.search_text import fold
from reference import places, states

from .access import needs
from .pages import address_in_desk

MAX_WORDS = 200
LISTS = {
    "state": "admin:mechanisms_participant_changelist",
    "place": "admin:meetings_place_changelist",
}
"""What reference data has, by the kind that an address names, and the list it is added to."""


@dataclass(frozen=True)
class Offer:
    """A state or a place that reference data has and the register has not."""

    kind: str
    key: str
    name: str
    code: str

    @property
    def address(self) -> str:
        """Where it is added."""
        return reverse("admin:from_reference", args=[self.kind, self.key])

    def choice(self) -> dict[str, str]:
        """How it stands among the choices of a relation; ``static/admin_fora/desk.js`` adds it."""
        said = _("%(name)s (%(code)s): add it, from reference data")
        text = said % {"name": self.name, "code": self.code}
        failed = _("It could not be added: load the page anew and try again.")
        return {
            "id": f"reference:{self.key}",
            "text": text,
            "add": self.address,
            "failed": failed,
        }


def offers(model: type[Any], words: str, by: Any) -> list[Offer]:
    """What ``words`` name in reference data and an account may add to the records of a kind."""
    words = words[:MAX_WORDS].strip()
    if not words or not policy.may(by, Action.ADD, model):
        return []
    if model is Participant:
        return [Offer("state", one.key, one.name, one.key) for one in states_to_add(words)]
    if model is Place:
        return [
            Offer("place", one.source.replace(" ", "-"), one.name, f"{one.country}, {one.source}")
            for one in places_to_add(words)
        ]
    return []


@needs(Action.ADD)
def add_view(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Add a state or a place as a draft: its page follows, or, to a script, its key and label.

    Who only looks is led to the list, which offers to add it.
    """
    if kind not in LISTS:
        raise Http404
    if request.method != "POST":
        words = key.replace("-", " ")
        return HttpResponseRedirect(reverse(LISTS[kind], query={"q": words}))
    with batch("request", by=request.user, what=key, why=_("From reference data")):
        workflow.lock()
        try:
            record = added(kind, key)
        except ValidationError as refusal:
            raise Http404(" ".join(refusal.messages)) from refusal
    if request.headers.get("Accept") == "application/json":
        desk: Any = admin.site.get_model_admin(type(record))
        return JsonResponse({"id": str(record.pk), "text": desk.choice_label(record)})
    messages.success(request, HERE[State(record.state)] % {"record": record})
    return HttpResponseRedirect(address_in_desk(record))


HERE = {
    State.DRAFT: gettext_lazy(
        "“%(record)s” is a draft from reference data: cite a passage that names it."
    ),
    State.IN_REVIEW: gettext_lazy("“%(record)s” is in the register already, with the reviewers."),
    State.PUBLISHED: gettext_lazy("“%(record)s” is in the register already, and public."),
    State.WITHDRAWN: gettext_lazy(
        "“%(record)s” is in the register already, but withdrawn: it can be published again here."
    ),
}
"""What is said of a record that was asked for by its key, by the state it is in."""


def added(kind: str, key: str) -> NamedRecord:
    """The record of what reference data has under ``key``; raises ``ValidationError``."""
    return add_state(key) if kind == "state" else add_place(key.replace("-", " "))


class ReferenceDesk:
    """What the pages of a kind that reference data knows say of it."""

    model: Any

    def changelist_view(self, request, extra_context=None):
        offered = offers(self.model, request.GET.get("q", ""), request.user)
        context = {**(extra_context or {}), "offers": offered}
        return super().changelist_view(request, context)  # type: ignore[misc]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["from_reference"] = is_from_reference(obj)
            context["fillings"] = [] if obj.reference else fillings(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)  # type: ignore[misc]

    def choice_label(self, record: NamedRecord, searched: bool = False) -> str:
        label: str = super().choice_label(record, searched)  # type: ignore[misc]
        return f"{label}, {_('from reference data')}" if is_from_reference(record) else label

    @admin.display(description=gettext_lazy("evidence"))
    def evidence(self, record: Any) -> str | SafeString:
        shown = super().evidence(record)  # type: ignore[misc]
        if not is_from_reference(record):
            return shown
        return format_html('{} <span class="quiet">{}</span>', shown, _("from reference data"))


def is_from_reference(record: Any) -> bool:
    """Whether a draft says what reference data says, and no passage is cited for it."""
    known = record.reference
    if known is None or record.state != State.DRAFT:
        return False
    count = getattr(record, "evidence_count", None)
    cited = record.citations.exists() if count is None else count > 0
    return not cited and fold(record.name) in {fold(name) for name in record.looked_up_names()}


def fillings(record: Any) -> Iterable[dict[str, Any]]:
    """The values that reference data has for a record that is not tied to it yet, by its name."""
    if isinstance(record, Participant):
        return [
            {"label": f"{one.name} ({one.key})", "values": letters(one)}
            for one in states.named(record.name)
            if one.alpha3 and record.kind in ("state", "territory")
        ]
    return [
        {"label": f"{one.name}, {one.country} ({one.source})", "values": position(one)}
        for one in places.named(record.name)
    ]


def letters(one: states.State) -> dict[str, str]:
    """The fields of a participant that are reference data."""
    return {"iso_alpha2": one.alpha2, "iso_alpha3": one.alpha3}


def position(one: places.Place) -> dict[str, str]:
    """The fields of a place that are reference data."""
    return {
        "latitude": str(one.latitude),
        "longitude": str(one.longitude),
        "coordinates_from": one.source,
    }
