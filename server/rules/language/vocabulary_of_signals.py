"""The blocks of signals.yaml and symptoms.yaml, written as the rule's own are in ``vocabulary``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.language.key import Holds, Key, key
from vitals.measurement import Flag
from vitals.symptom import Call, Schedule
from vitals.vital import Vital

H = Holds
VITALS: Final = tuple(vital.value.name for vital in Vital)
FLAGS: Final = tuple(flag.value for flag in Flag)
UNITS: Final = ("kg", "mmHg", "bpm", "%")
BASES: Final = ("day", "sitting", "reading")
TAKES: Final = ("first morning reading", "last reading", "lowest reading")
STATISTICS: Final = ("median", "mean", "spread")

SIGNAL_BLOCKS: Final[Mapping[str, tuple[Key, ...]]] = {
    "signals": (
        key("measures!", H.NAMED_BLOCKS, "what rules may speak of, by name", "measure"),
        key("events!", H.NAMED_BLOCKS, "what may have happened, by name: the words logs use for it"),
        key("groups!", H.NAMES, "the groups that a patient can be in"),
    ),
    "measure": (
        key("vital!", H.WORD, "the vital sign that it is made of", among=VITALS),
        key("flag", H.WORD, "the device's flag, for a measure that is yes or no", among=FLAGS),
        key("unit", H.WORD, "its unit; a flag has none", among=UNITS),
        key("plausible", H.RANGE, "outside it a value is shown and never used"),
        key("looked_at!", H.WORD, "what a rule looks at if it does not say", among=BASES),
        key("counts_for!", H.PERIOD, "how long a reading or sitting speaks for the patient"),
        key("day", H.BLOCK, "which reading is the day's value", "day"),
        key("sitting", H.BLOCK, "which readings are one sitting", "sitting"),
        key("gate", H.BLOCK, "which readings may be somebody else's", "gate"),
        key("windows", H.NAMED_BLOCKS, "values of many days, by name", "window"),
        key("protocols", H.NAMED_BLOCKS, "means of planned readings, by name", "protocol"),
    ),
    "day": (
        key("takes!", H.WORD, "only the first of the morning cannot change later in the day", among=TAKES),
        key("repeat_within", H.PERIOD, "stepping on again within this time replaces it"),
    ),
    "sitting": (
        key("gap!", H.PERIOD, "the longest time between two readings of it"),
        key("drops_first_of", H.COUNT, "of so many readings or more the first is left out"),
    ),
    "window": (
        key("takes!", H.WORD, "what is made of the days", among=STATISTICS),
        key("of!", H.PERIOD, "how many days"),
        key("ending", H.PERIOD, "how many days ago the last of them is: 7 days ago; today if nothing is said"),
        key("needs!", H.COUNT, "the least number of days with a value"),
        key("restarts_on", H.NAMES, "after one of these events only the days from it on count"),
        key("needs_after_restart", H.COUNT, "and this many are enough"),
        key("never_below", H.QUANTITY, "a floor, for a spread"),
    ),
    "protocol": (
        key("over!", H.PERIOD, "how many days"),
        key("mornings!", H.COUNT, "how many readings of each morning"),
        key("evenings!", H.COUNT, "how many readings of each evening"),
        key("skips", H.WORD, "what is left out", among=("first day",)),
    ),
    "gate": (
        key("compares_with!", H.PERIOD, "the days whose readings a new one is held against"),
        key("needs!", H.COUNT, "with fewer readings nobody can tell, and it counts"),
        key("allow!", H.QUANTITY, "how far it may lie from their median"),
        key("allow_per_day!", H.RATE, "and how much further for each day since the last: 0.5 kg a day"),
        key("spreads!", H.NUMBER, "but never less than so many spreads"),
        key("witness_within!", H.QUANTITY, "two that agree so well bear each other out"),
        key("witness_period!", H.PERIOD, "within this time"),
    ),
    "symptoms": (key("symptoms!", H.BLOCKS, "the questions", "symptom"),),
    "symptom": (
        key("id!", H.NAME, "its name, for ever"),
        key("version!", H.NUMBER, "higher with every change of a text or an answer"),
        key("schedule!", H.WORD, "when it is asked", among=tuple(Schedule)),
        key("log_code", H.NAME, "its name in logs, if another"),
        key("label!", H.BLOCK, "its name in a list", "texts"),
        key("text!", H.BLOCK, "the question", "texts"),
        key("answers!", H.BLOCKS, "the answers, the best first", "answer"),
    ),
    "answer": (
        key("code!", H.NAME, "its name"),
        key("score!", H.NUMBER, "0 for the best answer"),
        key("sv!", H.TEXT, "in Swedish"),
        key("en!", H.TEXT, "in English"),
        key("has_words", H.YES_NO, "own words may be added"),
        key("act_now", H.BLOCK, "what the hub says at once", "act_now"),
    ),
    "act_now": (
        key("sv!", H.TEXT, "in Swedish"),
        key("en!", H.TEXT, "in English"),
        key("call!", H.WORD, "whom to call", among=tuple(Call)),
    ),
}  # fmt: skip
"""Every block by its name."""
