"""Plain text: the decoded file, untouched, cut into passages by its lines."""

from texts.segmentation import segment

from .blocks import TEXT, Proposals, Reading, Refused
from .encodings import decode
from .metadata import first_heading, language_of, printed_date


def read(data: bytes, *, encoding: str = "") -> Reading:
    """A text file, in ``encoding`` where that is known."""
    decoded = decode(data, encoding=encoding)
    text = decoded.text
    segments = tuple(segment(text))
    if not segments:
        raise Refused("blank")
    return Reading(
        media_type=TEXT,
        encoding=decoded.encoding,
        assumed=decoded.assumed,
        text=text,
        segments=segments,
        proposals=Proposals(
            title=first_heading(text, segments),
            published=printed_date(text, segments),
            language=language_of(text),
        ),
    )
