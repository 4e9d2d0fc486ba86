"""What waits for an editor: each kind of work with its count and its working list.

One entry of ``WORK`` is one kind. How its rows are looked for without ever reading a whole register
is in ``desk.work.scans``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from documents import needs_work
from documents.models import Anchor
from records import policy
from records.merging.duplicates import to_judge
from records.models import Proposal
from records.policy import Action

from .documents import copies, dead_links, unread
from .drafts import drafts, in_review, returned
from .evidence import anchors, contradictions, orphans, together, uncited
from .kept import Keep
from .scans import NOTHING, Scan, Tally, count, count_rows
from .series import disordered_series


@dataclass(frozen=True)
class Work:
    """One kind of work on the home.

    ``scans`` gives where to look, for an account and for what it chose to see (one of ``shows``).
    Work that has pages of its own gives their ``route`` and the rows to count instead.
    """

    name: str
    title: Any
    explained: Any
    action: Action
    scans: Callable[[Any, str], list[Scan]] | None = None
    shows: tuple[tuple[str, Any], ...] = ()
    brief: Any = ""  # the same in a few words, where it is long
    help: str = "work"
    route: str = ""
    waiting: Callable[[], "models.QuerySet[Any]"] | None = None
    together: Callable[[], list[SafeString]] | None = None  # links to where many are done at once
    of_records: bool = False  # what waits follows from records alone (desk.work.kept)

    def is_for(self, user: Any) -> bool:
        """Whether the account has this work by its role."""
        return policy.may(user, self.action)

    def address(self) -> str:
        return reverse(self.route) if self.route else reverse("admin:work", args=[self.name])

    def count(self, user: Any, keep: Keep) -> Tally:
        """How many there are, or at least are; of records alone, as ``keep`` has it."""
        if self.waiting:
            return count_rows(self.waiting())
        if self.of_records:
            return keep((self.name, user.pk), lambda: self._counted(user))
        return self._counted(user)

    def _counted(self, user: Any) -> Tally:
        scans = self.scans(user, "") if self.scans else []
        return sum((count(scan) for scan in scans), NOTHING)


WORK: list[Work] = [
    Work(
        "drafts",
        gettext_lazy("My drafts"),
        gettext_lazy("What you began and have not handed to the reviewers, newest first."),
        Action.ADD,
        drafts,
        of_records=True,
    ),
    Work(
        "returned",
        gettext_lazy("Returned to me"),
        gettext_lazy("What a reviewer sent back to you, with what is to be done."),
        Action.ADD,
        returned,
        help="review",
    ),
    Work(
        "review",
        gettext_lazy("Waiting for review"),
        gettext_lazy("What authors handed in, the longest waiting first."),
        Action.PUBLISH,
        in_review,
        help="review",
        of_records=True,
    ),
    Work(
        "proposals",
        gettext_lazy("Proposed changes"),
        gettext_lazy("Changes of what is public, waiting for a reviewer."),
        Action.PUBLISH,
        route="admin:records_proposal_changelist",
        waiting=lambda: Proposal.objects.filter(status=Proposal.Status.WAITING),
        help="review",
    ),
    Work(
        "copies",
        gettext_lazy("Copies that wait"),
        gettext_lazy(
            "Copies that were imported for public documents, the longest waiting first. Nobody "
            "reads or cites them until a reviewer who did not import them agrees."
        ),
        Action.PUBLISH,
        copies,
        brief=gettext_lazy("Copies imported for public documents, for another reviewer to agree."),
        help="importing",
    ),
    Work(
        "reading",
        gettext_lazy("Documents to read"),
        gettext_lazy("Documents in which the machine found something that nobody has decided."),
        Action.ADD,
        unread,
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
        uncited,
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
        contradictions,
        brief=gettext_lazy("A citation gives another value, and nobody has said why."),
        shows=(("all", gettext_lazy("those explained too")),),
        help="evidence",
        of_records=True,
    ),
    Work(
        "series",
        gettext_lazy("Gaps and clashes in series"),
        gettext_lazy(
            "Series in which a number is missing, or a later number has an earlier date. A gap "
            "may be right: then nobody has recorded that meeting yet."
        ),
        Action.ADD,
        disordered_series,
        brief=gettext_lazy("A number is missing, or a later number has an earlier date."),
        of_records=True,
    ),
    Work(
        "duplicates",
        gettext_lazy("Likely duplicates"),
        gettext_lazy("Pairs of records that may be one."),
        Action.ADD,
        route="admin:records_duplicatepair_changelist",
        waiting=to_judge,
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
        orphans,
        brief=gettext_lazy("The words are not where it says, or the document is withdrawn."),
        shows=(("not-held", gettext_lazy("those whose text is not held")),),
        help="evidence",
        of_records=True,
    ),
    Work(
        "anchors",
        gettext_lazy("Citations in later copies"),
        gettext_lazy(
            "A later copy of a document came in, and the words of these citations stand in it "
            "only in a changed form, are read with others, or do not stand in it at all. Until "
            "somebody decides, they stay on the earlier copy, which remains readable."
        ),
        Action.ADD,
        anchors,
        brief=gettext_lazy("A later copy has other words, or none, where these were quoted."),
        together=together,
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
        dead_links,
        brief=gettext_lazy("Addresses of documents that did not answer."),
    ),
]
"""What can wait, in the order of the home. What somebody else adds is one more entry."""

BY_NAME = {work.name: work for work in WORK}


def work_of(user: Any) -> list[Work]:
    """The work that an account has by its role."""
    return [work for work in WORK if work.is_for(user)]
