"""Bodies and those who take part in them."""

from .mechanism import Mechanism, MechanismName, MechanismTopic
from .membership import Membership
from .participant import Participant, ParticipantName
from .person import Office, Person, PersonName
from .topic import Topic, TopicName

__all__ = [
    "Mechanism",
    "MechanismName",
    "MechanismTopic",
    "Membership",
    "Office",
    "Participant",
    "ParticipantName",
    "Person",
    "PersonName",
    "Topic",
    "TopicName",
]
