"""The questions to the patient: complete, ordered, in both languages, and with every answer that a rule will use."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

import pytest
from symptom_file import rows, symptoms

from vitals.code import AS_USUAL
from vitals.desired import DesiredState
from vitals.fields import Fields
from vitals.identity import HomeId, HubId
from vitals.screen import Screen
from vitals.symptom import Schedule, Symptom
from vitals.wire import PAYLOAD_BYTES_MAX, encode_desired

SYMPTOMS: Final = {symptom.symptom: symptom for symptom in symptoms()}
USED_BY_RULES: Final = {
    "dizziness": {"never", "sometimes", "often", "fainted"},
    "vomiting_or_diarrhoea": {"yes"},
    "sleeps_sitting_up": {"yes"},
    "breathlessness": {"at_rest"},
    "woke_breathless": {"yes"},
    "chest_pain": {"yes"},
    "as_usual": {"much_worse"},
    "ankle_swelling": set(),
    "tiredness": set(),
}
"""What the fifteen rules of the design and the acute answers name."""
ACUTE: Final = {
    ("dizziness", "fainted"),
    ("chest_pain", "yes"),
    ("breathlessness", "at_rest"),
    ("woke_breathless", "yes"),
    ("sleeps_sitting_up", "yes"),
    ("as_usual", "much_worse"),
}


@pytest.mark.decision("E6")
def test_every_answer_that_a_rule_will_use_can_be_given() -> None:
    for symptom, codes in USED_BY_RULES.items():
        assert codes <= {choice.code for choice in SYMPTOMS[symptom].choices}


@pytest.mark.decision("E6")
@pytest.mark.parametrize("symptom", SYMPTOMS.values(), ids=SYMPTOMS)
def test_answers_are_ordered_from_the_best(symptom: Symptom) -> None:
    assert [choice.score for choice in symptom.choices] == list(range(len(symptom.choices)))
    assert max(Counter(choice.code for choice in symptom.choices).values()) == 1


@pytest.mark.decision("E6")
def test_the_logs_know_four_questions_by_another_name() -> None:
    renamed = {row["id"]: row["log_code"] for row in rows() if "log_code" in row}
    assert renamed == {
        "breathlessness": "dyspnea",
        "ankle_swelling": "edema",
        "sleeps_sitting_up": "orthopnea",
        "tiredness": "fatigue",
    }


@pytest.mark.decision("F1")
def test_exactly_the_acute_answers_say_what_to_do_at_once_and_whom_to_call() -> None:
    said = {
        (symptom.symptom, choice.code): choice.act_now
        for symptom in SYMPTOMS.values()
        for choice in symptom.choices
        if choice.act_now is not None
    }
    assert set(said) == ACUTE
    for act_now in said.values():
        assert not re.search(r"\d", act_now.sv + act_now.en), "the number is the screen's to choose"


@pytest.mark.decision("F2")
def test_nobody_is_asked_to_stand() -> None:
    words = " ".join(
        f"{choice.act_now.sv} {choice.act_now.en}"
        for symptom in SYMPTOMS.values()
        for choice in symptom.choices
        if choice.act_now is not None
    ).lower()
    assert not re.search(r"\b(stå|ställ|res dig|stand|get up)\b", words)


@pytest.mark.decision("N22")
def test_two_questions_a_month_ask_how_safe_somebody_feels_and_what_chafes() -> None:
    monthly = [symptom for symptom in SYMPTOMS.values() if symptom.schedule is Schedule.MONTHLY]
    assert [symptom.symptom for symptom in monthly] == ["safe_at_home", "what_chafes"]
    assert len(monthly[0].choices) == 5
    assert [choice.has_words for choice in monthly[1].choices] == [False, True]


def test_one_question_opens_the_day_and_its_yes_answers_all_daily_ones() -> None:
    (opening,) = (symptom for symptom in SYMPTOMS.values() if symptom.schedule is Schedule.OPENING)
    assert opening.choices[0].code == AS_USUAL
    assert sum(symptom.schedule is Schedule.DAILY for symptom in SYMPTOMS.values()) == 9


def test_all_questions_fit_the_contract_and_leave_room_in_its_largest_payload() -> None:
    desired = DesiredState(
        home=HomeId("a" * 16), hub=HubId("b" * 16), version=1, screen=Screen(people=(), symptoms=symptoms())
    )
    assert DesiredState.from_wire(Fields(desired.to_wire(), "")) == desired
    assert len(encode_desired(desired, lambda _: bytes(64))) < PAYLOAD_BYTES_MAX / 4
