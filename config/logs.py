"""How the log is written: as JSON, one object on a line, and of what passes in one line."""

import json
import logging
from datetime import UTC, datetime

from records.unavailable import why_unavailable


class JSONFormatter(logging.Formatter):
    """Formats a record as one line of JSON: time, level, logger, message, traceback."""

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False, default=str)


class Unavailable(logging.Filter):
    """Tells that a request was answered 503 in one line: there are many, and no mistake is ours."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if why := why_unavailable(error):
            cause = str(error).strip().partition("\n")[0]
            record.msg, record.args = f"{record.getMessage()}: {why} ({cause})", ()
            record.exc_info = None
            record.levelno, record.levelname = logging.WARNING, "WARNING"
        return True
