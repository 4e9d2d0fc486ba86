"""Search texts made anew where reference data has moved on, as after an upgrade."""

from typing import Any

import pgtrigger
from django.apps import apps
from django.db import transaction
from django.db.models import Q

from records.models import NamedRecord


@transaction.atomic
def reindex_looked_up() -> int:
    """Make anew the search texts of the records that reference data knows; how many changed.

    Nothing that a record says changes, so its version and its author stay.
    """
    changed = 0
    for model in apps.get_models():
        if not issubclass(model, NamedRecord) or not model.LOOKED_UP_BY:
            continue
        known = Q()
        for name in model.LOOKED_UP_BY:
            known |= ~Q(**{name: ""})
        rows: Any = model._base_manager.filter(known)
        for record in rows.prefetch_related("names"):
            text = record.search_text_with(name.text for name in record.names.all())
            if text == record.search_text:
                continue
            with pgtrigger.ignore(f"{model._meta.label}:version_row"):
                rows.filter(pk=record.pk).update(search_text=text)
            changed += 1
    return changed
