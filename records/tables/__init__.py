"""Tables in and out: CSV and XLSX for every kind of record.

``reading`` turns a file into cells and says how it was read; ``columns`` derives a kind's columns
from its model; ``planning`` compares cells with the register, row by row; ``writing`` imports a
plan, or tries it and takes it back; ``exporting`` writes tables that come back unchanged.

Written by hand over ``csv``, ``openpyxl`` and ``xlsxwriter``, and not with django-import-export:
that drops names it does not know without a word, exports live formulas (its option removes
characters for good), lets everybody in unless two settings are set, knows no stale rows, and
takes ten times as long a row.
"""
