"""Citations whose words stand in a later copy as they were, but are read with others there.

They wait for an editor (``Anchor.Why.AROUND``), who decides about many at once: those that are
read otherwise in the same way, such as under one changed heading, stand together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from documents.models import Anchor, Capture, Citation, Document, Passage
from records import policy, workflow
from records.history import proposals
from records.history.rows import pages_of_each
from records.models import Proposal
from records.paging import COUNT_CAP, Page, paginate
from records.policy import Action
from texts.marks import plain_marks
from texts.whitespace import one_space

from .anchor_decisions import move_to, moves_proposed, undecided_anchors
from .comparing_copies import differing_words
from .read_otherwise import Otherwise, Stretch, Turned, read_otherwise
from .surroundings import Surroundings

PER_PAGE = 200
MOST = 200  # differences of one citation that are shown
IN_ORDER = ("start", "id")
Why = Anchor.Why


@dataclass(frozen=True)
class Difference:
    """What is read with words in a later copy, in place of what was read with them.

    ``what`` is the kind of the passage whose words differ (``Passage.Kind``), or what differs where
    they are the same: ``speaker``, ``kind``, of the cited passage or (``_beside``) of another.
    ``pieces`` are the words that stay, go and come; some are left out where it ``is_cut``.
    """

    what: str
    before: str
    after: str
    pieces: list[tuple[str, str]]
    is_cut: bool = False


Key = tuple[int, Otherwise]
"""A difference: the earlier copy, and what differs."""


@dataclass(frozen=True)
class Waiting:
    """A citation that waits, and what is read otherwise with its words.

    ``is_known`` where that can be shown and is all that differs: then many are judged by it.
    ``mark`` is of everything that an editor sees of it.
    """

    anchor: Anchor
    differences: dict[Key, Difference]
    is_known: bool
    mark: str


@dataclass
class Group:
    """Citations that are read otherwise in the same way.

    ``shown`` are the differences that stand here, with their numbers on the page; ``also`` the
    numbers of those that stand further up.
    """

    number: int
    is_known: bool
    shown: list[tuple[int, Difference]] = field(default_factory=list)
    also: list[int] = field(default_factory=list)
    waiting: list[Waiting] = field(default_factory=list)


def waiting_in(capture: Capture, cursor: str = "") -> Page[Citation]:
    """A page of the citations that wait for ``capture``, as they are in the earlier copies."""
    anchors = _undecided().filter(capture=capture)
    citations = Citation.objects.filter(pk__in=anchors.order_by().values("citation"))
    return paginate(citations, ordering=IN_ORDER, size=PER_PAGE, cursor=cursor)


def number_waiting(captures: Iterable[Capture]) -> dict[int, int]:
    """How many citations wait so for each of ``captures``; those for which none does left out."""
    return _counted(_undecided().filter(capture__in=list(captures)))


def copies_with_waiting(document: Document | None = None) -> list[tuple[Capture, int]]:
    """The later copies for which citations wait so, newest first, each with how many."""
    anchors = _undecided()
    if document is not None:
        anchors = anchors.filter(capture__document=document)
    newest = Anchor.objects.filter(pk__in=anchors.order_by("-pk").values("pk")[:COUNT_CAP])
    numbers = _counted(newest)
    rows = Capture.objects.filter(pk__in=numbers).select_related("document").defer("text")
    return [(capture, numbers[capture.pk]) for capture in rows.order_by("-pk")]


def _undecided() -> "QuerySet[Anchor]":
    return undecided_anchors().filter(why=Why.AROUND, passage__isnull=False)


def _counted(anchors: "QuerySet[Anchor]") -> dict[int, int]:
    rows = anchors.order_by().values_list("capture")
    return dict(rows.annotate(number=Count("pk")))


# What is read otherwise


def read_waiting(citations: Iterable[Citation], capture: Capture) -> list[Waiting]:
    """What is read otherwise with each of ``citations`` in ``capture``, in the order of the text.

    The number of queries does not grow with them.
    """
    anchors = _undecided().filter(citation__in=[one.pk for one in citations], capture=capture)
    rows = anchors.select_related("citation__passage").defer("citation__passage__text")
    return _compared(list(rows), capture)


def _compared(anchors: Sequence[Anchor], capture: Capture) -> list[Waiting]:
    origins = {anchor.citation.passage.capture_id for anchor in anchors}
    held = Capture.objects.filter(pk__in=[*origins, capture.pk], text__isnull=False)
    texts = {key: text or "" for key, text in held.values_list("pk", "text")}
    read = Surroundings.of_captures(texts)
    compared = {
        origin: _Compared(origin, capture.pk, texts, read)
        for origin in origins
        if origin in texts and capture.pk in texts
    }
    return [
        _waiting(anchor, compared.get(origin))
        for origin, _start, _key, anchor in sorted(
            (one.citation.passage.capture_id, one.citation.start, one.pk, one) for one in anchors
        )
    ]


class _Compared:
    """An earlier copy and the later one, with what is read otherwise in it."""

    def __init__(
        self, origin: int, later: int, texts: Mapping[int, str], read: Mapping[int, Surroundings]
    ) -> None:
        self.old, self.new = texts[origin], texts[later]
        self._earlier, self._later = read[origin], read[later]
        self._origin = origin
        self._found: dict[Key, Difference] = {}

    def otherwise(self, at: int, then: int) -> tuple[dict[Key, Difference], bool]:
        """What is read otherwise at a place, and whether it can all be shown."""
        found, is_all = read_otherwise(self._later, at, self._earlier, then)
        keys = [(self._origin, one) for one in found[:MOST]]
        differences = {key: self._difference(key) for key in keys}
        is_shown = len(found) <= MOST and not any(one.is_cut for one in differences.values())
        return differences, is_all and is_shown

    def _difference(self, key: Key) -> Difference:
        if key not in self._found:
            found = key[1]
            self._found[key] = (
                self._of_words(found) if isinstance(found, Stretch) else _turned(found)
            )
        return self._found[key]

    def _of_words(self, found: Stretch) -> Difference:
        before, after = self._earlier.words(found.before), self._later.words(found.after)
        rows = [self._later.rows[at] for at in found.after]
        rows += [self._earlier.rows[at] for at in found.before]
        return Difference(rows[0].kind, before, after, *differing_words(before, after))


def _turned(found: Turned) -> Difference:
    sides = found.before, found.after
    if found.what == "kind":
        shown = [str(Passage.Kind(one).label) for one in sides]
    else:
        shown = [one or _("nobody is named") for one in sides]
    what = found.what if found.is_own else f"{found.what}_beside"
    return Difference(what, *sides, list(zip(("removed", "added"), shown, strict=True)))


def _waiting(anchor: Anchor, compared: _Compared | None) -> Waiting:
    """What is read otherwise with one citation; nothing is known where a text is not held."""
    citation, start, end = anchor.citation, anchor.start or 0, anchor.end or 0
    differences: dict[Key, Difference] = {}
    is_known = False
    seen: list[Any] = [citation.pk, citation.version, anchor.pk, anchor.passage_id, start, end]
    if compared is not None:
        old, new = compared.old[citation.start : citation.end], compared.new[start:end]
        differences, is_known = compared.otherwise(start, citation.start)
        is_known = is_known and _plain(old) == _plain(new)
        seen += [old, new]
        seen += [(one.what, one.before, one.after) for one in differences.values()]
    digest = sha256(repr([*seen, is_known]).encode()).hexdigest()
    return Waiting(anchor, differences, is_known, digest[:24])


def _plain(text: str) -> str:
    return one_space(plain_marks(text))


def groups_of(waiting: Iterable[Waiting]) -> list[Group]:
    """Those that are read otherwise in the same way together, each difference shown once."""
    groups: dict[Any, Group] = {}
    numbers: dict[Key, int] = {}
    for one in waiting:
        group = groups.get((one.is_known, *one.differences))
        if group is None:
            group = Group(len(groups) + 1, one.is_known)
            groups[(one.is_known, *one.differences)] = group
            for key, difference in one.differences.items():
                if key in numbers:
                    group.also.append(numbers[key])
                else:
                    numbers[key] = len(numbers) + 1
                    group.shown.append((numbers[key], difference))
        group.waiting.append(one)
    return list(groups.values())


# Deciding


@dataclass(frozen=True)
class Accepted:
    """How many citations stand in the later copy now, and of how many that is proposed."""

    moved: int = 0
    proposed: int = 0


@transaction.atomic
def accept_together(
    capture: Capture, seen: Mapping[int, str], *, by: Any, why: str = ""
) -> Accepted:
    """Let citations stand where their words were found in ``capture``: all of them, or none.

    ``seen`` gives for each of them the mark of what was seen (``Waiting.mark``). Those that ``by``
    may change are moved in one batch; for the others one move is proposed. Raises
    ``ValidationError`` where something is not as it was seen, or was decided or proposed already,
    and ``PermissionDenied`` where ``by`` may not even propose.
    """
    if not seen:
        sentence = _("Tick the citations that say the same in the later copy.")
        raise ValidationError(sentence, code="nothing_chosen")
    workflow.lock()
    keys = list(seen)
    citations = list(Citation.objects.select_for_update(of=("self",)).filter(pk__in=keys))
    list(Anchor.objects.select_for_update(of=("self",)).filter(citation__in=keys, capture=capture))
    waiting = read_waiting(citations, capture)
    as_seen = [one for one in waiting if one.is_known and seen[one.anchor.citation_id] == one.mark]
    if len(as_seen) != len(seen):
        sentence = _("This has changed while you were looking at it. Look again, then decide.")
        raise ValidationError(sentence, code="stale")
    anchors = [one.anchor for one in as_seen]
    alone = decides_alone(anchors, by=by)
    if any(anchor.pk not in alone for anchor in anchors):
        raise PermissionDenied
    if None in alone.values():
        raise ValidationError(_("Some of these wait for a reviewer already."), code="proposed")
    text = Capture.objects.values_list("text", flat=True).get(pk=capture.pk) or ""
    done = Accepted()
    for is_alone in (True, False):
        some = [anchor for anchor in anchors if alone[anchor.pk] is is_alone]
        if some and _move(some, text, capture, by=by, why=why) is None:
            done = replace(done, moved=len(some))
        elif some:
            done = replace(done, proposed=len(some))
    return done


def _move(
    anchors: Sequence[Anchor], text: str, capture: Capture, *, by: Any, why: str
) -> Proposal | None:
    def writing(_by: Any) -> None:
        for anchor in anchors:
            move_to(anchor, text)

    what = _("Citations in a later copy of “%(document)s”") % {"document": capture.document}
    about = [anchor.citation for anchor in anchors]
    return proposals.write_or_propose(writing, about=about, by=by, what=what, why=why)


def decides_alone(anchors: Sequence[Anchor], *, by: Any) -> dict[int, bool | None]:
    """By the key of each anchor, whether ``by`` may move its citation alone, or else propose to.

    ``None`` where that waits for a reviewer already. Those that ``by`` may not even propose to
    move are left out.
    """
    proposed = moves_proposed([anchor.pk for anchor in anchors])
    found: dict[int, bool | None] = {}
    with policy.rules_read_once():
        pages = pages_of_each([anchor.citation for anchor in anchors])
        for anchor, own in zip(anchors, pages, strict=True):
            if all(policy.may(by, Action.CHANGE, page) for page in own):
                found[anchor.pk] = True
            elif all(policy.may_edit(by, page) for page in own):
                found[anchor.pk] = None if anchor.pk in proposed else False
    return found
