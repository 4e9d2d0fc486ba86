"""Says how a date was understood that somebody wrote otherwise, or that can mean something else."""

from collections.abc import Iterable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from records.display import show_date
from records.fields import PartialDateFormField
from records.written_dates import two_years


def tell_of_dates(request: HttpRequest, forms: Iterable[BaseForm]) -> None:
    """One message for each date that was read, with the words that were written."""
    for form in forms:
        for name, field in form.fields.items():
            if not isinstance(field, PartialDateFormField):
                continue
            written = (form.data.get(form.add_prefix(name)) or "").strip()
            read = getattr(form, "cleaned_data", {}).get(name, "")
            doubtful = name in form.changed_data and two_years(read)
            if read and written and (written != read or doubtful):
                said = {"written": written[:60], "read": read, "date": show_date(read)}
                sentence = _("“%(written)s” was read as %(date)s (%(read)s).")
                messages.info(request, sentence % said)
