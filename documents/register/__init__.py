"""The register as plain files: one YAML file per kind, one per document.

``formatting`` says which keys each record has and writes them in one way only; ``parsing`` reads
files strictly and remembers lines; ``loading`` and ``dumping`` tie both to the database.
docs/register-format.md describes the format for people.
"""
