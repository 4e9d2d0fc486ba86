"""The queue of pairs that may be one record."""

from django.contrib import admin

from desk.duplicates import DuplicatePairAdmin
from records.models import DuplicatePair

admin.site.register(DuplicatePair, DuplicatePairAdmin)
