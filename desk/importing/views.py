"""Files and pasted text become documents, on the desk: first what was recognized, then the import.

Nothing is written at the first step: the bytes of each file that can be read are kept for a day
under their hash (``desk.uploads``), and the page shows what was made of them, with what
they propose. At the second step each file is read anew and imported as one change of its own.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from desk import uploads
from desk.access import needs
from desk.evidence import same_words
from desk.pages import address_in_desk, address_of_reading
from documents.copies import same_file
from documents.file_reading import metadata_of, read_bytes
from documents.importing import Imported, import_document
from documents.models import Document
from records import policy, workflow
from records.history.batches import batch
from records.keys import is_key
from records.policy import Action
from records.refusals import refusal_of
from texts.formats.limits import MAX_BYTES, MAX_PAGES, MEGABYTE

from .forms import MAX_FILES, DocumentForm, UploadForm
from .recognized import Seen, Upload

FOLDER = "uploads"


class ImportViews:
    """The pages that import documents; a part of ``DocumentAdmin``."""

    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.import_view)
        urls: list[Any] = super().get_urls()  # type: ignore[misc]
        return [path("import/", view, name="documents_document_import"), *urls]

    @needs(Action.IMPORT)
    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Take files: see what they are read as, confirm or correct it, import them."""
        if not policy.may(request.user, Action.IMPORT, Document):
            raise PermissionDenied
        if request.method == "POST" and "files" in request.POST:
            return self.second_step(request)
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            seen, refused = self.look(request, form)
            if seen:
                return self.review_page(request, seen, refused)
            for sentence in refused:
                form.add_error("file" if form.cleaned_data["file"] else "text", sentence)
        return self.page(
            request,
            "import.html",
            title=_("Import documents"),
            form=form,
            limit=MAX_BYTES // MEGABYTE,
            pages=f"{MAX_PAGES:,}",
        )

    def page(self, request: HttpRequest, template: str, **context: Any) -> HttpResponse:
        everywhere = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "media": self.media + context["form"].media,  # type: ignore[attr-defined]
            "has_view_permission": self.has_view_permission(request),  # type: ignore[attr-defined]
        }
        return TemplateResponse(
            request, f"admin/documents/document/{template}", {**everywhere, **context}
        )

    def look(self, request: HttpRequest, form: UploadForm) -> tuple[list[Seen], list[Any]]:
        """What was made of each file, and why others are not taken."""
        chosen = request.GET.get("document", "")
        initial = {"document": chosen} if is_key(chosen) else {}
        seen: list[Seen] = []
        refused = []
        for name, data, encoding, not_taken in form.uploaded():
            sha256 = hashlib.sha256(data).hexdigest()
            try:
                if not_taken:
                    raise ValidationError(not_taken)
                here = same_file(sha256).first()
                if here is not None and here.held:
                    raise ValidationError(already(here.document))
                if any(one.upload.sha256 == sha256 for one in seen):
                    raise ValidationError(_("It is the same file as another of these."))
                reading = read_bytes(data, file_name=name, encoding=encoding)
            except ValidationError as refusal:
                refused.append(_named(name, refusal.messages[0]))
                continue
            uploads.save(data, FOLDER)
            upload = Upload(sha256, name, request.user.pk or 0, encoding)
            proposed = metadata_of(reading, name)
            values = {"token": upload.token(), **vars(proposed), **initial}
            document = DocumentForm(prefix=f"f{len(seen)}", initial=values)
            seen.append(Seen(upload, data, reading, proposed, here, document))
        return seen, refused

    def review_page(
        self, request: HttpRequest, seen: list[Seen], refused: Sequence[Any] = ()
    ) -> HttpResponse:
        return self.page(
            request,
            "import_review.html",
            title=_("Import documents: what was recognized"),
            form=seen[0].form,
            seen=seen,
            refused=refused,
            errors=any(one.form.errors for one in seen),
        )

    def second_step(self, request: HttpRequest) -> HttpResponse:
        """Import what was confirmed, each file as one change; show what is left to fix."""
        seen = []
        for index in range(MAX_FILES):
            if f"f{index}-token" not in request.POST:
                continue  # imported before, when another of them was not
            form = DocumentForm(request.POST, prefix=f"f{index}")
            try:
                upload = Upload.of(request.POST.get(f"f{index}-token", ""), request.user)
                data = uploads.load(upload.sha256, FOLDER)
                reading = read_bytes(data, file_name=upload.name, encoding=upload.encoding)
            except (signing.BadSignature, ValidationError):
                messages.error(request, _("The uploaded file is no longer kept: upload it again."))
                return HttpResponseRedirect(request.get_full_path())
            proposed = metadata_of(reading, upload.name)
            seen.append(
                Seen(upload, data, reading, proposed, same_file(upload.sha256).first(), form)
            )
        # All are asked before any is imported, so that a page with errors has changed nothing.
        if not seen:
            return HttpResponseRedirect(request.get_full_path())
        if not all([one.may_be_imported(request.user) for one in seen]):
            return self.review_page(request, seen)
        done = [imported for one in seen if (imported := self.import_one(request, one))]
        left = [one for one in seen if one.form.errors]
        if left:
            return self.review_page(request, left)
        if len(done) == 1:
            return HttpResponseRedirect(address_in_desk(done[0].document))
        return HttpResponseRedirect(reverse("admin:documents_document_changelist"))

    def import_one(self, request: HttpRequest, one: Seen) -> Imported | None:
        """Import a file as one change by this account; its form says what is wrong, if anything."""
        given = one.form.cleaned_data
        if given["leave_out"]:
            uploads.delete(one.upload.sha256, FOLDER)
            return None
        try:
            with batch("import", by=request.user, what=one.name):
                workflow.lock()
                done = import_document(
                    data=one.data,
                    file_name=one.upload.name,
                    reading=one.reading,
                    document=given["document"].slug if given["document"] else "",
                    title=given["title"],
                    kind=given["kind"],
                    url=given["url"],
                    publisher=given["publisher"].slug if given["publisher"] else "",
                    date=given["published"],
                    language=given["language"],
                    rights=given["rights"],
                    retrieved=given["retrieved"],
                    propose=False,
                )
                self.log_change(request, done.document, _("Imported a file."))  # type: ignore[attr-defined]
        except ValidationError as refusal:
            one.form.put(refusal)
            return None
        except IntegrityError as error:
            for sentences in refusal_of(error, [Document]).errors.values():
                one.form.add_error(None, sentences)
            return None
        uploads.delete(one.upload.sha256, FOLDER)
        read = (address_of_reading(done.document.pk), _("Read it now"))
        if done.capture.waits:
            read = (reverse("admin:copy", args=[done.capture.pk]), _("See what it changes"))
        sentence = format_html('{} <a href="{}">{}</a>', imported(done), *read)
        together = same_words.link_to(done.capture) if done.reanchored.open else ""
        messages.success(
            request, format_html("{} {}", sentence, together) if together else sentence
        )
        return done


def already(document: Document) -> Any:
    """That a file is here already, with a link to its document."""
    link = format_html('<a href="{}">{}</a>', address_in_desk(document), document)
    return format_html(
        _("This file is already held as a copy of “{document}”: nothing changed."), document=link
    )


def _named(name: str, sentence: Any) -> Any:
    return format_html("{}: {}", name, sentence) if name else sentence


def imported(done: Imported) -> str:
    """What an import did, in a sentence."""
    values = {"name": done.document, "passages": done.passages, "quotes": done.quotes}
    if done.outcome == "unchanged":
        return _("This file is already held as a copy of “%(name)s”: nothing changed.") % values
    if done.outcome == "filled" and done.capture.waits:
        return (
            _(
                "The text of “%(name)s” waits for another reviewer: until somebody agrees, nobody"
                " reads it."
            )
            % values
        )
    if done.outcome == "filled":
        return (
            _("The text of “%(name)s” is now held: %(passages)s passages, %(quotes)s quotes.")
            % values
        )
    if done.capture.waits:
        return (
            _(
                "The new copy of “%(name)s” with %(passages)s passages waits for another reviewer: "
                "until somebody agrees, readers see the earlier one."
            )
            % values
        )
    if done.outcome == "new_capture":
        said = _("A new copy of “%(name)s” with %(passages)s passages.") % values
        return " ".join(filter(None, [said, str(done.reanchored), str(done.summaries)]))
    return (
        _(
            "“%(name)s” is recorded as a draft with %(passages)s passages. Complete what is known "
            "of it below, then publish it so that it can be cited in public."
        )
        % values
    )
