"""``/id/<id>``: the address of a record that never changes."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from explore.shortcuts import Moved, public_record
from records.models import UID_ALPHABET, UID_LENGTH, Identity

UID = re.compile(f"[{UID_ALPHABET}]{{{UID_LENGTH}}}")
MISREAD = str.maketrans("OIL", "011")  # what Crockford's base 32 takes these letters for


@require_safe
def identity(request: HttpRequest, uid: str) -> HttpResponse:
    """To the page of the record; for good (301) to the record that it was merged into."""
    wanted = uid.upper().translate(MISREAD)
    if not UID.fullmatch(wanted):
        raise Http404
    known = Identity.objects.filter(uid=wanted).first()
    if known is None:
        raise Http404
    record = public_record(known)
    if record.uid != uid:  # merged, or typed otherwise
        raise Moved(reverse("identity", args=[known.survivor().uid]))
    return HttpResponseRedirect(record.get_absolute_url())  # type: ignore[attr-defined]
