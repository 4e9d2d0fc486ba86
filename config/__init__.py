"""The site itself: settings, addresses, the embedded database, serving. No noun of the field."""
