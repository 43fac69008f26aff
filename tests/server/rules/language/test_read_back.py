"""Rules read back: the same logic in the same words, every word of the language in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from rule_folder import read, small_folder
from rule_making import days, hours, kg, minutes, rule, rule_set

from server.rules.language.combination import Gathering, Group
from server.rules.language.condition import (
    Change,
    Comparison,
    Happened,
    Limit,
    Side,
)
from server.rules.language.logic import logic
from server.rules.language.quantity import FromSetting, Period, PeriodUnit, SettingName
from server.rules.language.read_back import read_back
from server.rules.language.read_back_words import NAMES, PHRASES
from server.rules.language.rule import Approval, Confirm, Kind, Patients, Rule, Setting, Status
from server.rules.transition import Severity

GAIN = Change(measure="weight", is_rise=True, by=kg(2_000), within_days=3)
OVER = Limit(measure="weight", comparison=Comparison.AT_LEAST, amount=kg(1_500), side=Side.ABOVE, reference="baseline")
MEDIAN = "median of 28 days up to 8 days ago"


def whole_rule() -> Rule:
    """Make a rule that has everything."""
    gain = Setting(name="gain", value=kg(2_000), allowed=(kg(1_000), kg(4_000)), roles=("nurse", "physician"))
    clear = replace(OVER, comparison=Comparison.AT_MOST, amount=FromSetting("gain", is_half=True))
    return rule(
        "tiny",
        replace(GAIN, by=SettingName("gain")),
        settings={"gain": gain},
        unless=Happened(kinds=("discharged",), within=days(7)),
        confirm=Confirm(ask="weigh again", answer_within=hours(4), raises_unanswered=False),
        clear_when=Group(
            gathering=Gathering.ANY,
            parts=(
                clear,
                replace(clear, amount=FromSetting("gain", plus=kg(500))),
                replace(clear, amount=FromSetting("gain", plus=kg(-500))),
                replace(clear, amount=FromSetting("gain")),
            ),
        ),
        lasts=days(1),
        quiet_while=("other",),
        stays_quiet=Period(1, PeriodUnit.WEEKS),
        respond_within=minutes(90),
        kind=Kind.TECHNICAL,
        patients=Patients(
            groups=("heart-failure", "copd"), excluded=("dialysis",), needs=("target_weight", "own floor")
        ),
        severity=Severity.HIGH,
    )


def test_the_whole_of_a_rule_is_told() -> None:
    made = whole_rule()
    assert read_back(made, rule_set(made, rule("other", GAIN)), "en").splitlines() == [
        "Severity: high. Technical.",
        "For: heart failure and COPD; not for: dialysis.",
        "Can be judged only with: the target weight and an own floor, set for the patient.",
        "Answer within 90 minutes of staffed time.",
        "Raises when weight has risen by at least 2 kg (gain) above the lowest of the 3 days before.",
        "But not when this has begun within 7 days: discharged.",
        "First the patient is asked to weigh again. Answer within 4 hours; without one it is dropped.",
        "Ends when any of this holds:",
        *(
            f"    – weight lies at most {amount} above the patient's own usual level ({MEDIAN})"
            for amount in (
                "1 kg (half of gain)",
                "2.5 kg (gain plus 0.5 kg)",
                "1.5 kg (gain minus 0.5 kg)",
                "2 kg (gain)",
            )
        ),
        "Ends by itself after 1 day.",
        "Held back while this stands: “other”.",
        "After an end it is quiet for 7 days, unless things get much worse.",
        "Settings:",
        "    gain: 2 kg; may be set from 1 kg to 4 kg by nurse or physician",
    ]


def test_the_same_logic_is_read_in_the_same_words() -> None:
    reading = read(small_folder())
    assert reading.rule_set is not None
    for made in reading.rule_set.rules.values():
        approval = Approval(by=("somebody",), use="evaluation", logic="0")
        other = replace(
            made, version="9.9", status=Status.DRAFT, purpose="x", review_by=date(2030, 1, 1), approved=approval
        )
        assert logic(other) == logic(made)
        for language in ("sv", "en"):
            assert read_back(other, reading.rule_set, language) == read_back(made, reading.rule_set, language)


def test_two_weeks_and_fourteen_days_are_the_same_logic_and_the_same_words() -> None:
    one = rule("tiny", Happened(kinds=("discharged",), within=Period(2, PeriodUnit.WEEKS)))
    other = rule("tiny", Happened(kinds=("discharged",), within=days(14)))
    assert logic(one) == logic(other)
    assert read_back(one, rule_set(one), "sv") == read_back(other, rule_set(other), "sv")


def test_both_languages_have_every_phrase() -> None:
    assert PHRASES["sv"].keys() == PHRASES["en"].keys()
    assert all(word and text for names in NAMES.values() for word, text in names.items())
