"""Bodies and those who take part in them."""

from .mechanism import Mechanism, MechanismName, MechanismTopic
from .membership import Membership
from .participant import Participant, ParticipantName
from .person import Office, Person, PersonName
from .topic import Topic, TopicName
from .vocabulary import Listed, MemberRole

__all__ = [
    "Listed",
    "Mechanism",
    "MechanismName",
    "MechanismTopic",
    "MemberRole",
    "Membership",
    "Office",
    "Participant",
    "ParticipantName",
    "Person",
    "PersonName",
    "Topic",
    "TopicName",
]
