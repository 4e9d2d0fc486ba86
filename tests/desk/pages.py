"""What the tests of the pages of records share: a text that is cited, and where a page is."""

from django.urls import reverse

from meetings.models import Meeting
from tests import make

ADD = "/admin/meetings/meeting/add/"
TEXT = (
    "The summit was held in Vientiane in 2016. China met ASEAN. China spoke.\u00a0It “ended” well"
)


def change_address(record) -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def draft(**values) -> Meeting:
    return make.make_meeting(state="draft", **values)
