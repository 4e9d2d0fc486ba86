"""A date that a text says, with the characters that say it."""

from dataclasses import dataclass

from extraction.candidates import Value


@dataclass(frozen=True)
class When:
    """A date or period, and the characters that say it."""

    edtf: str
    start: int
    end: int
    because: str = ""  # how the words gave it, where they do not say it outright
    said: str = ""  # EDTF of the date alone, where words before it make it an end: "since 2015"
    each: tuple["When", ...] = ()  # "in January and November 2007": one date for each of several
    unit: str = "day"  # what it names: "day", "month", "year", "span" (some time between)
    complete: bool = True  # False where the year was taken from elsewhere

    def value(self, because: str = "") -> Value:
        """The value of a field that has this date."""
        return Value(self.edtf, self.start, self.end, because=because or self.because)
