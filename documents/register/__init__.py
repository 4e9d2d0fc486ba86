"""The register as plain files: one YAML file per kind, one per document.

``canonical`` says which keys each record has and writes them in one way only; ``reading`` reads
files strictly and remembers lines; ``loading`` and ``dumping`` tie both to the database.
docs/register-format.md describes the format for people.
"""
