"""States that are not recorded yet, added from reference data."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mechanisms.models import Participant
from reference import states


def states_to_add(words: str) -> list[states.State]:
    """The states that ``words`` name, or begin to name, and that have no record yet.

    A participant of that name without a code may be it: an editor ties it to reference data.
    """
    found = states.named(words) or states.beginning(words)
    if not found:
        return []
    recorded = Participant.objects.of_states(found)
    called = Participant.objects.called_each(one.name for one in found)
    return [one for one in found if one.alpha3 and one.key not in recorded and not called[one.name]]


def values_of(one: states.State) -> dict[str, str]:
    """What ties a record to a state of reference data, and the kind proposed for it."""
    kind = Participant.Kind.TERRITORY if one.is_territory else Participant.Kind.STATE
    return {"kind": kind, "iso_alpha2": one.alpha2, "iso_alpha3": one.alpha3}


def values_by_name(name: str) -> dict[str, str]:
    """The same for a participant of that name; nothing where it names no state, or several."""
    found = states.named(name)
    return values_of(found[0]) if len(found) == 1 and found[0].alpha3 else {}


def add_state(key: str) -> Participant:
    """A draft of a state, filled from reference data; its record, where there is one.

    Only its letters tie it to reference data: the other names are looked up and not copied, and
    the one it is given needs a citation like any. Raises ``ValidationError`` for an unknown key.
    """
    one = states.state(key)
    if one is None or not one.alpha3:
        raise ValidationError(_("Reference data has no such state."), code="unknown")
    if known := Participant.objects.of_states([one]).get(one.key):
        return known
    record = Participant(name=one.name, **values_of(one))
    record.slug = record.free_slug()
    record.full_clean()
    record.save()
    return record
