"""Reference data: what is looked up and never cited. Pure: no database, no request.

Codes and names of states come from ISO 3166 (pycountry), the Unicode CLDR (Babel) and the files of
``reference.files``; where places are, from those files alone. Read at the first question, kept.
"""
