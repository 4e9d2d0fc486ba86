"""Says how a date was understood that somebody wrote otherwise than the register does."""

from collections.abc import Iterable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from records.display import show_date
from records.fields import PartialDateFormField


def tell_of_dates(request: HttpRequest, forms: Iterable[BaseForm]) -> None:
    """One message for each date that was read, with the words that were written."""
    for form in forms:
        for name, field in form.fields.items():
            if not isinstance(field, PartialDateFormField):
                continue
            written = (form.data.get(form.add_prefix(name)) or "").strip()
            read = getattr(form, "cleaned_data", {}).get(name, "")
            if read and written and written != read:
                said = {"written": written[:60], "read": read, "date": show_date(read)}
                sentence = _("“%(written)s” was read as %(date)s (%(read)s).")
                messages.info(request, sentence % said)
