"""Tables on the editors' desk: a template, an export of the list, an import with its dry run.

An upload answers with a page that grows while the rows are read and tried, so that the progress
is seen without a script. It ends in what each row would do and a form to import it. A reader who
leaves before the end has imported nothing: the transaction ends with the page.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
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
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records import policy
from records.keys import is_key
from records.policy import Action
from records.tables import uploads
from records.tables.columns import EXPORT_ONLY, columns_of, known_names
from records.tables.exporting import FORMATS, csv_lines, write_xlsx
from records.tables.files import MAX_BYTES, MAX_ROWS, Unreadable, read_table
from records.tables.plan import STATUS_HELP, Plan, Progress, Row, Status
from records.tables.planning import make_plan, recognized_by
from records.tables.writing import Imported, ImportRefused, import_plan, may_publish, try_plan
from records.text import clean

from .access import needs
from .pages import said

SHOWN = 200  # rows of one status, and problems, on one page
KEPT_FOR = 24 * 3600  # seconds in which an upload can be imported
SALT = "records.tables"
MARK = "<!-- here the page grows -->"

ENCODINGS = [
    ("", gettext_lazy("find out")),
    ("utf-8", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("windows-1252", gettext_lazy("Western European (Windows-1252)")),
    ("gb18030", gettext_lazy("Simplified Chinese (GB 18030)")),
    ("big5", gettext_lazy("Traditional Chinese (Big5)")),
    ("windows-1251", gettext_lazy("Cyrillic (Windows-1251)")),
    ("windows-1256", gettext_lazy("Arabic (Windows-1256)")),
    ("shift_jis", gettext_lazy("Japanese (Shift JIS)")),
    ("euc_kr", gettext_lazy("Korean (EUC-KR)")),
]
SEPARATORS = [
    ("", gettext_lazy("find out")),
    (",", gettext_lazy("comma")),
    (";", gettext_lazy("semicolon")),
    ("\t", gettext_lazy("tab")),
    ("|", gettext_lazy("vertical bar")),
]
DATE_ORDERS = [
    ("", gettext_lazy("ask me where it matters")),
    ("dmy", gettext_lazy("the day: 03/04/2020 is 3 April")),
    ("mdy", gettext_lazy("the month: 03/04/2020 is 4 March")),
]


class UploadForm(forms.Form):
    """A table, and how to read it where that cannot be found out."""

    required_css_class = "required"

    file = forms.FileField(
        label=gettext_lazy("table"),
        help_text=gettext_lazy("CSV or XLSX. The first row holds the names of the columns."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )
    order = forms.ChoiceField(
        label=gettext_lazy("what comes first in dates"), choices=DATE_ORDERS, required=False
    )
    publish = forms.BooleanField(
        label=gettext_lazy("publish what is imported"),
        required=False,
        help_text=gettext_lazy("Otherwise new records are drafts."),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("encoding of a CSV file"), choices=ENCODINGS, required=False
    )
    separator = forms.ChoiceField(
        label=gettext_lazy("separator of a CSV file"), choices=SEPARATORS, required=False
    )
    sheet = forms.CharField(
        label=gettext_lazy("sheet of a workbook"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Only where it has several."),
    )

    def __init__(self, *args: Any, publish: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not publish:
            del self.fields["publish"]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(
                _("The file is larger than %(most)s MB: split it into several.")
                % {"most": MAX_BYTES // 2**20}
            )
        return file

    def clean_sheet(self) -> str:
        return clean(self.cleaned_data["sheet"]).strip()


@dataclass
class Upload:
    """A table that was uploaded, and how it is read and imported."""

    file: str  # its hash
    name: str
    kind: str
    user: int
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    order: str = ""
    publish: bool = False
    over: set[int] = field(default_factory=set)  # conflicting rows that are written all the same
    why: str = ""

    def token(self) -> str:
        """What the page sends back: signed, so that it names what this account uploaded."""
        kept = ("file", "name", "kind", "user", "encoding", "separator", "sheet")
        return signing.dumps({name: getattr(self, name) for name in kept}, salt=SALT)


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
            return self.growing_page(request, upload, request.POST.get("digest", ""), for_real)
        sent = (request.POST, request.FILES) if request.method == "POST" else ()
        form = UploadForm(*sent, publish=publish)
        if form.is_valid():
            given = form.cleaned_data
            upload = Upload(
                file=uploads.keep(given["file"].read()),
                name=clean(given["file"].name)[:100],
                kind=self.model.kind_name(),
                user=request.user.pk or 0,
                encoding=given["encoding"],
                separator=given["separator"],
                sheet=given["sheet"],
                order=given["order"],
                publish=given.get("publish", False),
            )
            return self.growing_page(request, upload, "", False)
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
        sent = signing.loads(request.POST["token"], salt=SALT, max_age=KEPT_FOR)
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

    def growing_page(
        self, request: HttpRequest, upload: Upload, digest: str, for_real: bool
    ) -> StreamingHttpResponse:
        """A page that says how far the work is, and then what came of it."""
        context = {**self.table_context(request), "upload": upload, "mark": MARK}
        frame = render_to_string("admin/table_progress.html", context, request)
        head, middle, foot = frame.split(MARK)
        result = Result(self, request, upload, digest, for_real)

        def pieces() -> Iterator[str]:
            yield head
            yield from signs_of(result.work())
            yield middle
            yield result.html()
            yield foot

        response = StreamingHttpResponse(pieces())
        response["Cache-Control"] = "no-store"
        response["X-Accel-Buffering"] = "no"  # a proxy that waits for the end would hide it
        return response


def signs_of(work: Iterator[Progress]) -> Iterator[str]:
    """Signs of progress as items of a list: each stage, and each tenth of it."""
    last: tuple[str, int] | None = None
    for step in work:
        tenth = step.done * 10 // step.total if step.total else 0
        if (step.stage, tenth) != last:
            last = (step.stage, tenth)
            line = _("%(stage)s: %(done)s of %(total)s")
            values = {
                "stage": step.stage,
                "done": f"{step.done:,}",
                "total": f"{step.total:,}",
            }
            yield format_html("<li>{}</li>\n", line % values)


class Result:
    """The work on one upload, and what the page then shows."""

    def __init__(
        self, desk: TableViews, request: HttpRequest, upload: Upload, digest: str, for_real: bool
    ) -> None:
        self.desk = desk
        self.request = request
        self.upload = upload
        self.digest = digest  # of the plan that the editor saw
        self.for_real = for_real
        self.plan: Plan | None = None
        self.done: Imported | None = None
        self.refusal = ""
        self.moved_on = False

    def work(self) -> Iterator[Progress]:
        """Read, plan, and try or import; whatever stands against it is then in the result."""
        upload, user = self.upload, self.request.user
        try:
            yield Progress(_("Reading the file"), 0, 0)
            table = read_table(
                uploads.recall(upload.file),
                known=known_names(self.desk.model),
                encoding=upload.encoding,
                separator=upload.separator,
                sheet=upload.sheet,
            )
            plan = yield from make_plan(self.desk.model, table, by=user, order=upload.order)
            self.plan = plan
            seen, self.digest = self.digest, plan.digest()
            if self.for_real and seen == self.digest:
                yield from self._import(plan)
                return
            self.moved_on = self.for_real
            yield from try_plan(plan, by=user, publish=upload.publish, over=upload.over)
        except Unreadable as refusal:
            self.refusal = " ".join(refusal.messages)

    def _import(self, plan: Plan) -> Iterator[Progress]:
        upload = self.upload
        what = _("table of %(kind)s: %(file)s") % {
            "kind": str(self.desk.opts.verbose_name_plural),
            "file": upload.name,
        }
        try:
            self.done = yield from import_plan(
                plan,
                by=self.request.user,
                what=what,
                why=upload.why,
                publish=upload.publish,
                over=upload.over,
            )
            uploads.forget(upload.file)
        except ImportRefused:
            self.refusal = _("Nothing was imported: see below what stands against it.")

    def html(self) -> str:
        context: dict[str, Any] = {
            "upload": self.upload,
            "refusal": self.refusal,
            "moved_on": self.moved_on,
            "opts": self.desk.opts,
            "again": self.request.path,
        }
        if self.done is not None:
            context |= {"done": self.done, "kinds": capfirst(self.desk.opts.verbose_name_plural)}
            context["list"] = reverse(
                f"admin:{self.desk.opts.app_label}_{self.desk.opts.model_name}_changelist"
            )
            return render_to_string("admin/table_done.html", context, self.request)
        if self.plan is not None:
            context |= self._shown(self.plan)
        return render_to_string("admin/table_result.html", context, self.request)

    def _shown(self, plan: Plan) -> dict[str, Any]:
        counts = plan.counts()
        problems = [*plan.problems, *(one for row in plan.rows for one in row.problems)]
        over = [row for row in plan.with_status(Status.CONFLICT) if row.number in self.upload.over]
        to_write = counts[Status.CREATE] + counts[Status.UPDATE] + counts[Status.PROPOSAL]
        to_write += len(over)
        return {
            "plan": plan,
            "counts": [(one, one.label, counts[one]) for one in Status],
            "total": len(plan.rows),
            "problems": problems[:SHOWN],
            "more_problems": len(problems[SHOWN:]),
            "conflicts": _some(plan, Status.CONFLICT),
            "updates": _some(plan, Status.UPDATE),
            "creates": _some(plan, Status.CREATE),
            "proposals": _some(plan, Status.PROPOSAL),
            "help": {one.value: text for one, text in STATUS_HELP.items()},
            "may_import": not plan.refused and bool(to_write or counts[Status.CONFLICT]),
            "to_write": to_write,
            "token": self.upload.token(),
            "digest": self.digest,
            "orders": DATE_ORDERS[1:],
            "may_publish": may_publish(self.request.user, self.desk.model),
        }


def _some(plan: Plan, status: Status) -> dict[str, Any]:
    """The first rows of a status, and how many more there are."""
    rows: list[Row] = plan.with_status(status)
    return {"rows": rows[:SHOWN], "more": len(rows[SHOWN:]), "number": len(rows)}
