"""The register that is asked for: a row of every kind in every state, and what its forms send."""

from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction
from django.urls import reverse

from desk.saving import record_about
from documents.models import SUBJECTS, Citation
from records.models import HouseRules, Identity, State
from tests import make
from tests.desk.test_every_page import MAKERS, QUEUES

from .accounts import signed_in

KINDS = {kind: maker for kind, maker in MAKERS.items() if kind not in QUEUES}
"""The kinds of record, and how a row of each is made; a pair of likely doubles is none."""


def row_of(kind: str, state: State) -> models.Model:
    """A row whose record is in ``state``, cited where it must be; withdrawn: once public."""
    row: Any = KINDS[kind]()
    record = record_about(row)
    if type(record) in SUBJECTS.values():
        make.make_citation(record)
    if isinstance(record, Citation):  # its subject stands without it
        make.make_citation(record.subject)
    if state != State.PUBLISHED:
        type(record)._default_manager.filter(pk=record.pk).update(state=state)
    if state in (State.DRAFT, State.IN_REVIEW):
        Identity.objects.filter(uid=record.uid).update(published_at=None)
    return type(row)._default_manager.get(pk=row.pk)


class Register:
    """The rows, and what a browser of one who may do all would send from their pages."""

    def __init__(self) -> None:
        self.rows = {(kind, state): row_of(kind, state) for kind in KINDS for state in State}
        self.someone = User.objects.create_user("someone", is_staff=True)
        self.chief = signed_in(User.objects.create_superuser("chief"))
        self.forms: dict[tuple[str, State], dict[str, Any]] = {}
        HouseRules.objects.update(four_eyes=True)
        self.additions = additions(self.rows)

    def form_of(self, kind: str, state: State) -> dict[str, Any]:
        """What a browser would send from the page of a row, with one value changed."""
        if kind not in CHANGES:
            return {}
        if (kind, state) not in self.forms:
            self.forms[kind, state] = self.read_form(kind, state)
        return {**self.forms[kind, state], **CHANGES[kind], "_continue": "1"}

    def read_form(self, kind: str, state: State) -> dict[str, Any]:
        address = reverse(f"admin:{kind}_change", args=[self.rows[kind, state].pk])
        with transaction.atomic():
            HouseRules.objects.update(four_eyes=False)  # else what is public has no form
            context: Any = self.chief.get(address).context_data  # type: ignore[attr-defined]
            values = values_of(context["adminform"].form)
            for inline in context["inline_admin_formsets"]:
                formset = inline.formset
                for form in (formset.management_form, *formset.initial_forms):
                    values |= values_of(form)
                values[f"{formset.prefix}-TOTAL_FORMS"] = len(formset.initial_forms)
            transaction.set_rollback(True)
        return values


def values_of(form: Any) -> dict[str, Any]:
    """What a form sends as it stands."""
    values = {field.html_name: field.value() for field in form}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


SUMMARY = {"summary": "Said anew."}
CHANGES: dict[str, dict[str, Any]] = {
    **dict.fromkeys(
        (
            "mechanisms_topic",
            "mechanisms_participant",
            "mechanisms_person",
            "mechanisms_mechanism",
            "meetings_place",
            "meetings_series",
            "meetings_meeting",
            "meetings_outcome",
            "meetings_position",
            "documents_document",
            "documents_passage",
        ),
        SUMMARY,
    ),
    "mechanisms_office": {"title": "Deputy"},
    "mechanisms_membership": {"role": "observer"},
    "meetings_participation": {"role": "observer"},
    "meetings_delegate": {"office": "Envoy"},
    "documents_citation": {"reason": "Said anew."},
}
"""What is changed on the page of each kind; captures have none to change."""

WRITING = ("add", "change", "delete")
"""The pages of a record by which the register is written."""
LOOKED_AT = {"documents_capture", "documents_candidate"}  # and not changed by hand
ADDED_ELSEWHERE = {*LOOKED_AT, "documents_passage", "documents_citation"}
EXPORT_ONLY = {"documents_citation"}
NEVER_CHANGED = LOOKED_AT
NEVER_DELETED = {*LOOKED_AT, "documents_passage"}


def additions(rows: dict[Any, Any]) -> dict[str, dict[str, Any]]:
    """A new row of each kind, as its page would send it."""

    def key(kind: str) -> int:
        return rows[kind, State.PUBLISHED].pk

    def lists(*prefixes: str) -> dict[str, str]:
        return {f"{one}-{name}_FORMS": "0" for one in prefixes for name in ("TOTAL", "INITIAL")}

    named = {"name": "Something new", "slug": "something-new", **lists("names", "citations")}
    cited = lists("citations")
    parts = lists("participations", "delegates", "outcomes", "positions")
    parts |= lists("memberships", "offices", "captures")
    period = {"since_is": "began", "until_is": "ended"}
    return {
        "mechanisms_topic": named,
        "mechanisms_participant": {**named, "kind": "state"},
        "mechanisms_person": {**named, **parts},
        "mechanisms_mechanism": {**named, **parts, "kind": "forum"},
        "meetings_place": named,
        "meetings_series": named,
        "meetings_meeting": {**named, **parts, "numbering": "", "status": "held"},
        "documents_document": {
            **named,
            **parts,
            "kind": "treaty",
            "rights": "editors",
            "language": "en",
        },
        "mechanisms_office": {
            **cited,
            **period,
            "person": key("mechanisms_person"),
            "participant": key("mechanisms_participant"),
            "title": "Envoy",
        },
        "mechanisms_membership": {
            **cited,
            **period,
            "mechanism": key("mechanisms_mechanism"),
            "participant": key("mechanisms_participant"),
            "role": "member",
        },
        "meetings_participation": {
            **cited,
            "meeting": key("meetings_meeting"),
            "participant": key("mechanisms_participant"),
            "role": "attendee",
        },
        "meetings_delegate": {
            **cited,
            "meeting": key("meetings_meeting"),
            "person": key("mechanisms_person"),
            "role": "attendee",
        },
        "meetings_outcome": {
            **cited,
            "meeting": key("meetings_meeting"),
            "title": "Plan",
            "action": "adopted",
        },
        "meetings_position": {
            **cited,
            "meeting": key("meetings_meeting"),
            "title": "Wish",
            "kind": "proposal",
        },
    }
