"""Who met, where, when, and what came out of it."""

from .meeting import Delegate, Meeting, MeetingName, MeetingTopic, Participation
from .outcome import Outcome, OutcomeTopic
from .place import Place, PlaceName
from .position import Position, PositionTopic
from .series import Series, SeriesName
from .vocabulary import ACTIVITIES, Kind, Level, Track

__all__ = [
    "ACTIVITIES",
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
    "Position",
    "PositionTopic",
    "Series",
    "SeriesName",
    "Track",
]
