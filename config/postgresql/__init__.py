"""Django's backend for PostgreSQL, for those who cannot wait for ever (``base``)."""
