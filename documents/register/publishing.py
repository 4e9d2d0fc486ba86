"""After a load each record takes the state that the files give it."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from documents.evidence import supports
from documents.models import Citation
from records import workflow
from records.models import State
from records.words import field_names

from .entries import LoadRefused, Problem
from .rows import Rows


def take_over_states(rows: Rows) -> None:
    """Publish what the files publish; each value must be cited by then."""
    every = list(rows.by_uid.values())
    for state in (State.DRAFT, State.IN_REVIEW, State.WITHDRAWN):
        chosen = [row.instance for row in every if row.state == state]
        if chosen:
            workflow.restore_state(chosen, state)
    published = [row for row in every if row.state == State.PUBLISHED]
    by_key = {(row.model, row.instance.pk): row for row in published}
    shown = Citation.objects.filter(
        Q(state=State.PUBLISHED) | Q(uid__in=[row.uid for row in published])
    )
    for found in supports([row.instance for row in published if row.model.EVIDENTIAL], shown):
        if found.uncited:
            rows.problems.of(
                by_key[type(found.record), found.record.pk].entry,
                f"nothing is cited for {field_names(type(found.record), found.uncited)} "
                f"({', '.join(found.uncited)}); add evidence or leave the values out",
            )
    rows.problems.stop_if_any()
    try:
        workflow.publish_all([row.instance for row in published], parts=False)
    except ValidationError as error:
        raise LoadRefused(
            Problem("the register", 0, message) for message in error.messages
        ) from error
