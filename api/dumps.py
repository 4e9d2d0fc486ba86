"""Values as JSON, in bytes."""

from decimal import Decimal
from typing import Any

import orjson


def dumps(data: Any) -> bytes:
    """``data`` as UTF-8 JSON; bytes in it are JSON already."""
    return orjson.dumps(data, default=_other, option=orjson.OPT_NON_STR_KEYS)


def _other(value: Any) -> Any:
    if isinstance(value, bytes):
        return orjson.Fragment(value)
    return float(value) if isinstance(value, Decimal) else str(value)
