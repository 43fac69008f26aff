"""The closed vocabulary as a table: every key of every block, what it holds and what it is for.

The reader, its suggestions, the formatter, the JSON schema and the reference in docs/rule-language.md are made of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.rules.language.key import Holds, Key, key
from server.rules.language.vocabulary_of_signals import SIGNAL_BLOCKS

H = Holds
ROLES: Final = ("nurse", "physician", "specialist")
SEVERITIES: Final = ("high", "medium", "low", "info", "technical")
STATUSES: Final = ("draft", "shadow", "pilot", "live", "retired")
LIVE: Final = frozenset({"pilot", "live"})
"""What nurses see."""
KINDS: Final = ("sign", "absence", "technical", "good_news")
HARMS: Final = ("death", "serious", "minor")
ONSETS: Final = ("immediate", "prompt", "delayed")
NEEDS: Final = (
    "target_weight",
    "discharge_weight",
    "reference_weight",
    "daily weight in the plan",
    "pressure in the plan",
)
ASKS: Final[Mapping[str, frozenset[str]]] = {
    "weigh again": frozenset({"body_weight"}),
    "measure blood pressure again": frozenset({"systolic", "diastolic", "mean_pressure", "pulse_rate"}),
    "measure blood pressure three times": frozenset({"systolic", "diastolic", "mean_pressure", "pulse_rate"}),
    "warm your hand and measure oxygen again": frozenset({"spo2", "pulse_rate"}),
    "measure temperature again": frozenset({"body_temperature"}),
}
"""What ``confirm`` can ask for, and the vital signs that come of it. Nobody is asked to stand (decision F2)."""
BUTTONS: Final = ("worried", "act_now_read")
IF_UNKNOWN: Final = ("count as zero and say so", "cannot tell")

BLOCKS: Final[Mapping[str, tuple[Key, ...]]] = {
    "rule": (
        key("rule!", H.NAME, "the rule's name, for ever; the file is named after it"),
        key("title!", H.BLOCK, "what it is called on the worklist", "texts"),
        key("version!", H.VERSION, "major.minor: major when it means something else, minor for a limit or a text"),
        key("status!", H.WORD, "how far it has come", among=STATUSES),
        key("severity!", H.WORD, "how soon a person must look", among=SEVERITIES),
        key("kind", H.WORD, "what it is about; sign if nothing is said", among=KINDS),
        key("respond_within", H.PERIOD, "shorter than the severity's own time"),
        key("risk", H.BLOCK, "the line of the risk file that it answers to", "risk"),
        key("purpose", H.TEXT, "why it is there"),
        key("patients!", H.BLOCK, "whom it is for", "patients"),
        key("settings", H.NAMED_BLOCKS, "what may be tuned, by name", "setting"),
        key("raise_when!", H.CONDITION, "when it raises"),
        key("unless", H.CONDITION, "and when it does not, all the same"),
        key("confirm", H.BLOCK, "the second look", "confirm"),
        key("clear_when", H.CONDITION, "how it ends; this or lasts"),
        key("lasts", H.PERIOD, "how long it stays; this or clear_when"),
        key("quiet_while", H.NAMES, "rules whose alert holds this one back"),
        key("after_closing", H.BLOCK, "how long it keeps quiet after an end", "after_closing"),
        key("say!", H.BLOCK, "what is said, with the numbers that were found", "say"),
        key("evidence", H.BLOCKS, "sources, and what they say", "evidence"),
        key("known_false_alerts", H.PHRASES, "what else raises it"),
        key("burden_budget", H.RATE, "more unexplained episodes than this are too many: 0.3 episodes per patient-year"),
        key("owner", H.TEXT, "who answers for it"),
        key("review_by", H.DATE, "when it must be looked at again"),
        key("replaces", H.NAMES, "rules that it takes the place of"),
        key("approved", H.BLOCK, "who stands behind this very logic", "approved"),
    ),
    "texts": (key("sv!", H.TEXT, "in Swedish"), key("en!", H.TEXT, "in English")),
    "risk": (
        key("hazard!", H.TEXT, "the line's number and name"),
        key("harm!", H.WORD, "what happens if nobody acts", among=HARMS),
        key("onset!", H.WORD, "how soon", among=ONSETS),
    ),
    "patients": (
        key("groups!", H.NAMES, "for whom"),
        key("except", H.NAMES, "and for whom not"),
        key("needs", H.PHRASES, f"else the rule does not apply, and says so: {', '.join(NEEDS)}, own and a setting"),
    ),
    "setting": (
        key("value!", H.QUANTITY, "what holds if nobody has set another"),
        key("allowed!", H.RANGE, "from what to what it may be set"),
        key("set_by!", H.NAMES, "who may", among=ROLES),
    ),
    "confirm": (
        key("ask_patient_to!", H.TEXT, "what the patient is asked for", among=tuple(ASKS)),
        key("answer_within!", H.PERIOD, "how long is waited"),
        key("if_no_answer!", H.WORD, "what silence means", among=("raise", "drop")),
    ),
    "after_closing": (key("stay_quiet!", H.PERIOD, "no new alert for so long, unless it is much worse"),),
    "say": (
        key("nurse!", H.BLOCK, "to the nurse", "texts"),
        key("patient", H.BLOCK, "for the patient; checked, and not shown yet: hubs ask in words of their own", "texts"),
    ),
    "evidence": (key("ref!", H.TEXT, "the source"), key("says!", H.TEXT, "what it says")),
    "approved": (
        key("by!", H.PHRASES, "one name, or a list of them"),
        key("for!", H.TEXT, "for what use"),
        key("logic!", H.WORD, "the hash that nara rules check tells"),
    ),
    "score": (
        key("at_least", H.AMOUNT, "so many points or more"),
        key("at_most", H.AMOUNT, "so many points or fewer"),
        key("more_than", H.AMOUNT, "more points than this"),
        key("less_than", H.AMOUNT, "fewer points than this"),
        key("from", H.BLOCKS, "the lines; in clear_when those of raise_when if nothing is said", "points"),
        key("look_back", H.PERIOD, "a line counts if it held at some moment of this time"),
        key("if_unknown", H.WORD, "what a line counts that cannot be told", among=IF_UNKNOWN),
        key("on", H.REPEAT, "on so many days in a row"),
    ),
    "points": (
        key("points!", H.NUMBER, "how many"),
        key("when!", H.CONDITION, "for what"),
    ),
    "combination": (
        key("all_of", H.CONDITIONS, "every part"),
        key("any_of", H.CONDITIONS, "one part or more"),
        key("none_of", H.CONDITIONS, "no part"),
        key("at_least", H.NUMBER, "so many parts, of those under of"),
        key("of", H.CONDITIONS, "the parts that at_least counts"),
        key("within", H.PERIOD, "each part held at some moment of this time; or the time for first and then"),
        key("for", H.PERIOD, "the whole has held without a break for so many days"),
        key("first", H.CONDITION, "what came first"),
        key("then", H.CONDITION, "what came after it"),
        key("then_also", H.CONDITION, "and what came after that"),
        key("score", H.BLOCK, "points for each sign", "score"),
    ),
    "profile": (
        key("profile!", H.NAME, "its name; the file is named after it"),
        key("title!", H.BLOCK, "what it is called", "texts"),
        key("settings!", H.NAMED_BLOCKS, "by rule: its settings and their values"),
    ),
    "severities": (
        key("severities!", H.NAMED_BLOCKS, "by severity", "severity"),
        key("burden_budget", H.RATE, "of all rules that are scored together: 2 episodes per patient-year"),
    ),
    "severity": (
        key("respond_within!", H.PERIOD, "how soon a person must answer, in staffed time; or none"),
        key("latches", H.YES_NO, "whether it stays on the list until somebody has seen it"),
        key("when_unstaffed", H.BLOCK, "what is said outside staffed hours", "texts"),
    ),
    **SIGNAL_BLOCKS,
}  # fmt: skip
"""Every block by its name."""
