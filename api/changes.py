"""What changed: the way to keep a copy of the register up to date.

The feed is in the order in which transactions committed (``records.growth``): who sees a change
sees all before it, so a position is a number, and what comes after it was never passed over.
"""

import base64
import binascii
import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from documents.models import KINDS
from records.models import ChangedRecord, PublicChange, merged_into

from . import params
from .addresses import list_path, site
from .params import Parameters, Shape
from .schema import ViewSchema, one_of, text, whole
from .shapes import written
from .views import RegisterView
from .viewsets import address, linked, viewset_of


class ChangeSerializer(serializers.Serializer):
    """A record whose answer changed."""

    id = serializers.CharField(help_text="Permanent id.")
    kind = serializers.CharField(help_text="What it is: meeting, outcome …")
    url = serializers.URLField(help_text="Its address in the API; answers 410 or 301 once gone.")
    changed_at = serializers.DateTimeField(help_text="When the change was made public.")
    what = serializers.ChoiceField(
        choices=["changed", "gone"],
        help_text="Gone: the public reads it no longer, or it was merged into another.",
    )
    merged_into = serializers.CharField(
        allow_null=True, help_text="Of what is gone: the permanent id of what it is part of now."
    )
    version = serializers.IntegerField(
        allow_null=True, help_text="Of what changed: the version that it has now."
    )
    record = serializers.DictField(
        required=False,
        allow_null=True,
        help_text="With expand=record: the whole record as it is now; null where it is gone.",
    )


class ChangePageSerializer(serializers.Serializer):
    """A page of changes."""

    next = serializers.URLField(allow_null=True, help_text="Address of the next page, or null.")
    resume = serializers.URLField(help_text="Ask here later for what has changed since.")
    results = ChangeSerializer(many=True)


@dataclass(frozen=True)
class Position:
    """After which change, or after which of its records; ``at`` tells the change from one that
    had the number before a backup was put back."""

    number: int = 0
    at: str = ""
    uid: str = ""

    def __str__(self) -> str:
        written = json.dumps(["changes", self.number, self.at, self.uid], separators=(",", ":"))
        return base64.urlsafe_b64encode(written.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, given: str) -> "Position":
        """The position that a text stands for; ``ValueError`` where it is none."""
        try:
            padded = given + "=" * (-len(given) % 4)
            word, number, at, uid = json.loads(
                base64.b64decode(padded, altchars=b"-_", validate=True)
            )
        except (ValueError, TypeError, RecursionError, binascii.Error) as error:
            raise ValueError from error
        texts = isinstance(at, str) and isinstance(uid, str) and uid.isascii() and uid.isprintable()
        if word != "changes" or type(number) is not int or not texts or not 0 <= number < 2**63:
            raise ValueError
        return cls(number, at, uid)

    @classmethod
    def after(cls, number: int, at: datetime.datetime, uid: str = "") -> "Position":
        return cls(number, at.isoformat(), uid)

    @property
    def is_there(self) -> bool:
        """Whether the register has the change, or none is needed."""
        if not self.number:
            return True
        at = PublicChange.objects.filter(number=self.number).values_list("at", flat=True).first()
        return at is not None and at.isoformat() == self.at


def position_before(moment: datetime.datetime | None = None) -> Position:
    """Where the changes begin that were made from a moment on; none: after the last."""
    made = PublicChange.objects.filter(number__isnull=False)
    if moment is not None:
        made = made.filter(at__lt=moment)
    last: Any = made.order_by("-number").values_list("number", "at").first()
    return Position.after(*last) if last else Position()


class ChangesView(RegisterView):
    """Records whose answers changed, in the order in which that became public.

    Read to the end, keep “resume”, and ask there later. From the beginning, every record comes
    that is or was public; one that nobody outside ever saw never comes. A record comes as often as
    it changed, and once on a page.
    """

    TAG = "changes"
    PARAMETERS = ("since", "kind", "expand", "page_size", "cursor")
    DOCS = (
        text(
            "since",
            gettext_lazy("Only changes from then on, such as 2026-01-31T00:00:00Z, or “now”."),
        ),
        text("kind", gettext_lazy("Only records of these kinds, separated by commas.")),
        one_of("expand", gettext_lazy("Show each record as it is now."), ["record"]),
        whole(
            "page_size",
            gettext_lazy("Changes on a page; at most %s with expand.")
            % params.MAX_PAGE_SIZE_EXPANDED,
            params.MAX_PAGE_SIZE,
            params.PAGE_SIZE,
        ),
        text("cursor", gettext_lazy("Position, from “next” or “resume” of an answer.")),
    )
    ANSWER = ChangePageSerializer
    schema = ViewSchema()

    def read(self, asked: Parameters) -> None:
        self.position = self.begun(asked)
        self.kinds = asked.words("kind", [*KINDS], _("There is no kind of record called %s."))
        self.expands = bool(asked.choice("expand", ["record"], ""))
        most = params.MAX_PAGE_SIZE_EXPANDED if self.expands else params.MAX_PAGE_SIZE
        self.size = asked.number("page_size", params.PAGE_SIZE, most)
        if given := asked.text("cursor"):
            self.position = self.resumed(asked, given)

    def begun(self, asked: Parameters) -> Position:
        """The position that ``since`` names."""
        if asked.text("since") == "now":
            return position_before()
        since = asked.moment("since")
        return position_before(since) if since is not None else Position()

    def resumed(self, asked: Parameters, given: str) -> Position:
        try:
            position = Position.read(given)
        except ValueError:
            message = _("This is not a position in the changes. Follow “next” or “resume”.")
            asked.refuse("cursor", message)
            return Position()
        if not position.is_there:
            message = _(
                "The register has no such change: it was put back to an earlier state. "
                "Read the lists anew, then the changes from since=now."
            )
            asked.refuse("cursor", message)
        return position

    def get(self, request: Request) -> Response:
        rows = rows_after(self.position, self.size + 1, self.kinds or {*KINDS})
        more, rows = len(rows) > self.size, rows[: self.size]
        if rows:
            self.position = Position.after(rows[-1]["number"], rows[-1]["at"], rows[-1]["uid"])
        here = address(request, without=("since",), cursor=str(self.position))
        last = {row["uid"]: row for row in rows}
        results = changes(request, [row for row in rows if last[row["uid"]] is row], self.expands)
        response = Response({"next": here if more else None, "resume": here, "results": results})
        return linked(response, {"next": here if more else None})


def rows_after(position: Position, most: int, kinds: Iterable[str]) -> list[dict[str, Any]]:
    """The records of changes after a position, in their order."""
    rows = ChangedRecord.objects.filter(kind__in=kinds).annotate(
        number=F("change__number"), at=F("change__at")
    )
    told: Any = rows.values("number", "at", "uid", "kind")
    found: list[dict[str, Any]] = []
    if position.uid:
        rest = told.filter(change__number=position.number, uid__gt=position.uid)
        found += rest.order_by("uid")[:most]
    if len(found) < most:
        later = told.filter(change__number__gt=position.number)
        found += later.order_by("number", "uid")[: most - len(found)]
    return found


def changes(
    request: Request, rows: Sequence[dict[str, Any]], expands: bool
) -> list[dict[str, Any]]:
    """The lines of a page: of each record, what it is by now."""
    here = public_versions(rows)
    keys = {uid: key for uid, (key, _version) in here.items()} if expands else {}
    whole = whole_records(rows, keys, site(request))
    more = [{"record": whole.get(row["uid"])} if expands else {} for row in rows]
    gone = {row["uid"] for row in rows} - {*here}
    led_to = merged_into(gone)
    return [
        {
            "id": (uid := row["uid"]),
            "kind": row["kind"],
            "url": f"{site(request)}{list_path(KINDS[row['kind']])}{uid}/",
            "changed_at": row["at"].isoformat().replace("+00:00", "Z"),
            "what": "changed" if uid in here else "gone",
            "merged_into": led_to.get(uid),
            "version": here[uid][1] if uid in here else None,
            **record,
        }
        for row, record in zip(rows, more, strict=True)
    ]


def whole_records(
    rows: Iterable[dict[str, Any]], keys: dict[str, int], site: str
) -> dict[str, bytes]:
    """The answers about records, by permanent id; a query for each kind."""
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        if row["uid"] in keys:
            by_kind.setdefault(row["kind"], []).append(row["uid"])
    found = {}
    for kind, uids in by_kind.items():
        serializer = viewset_of(KINDS[kind]).serializer_class
        shape = Shape(expand=frozenset(serializer.expandable))
        for answer in written(serializer, shape, [keys[uid] for uid in uids], site):
            found[orjson.loads(answer)["id"]] = answer  # one that is gone meanwhile is left out
    return found


def public_versions(rows: Iterable[dict[str, Any]]) -> dict[str, tuple[int, int]]:
    """By permanent id key and version of those records that are public; in one query."""
    by_kind: dict[str, list[str]] = {}
    for row in rows:
        by_kind.setdefault(row["kind"], []).append(row["uid"])
    asked: list[QuerySet] = [
        KINDS[kind]
        ._default_manager.public()  # type: ignore[attr-defined]
        .filter(uid__in=uids)
        .order_by()
        .values_list("uid", "pk", "version")
        for kind, uids in sorted(by_kind.items())
    ]
    found = asked[0].union(*asked[1:], all=True) if asked else ()
    return {uid: (key, version) for uid, key, version in found}
