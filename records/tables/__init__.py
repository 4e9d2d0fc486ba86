"""Tables in and out: CSV and XLSX for every kind of record.

Out: ``exporting`` writes tables that come back unchanged. In: ``reading`` (with ``reading_xlsx``)
turns a file into the ``cells`` of a table; ``planning`` makes a ``plan`` of it (``columns/`` for
each cell; ``matching`` for the record of each row; ``comparing``); ``importing`` tries a plan and
rolls it back, or imports it (``writing``). ``kinds`` derives the columns of each kind of record
from its model; ``formulas`` is the guard against texts that a spreadsheet would run, for the API's
tables as well.

Written by hand over ``csv``, ``openpyxl`` and ``xlsxwriter``, and not with django-import-export:
that drops names it does not know without a word, exports live formulas (its option removes
characters for good), lets everybody in unless two settings are set, knows no stale rows, and
takes ten times as long a row.
"""
