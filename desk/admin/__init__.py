"""The pages of each kind of record in the admin, a module a kind."""

from desk import duplicates  # noqa: F401 - registers by being imported

from . import documents, mechanisms, meetings  # noqa: F401
