"""Tables on the editors' desk: a template, an export of the list, an import with its dry run.

An upload answers with a page that grows while the rows are read and tried, so that the progress
is seen without a script. It ends in what each row would do and a form to import it. A reader who
leaves before the end has imported nothing: the transaction ends with the page.
"""

import tempfile
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from desk import uploads
from desk.access import needs
from desk.busy import BUSY
from desk.evidence.questions import PREFIX
from desk.jobs.asking import to_job
from desk.pages import said
from records import policy
from records.keys import is_key
from records.locking import PATIENCE, giving_up_after, waited_in_vain
from records.policy import Action
from records.search_text import clean
from records.tables.cells import MAX_ROWS
from records.tables.exporting import FORMATS, csv_lines, write_xlsx
from records.tables.importing import may_publish
from records.tables.kinds import EXPORT_ONLY, columns_of, recognized_by

from .forms import DATE_ORDERS, UploadForm
from .runs import FOLDER, SALT, Run, Upload, progress_items

MARK = "<!-- here the page grows -->"


class TableViews:
    """The pages of a kind's tables; a part of ``RecordAdmin``."""

    model: Any
    opts: Any
    admin_site: Any

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_table"
        views = [
            ("table/import/", self.table_import_view, "import"),
            ("table/export.<str:form>", self.table_export_view, "export"),
            ("table/template.<str:form>", self.table_template_view, "template"),
        ]
        ours = [
            path(route, self.admin_site.admin_view(view), name=f"{name}_{what}")
            for route, view, what in views
        ]
        return [*ours, *super().get_urls()]  # type: ignore[misc]

    def table_url(self, what: str, *args: str) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_table_{what}"
        return reverse(name, args=args)

    def may_import_tables(self, request: HttpRequest) -> bool:
        return self.model not in EXPORT_ONLY and policy.may(request.user, Action.IMPORT, self.model)

    def table_links(self, request: HttpRequest) -> list[dict[str, str]]:
        """The links above a list; exports keep its filters."""
        links = []
        if self.may_import_tables(request):
            links.append({"url": self.table_url("import"), "label": _("Import a table")})
        if policy.may(request.user, Action.EXPORT, self.model):
            values = request.GET.copy()
            values.pop("p", None)
            query = f"?{values.urlencode()}" if values else ""
            for form in FORMATS:
                links.append(
                    {
                        "url": self.table_url("export", form) + query,
                        "label": _("Export %(format)s") % {"format": form.upper()},
                    }
                )
        return links

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"table_links": self.table_links(request), **(extra_context or {})}
        return super().changelist_view(request, context)  # type: ignore[misc]

    # Out

    @needs(Action.EXPORT)
    def table_export_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """The list with its filters, as a table."""
        if not policy.may(request.user, Action.EXPORT, self.model):
            raise PermissionDenied
        here = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        if form not in FORMATS or "\x00" in request.GET.urlencode().replace("%00", "\x00"):
            return HttpResponseRedirect(here)
        try:
            changes = self.get_changelist_instance(request)  # type: ignore[attr-defined]
        except IncorrectLookupParameters:
            return HttpResponseRedirect(here)
        try:
            return self.table_response(changes.queryset, form, timezone.now().date().isoformat())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return HttpResponseRedirect(f"{here}?{request.GET.urlencode()}")

    @needs(Action.IMPORT)
    def table_template_view(self, request: HttpRequest, form: str) -> HttpResponseBase:
        """The columns alone, to be filled in."""
        if not self.may_import_tables(request):
            raise PermissionDenied
        if form not in FORMATS:
            return HttpResponseRedirect(self.table_url("import"))
        return self.table_response(None, form, "template")

    def table_response(self, queryset: Any, form: str, suffix: str) -> HttpResponseBase:
        name = f"{self.model.kind_name()}-{suffix}.{form}"
        if form == "csv":
            lines = csv_lines(queryset, self.model)
            headers = {"Content-Disposition": f'attachment; filename="{name}"'}
            return StreamingHttpResponse(lines, content_type=FORMATS[form], headers=headers)
        file = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
        try:
            write_xlsx(file, queryset, self.model)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=name, content_type=FORMATS[form])

    # In

    @needs(Action.IMPORT)
    def table_import_view(self, request: HttpRequest) -> HttpResponseBase:
        """Upload a table, see what it would do, import it."""
        if not self.may_import_tables(request):
            raise PermissionDenied
        publish = may_publish(request.user, self.model)
        if request.method == "POST" and "token" in request.POST:
            try:
                upload = self.upload_again(request)
            except signing.BadSignature:
                messages.error(request, _("The uploaded file is no longer kept: upload it again."))
                return HttpResponseRedirect(request.path)
            for_real = "_import" in request.POST
            return self.run(request, upload, request.POST.get("digest", ""), for_real)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*sent, publish=publish)
        if form.is_valid():
            given = form.cleaned_data
            upload = Upload(
                file=uploads.save(given["file"].read(), FOLDER),
                name=clean(given["file"].name)[:100],
                kind=self.model.kind_name(),
                user=request.user.pk or 0,
                encoding=given["encoding"],
                separator=given["separator"],
                sheet=given["sheet"],
                order=given["order"],
                publish=given.get("publish", False),
            )
            return self.run(request, upload, "", False)
        context = {
            **self.table_context(request),
            "form": form,
            "columns": columns_of(self.model),
            "recognized_by": recognized_by(self.model),
            "templates": [(form, self.table_url("template", form)) for form in FORMATS],
            "most_rows": f"{MAX_ROWS:,}",
        }
        return TemplateResponse(request, "admin/table_import.html", context)

    def table_context(self, request: HttpRequest) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": _("Import a table of %(kind)s") % {"kind": str(self.opts.verbose_name_plural)},
            "opts": self.opts,
            "media": self.media,  # type: ignore[attr-defined]
        }

    def upload_again(self, request: HttpRequest) -> Upload:
        """The upload that a page of ours sends back; ``BadSignature`` where it is not."""
        sent = signing.loads(request.POST["token"], salt=SALT, max_age=uploads.KEPT)
        upload = Upload(**sent)
        if upload.user != request.user.pk or upload.kind != self.model.kind_name():
            raise signing.BadSignature
        order = request.POST.get("order", "")
        upload.order = order if order in dict(DATE_ORDERS) else ""
        upload.publish = "publish" in request.POST and may_publish(request.user, self.model)
        numbers = request.POST.getlist("over")
        upload.over = {int(one) for one in numbers if is_key(one)}
        upload.why = said(request, "why")
        return upload

    def run(
        self, request: HttpRequest, upload: Upload, digest: str, for_real: bool
    ) -> HttpResponseBase:
        """Try or import an upload: at once, where it is small, else as a job."""
        if not upload.is_large:
            return self.growing_page(request, upload, digest, for_real)
        what = _("Import %(file)s") if for_real else _("Try %(file)s")
        given = vars(upload) | {"over": sorted(upload.over)}
        answers = {k: str(v) for k, v in request.POST.items() if k.startswith(PREFIX)}
        return to_job(
            request,
            "table",
            what % {"file": upload.name},
            upload=given,
            digest=digest,
            for_real=for_real,
            sent=answers,
            again=request.path,
        )

    def growing_page(
        self, request: HttpRequest, upload: Upload, digest: str, for_real: bool
    ) -> StreamingHttpResponse:
        """A page that says how far the work is, and then what came of it."""
        context = {**self.table_context(request), "upload": upload, "mark": MARK}
        frame = render_to_string("admin/table_progress.html", context, request)
        head, middle, foot = frame.split(MARK)
        run = Run(self.model, request.user, request.POST, request.path, upload, digest, for_real)

        def pieces() -> Iterator[str]:
            yield head
            try:
                with giving_up_after(PATIENCE):
                    yield from progress_items(run.work())
            except OperationalError as error:
                if not waited_in_vain(error):
                    raise
                run.refusal = str(BUSY)
            yield middle
            yield run.html(request)
            yield foot

        response = StreamingHttpResponse(pieces())
        response["Cache-Control"] = "no-store"
        response["X-Accel-Buffering"] = "no"  # a proxy that waits for the end would hide it
        return response
