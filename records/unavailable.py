"""Why a request cannot be answered now, though nothing is wrong with it."""

import errno

from django.db import DataError, Error, InterfaceError, OperationalError

RETRY_AFTER = 5  # seconds

GONE = ("08", "57P", "53")  # lost, shut down or starting, out of memory or connections
TOO_LONG = ("57014", "25P03")  # statement_timeout, idle_in_transaction_session_timeout
FULL = "53100"  # disk_full


def why_unavailable(error: BaseException | None) -> str:
    """``away``, ``too_long`` or ``full`` where an error says that; else nothing."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
            return "full"
        if isinstance(error, Error) and not isinstance(error, DataError):
            state = getattr(error.__cause__, "sqlstate", None)
            if state is None and isinstance(error, OperationalError | InterfaceError):
                return "away"
            if state == FULL:
                return "full"
            if state in TOO_LONG:
                return "too_long"
            if state and state.startswith(GONE):
                return "away"
        error = error.__cause__
    return ""
