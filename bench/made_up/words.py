"""Names and sentences whose words are as common and as rare as those of a real field."""

import random
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from records.search_text import index_text

SEED = 20161107
REGIONS = [
    *("Asia", "Pacific", "Africa", "European", "Andean", "Nordic", "Baltic", "Mekong"),
    *("Sahel", "Gulf", "Caribbean", "Danube", "Arctic", "Sulu"),
]
FIELDS = [
    *("Security", "Maritime", "Disaster", "Cyber", "Border", "Health", "Police", "Customs"),
    *("Energy", "Space", "Peacekeeping", "Demining", "Migration", "Water", "Aviation"),
    *("Nuclear", "Forensic", "Judicial"),
]
FORMS = ["Forum", "Dialogue", "Council", "Group", "Network", "Process", "Framework", "Committee"]
SYLLABLES = [
    *("ka", "lo", "mi", "ren", "tas", "vo", "du", "sel", "ari", "no"),
    *("be", "kun", "pra", "shi", "to", "val", "ge", "zan", "or", "hu"),
]
CHINESE = "安全合作论坛会议海东亚洲北西南对话机制国际反恐湄公河灾害救援联合声明防务部长级磋商"
ARABIC = (
    *("الأمن", "التعاون", "منتدى", "اجتماع", "البحر", "آسيا", "الحوار", "مكافحة"),
    *("الإرهاب", "الدفاع", "وزراء", "المشترك", "الخليج", "إعلان", "لجنة", "الكوارث"),
)
LANGUAGES = ["en"] * 16 + ["zh"] * 3 + ["ar"]
SENTENCES = 1500
"""In each language; a passage is made of two."""
ENDS = {"en": ".", "zh": "。", "ar": "."}


class Called(NamedTuple):
    """What a record is called: its name, further names with their language and kind."""

    name: str
    others: tuple[tuple[str, str, str], ...]

    @property
    def search_text(self) -> str:
        return index_text(self.name, *(text for text, _language, _kind in self.others))


class Words:
    """Words drawn so that the second is half as common as the first, the third a third.

    ``topic`` tells one set of words from another: the same gives the same.
    """

    def __init__(self, topic: str) -> None:
        self.rng = random.Random(f"{SEED} {topic}")
        rng = random.Random(SEED)
        made = ("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(6000))
        self.common = [word.lower() for word in (*FIELDS, *FORMS, *REGIONS)]
        self.words = list(dict.fromkeys([*self.common, *made]))
        self.weights = {
            len(some): list(accumulate(1 / rank for rank in range(1, len(some) + 1)))
            for some in (REGIONS, FIELDS, FORMS, CHINESE, ARABIC, self.words)
        }

    def draw(self, some: Sequence[str], number: int) -> list[str]:
        """So many of ``some``, of which the first are the most common."""
        return self.rng.choices(some, cum_weights=self.weights[len(some)], k=number)

    def called(self, middle: Sequence[str] = FORMS) -> Called:
        """What one more record is called; most in English, one in twenty otherwise."""
        chance = self.rng.random()
        if chance < 0.04:
            return Called(self.chinese(9), ())
        if chance < 0.06:
            return Called(self.arabic(4), ())
        (region,), (field,) = self.draw(REGIONS, 1), self.draw(FIELDS, 1)
        about = " ".join(word.capitalize() for word in self.draw(self.words, 2))
        name = f"{region} {field} {self.rng.choice(middle)} on {about}"
        if chance < 0.16:
            return Called(name, ((self.chinese(7), "zh", "official"),))
        if chance < 0.19:
            return Called(name, ((self.arabic(3), "ar", "official"),))
        if chance < 0.24:
            short = "".join(word[0] for word in name.split()) + str(self.rng.randint(2, 99))
            return Called(name, ((short, "en", "acronym"),))
        return Called(name, ())

    def chinese(self, length: int) -> str:
        return "".join(self.draw(CHINESE, length))

    def arabic(self, length: int) -> str:
        return " ".join(self.draw(ARABIC, length))

    def sentence(self, language: str) -> str:
        """A sentence of 55 characters or more."""
        if language == "zh":
            return self.chinese(self.rng.randint(56, 80)) + ENDS[language]
        if language == "ar":
            return self.arabic(self.rng.randint(14, 20)) + ENDS[language]
        return " ".join(self.draw(self.words, self.rng.randint(12, 18))).capitalize() + "."

    def sentences(self) -> Iterator[tuple[int, str, str]]:
        """The number within its language, the language and the text of each sentence."""
        for language in ENDS:
            for number in range(SENTENCES):
                yield number, language, self.sentence(language).ljust(55, "…")
