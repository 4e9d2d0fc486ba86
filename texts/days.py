"""Days as texts print them: in digits, in English, in Chinese."""

import re

_MONTH = (
    "(?P<m>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    "|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
_NUMBERS = {
    name: number
    for number, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
        start=1,
    )
}
_DAYS = [
    re.compile(r"(?<!\d)(?P<y>[12][0-9]{3})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})(?!\d)"),
    re.compile(r"(?P<y>[12][0-9]{3}) ?年 ?(?P<m>[0-9]{1,2}) ?月 ?(?P<d>[0-9]{1,2}) ?日"),
    re.compile(rf"\b{_MONTH}\.? (?P<d>[0-9]{{1,2}}),? ?(?P<y>[12][0-9]{{3}})\b"),
    re.compile(rf"\b(?P<d>[0-9]{{1,2}})(?:st|nd|rd|th)? {_MONTH}\.?,? (?P<y>[12][0-9]{{3}})\b"),
]


def printed_day(words: str) -> tuple[str, str]:
    """The first day that ``words`` name: as it is printed, and as EDTF; two times ``""``."""
    found = [match for pattern in _DAYS for match in pattern.finditer(words)]
    for match in sorted(found, key=lambda match: match.start()):
        month, day = match["m"], int(match["d"])
        number = int(month) if month.isdigit() else _NUMBERS[month[:3]]
        if 1 <= number <= 12 and 1 <= day <= 31:
            return match[0], f"{match['y']}-{number:02}-{day:02}"
    return "", ""
