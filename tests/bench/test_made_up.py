"""The made-up field: skewed as a real one, and true to the promise of evidence."""

from collections import Counter
from io import StringIO

from django.core.management import call_command
from django.db.models import Count, Max

from documents.models import Capture, Citation, Passage
from mechanisms.models import Mechanism, Participant
from meetings.models import Meeting, Participation
from records.models import State


def test_it_is_skewed_as_a_real_one(field):
    participations = Participation.objects.count()
    busiest = Mechanism.objects.annotate(n=Count("meetings")).order_by("-n")[0]
    assert (busiest.pk, busiest.n) == (1, field.meetings // 10)
    state = Participant.objects.annotate(n=Count("participations")).order_by("-n")[0]
    assert (state.pk, state.n) == (1, field.meetings // 7)
    assert 8 < participations / field.meetings < 12
    longest = Capture.objects.annotate(n=Count("passages")).order_by("-n")[0]
    assert (longest.pk, longest.n) == (1, field.longest)
    cited = Passage.objects.filter(capture=1, citations__isnull=False).distinct()
    assert cited.count() == field.longest // 3
    assert Mechanism.objects.filter(parent__parent__isnull=False).exists()
    assert Meeting.objects.aggregate(n=Max("ordinal"))["n"] > 3
    scripts = Counter(script_of(name) for name in Meeting.objects.values_list("name", flat=True))
    assert scripts["Latin"] > scripts["Chinese"] > scripts["Arabic"] > 0
    for model in (Mechanism, Meeting, Participation, Citation):
        hidden = model.objects.exclude(state=State.PUBLISHED).count()
        assert 0.01 < hidden / model.objects.count() < 0.12, model


def script_of(name: str) -> str:
    if "\u0600" <= name[0] <= "\u06ff":
        return "Arabic"
    return "Chinese" if "\u4e00" <= name[0] <= "\u9fff" else "Latin"


def test_every_public_value_of_it_rests_on_a_citation(field):
    call_command("check_evidence", stdout=StringIO())
