"""Mistakes as people make them, each in an otherwise good folder, with the word that must be pointed at.

The word stands between « and », which are taken away before the file is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from rule_folder import GAIN

CURVE: Final = "weight/weight-curve.yaml"
LOW: Final = "pressure/low-pressure.yaml"
IRREGULAR: Final = "pressure/irregular-pulse.yaml"
WEEK: Final = "pressure/week-mean.yaml"
OXYGEN: Final = "pressure/low-oxygen.yaml"
SCORE: Final = "symptoms/signs-score.yaml"
BREATH: Final = "symptoms/breathless-after-gain.yaml"
WORRIED: Final = "symptoms/worried.yaml"
STABLE: Final = "symptoms/stable-again.yaml"
MISSING: Final = "technical/missing-weight.yaml"
HUB: Final = "technical/hub-offline.yaml"
DRY: Final = "technical/dry-signs.yaml"
PROFILE: Final = "profiles/frail-elderly.yaml"


@dataclass(frozen=True, slots=True)
class Seed:
    """One mistake: where it is made, what is found, and the least of what must be suggested."""

    code: str
    file: str
    edits: tuple[tuple[str, str], ...]
    suggestion: str

    def __str__(self) -> str:
        """Name it by what is written."""
        return f"{self.code} {self.edits[0][1][:40]}"


def seed(code: str, file: str, suggestion: str, *edits: tuple[str, str]) -> Seed:
    """Write a mistake on a line."""
    return Seed(code, file, edits, suggestion)


SEEDS: Final = (
    # The file
    seed("E001", GAIN, "indents", ("    within: 3 days", "    within: [3 days\nclear«:»")),
    seed("E003", GAIN, "both places", ("gain: {value: 2 kg", "gain: {value: «&»a 2 kg")),
    seed("E003", GAIN, "both places", ("within: 3 days", "within: «*»a")),
    seed("E004", GAIN, "remove it", ("version: 3.1", "version: «!»!str 3.1")),
    seed("E005", GAIN, "use spaces", ("    within: 3 days", "«\t»within: 3 days")),
    seed("E007", GAIN, "file of its own", ("review_by: 2027-03-01", "review_by: 2027-03-01\n«-»--\na: b")),
    seed("E011", GAIN, "write out", ("version: 3.1", "version: 3.1\n«<<»: {a: b}")),
    seed("E012", GAIN, "keep one", ("status: draft", "status: draft\n«version»: 3.2")),
    seed("E013", "weight/other.yml", "end with .yaml", ("", "«r»ule: other")),
    # The keys
    seed("E100", GAIN, '"settings"', ("settings:", "«setings»:")),
    seed("E100", GAIN, '"within"', ("within: 3 days", "«witin»: 3 days")),
    seed("E100", GAIN, '"known_false_alerts"', ("known_false_alerts:", "«known_false_alarms»:")),
    seed("E100", GAIN, '"answer_within"', ("answer_within: 4 hours", "«answer_whitin»: 4 hours"),
         ("confirm:\n", "confirm:\n")),
    seed("E101", GAIN, "answer_within", ("confirm:\n", "«confirm»:\n"), ("  answer_within: 4 hours\n", "")),
    seed("E101", WORRIED, "clear_when", ("rule: worried", "«rule»: worried"), ("lasts: 1 hour\n", "")),
    seed("E102", GAIN, "one key a line", ("raise_when:\n  weight:\n    rises_by: gain\n    within: 3 days",
                                          "raise_when: «weight rises»")),
    seed("E103", BREATH, "[signs-score]", ("[signs-score]", "«signs-score»")),
    seed("E104", GAIN, "", ("severity: medium", "severity: «[»medium]")),
    seed("E105", CURVE, "trend_at_least", ("over: 14 days, needs: 7 days", "over: 14 days, needs: 7 days, «above»: baseline")),
    seed("E106", CURVE, "1.5 kg", ("drifts_by: 1.5 kg", "drifts_by: «1,5 kg»")),
    seed("E107", GAIN, "rises_by", ("  weight:\n    rises_by: gain\n    within: 3 days", "  «weight»: {}")),
    seed("E108", GAIN, "two conditions", ("    rises_by: gain\n", "    rises_by: gain\n    «at_least»: 90 kg\n")),
    seed("E109", GAIN, "within / since", ("    rises_by: gain\n    within: 3 days", "    «rises_by»: gain")),
    seed("E110", GAIN, "keep one", ("    within: 3 days", "    within: 3 days\n    «since»: previous day")),
    seed("E110", WORRIED, "keep one", ("lasts: 1 hour", "clear_when:\n  hub: {arrives: 1 heartbeat}\n«lasts»: 1 hour")),
    seed("E111", BREATH, "", ("quiet_while: [signs-score]", "quiet_while: «[»]")),
    seed("E112", GAIN, "all_of", ("raise_when:\n  weight:", "raise_when:\n  hub: {silent_for: 24 hours}\n  «weight»:")),
    seed("E113", LOW, "keep one", ("[sometimes, often, fainted]", "[sometimes, often, «often»]")),
    seed("E114", GAIN, "quotation marks", ("title: {en: Rapid weight gain,", "title: {en: Rapid, «weight gain»,")),
    seed("E115", GAIN, "indent", ("  weight:\n    rises_by: gain\n    within: 3 days", "  «rises_by»: gain\n  within: 3 days")),
    # The values
    seed("E200", GAIN, '"medium"', ("severity: medium", "severity: «medum»")),
    seed("E200", LOW, '"body_movement"', ("[body_movement]", "[«body_movment»]")),
    seed("E200", GAIN, '"weigh again"', ("ask_patient_to: weigh again", "ask_patient_to: «weigh agian»")),
    seed("E201", BREATH, "1.5 kg", ("rises_by: 1.5 kg", "rises_by: «1.5»")),
    seed("E202", BREATH, "2 kg", ("rises_by: 1.5 kg", "rises_by: «2kg»")),
    seed("E203", BREATH, '"kg"', ("rises_by: 1.5 kg", "rises_by: 1.5 «kilo»")),
    seed("E203", WEEK, '"mmHg"', ("at_least: 135 mmHg", "at_least: 135 «mmhg»")),
    seed("E204", WEEK, "mmHg", ("at_least: 135 mmHg", "at_least: «135 kg»")),
    seed("E204", LOW, "mmHg", ("low plus 5 mmHg", "low plus «5 kg»")),
    seed("E204", SCORE, "points", ("at_least: 3 points, below", "at_least: «3 %», below")),
    seed("E205", WEEK, "0.1 mmHg", ("at_least: 135 mmHg", "at_least: «135.25 mmHg»")),
    seed("E206", GAIN, "3 days", ("within: 3 days", "within: «3d»")),
    seed("E206", HUB, "24 hours", ("silent_for: 24 hours", "silent_for: «24h»")),
    seed("E206", GAIN, "4 hours", ("answer_within: 4 hours", "answer_within: «4 timmar»")),
    seed("E207", GAIN, "3 days", ("within: 3 days", "within: «72 hours»")),
    seed("E207", HUB, "48 hours", ("silent_for: 24 hours", "silent_for: «2 days»")),
    seed("E208", LOW, "2 of last 3", ("2 of last 3 readings within 2 days", "2 «off» last 3 readings within 2 days")),
    seed("E208", GAIN, "2 days in a row", ("on: 2 days in a row", "on: 2 days in «row»")),
    seed("E208", HUB, "2 heartbeats", ("arrives: 2 heartbeats", "arrives: 2 «beats»")),
    seed("E208", WORRIED, "episodes", ("burden_budget: 0,3 episodes per patient-year", "burden_budget: «0,3 a year»")),
    seed("E209", LOW, "within 7 days", ("on: 2 of last 3 readings within 2 days", "on: «2 of last 3 readings»")),
    seed("E210", LOW, "3", ("2 of last 3 readings within", "2 of last «three» readings within")),
    seed("E210", GAIN, "3 days", ("within: 3 days", "within: «three» days")),
    seed("E210", GAIN, "3 days", ("within: 3 days", "within: «tre» days")),
    seed("E211", LOW, "at most 3", ("2 of last 3 readings within", "«4» of last 3 readings within")),
    seed("E211", DRY, "at most 3", ("at_least: 2\n", "at_least: «4»\n")),
    seed("E212", SCORE, "1", ("{points: 2, when: {weight:", "{points: «0», when: {weight:")),
    seed("E213", MISSING, "12:00", ('due_by: "12:00"', 'due_by: "«12.00»"')),
    seed("E214", GAIN, "2027-03-01", ("review_by: 2027-03-01", "review_by: «1 March 2027»")),
    seed("E215", IRREGULAR, '"yes"', ("is: yes", "is: «ja»")),
    seed("E216", LOW, "to", ("allowed: 75 mmHg to 105 mmHg", "allowed: «75 mmHg - 105 mmHg»")),
    seed("E216", LOW, "75 mmHg to 105 mmHg", ("allowed: 75 mmHg to 105 mmHg", "allowed: «105 mmHg to 75 mmHg»")),
    seed("E217", GAIN, "1 kg to 4 kg", ("value: 2 kg", "value: «5 kg»")),
    seed("E217", PROFILE, "1 kg to 4 kg", ("gain: 1.5 kg", "gain: «0.5 kg»")),
    seed("E218", GAIN, "lower-case", ("gain: {value:", "«Gain»: {value:")),
    seed("E219", GAIN, "", ("owner: heart-failure clinic, lead nurse", 'owner: "« »"')),
    seed("E220", GAIN, "1.0", ("version: 3.1", "version: «3»")),
    seed("E221", GAIN, "more than 0", ("within: 3 days", "within: «0 days»")),
    # The conditions
    seed("E301", IRREGULAR, "is", ("{is: yes, on: 2 of last 3 readings within 1 day, same_sitting: yes}",
                                   "{«rises_by»: 2 kg}")),
    seed("E302", STABLE, "two rules", ("none_of:\n        - alert: {any: [any clinical rule], is: active}",
                                       "none_of:\n        - any_of:\n          - «all_of»:\n            - hub: {silent_for: 1 hour}")),
    seed("E303", IRREGULAR, "already raised", ("{is: yes, on: 2 of last 3 readings within 1 day, same_sitting: yes}",
                                               "{«arrives»: 1 reading}")),
    seed("E303", BREATH, "already raised", ("weight: {rises_by: 1.5 kg, within: 3 days}",
                                            "weight: {at_least: 1 kg, above: «level_before»}")),
    seed("E306", WEEK, "points", ("  systolic: {using: 7-day protocol mean, less_than: 130 mmHg}",
                                  "  «score»: {at_most: 2 points}")),
    # What is called by name
    seed("E400", GAIN, '"weight"', ("raise_when:\n  weight:", "raise_when:\n  «wieght»:")),
    seed("E401", WEEK, '"7-day protocol mean"', ("using: 7-day protocol mean, at_least", "using: «7-day protokol mean», at_least")),
    seed("E402", BREATH, '"signs-score"', ("[signs-score]", "[«sign-score»]")),
    seed("E402", PROFILE, "weight-gain-2kg-3-days", ("  weight-gain-2kg-3-days:", "  «weight-gain-2kg-3-day»:")),
    seed("E403", LOW, '"dizziness"', ("symptom.dizziness", "symptom.«diziness»")),
    seed("E404", GAIN, '"gain"', ("rises_by: gain", "rises_by: «gian»")),
    seed("E404", PROFILE, '"gain"', ("{gain: 1.5 kg}", "{«gian»: 1.5 kg}")),
    seed("E405", LOW, '"sometimes"', ("[sometimes, often, fainted]", "[«sometime», often, fainted]")),
    seed("E406", LOW, '"admitted"', ("any: [admitted]", "any: [«admited»]")),
    seed("E407", GAIN, '"heart-failure"', ("groups: [heart-failure]", "groups: [«heart-failur»]")),
    seed("E408", CURVE, '"baseline"', ("above: baseline", "above: «basline»")),
    seed("E409", WORRIED, "anxious.yaml", ("rule: worried", "rule: «anxious»")),
    seed("E410", WORRIED, "otherwise", ("rule: worried", "rule: «week-mean»")),
    seed("E412", GAIN, "use it", ("settings:\n", "settings:\n  «other»: {value: 2 kg, allowed: 1 kg to 4 kg, set_by: [nurse]}\n")),
    # The meaning
    seed("E501", GAIN, '"change"', ('en: "Weight up {change}', 'en: "Weight up {«chnge»}')),
    seed("E502", OXYGEN, "change the limit", ("less_than: 90 %", "less_than: «40 %»")),
    seed("E503", OXYGEN, "change the limit", ("less_than: 90 %", "less_than: «101 %»")),
    seed("E504", GAIN, "0.1 kg", ("at_most: half of gain", "at_most: «1 kg»")),
    seed("E505", OXYGEN, "can become true", ("at_least: 92 %", "at_least: «101 %»")),
    seed("E506", SCORE, "remove one", ("say:\n", "quiet_while: [«breathless-after-gain»]\nsay:\n")),
    seed("E507", LOW, "at least as severe", ("say:\n", "quiet_while: [«week-mean»]\nsay:\n")),
    seed("E508", BREATH, "live", ("status: draft", "status: live"), ("[signs-score]", "[«signs-score»]")),
    seed("E509", LOW, "remove confirm", ("severity: medium", "severity: high"), ("confirm:", "«confirm»:")),
    seed("E510", LOW, "raise", ("severity: medium", "severity: high"), ("if_no_answer: raise", "if_no_answer: «drop»")),
    seed("E511", GAIN, "measures", ("ask_patient_to: weigh again", "ask_patient_to: «measure temperature again»")),
    seed("E512", MISSING, "shorten", ("respond_within: 4 hours", "respond_within: «9 hours»")),
    # Texts, risk and approval
    seed("E601", GAIN, "sv", ("title: {en: Rapid weight gain, sv: Snabb viktuppgång}", "«title»: {en: Rapid weight gain}")),
    seed("E602", LOW, "severity: medium", ("severity: medium", "severity: «low»")),
    seed("E603", GAIN, "anew", ("review_by: 2027-03-01",
                                "review_by: 2027-03-01\napproved: {by: hjartnara release, for: evaluation, logic: «abc»}")),
    seed("E604", GAIN, "new date", ("review_by: 2027-03-01", "review_by: «2026-03-01»")),
    seed("E605", GAIN, "approved", ("status: draft", "status: «live»")),
    seed("E606", GAIN, "{name}", ('en: "Weight up {change}', 'en: "Weight up «{»change')),
    seed("W701", "signals.yaml", "first morning reading",
         ("day: {takes: first morning reading, repeat_within", "day: {takes: «lowest reading», repeat_within")),
)  # fmt: skip
"""All of them."""
