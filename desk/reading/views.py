"""The page of the reading desk: one document's text, and what is decided about it.

Everything is one address. Reading it (GET) shows a stretch of the text and one panel beside it;
sending to it (POST) is one act, after which it redirects. A browser with scripts asks for the same
and swaps the page's inside (``PART``); without them each act is a plain button.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from desk.evidence.forms import read_stated
from documents.candidates import accepting, publishing, undoing
from documents.candidates.decisions import Decided
from documents.candidates.fields import FIELDS
from documents.candidates.lookup import chosen_record
from documents.candidates.progress import mark_read, next_unread, tally_of, unmark_read
from documents.candidates.questions import questions_about
from documents.candidates.record_values import SAME_AS, InvalidValues, refused_values, values_of
from documents.candidates.storing import MAX_AT_THE_DESK, read_document
from documents.copies import newest_text
from documents.models import Candidate, Capture, Document, Passage, citable_fields
from records import policy, workflow
from records.history.batches import batch
from records.keys import is_key
from records.policy import Action
from records.search_text import clean
from texts.copied_words import find_words

from .answers import read_answers
from .page import page_of

PART = "X-Fora-Part"
"""The header with which the page's script asks for a part: its inside, or the tally alone."""


class ReadingRequest:
    """One request to the reading desk."""

    def __init__(self, admin: Any, request: HttpRequest, document: Document) -> None:
        self.admin, self.request, self.document = admin, request, document
        self.user: Any = request.user
        self.other_copy = ""  # the beginning of the hash of a copy that is not the newest
        self.capture: Any = self._capture()

    def _capture(self) -> Capture | None:
        """The copy that was asked for, by a candidate of it or the beginning of its hash, else
        the newest that is held."""
        newest = newest_text(self.document)
        held = Capture.objects.agreed().filter(document=self.document, text__isnull=False)
        held = held.defer("text")
        asked, candidate = (self.request.GET.get(name, "") for name in ("capture", "candidate"))
        found = None
        if len(asked) >= 8:
            found = held.filter(sha256__startswith=asked[:64]).first()
        elif is_key(candidate):
            found = held.filter(candidates=int(candidate)).first()
        if found is not None and found != newest:
            self.other_copy = found.sha256[:12]
            return found
        return newest

    def answer(self) -> HttpResponse:
        if self.request.method != "POST":
            if self.capture is not None and self.request.headers.get(PART) == "tally":
                return HttpResponse(tally_of(self.capture), content_type="text/plain")
            return self.show()
        act = ACTS.get(self.request.POST.get("act", ""))
        try:
            if act is None or (self.capture is None and act is not ReadingRequest.publish_document):
                raise ValidationError(_("There is nothing to do: choose one of the buttons."))
            return act(self)
        except InvalidValues as refusal:
            if self.request.POST.get("act") == "edit":
                return self.show(self.sent(), refusal)
            messages.error(self.request, " ".join(refusal.messages))
            return self.to(candidate=self.request.POST.get("candidate", ""), do="edit")
        except ValidationError as refusal:
            messages.error(self.request, " ".join(refusal.messages))
        except PermissionDenied as refusal:
            messages.error(self.request, str(refusal) or _("You may not do this."))
        return self.back()

    # Showing

    def sent(self) -> dict[str, str]:
        """The form of a candidate as it was sent."""
        return {key: clean(str(value)) for key, value in self.request.POST.items()}

    def show(
        self, sent: dict[str, str] | None = None, refused: InvalidValues | None = None
    ) -> HttpResponse:
        """The page; with the form of a candidate as it was ``sent``, and why it was refused."""
        asked = {key: clean(str(value))[:500] for key, value in self.request.GET.items()}
        asked["capture"] = self.other_copy
        page = page_of(self.document, self.capture, asked, self.user, sent, refused)
        part = self.request.headers.get(PART) == "reading"
        context = {
            "title": _("Reading “%(document)s”") % {"document": self.document},
            "opts": self.admin.opts,
            "document": self.document,
            "desk": page,
        }
        if not part:
            context |= self.admin.admin_site.each_context(self.request)
            context["media"] = self.admin.media
        name = "inside" if part else "page"
        return TemplateResponse(self.request, f"admin/documents/reading/{name}.html", context)

    def to(self, **where: Any) -> HttpResponseRedirect:
        """Redirect to another place of this page."""
        if self.other_copy:
            where["capture"] = self.other_copy
        query = urlencode({key: value for key, value in where.items() if value not in ("", None)})
        return HttpResponseRedirect(f"{self.request.path}{'?' if query else ''}{query}")

    def back(self) -> HttpResponseRedirect:
        """Redirect to where the page was."""
        return self.to(**{key: one for key, one in self.request.GET.items() if key in KEPT})

    # What the browser names

    def candidate(self) -> tuple[Candidate, int]:
        """The candidate that was sent, and the version of it that was looked at."""
        key, version = (self.request.POST.get(name, "") for name in ("candidate", "version"))
        if not (is_key(key) and is_key(version)):
            raise ValidationError(_("Choose a candidate first."))
        row = Candidate.objects.filter(capture=self.capture, pk=int(key)).first()
        if row is None:
            raise ValidationError(
                _("This candidate is there no longer: the document was read again."), code="stale"
            )
        return row, int(version)

    def words(self) -> tuple[int, int]:
        start, end = (self.request.POST.get(name, "") for name in ("start", "end"))
        if not (is_key(start) and is_key(end)):
            raise ValidationError(_("Choose the words first."))
        return int(start), int(end)

    def passage(self) -> Passage:
        number = self.request.POST.get("passage", "")
        rows = Passage.objects.filter(capture=self.capture).defer("text")
        found = rows.filter(number=int(number)).first() if is_key(number) else None
        if found is None:
            raise ValidationError(_("There is no passage with this number."))
        return found

    # Acts

    def read(self) -> HttpResponse:
        capture = self.capture
        if capture.char_length > MAX_AT_THE_DESK:
            raise ValidationError(
                _("This text is too long to be read here: ask for read_document %(slug)s.")
                % {"slug": self.document.slug}
            )
        capture.document = self.document
        done = read_document(capture, by=self.user)
        sentence = ngettext(
            "%(n)s candidate; %(new)s new.", "%(n)s candidates; %(new)s new.", done.total
        )
        messages.success(self.request, sentence % {"n": done.total, "new": done.added})
        return self.to()

    def accept(self) -> HttpResponse:
        row, version = self.candidate()
        seen_as = self.request.POST.get("seen_as")
        if row.is_waiting and not seen_as and questions_about(row, values_of(row), of_known=False):
            messages.info(self.request, _("Say where the text says what is asked below."))
            return self.to(candidate=row.pk, do="edit")
        return self.decided(accepting.accept(row, by=self.user, version=version, seen_as=seen_as))

    def edit(self) -> HttpResponse:
        row, version = self.candidate()
        sent = self.sent()
        values = values_of(row, sent)
        asked = questions_about(row, values, of_known=bool(sent.get(SAME_AS)))
        try:
            answers = read_answers(row, asked if row.is_waiting else [], sent)
        except InvalidValues as refusal:
            refusal.errors |= refused_values(values)
            raise
        return self.decided(
            accepting.accept(
                row,
                by=self.user,
                version=version,
                changes=sent,
                answers=answers,
                seen_as=self.request.POST.get("seen_as"),
            )
        )

    def look(self) -> HttpResponse:
        """The form again, with what the text says of the values as they are typed now."""
        self.candidate()
        return self.show(self.sent())

    def link(self) -> HttpResponse:
        row, version = self.candidate()
        record = chosen_record(row.kind, self.request.POST.get("record", ""))
        if record is None:
            raise ValidationError(_("Choose the record that it is."))
        return self.decided(accepting.link(row, record, by=self.user, version=version))

    def reject(self) -> HttpResponse:
        row, version = self.candidate()
        accepting.reject(row, by=self.user, version=version)
        messages.success(self.request, _("Rejected: “%(title)s”.") % {"title": row.title})
        return self.onward(row)

    def decided(self, done: Decided) -> HttpResponse:
        messages.success(self.request, sentence_about(done))
        return self.onward(done.candidate)

    def onward(self, row: Candidate) -> HttpResponse:
        """To the next candidate that waits behind this one, or before it, or else to the text."""
        waiting = Candidate.objects.filter(
            capture=self.capture, decision=Candidate.Decision.WAITING
        ).order_by("start", "pk")
        following = waiting.filter(start__gte=row.start).first() or waiting.first()
        if following is not None:
            return self.to(candidate=following.pk)
        return self.to(p=Passage.objects.values_list("number", flat=True).get(pk=row.passage_id))

    def undo(self) -> HttpResponse:
        """Take back what this account decided last here."""
        last = undoing.last_decision(self.capture, self.user)
        if last is None:
            raise ValidationError(_("There is nothing of yours to undo here."))
        return self.undone(last)

    def undo_one(self) -> HttpResponse:
        row, version = self.candidate()
        row.version = version  # of the decision that was looked at
        return self.undone(row)

    def undone(self, last: Any) -> HttpResponse:
        undoing.undo(last, by=self.user)
        messages.success(self.request, _("Undone: “%(title)s”.") % {"title": last.title})
        if isinstance(last, Candidate) and Candidate.objects.filter(pk=last.pk).exists():
            return self.to(candidate=last.pk)
        return self.to(p=last.passage.number)

    def cite(self) -> HttpResponse:
        post = self.request.POST
        start, end = self.words()
        record = chosen_record(post.get("kind", ""), post.get("record", ""))
        if record is None:
            raise ValidationError(_("Choose the record that the words speak of."))
        known = set(citable_fields(type(record)))
        names = [name for name in post.getlist("fields") if name in known]
        if not names and not post.get("whole"):
            raise ValidationError(_("Tick what the passage says, or the whole record."))
        stated = read_stated(clean(post.get("stated", "")), type(record))
        done = accepting.cite_words(
            self.capture,
            start,
            end,
            record,
            [] if post.get("whole") else [*names, *stated],
            by=self.user,
            stated=stated,
        )
        messages.success(self.request, sentence_about(done))
        return self.to(p=done.candidate.passage.number)

    def begin(self) -> HttpResponse:
        kind = self.request.POST.get("kind", "")
        if kind not in FIELDS:
            raise ValidationError(_("Choose what kind of record it is."))
        start, end = self.words()
        row = accepting.begin_candidate(self.capture, start, end, kind, by=self.user)
        return self.to(candidate=row.pk, do="edit")

    def mark(self) -> HttpResponse:
        passage = self.passage()
        mark_read(passage, by=self.user)
        messages.success(self.request, _("%(where)s is read.") % {"where": passage.locator})
        following = next_unread(self.capture, passage.number)
        return self.to(p=(following or passage).number)

    def unmark(self) -> HttpResponse:
        passage = self.passage()
        unmark_read(passage, by=self.user)
        return self.to(p=passage.number)

    def find(self) -> HttpResponse:
        """Words that are typed instead of selected: where they stand in a passage."""
        passage = self.passage()
        typed = clean(self.request.POST.get("words", ""))
        text = Passage.objects.values_list("text", flat=True).get(pk=passage.pk)
        found = find_words(text, typed) if typed.strip() else [(0, len(text))]
        if not found:
            raise ValidationError(
                _("These words are not in %(where)s. It begins: “%(text)s”")
                % {"where": passage.locator, "text": text[:160]}
            )
        start, end = (passage.start + one for one in found[0])
        return self.to(words=f"{start}-{end}")

    def publish_document(self) -> HttpResponse:
        with batch("request", by=self.user, what=str(self.document)):
            workflow.publish(self.document, by=self.user)
        messages.success(self.request, _("“%(document)s” is public.") % {"document": self.document})
        return self.back()

    def publish_made(self) -> HttpResponse:
        number, refused = publishing.publish_drafts(self.capture, by=self.user)
        if number:
            sentence = ngettext(
                "%(n)s record is now public.", "%(n)s records are now public.", number
            )
            messages.success(self.request, sentence % {"n": number})
        for sentence in refused[:5]:
            messages.warning(self.request, sentence)
        return self.back()


KEPT = ("candidate", "p", "words", "kind", "about", "do")
ACTS: dict[str, Callable[[ReadingRequest], HttpResponse]] = {
    name: getattr(ReadingRequest, name)
    for name in (
        *("read", "accept", "edit", "look", "link", "reject", "undo", "undo_one", "cite", "begin"),
        *("mark", "unmark", "find", "publish_document", "publish_made"),
    )
}
"""What can be sent to the page, by the value of ``act``."""


def sentence_about(done: Decided) -> str:
    """What a decision did, in a sentence or two."""
    values = {"record": done.record, "kind": done.record._meta.verbose_name}
    if done.proposal is not None:
        said = _("Proposed for “%(record)s”: a reviewer will look at it.") % values
    elif not done.cited:
        said = _("Taken for “%(record)s”, which says all of it more exactly: nothing to cite.")
        said %= values
    elif not done.is_new:
        said = _("Cited for the %(kind)s “%(record)s”.") % values
    elif not done.lacking:
        said = _("Recorded and published: the %(kind)s “%(record)s”.") % values
    else:
        said = _("Recorded as a draft: the %(kind)s “%(record)s”.") % values
        said += " " + " ".join(done.lacking)
    if done.left_out:
        said += " " + _("Left out: %(names)s.") % {"names": "; ".join(done.left_out)}
    return said


def read_view(admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The reading desk of a document, for whoever may add records."""
    if not policy.may(request.user, Action.ADD, Document):
        raise PermissionDenied
    document = admin.get_object(request, object_id)
    if document is None:
        raise Http404
    return ReadingRequest(admin, request, document).answer()
