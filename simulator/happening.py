"""What can happen in a home, told as a story would: who does what, and when by the wall clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """Somebody steps on the scale at ``at`` (aware); ``kilograms`` is what it shows."""

    at: datetime
    who: str
    kilograms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressure:
    """Somebody measures blood pressure (mmHg) and pulse (per minute) at ``at``."""

    at: datetime
    who: str
    systolic_mmhg: int
    diastolic_mmhg: int
    pulse_per_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CuffError:
    """The cuff pumps, gives up, and says so."""

    at: datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """The home's line to the world goes down or comes up."""

    at: datetime
    who: str
    is_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StrangeBytes:
    """The scale sends a payload that is no proper weighing; ``said`` is how the terminal tells it."""

    at: datetime
    who: str
    payload: bytes
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LooksAtScreen:
    """Somebody looks at the hub's screen, and if it asks, steps on the scale again, which shows ``kilograms``."""

    at: datetime
    who: str
    kilograms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Somebody answers a question on the hub's screen; ``question`` and ``code`` are of ``symptoms.yaml``.

    ``words`` are own words, where that answer asks for them.
    """

    at: datetime
    who: str
    question: str
    code: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worries:
    """Somebody pushes *I am worried* on the hub's screen."""

    at: datetime
    who: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Something happens that no device and no screen of the home hears of; ``said`` is how the terminal tells it."""

    at: datetime
    who: str
    said: str


Happening = Weighing | Pressure | CuffError | LineChange | StrangeBytes | LooksAtScreen | Answers | Worries | Elsewhere
