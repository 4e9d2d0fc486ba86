"""The form to upload a table, and how it may be read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from records.search_text import clean
from records.tables.reading import MAX_BYTES, SEPARATORS

FIND_OUT = gettext_lazy("find out")

ENCODINGS = [
    ("", FIND_OUT),
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
        label=gettext_lazy("separator of a CSV file"),
        choices=[("", FIND_OUT), *SEPARATORS.items()],
        required=False,
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
