"""Who met, where, when, and what came out of it."""

from .meeting import Delegate, Meeting, MeetingName, MeetingTopic, Participation
from .outcome import Outcome, OutcomeTopic
from .place import Place, PlaceName
from .series import Series, SeriesName
from .vocabulary import Kind, Level, Track

__all__ = [
    "Delegate",
    "Kind",
    "Level",
    "Meeting",
    "MeetingName",
    "MeetingTopic",
    "Outcome",
    "OutcomeTopic",
    "Participation",
    "Place",
    "PlaceName",
    "Series",
    "SeriesName",
    "Track",
]
