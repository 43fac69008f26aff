"""Mistakes that few people make; every one is met with a sentence all the same."""

from __future__ import annotations

from typing import Final

from rule_folder import GAIN
from seeded_mistakes import (
    BREATH,
    CURVE,
    DRY,
    HUB,
    LOW,
    OXYGEN,
    PROFILE,
    SCORE,
    STABLE,
    WEEK,
    WORRIED,
    seed,
)

SIGNALS: Final = "signals.yaml"
SEVERITIES: Final = "severities.yaml"
SYMPTOMS: Final = "symptoms.yaml"
DEEP: Final = "[" * 11 + "«[»" + "]" * 12
_FLAG_RAISE: Final = "{is: yes, on: 2 of last 3 readings within 1 day, same_sitting: yes}"
_LINES: Final = """from:
      - {points: 2, when: {weight: {falls_by: 2 kg, since: previous day}}}
      - {points: 2, when: {symptom.breathlessness: {worsens_by: 1 step, within: 7 days}}}
      - {points: 1, when: {spo2: {at_least: 3 points, below: baseline}}}"""
_SYSTOLIC: Final = "systolic: {less_than: low, on: 2 of last 3 readings within 2 days, ignore_flags: [body_movement]}"
_WEEK_END: Final = "{using: 7-day protocol mean, less_than: 130 mmHg}"
_ALERT: Final = "{any: [signs-score, breathless-after-gain], was: active, within: 14 days}"
_OPENING: Final = "  - id: as_usual\n    version: 1\n    schedule: opening\n"
_OTHER: Final = "  - id: dizziness\n    version: 1\n"
_GOOD: Final = '- {code: never, score: 0, sv: "Nej", en: "No"}\n      - {code: sometimes'
_GATE: Final = "      allow: 4 kg\n"
_WINDOW: Final = "3-day median: {takes: median, of: 3 days, needs: 2 days}"
_PROTOCOL: Final = "    protocols:\n      7-day protocol mean: {over: 7 days, mornings: 2 readings, evenings: 2 readings, skips: first day}\n  diastolic"
_ALL: Final = "all_of:\n    - symptom.breathlessness: {at_most: usual level, on: 2 days in a row}\n    - none_of:\n        - symptom"

RARER: Final = (
    seed("E004", GAIN, "remove it", ("", "«%»YAML 1.2\n---\nrule: a")),
    seed("E006", GAIN, "divide", ("", "«r»ule: " + "a" * 70_000)),
    seed("E008", GAIN, "write it", ("", "«#» nothing")),
    seed("E009", GAIN, "flatter", ("owner: heart-failure clinic, lead nurse", f"owner: {DEEP}")),
    seed("E010", GAIN, "", ("review_by: 2027-03-01", "? «[»a]\n: b")),
    seed("E100", GAIN, "rule, title", ("review_by: 2027-03-01", "«zzz»: b")),
    seed("E101", SEVERITIES, "low", ("severities:\n", "severities:\n"), ("  low: {respond_within: 8 hours}\n", ""),
         ("  high:\n", "  «high»:\n")),
    seed("E101", SIGNALS, "unit", ("  pulse:\n", "  «pulse»:\n"), ("    unit: bpm\n", "")),
    seed("E101", SCORE, "look_back", ("    look_back: 3 days\n", ""), ("  score:\n    at_least", "  «score»:\n    at_least")),
    seed("E102", GAIN, "one key a line", ("settings:\n  gain: {value: 2 kg, allowed: 1 kg to 4 kg, set_by: [nurse, physician]}",
                                          "settings: «none»"), ("rises_by: gain", "rises_by: 2 kg"),
         ("half of gain", "1 kg"), ("Limit {gain}.", ""), ("Gräns {gain}.", "")),
    seed("E102", WORRIED, "one key a line", ("raise_when:\n  button: {pressed: worried, within: 1 hour}", "«raise_when»: {}")),
    seed("E102", SEVERITIES, "one key", ("low: {respond_within: 8 hours}", "low: «soon»")),
    seed("E103", GAIN, "[", ("evidence:\n  - ref: ESC heart failure guideline 2021\n    says: more than 2 kg in 3 days should prompt contact",
                             "evidence: «ESC»")),
    seed("E103", DRY, "[", ("  of:\n    - pulse: {at_least: 15 bpm, above: baseline}\n    - systolic: {less_than: 100 mmHg}\n"
                            "    - symptom.vomiting_or_diarrhoea: {answered: [yes]}\n  within", "  of: «pulse»\n  within")),
    seed("E103", SCORE, "[", (_LINES, "from: «all»")),
    seed("E103", SYMPTOMS, "[", ("", "symptoms: «none»")),
    seed("E104", PROFILE, "", ("{gain: 1.5 kg}", "{gain: «[»1.5 kg]}")),
    seed("E105", WEEK, "above / below", ("{using: 7-day protocol mean, at_least: 135 mmHg, needs: 12 readings}",
                                        "{at_least: 135 mmHg, «or_else»: baseline}"), ("av {count}", "av"), ("of {count}", "of")),
    seed("E105", STABLE, "", (_ALERT, "{any: [signs-score], is: active, «within»: 14 days}")),
    seed("E105", BREATH, "then", ("  within: 5 days", "  within: 5 days\n  «for»: 2 days")),
    seed("E107", SCORE, "at_least", ("    at_least: limit\n", ""), ("  score:\n    from", "  «score»:\n    from"),
         ("settings:\n  limit: {value: 4 points, allowed: 3 points to 5 points, set_by: [physician]}\n", "")),
    seed("E108", SCORE, "two", ("    at_least: limit\n", "    at_least: limit\n    «more_than»: 2 points\n")),
    seed("E108", DRY, "two", ("  within: 3 days", "  within: 3 days\n  «first»:\n    hub: {silent_for: 24 hours}")),
    seed("E109", BREATH, "then", ("  then:\n    symptom.breathlessness: {worsens_by: 1 step, within: 7 days}\n", ""),
         ("  first:", "  «first»:"), ("{change}, sedan {before} till {answer}", ""), ("{change}, then {before} to {answer}", "")),
    seed("E109", BREATH, "first", ("  first:\n    weight: {rises_by: 1.5 kg, within: 3 days}\n", ""), ("  then:\n", "  «then»:\n"),
         ("{change}, sedan", "sedan"), ("{change}, then", "then")),
    seed("E109", DRY, "of", ("  of:\n    - pulse: {at_least: 15 bpm, above: baseline}\n    - systolic: {less_than: 100 mmHg}\n"
                             "    - symptom.vomiting_or_diarrhoea: {answered: [yes]}\n  within", "  within"),
         ("  at_least: 2\n", "  «at_least»: 2\n")),
    seed("E109", STABLE, "within", (_ALERT, "{any: [signs-score], «was»: active}")),
    seed("E110", CURVE, "keep one", ("leaving: 0.2 kg a day, over: 28 days", "leaving: 0.2 kg a day, over: 28 days, «below»: baseline")),
    seed("E110", CURVE, "keep one", ("2 x own spread, above: target_weight,", "2 x own spread, above: target_weight, «below»: baseline,")),
    seed("E111", DRY, "", ("none_of:\n    - pulse: {at_least: 10 bpm, above: baseline}\n    - systolic: {less_than: 105 mmHg}\n"
                           "    - symptom.vomiting_or_diarrhoea: {answered: [yes]}", "none_of: «[»]")),
    seed("E111", SCORE, "", (_LINES, "from: «[»]")),
    seed("E111", SYMPTOMS, "", ("", "symptoms:\n  - id: dizziness\n    version: 1\n    schedule: daily\n"
                                "    label: {sv: Yr, en: Dizzy}\n    text: {sv: Yr, en: Dizzy}\n    answers: «[»]\n")),
    seed("E112", DRY, "all_of", ("  within: 3 days", "  within: 3 days\n  «hub»: {silent_for: 24 hours}")),
    seed("E112", WORRIED, "all_of", ("within: 1 hour}", "within: 1 hour}\n  «hub»: {silent_for: 24 hours}")),
    seed("E113", SYMPTOMS, "keep one", (_OTHER, "  - id: «breathlessness»\n    version: 1\n")),
    seed("E113", SYMPTOMS, "keep one", ('{code: often, score: 2, sv: "Ofta"', '{code: «sometimes», score: 2, sv: "Ofta"')),
    seed("E114", GAIN, "quotation", ("{en: Rapid weight gain, sv: Snabb viktuppgång}",
                                     "{en: Rapid, «weight gain», again, sv: Snabb viktuppgång}")),
    seed("E200", STABLE, '"active"', ("was: active", "was: «activ»")),
    seed("E200", WORRIED, '"worried"', ("pressed: worried", "pressed: «woried»")),
    seed("E200", CURVE, '"target_weight"', ("needs: [target_weight]", "needs: [«target_wieght»]")),
    seed("E200", SIGNALS, '"systolic"', ("    vital: systolic\n", "    vital: «systolik»\n")),
    seed("E101", SEVERITIES, "severities", ("", "«zzz»: high")),
    seed("E202", BREATH, "2 kg", ("rises_by: 1.5 kg", 'rises_by: "«"»')),
    seed("E202", BREATH, "2 kg", ("rises_by: 1.5 kg", "rises_by: «about 2 kg»")),
    seed("E204", LOW, "mmHg", ("low: {value: 90 mmHg, allowed: 75 mmHg to 105 mmHg", "low: {value: 90 bpm, allowed: 75 bpm to 105 bpm"),
         ("less_than: low,", "less_than: «low»,"), ("low plus 5 mmHg", "95 mmHg")),
    seed("E204", GAIN, "kg", ("allowed: 1 kg to 4 kg", "allowed: 1 kg to «4 mmHg»")),
    seed("E204", PROFILE, "kg", ("gain: 1.5 kg", "gain: «1.5 mmHg»")),
    seed("E205", BREATH, "0.001 kg", ("rises_by: 1.5 kg", "rises_by: «1.50001 kg»")),
    seed("E205", SIGNALS, "0.1 bpm", ("25 bpm to 220 bpm", "«25.25 bpm to 220 bpm»")),
    seed("E206", GAIN, "3 days", ("within: 3 days", "within: «soon»")),
    seed("E206", GAIN, "3 days / 3 hours", ("within: 3 days", "within: «3 zzz»")),
    seed("E206", GAIN, "3 days", ("within: 3 days", "within: «300000 days»")),
    seed("E206", GAIN, "3 weeks", ("within: 3 days", "within: «3w»")),
    seed("E208", LOW, "2 days in a row", ("on: 2 of last 2 readings within 2 days", "on: «twice»")),
    seed("E208", LOW, "2 of last 3", ("on: 2 of last 2 readings within 2 days", "on: 2 «times» today")),
    seed("E208", LOW, "2 of last 3", ("on: 2 of last 2 readings within 2 days", "on: 2 of last 2 «beats» within 2 days")),
    seed("E208", LOW, "2 of last 3", ("on: 2 of last 2 readings within 2 days", "on: 2 of last «2»")),
    seed("E208", LOW, "2 of last 3", ("on: 2 of last 2 readings within 2 days", "on: 2 of «last»")),
    seed("E208", LOW, "2 of last 3", ("on: 2 of last 2 readings within 2 days", "on: 2 of last 2 readings «in» 2 days")),
    seed("E208", OXYGEN, "30 minutes", ("on: 2 readings within 30 minutes", "on: 2 readings «in» 30 minutes")),
    seed("E208", GAIN, "2 days in a row", ("on: 2 days in a row", "on: 2 days in a row «together»")),
    seed("E208", SCORE, "2 days in a row", ("on: 2 days in a row", "on: «2 readings within 30 minutes»")),
    seed("E208", CURVE, "per week", ("trend_at_least: 0.5 kg per week", "trend_at_least: «0.5 kg per month»")),
    seed("E208", CURVE, "2 x own", ("at_least: 2 x own spread", "at_least: «2.25» x own spread")),
    seed("E208", HUB, "2 heartbeats", ("arrives: 2 heartbeats", "arrives: «0 heartbeats»")),
    seed("E208", SIGNALS, "7 days ago", ("ending: 8 days ago\n        needs: 7 days\n        restarts_on", "ending: «8 days»\n        needs: 7 days\n        restarts_on")),
    seed("E207", OXYGEN, "24 hours", ("on: 2 readings within 30 minutes", "on: 2 readings within «1 day»")),
    seed("E210", HUB, "2 heartbeats", ("arrives: 2 heartbeats", "arrives: «two» heartbeats")),
    seed("E210", DRY, "2", ("at_least: 2\n", "at_least: «two»\n")),
    seed("E212", HUB, "1", ("arrives: 2 heartbeats", "arrives: «3» heartbeats")),
    seed("E212", LOW, "1", ("2 of last 3 readings within", "«some» of last 3 readings within")),
    seed("E212", SYMPTOMS, "2", ("{code: often, score: 2, sv", "{code: often, score: 2, sv"),
         ("      - code: fainted\n        score: 3", "      - code: fainted\n        score: «1»")),
    seed("E212", SYMPTOMS, "0", ("{code: sometimes, score: 1,", "{code: sometimes, score: «1.5»,")),
    seed("E214", GAIN, "2027-03-01", ("review_by: 2027-03-01", "review_by: «2027-13-01»")),
    seed("E218", SIGNALS, "lower-case", ("      " + _WINDOW, "      «_3-day»: {takes: median, of: 3 days, needs: 2 days}"),),
    seed("E218", SIGNALS, "lower-case", ("  pulse:\n", "  «Pulse»:\n")),
    seed("E218", SIGNALS, "lower-case", ("  travelling: []", "  «on-tour»: []")),
    seed("E218", SYMPTOMS, "lower-case", ("{code: sometimes, score: 1", "{code: «unchanged», score: 1")),
    seed("E303", HUB, "already raised", ("raise_when:\n  hub: {silent_for: 24 hours}", "raise_when:\n  hub: {«arrives»: 1 heartbeat}")),
    seed("E306", WEEK, "points", (f"  systolic: {_WEEK_END}", "  all_of:\n    - «score»: {at_most: 2 points}\n    - hub: {arrives: 1 heartbeat}")),
    seed("E401", WEEK, "baseline", ("at_least: 135 mmHg, needs: 12 readings", "at_least: «2 x own spread», needs: 12 readings")),
    seed("E404", CURVE, '"gap"', ("by: gap", "by: half of «gaap»")),
    seed("E406", SIGNALS, '"discharged"', ("restarts_on: [discharged,", "restarts_on: [«discharge»,")),
    seed("E409", PROFILE, "frail", ("profile: frail-elderly", "profile: «frail»")),
    seed("E501", CURVE, "reasons", ("The curve rises: {reasons}", "The curve rises: {«earlier»}")),
    seed("E502", CURVE, "change", ("over: 14 days, needs: 7 days", "over: 14 days, needs: 15 days"),
         ("trend_at_least: 0.5 kg per week", "trend_at_least: «0.5 kg per week»")),
    seed("E502", CURVE, "change", ("average_of: 3 days", "average_of: «28 days»")),
    seed("E502", WEEK, "change", ("at_least: 135 mmHg, needs: 12 readings", "at_least: «135 mmHg», needs: 25 readings")),
    seed("E502", BREATH, "change", ("{worsens_by: 1 step, within: 7 days}\n  within: 5 days", "{worsens_by: «9 steps», within: 7 days}\n  within: 5 days")),
    seed("E502", STABLE, "change", ("at_most: stairs", "less_than: «never»")),
    seed("E502", STABLE, "change", ("at_most: stairs", "more_than: «at_rest»")),
    seed("E502", LOW, "change", ("  all_of:\n    - systolic", "  «all_of»:\n    - systolic: {more_than: 180 mmHg}\n    - systolic")),
    seed("E502", SCORE, "change", ("allowed: 3 points to 5 points", "allowed: 3 points to 6 points"), ("at_least: limit", "at_least: «limit»")),
    seed("E503", DRY, "change", ("    - systolic: {less_than: 100 mmHg}\n", "    - any_of:\n        - systolic: {less_than: 100 mmHg}\n        - systolic: {at_least: 95 mmHg}\n"),
         ("    - any_of:", "    - «any_of»:"), ("  none_of:\n", "  none_of:\n    - systolic: {at_least: 95 mmHg}\n")),
    seed("E503", STABLE, "change", ("at_most: stairs", "at_most: «at_rest»")),
    seed("E503", STABLE, "change", ("at_most: stairs", "at_least: «never»")),
    seed("E503", LOW, "change", ("answered: [sometimes, often, fainted]", "answered: «[»never, sometimes, often, fainted]")),
    seed("E503", GAIN, "change", ("rises_by: gain", "rises_by: «gain minus 1 kg»"), ("at_most: half of gain", "less_than: gain minus 2 kg")),
    seed("E504", DRY, "1 step", ("    - symptom.vomiting_or_diarrhoea: {answered: [yes]}\n  for", "  for"), ("  none_of:", "  «none_of»:")),
    seed("E504", BREATH, "1 step", ("    - none_of:\n        - symptom.breathlessness: {worsens_by: 1 step, within: 7 days}\n", ""), ("clear_when:\n  all_of:", "clear_when:\n  «all_of»:")),
    seed("E504", DRY, "1 bpm", ("  for: 2 days", "  within: 2 days"), ("  none_of:", "  «none_of»:")),
    seed("E504", LOW, "1 mmHg", ("on: 2 of last 2 readings within 2 days", "on: 1 of last 3 readings within 2 days"),
         ("at_least: low plus 5 mmHg", "at_least: «low plus 5 mmHg»")),
    seed("E504", OXYGEN, "1 %", ("on: 2 of last 2 readings within 1 day", "on: 1 of last 2 readings within 1 day"), ("at_least: 92 %", "at_least: «92 %»")),
)  # fmt: skip
"""All of them."""
