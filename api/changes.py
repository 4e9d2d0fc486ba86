"""What changed: the way to keep a copy of the register up to date."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from documents.models import KINDS
from records.models import Identity, State
from records.paging import cursor_after, paginate

from . import params
from .addresses import list_path, site
from .errors import quoted
from .params import Parameters
from .schema import ViewSchema, text, whole
from .views import RegisterView
from .viewsets import address, paged

ORDERING = ("changed_at", "uid")


class ChangeSerializer(serializers.Serializer):
    """One record that is or was public, and when it last changed."""

    id = serializers.CharField(help_text="Permanent id.")
    kind = serializers.CharField(help_text="What it is: meeting, outcome …")
    url = serializers.URLField(help_text="Its address in the API; answers 410 or 301 once gone.")
    changed_at = serializers.DateTimeField(help_text="When it last changed.")
    what = serializers.ChoiceField(
        choices=["changed", "gone"], help_text="Gone: withdrawn, ended or merged into another."
    )


class ChangePageSerializer(serializers.Serializer):
    """A page of changes."""

    next = serializers.URLField(allow_null=True, help_text="Address of the next page, or null.")
    previous = serializers.URLField(allow_null=True, help_text="The page before, or null.")
    resume = serializers.URLField(help_text="Ask here later for what has changed since.")
    results = ChangeSerializer(many=True)


class ChangesView(RegisterView):
    """Records that are or were public, in the order in which they last changed.

    Read to the end, keep “resume”, and ask there later. A record appears once, at its last
    change; one that nobody outside ever saw never appears.
    """

    TAG = "changes"
    PARAMETERS = ("since", "page_size", "cursor")
    DOCS = (
        text("since", gettext_lazy("Only changes from then on, such as 2026-01-31T00:00:00Z.")),
        whole(
            "page_size",
            gettext_lazy("Changes on a page."),
            params.MAX_PAGE_SIZE,
            params.PAGE_SIZE,
        ),
        text("cursor", gettext_lazy("Position, from “next”, “previous” or “resume” of an answer.")),
    )
    ANSWER = ChangePageSerializer
    schema = ViewSchema()

    def read(self, asked: Parameters) -> None:
        self.since = moment(asked, "since")
        self.size = asked.number("page_size", params.PAGE_SIZE, params.MAX_PAGE_SIZE)
        self.cursor = asked.cursor(Identity, ORDERING)

    def get(self, request: Request) -> Response:
        rows = Identity.objects.filter(published_at__isnull=False)
        if self.since:
            rows = rows.filter(changed_at__gte=self.since)
        page = paginate(rows, ordering=ORDERING, size=self.size, cursor=self.cursor)
        here = address(request)
        lines = changes(request, page.items)
        # After the last line that is shown: a cursor names its row, and hidden ones have no name.
        told = {line["id"] for line in lines}
        last = next((one for one in reversed(page.items) if one.uid in told), None)
        resume = address(request, cursor=cursor_after(ORDERING, last)) if last else here
        response = paged(request, page, lines, {})
        response.data["resume"] = resume
        return response


def changes(request: Request, identities: list[Identity]) -> list[dict[str, Any]]:
    """The lines of a page; a record that is published but depends on a hidden one has none."""
    public = public_uids(identities)
    lines = []
    for identity in identities:
        living = identity.ended_at is None and identity.merged_into_id is None
        if living and identity.state == State.PUBLISHED and identity.uid not in public:
            continue
        if identity.kind not in KINDS:
            continue
        lines.append(
            {
                "id": identity.uid,
                "kind": identity.kind,
                "url": f"{site(request)}{list_path(KINDS[identity.kind])}{identity.uid}/",
                "changed_at": identity.changed_at.isoformat().replace("+00:00", "Z"),
                "what": "changed" if identity.uid in public else "gone",
            }
        )
    return lines


def public_uids(identities: list[Identity]) -> set[str]:
    """Which of these permanent ids lead to a public record, of whatever kind; in one query."""
    uids = [identity.uid for identity in identities]
    asked: list[QuerySet] = [
        KINDS[kind]._default_manager.public().filter(uid__in=uids).order_by().values_list("uid")  # type: ignore[attr-defined]
        for kind in sorted({identity.kind for identity in identities} & {*KINDS})
    ]
    return {uid for (uid,) in asked[0].union(*asked[1:], all=True)} if asked else set()


def moment(asked: Parameters, name: str) -> datetime.datetime | None:
    """A moment in ISO 8601, with its zone."""
    if not (given := asked.text(name)):
        return None
    try:
        parsed = parse_datetime(given.replace(" ", "+")) if given.isascii() else None
        if parsed is not None and parsed.tzinfo is not None:
            return parsed.astimezone(datetime.UTC)
    except (ValueError, OverflowError):
        pass
    message = _("%s is not a moment: write it as 2026-01-31T00:00:00Z.")
    asked.refuse(name, message % quoted(given))
    return None
