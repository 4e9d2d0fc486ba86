"""Plain text: the decoded file, untouched, cut into passages by its lines."""

import re

from texts.days import printed_day
from texts.segmentation import segment

from .blocks import TEXT, Proposals, Reading, Refused
from .encodings import decode
from .front_matter import front_of
from .metadata import first_heading, language_of, printed_date


def read(data: bytes, *, encoding: str = "") -> Reading:
    """A text file, in ``encoding`` where that is known."""
    decoded = decode(data, encoding=encoding)
    text = decoded.text
    front = front_of(text)
    # What speaks of the text is no passage of it; blank, it leaves every offset as it is.
    segments = tuple(segment(re.sub(r"\S", " ", text[: front.end]) + text[front.end :]))
    if not segments:
        raise Refused("blank")
    return Reading(
        media_type=TEXT,
        encoding=decoded.encoding,
        assumed=decoded.assumed,
        text=text,
        segments=segments,
        proposals=Proposals(
            title=front.said.get("title") or first_heading(text, segments),
            publisher=front.said.get("publisher", ""),
            published=printed_day(front.said.get("date", ""))[1] or printed_date(text, segments),
            language=front.said.get("lang") or front.said.get("language") or language_of(text),
        ),
    )
