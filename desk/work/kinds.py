"""What waits for an editor: each kind of work with its count and its working list.

One entry of ``WORK`` is one kind. How its rows are looked for without ever reading a whole register
is in ``desk.work.strands``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.pages import address_in_desk, state_badge
from desk.reading.addresses import address_of_reading
from documents import anchoring, needs_work, waiting_copies
from documents.evidence import in_words
from documents.models import SUBJECTS, Anchor, Candidate, Capture, Citation, LinkCheck, Reading
from meetings.ledger import disordered, ledger
from meetings.models import Meeting, Series
from records import policy, workflow
from records.accounts import account_name, account_names
from records.conditions import THE_ROW, RowCondition, finds
from records.models import Identity, Proposal, Record, Remark, State
from records.policy import Action

from .strands import NOTHING, Row, Strand, Tally, count, count_rows


@dataclass(frozen=True)
class Work:
    """One kind of work on the home.

    ``strands`` gives the rows for an account and for what it chose to see (one of ``shows``).
    Work that has pages of its own gives their ``route`` and the rows to count instead.
    """

    name: str
    title: Any
    explained: Any
    action: Action
    strands: Callable[[Any, str], list[Strand]] | None = None
    shows: tuple[tuple[str, Any], ...] = ()
    brief: Any = ""  # the same in a few words, where it is long
    help: str = "work"
    route: str = ""
    waiting: Callable[[Any], "models.QuerySet[Any] | None"] | None = None

    def is_for(self, user: Any) -> bool:
        """Whether the account has this work: by its role, and because there is such work here."""
        if not policy.may(user, self.action):
            return False
        return not self.route or (self.address() != "" and self._waiting(user) is not None)

    def address(self) -> str:
        if not self.route:
            return reverse("admin:work", args=[self.name])
        try:
            return reverse(self.route)
        except NoReverseMatch:
            return ""

    def count(self, user: Any) -> Tally:
        if self.strands is None:
            rows = self._waiting(user)
            return NOTHING if rows is None else count_rows(rows)
        return sum((count(strand) for strand in self.strands(user, "")), NOTHING)

    def _waiting(self, user: Any) -> "models.QuerySet[Any] | None":
        return self.waiting(user) if self.waiting else None


# Drafts, and what is in review


def _standing(state: State) -> Callable[["models.QuerySet[Identity]"], Any]:
    """Leave out the parts whose owner stands in the same ``state``: they go where it goes."""
    return lambda identities: identities.exclude(RowCondition(sql=_follows(state)))


@cache
def _follows(state: State) -> str:
    """Whether an identity is of a part whose owner stands in ``state``."""
    conditions = []
    for part in workflow.PARTS:
        key: Any = part.model._meta.get_field(part.owner)
        owned = (
            f'FROM "{part.model._meta.db_table}" p'
            f' JOIN "{key.related_model._meta.db_table}" o ON o.id = p."{key.column}"'
            f" WHERE p.uid = {THE_ROW}.uid AND o.state = '{state}'"
        )
        kind = part.model.kind_name()
        conditions.append(f"({THE_ROW}.kind = '{kind}' AND {finds(owned)})")
    return f"({' OR '.join(conditions)})"


def _records(identities: Sequence[Identity]) -> dict[str, Record]:
    """The records that ``identities`` stand for, by permanent id."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for identity in identities:
        kinds[identity.kind].append(identity.uid)
    found: dict[str, Record] = {}
    for kind, uids in kinds.items():
        rows = SHOWN[kind]._default_manager.filter(uid__in=uids)
        found |= {row.uid: row for row in with_labels(rows)}
    return found


SHOWN: dict[str, type[Record]] = {**SUBJECTS, "citation": Citation}

LABELS: dict[str, tuple[str, ...]] = {
    "office": ("person",),
    "membership": ("mechanism", "participant"),
    "participation": ("meeting", "participant"),
    "delegate": ("meeting", "person"),
}
"""The relations that the title of a row names."""


def with_labels(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
    """With what their titles name, so that a title asks for nothing."""
    if rows.model is Citation:
        rows = rows.select_related("passage").defer("passage__text")
        parts = [f"{name}__{label}" for name, labels in LABELS.items() for label in labels]
        return rows.prefetch_related(*SUBJECTS, *parts)
    return rows.select_related(*LABELS.get(rows.model.kind_name(), ()))


def _row(record: Record, **more: Any) -> Row:
    return Row(
        title=str(record),
        url=address_in_desk(record),
        kind=capfirst(str(record._meta.verbose_name)),
        state=state_badge(record.state),
        **more,
    )


def _drafts(user: Any, show: str) -> list[Strand]:
    mine = Identity.objects.filter(state=State.DRAFT, ended_at=None, changed_by=user)

    def judge(identities: list[Identity]) -> list[Row]:
        records = _records(identities)
        lacks = dict(_lacking(records.values()))
        return [
            _row(
                record,
                what=lacks.get(record.uid, ""),
                when=identity.changed_at,
            )
            for identity in identities
            if (record := records.get(identity.uid))
        ]

    order = ("-changed_at", "-uid")
    return [Strand("drafts", mine, judge, _standing(State.DRAFT), order)]


def _lacking(records: Iterable[Record]) -> list[tuple[str, str]]:
    found = needs_work.uncited_of([record for record in records if record.EVIDENTIAL])
    return [(record.uid, _lacks(record, fields)) for record, fields in found]


def _lacks(record: Record, fields: Iterable[str]) -> str:
    return _("nothing cited for: %(fields)s") % {"fields": in_words(record, fields)}


def _in_review(user: Any, show: str) -> list[Strand]:
    waiting = Identity.objects.filter(state=State.IN_REVIEW, ended_at=None)

    def judge(identities: list[Identity]) -> list[Row]:
        records = _records(identities)
        names = account_names(identity.changed_by_id for identity in identities)
        own = _written_by(user, list(records.values()))
        return [
            _row(
                record,
                what=_("You wrote it, or a part of it: somebody else publishes it.")
                if record.uid in own
                else _("You may publish it."),
                by=names.get(identity.changed_by_id, _("a command")),
                when=identity.changed_at,
            )
            for identity in identities
            if (record := records.get(identity.uid))
        ]

    return [Strand("review", waiting, judge, _standing(State.IN_REVIEW), ("changed_at", "uid"))]


def _written_by(user: Any, records: list[Record]) -> set[str]:
    """Which of ``records`` the account may not publish, because of what it wrote in them."""
    if not policy.four_eyes():
        return set()
    own = {record.uid for record in records if record.changed_by_id == user.pk}
    top = {(type(record), record.pk): record.uid for record in records}
    level = dict(top)
    while level:
        below: dict[tuple[type[Record], int], str] = {}
        for part in workflow.PARTS:
            owner: Any = part.model._meta.get_field(part.owner).related_model
            keys = [key for model, key in level if model is owner]
            if not keys:
                continue
            rows = part.model._default_manager.filter(**{f"{part.owner}__in": keys})
            for key, above, writer in rows.exclude(
                state__in=(State.WITHDRAWN, State.PUBLISHED)
            ).values_list("pk", f"{part.owner}_id", "changed_by_id"):
                uid = level[owner, above]
                if (part.model, key) not in top:
                    top[part.model, key] = below[part.model, key] = uid
                if writer == user.pk:
                    own.add(uid)
        level = below
    return own


def _returned(user: Any, show: str) -> list[Strand]:
    remarks = Remark.objects.filter(
        answered=False,
        identity__changed_by=user,
        identity__state=State.DRAFT,
        identity__ended_at=None,
    )

    def drafts(rows: list[Remark]) -> list[Row]:
        records = _records([remark.identity for remark in rows])
        return [
            _row(
                record,
                what=remark.text,
                by=account_name(remark.author),
                when=remark.created_at,
            )
            for remark in rows
            if (record := records.get(remark.identity_id))
        ]

    def proposals(rows: list[Proposal]) -> list[Row]:
        found = []
        for proposal in rows:
            try:
                url = reverse("admin:records_proposal_change", args=[proposal.pk])
            except NoReverseMatch:
                url = proposal.identity.get_absolute_url() if proposal.identity else ""
            found.append(
                Row(
                    title=str(proposal),
                    url=url,
                    kind=capfirst(str(Proposal._meta.verbose_name)),
                    what=proposal.remark,
                    by=str(proposal.decided_by or ""),
                    when=proposal.decided_at or proposal.updated_at,
                )
            )
        return found

    def with_author(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        return rows.select_related("identity", "author")

    def with_judge(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        return rows.select_related("identity", "decided_by")

    returned = Proposal.objects.filter(author=user, status=Proposal.Status.RETURNED)
    return [
        Strand("drafts", remarks, drafts, with_author),
        Strand("proposals", returned, proposals, with_judge),
    ]


# Copies of public documents


def _copies(user: Any, show: str) -> list[Strand]:
    def judge(captures: list[Capture]) -> list[Row]:
        names = account_names(capture.brought_by_id for capture in captures)
        return [
            replace(
                _row(
                    capture.document,
                    what=_("You brought it: somebody else agrees to it.")
                    if waiting_copies.is_own(user, capture)
                    else _("You may agree to it."),
                    by=names.get(capture.brought_by_id, _("a command")),
                    when=capture.created_at,
                ),
                url=reverse("admin:copy", args=[capture.pk]),
            )
            for capture in captures
        ]

    def sift(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        return rows.select_related("document").defer("text")

    return [Strand("copies", Capture.objects.waiting(), judge, sift, ("id",))]


# Evidence


def _uncited(user: Any, show: str) -> list[Strand]:
    kinds = [show] if show in needs_work.EVIDENTIAL else list(needs_work.EVIDENTIAL)
    return [_uncited_of(needs_work.EVIDENTIAL[kind]) for kind in kinds]


def _uncited_of(model: type[Record]) -> Strand:
    def judge(rows: list[Record]) -> list[Row]:
        return [
            _row(record, what=_lacks(record, fields), when=record.updated_at)
            for record, fields in needs_work.uncited_of(rows)
        ]

    standing = model._default_manager.exclude(state=State.WITHDRAWN)
    return Strand(
        model.kind_name(),
        standing,
        judge,
        lambda rows: with_labels(needs_work.lacking(rows)),
        unsure=lambda: needs_work.with_reserve(model),
    )


def uncited_by_kind() -> dict[str, Tally]:
    """How many records of each kind have a value without evidence."""
    return {kind: count(_uncited_of(model)) for kind, model in needs_work.EVIDENTIAL.items()}


def _contradictions(user: Any, show: str) -> list[Strand]:
    def judge(citations: list[Citation]) -> list[Row]:
        found: dict[tuple[str, str], Row] = {}
        for citation, fields in needs_work.contradicting(citations):
            record = citation.subject
            says = "; ".join(
                _("%(field)s: %(stated)s, here %(value)s")
                % {
                    "field": in_words(record, [name]),
                    "stated": citation.stated[name],
                    "value": _shown(record, name),
                }
                for name in fields
            )
            if citation.reason:
                says += " (" + _("the choice is explained") + ")"
            about = [citation.subject_name, record.pk, fields[0]]
            row = _row(record, what=says, when=citation.updated_at)
            url = reverse("admin:dispute", args=about)
            # Sources that give the same value are one thing to decide, on one page.
            found.setdefault((url, says), replace(row, url=url))
        return list(found.values())

    rows = needs_work.stating_otherwise()
    if show != "all":
        rows = rows.filter(reason="")
    return [Strand("citations", rows, judge, with_labels, unsure=lambda: models.Value(True))]


def _shown(record: Record, name: str) -> str:
    display = getattr(record, f"get_{name}_display", None)
    value = display() if display else getattr(record, name)
    return str(value) if value not in (None, "") else _("nothing")


def _orphans(user: Any, show: str) -> list[Strand]:
    def judge(citations: list[Any]) -> list[Row]:
        return [
            replace(
                _row(citation.subject, what=_cited_at(citation), when=citation.updated_at),
                url=address_in_desk(citation),
            )
            for citation in citations
        ]

    def sift(rows: "models.QuerySet[Citation]") -> "models.QuerySet[Citation]":
        found = (
            rows.filter(needs_work.NOT_HELD) if show == "not-held" else needs_work.orphaned(rows)
        )
        marked = found.annotate(
            is_moved=models.ExpressionWrapper(needs_work.MOVED, models.BooleanField()),
            is_unreadable=models.ExpressionWrapper(needs_work.NOT_HELD, models.BooleanField()),
        )
        return (
            with_labels(marked)
            .select_related("passage__capture__document")
            .defer("passage__text", "passage__capture__text")
        )

    return [Strand("citations", Citation.objects.exclude(state=State.WITHDRAWN), judge, sift)]


def _cited_at(citation: Any) -> str:
    where = {"where": str(citation.passage)}
    if citation.is_moved:
        return _("%(where)s: the words are not there any more") % where
    if citation.passage.capture.document.state == State.WITHDRAWN:
        return _("%(where)s: the document is withdrawn") % where
    if citation.is_unreadable:
        return _("%(where)s: the text is not held") % where
    return _("%(where)s: what the document belongs to is withdrawn") % where


def _anchors(user: Any, show: str) -> list[Strand]:
    def judge(anchors: list[Anchor]) -> list[Row]:
        return [
            replace(
                _row(anchor.citation.subject, what=_found_at(anchor)),
                url=reverse("admin:anchor", args=[anchor.pk]),
            )
            for anchor in anchors
        ]

    def sift(rows: "models.QuerySet[Anchor]") -> "models.QuerySet[Anchor]":
        parts = [
            f"citation__{name}__{label}" for name, labels in LABELS.items() for label in labels
        ]
        return (
            rows.filter(pk__in=anchoring.waiting().order_by().values("pk"))
            .select_related("citation__passage__capture__document")
            .defer("citation__passage__text", "citation__passage__capture__text")
            .prefetch_related(*(f"citation__{name}" for name in SUBJECTS), *parts)
        )

    rows = Anchor.objects.filter(decision=Anchor.Decision.OPEN)
    if show:
        rows = rows.filter(outcome=show)
    return [Strand("anchors", rows, judge, sift)]


def _found_at(anchor: Anchor) -> str:
    where = str(anchor.citation.passage)
    return f"{where}: {anchor.get_outcome_display()}. {anchor.get_why_display()}"


def _dead(user: Any, show: str) -> list[Strand]:
    def judge(checks: list[LinkCheck]) -> list[Row]:
        return [
            _row(check.document, what=_answered(check), when=check.asked_at) for check in checks
        ]

    return [
        Strand(
            "links", needs_work.dead_links(), judge, lambda rows: rows.select_related("document")
        )
    ]


def _answered(check: LinkCheck) -> str:
    times = ngettext("%(n)s time in a row", "%(n)s times in a row", check.failures)
    return f"{check.url}: {check.said} ({times % {'n': check.failures}})"


# Documents that were read


def _unread(user: Any, show: str) -> list[Strand]:
    def judge(readings: list[Any]) -> list[Row]:
        return [
            replace(
                _row(reading.capture.document, what=_waits(reading), when=reading.read_at),
                url=address_of_reading(reading.capture.document_id, capture=reading.capture),
            )
            for reading in readings
        ]

    def sift(rows: "models.QuerySet[Any]") -> "models.QuerySet[Any]":
        waiting = Candidate.objects.filter(
            capture=models.OuterRef("capture"), decision=Candidate.Decision.WAITING
        )
        number = waiting.order_by().values("capture").annotate(n=models.Count("pk")).values("n")
        return (
            rows.filter(models.Exists(waiting))
            .annotate(waiting=models.Subquery(number))
            .select_related("capture__document")
            .defer("capture__text")
        )

    return [Strand("readings", Reading.objects.all(), judge, sift)]


def _waits(reading: Any) -> str:
    number = reading.waiting
    return ngettext("%(n)s candidate waits", "%(n)s candidates wait", number) % {"n": number}


# Series


def _ledgers(user: Any, show: str) -> list[Strand]:
    def sift(rows: "models.QuerySet[Series]") -> "models.QuerySet[Series]":
        meetings = _counted().filter(series__in=rows.order_by().values("pk"))
        return rows.filter(pk__in=disordered(meetings).values("series_id"))

    def judge(rows: list[Series]) -> list[Row]:
        of: dict[int | None, list[Meeting]] = defaultdict(list)
        columns = ("series", "name", "ordinal", "numbering", "date", "earliest", "latest")
        for meeting in _counted().filter(series__in=rows).only(*columns, "date_order"):
            of[meeting.series_id].append(meeting)
        return [_row(series, what=_ledger_says(of[series.pk])) for series in rows]

    return [Strand("series", Series.objects.exclude(state=State.WITHDRAWN), judge, sift)]


def _counted() -> "models.QuerySet[Meeting]":
    return Meeting.objects.exclude(state=State.WITHDRAWN)


SAID = 8  # gaps and clashes of one series that its row names


def _ledger_says(meetings: Iterable[Meeting]) -> str:
    said = []
    for one in ledger(meetings).counts:
        gaps = [entry.gap for entry in one.entries if entry.gap]
        if gaps:
            numbers = [f"{a}" if a == b else f"{a}–{b}" for a, b in gaps[:SAID]]
            numbers += ["…"] if len(gaps) > SAID else []
            said.append(_("not recorded: %(numbers)s") % {"numbers": ", ".join(numbers)})
        clashes = [(entry.meeting, entry.after) for entry in one.entries if entry.after]
        said += [
            _("number %(ordinal)s (%(date)s) is dated before number %(other)s (%(then)s)")
            % {
                "ordinal": meeting.ordinal,
                "date": meeting.date,
                "other": after.ordinal,
                "then": after.date,
            }
            for meeting, after in clashes[:SAID]
            if meeting and after
        ]
        if len(clashes) > SAID:
            said.append(_("and %(number)s more clashes") % {"number": len(clashes) - SAID})
    return "; ".join(said)


# Work with pages of its own


def _proposals(user: Any) -> "models.QuerySet[Any]":
    return Proposal.objects.filter(status=Proposal.Status.WAITING)


def _duplicates(user: Any) -> "models.QuerySet[Any] | None":
    """The pairs that nobody has judged, where this register looks for them."""
    model = apps.all_models["records"].get("duplicatepair")
    if model is None:
        return None
    pairs: Any = model._default_manager
    return pairs.waiting() if hasattr(pairs, "waiting") else pairs.all()


WORK: list[Work] = [
    Work(
        "drafts",
        gettext_lazy("My drafts"),
        gettext_lazy("What you began and have not handed to the reviewers, newest first."),
        Action.ADD,
        _drafts,
    ),
    Work(
        "returned",
        gettext_lazy("Returned to me"),
        gettext_lazy("What a reviewer sent back to you, with what is to be done."),
        Action.ADD,
        _returned,
        help="review",
    ),
    Work(
        "review",
        gettext_lazy("Waiting for review"),
        gettext_lazy("What authors handed in, the longest waiting first."),
        Action.PUBLISH,
        _in_review,
        help="review",
    ),
    Work(
        "proposals",
        gettext_lazy("Proposed changes"),
        gettext_lazy("Changes of what is public, waiting for a reviewer."),
        Action.PUBLISH,
        route="admin:records_proposal_changelist",
        waiting=_proposals,
        help="review",
    ),
    Work(
        "copies",
        gettext_lazy("Copies that wait"),
        gettext_lazy(
            "Copies that were brought to public documents, the longest waiting first. Nobody reads "
            "or cites them until another reviewer than who brought them agrees."
        ),
        Action.PUBLISH,
        _copies,
        brief=gettext_lazy("Copies brought to public documents, for another reviewer to agree."),
        help="bringing",
    ),
    Work(
        "reading",
        gettext_lazy("Documents to read"),
        gettext_lazy("Documents in which the machine found something that nobody has decided."),
        Action.ADD,
        _unread,
        help="reading",
    ),
    Work(
        "uncited",
        gettext_lazy("Values without evidence"),
        gettext_lazy(
            "Records with a value that no citation supports, be they drafts or public. Cite a "
            "passage for it on the record's page, or empty the value."
        ),
        Action.ADD,
        _uncited,
        brief=gettext_lazy("Records with a value that no citation supports."),
        shows=tuple(
            (kind, model._meta.verbose_name_plural) for kind, model in needs_work.EVIDENTIAL.items()
        ),
        help="evidence",
    ),
    Work(
        "contradictions",
        gettext_lazy("Sources that differ"),
        gettext_lazy(
            "A citation gives another value than the record, and nobody has yet said why the "
            "record says what it says. Change the value, or give your reason on the citation."
        ),
        Action.ADD,
        _contradictions,
        brief=gettext_lazy("A citation gives another value, and nobody has said why."),
        shows=(("all", gettext_lazy("those explained too")),),
        help="evidence",
    ),
    Work(
        "series",
        gettext_lazy("Gaps and clashes in series"),
        gettext_lazy(
            "Series in which a number is missing, or a later number has an earlier date. A gap "
            "may be right: then nobody has recorded that meeting yet."
        ),
        Action.ADD,
        _ledgers,
        brief=gettext_lazy("A number is missing, or a later number has an earlier date."),
    ),
    Work(
        "duplicates",
        gettext_lazy("Likely duplicates"),
        gettext_lazy("Pairs of records that may be one."),
        Action.ADD,
        route="admin:records_duplicatepair_changelist",
        waiting=_duplicates,
        help="duplicates",
    ),
    Work(
        "orphans",
        gettext_lazy("Citations that lost their place"),
        gettext_lazy(
            "A citation has lost its place when the words it quotes do not stand at its "
            "characters in the text we hold, or when its document, or what that belongs to, is "
            "withdrawn. That a text is not held is no fault: those citations have a list of "
            "their own."
        ),
        Action.ADD,
        _orphans,
        brief=gettext_lazy("The words are not where it says, or the document is withdrawn."),
        shows=(("not-held", gettext_lazy("those whose text is not held")),),
        help="evidence",
    ),
    Work(
        "anchors",
        gettext_lazy("Citations in later copies"),
        gettext_lazy(
            "A later copy of a document came in, and the words of these citations stand in it "
            "only in a changed form, or not at all. Until somebody decides, they stay on the "
            "earlier copy, which remains readable."
        ),
        Action.ADD,
        _anchors,
        brief=gettext_lazy("A later copy has other words, or none, where these were quoted."),
        shows=(
            (Anchor.Outcome.FUZZY.value, gettext_lazy("words that are alike")),
            (Anchor.Outcome.ORPHANED.value, gettext_lazy("no place found")),
        ),
        help="evidence",
    ),
    Work(
        "links",
        gettext_lazy("Dead links"),
        gettext_lazy(
            "Addresses of documents that did not answer when they were last asked for "
            "(manage.py check_links). Find the document's new address, or empty the field."
        ),
        Action.ADD,
        _dead,
        brief=gettext_lazy("Addresses of documents that did not answer."),
    ),
]
"""What can wait, in the order of the home. What somebody else adds is one more entry."""

BY_NAME = {work.name: work for work in WORK}


def work_of(user: Any) -> list[Work]:
    """The work that an account has by its role."""
    return [work for work in WORK if work.is_for(user)]
