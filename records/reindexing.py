"""Search texts made anew where reference data, or how words are read, has moved on."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import transaction
from django.db.models import Q

from records.models import NamedRecord

AT_ONCE = 1000  # records read


@transaction.atomic
def reindex(*, every: bool = False) -> int:
    """Make anew the search texts of the records that reference data knows; how many changed.

    Of ``every`` record after an upgrade, whose code may read words otherwise. Nothing that a record
    says changes, so its version and its author stay.
    """
    changed = 0
    for model in apps.get_models():
        if not issubclass(model, NamedRecord) or not (every or model.LOOKED_UP_BY):
            continue
        known = Q()
        for name in () if every else model.LOOKED_UP_BY:
            known |= ~Q(**{name: ""})
        rows: Any = model._base_manager.filter(known)
        for record in rows.prefetch_related("names").iterator(AT_ONCE):
            text = record.search_text_with(name.text for name in record.names.all())
            if text == record.search_text:
                continue
            with pgtrigger.ignore(f"{model._meta.label}:version_row"):
                rows.filter(pk=record.pk).update(search_text=text)
            changed += 1
    return changed
