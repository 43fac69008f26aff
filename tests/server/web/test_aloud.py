from __future__ import annotations

from datetime import timedelta

import pytest
from knowing import person
from pages import AT
from shipped_rules import GAIN, shipped_rules

from server.patients.known import Knowledge, OwnSetting, ProfileUse
from server.web.aloud import Aloud, aloud
from server.web.words import Language

LOW = "low-pressure-with-dizziness"
DAY = timedelta(days=1)


def own(value: int | None = 2_500, rule: str = GAIN, setting: str = "gain", unit: str = "kg") -> OwnSetting:
    return OwnSetting(
        patient=person().patient,
        from_at=AT - DAY,
        who="eva",
        said_at=AT - DAY,
        role="physician",
        reason="",
        rule=rule,
        setting=setting,
        value=value,
        unit=unit,
        review_on=AT.date(),
    )


def frail() -> ProfileUse:
    return ProfileUse(
        patient=person().patient, from_at=AT - DAY, who="eva", said_at=AT - DAY, role="nurse", profile="frail-elderly"
    )


def read(rule: str, known: Knowledge, language: Language = "sv", days: int = 0) -> Aloud:
    found = aloud(rule, shipped_rules(), known, person(), AT + days * DAY, language)
    assert found is not None
    return found


@pytest.mark.decision("N8")
def test_a_rule_is_read_with_the_patients_own_value_and_whose_it_is() -> None:
    said = read(GAIN, Knowledge(settings=[own()]))
    assert (
        said.lines[2].says == "Utlöser när vikten har stigit minst 2,5 kg (gain) över den lägsta av de 3 dagarna före."
    )
    (tuned,) = said.own
    assert (tuned.name, tuned.value, tuned.of_rule, tuned.origin) == ("gain", "2,5 kg", "2 kg", "patient")
    assert tuned.said == own()
    assert not tuned.is_overdue


def test_a_value_that_should_have_been_looked_at_again_still_holds_and_is_flagged() -> None:
    (tuned,) = read(GAIN, Knowledge(settings=[own()]), days=2).own
    assert (tuned.value, tuned.is_overdue) == ("2,5 kg", True)


def test_a_value_that_was_taken_back_and_one_of_another_rule_are_the_rules_own() -> None:
    for setting in (own(None), own(rule="weight-drift", setting="drift")):
        said = read(GAIN, Knowledge(settings=[setting]), "en")
        assert said.own == []
        assert [(each.name, each.value, each.origin) for each in said.settings] == [("gain", "2 kg", "rule")]
        assert "at least 2 kg (gain)" in said.lines[2].says


def test_a_profiles_value_names_the_profile_and_the_patients_own_goes_before_it() -> None:
    (tuned,) = read(LOW, Knowledge(profiles=[frail()])).own
    profile = shipped_rules().profiles["frail-elderly"].settings[LOW][tuned.name]
    assert (tuned.value, tuned.origin, tuned.profile) == (str(profile), "profile", "Skör och gammal")
    mine = own(95_000, LOW, tuned.name, "mmHg")
    (before,) = read(LOW, Knowledge(profiles=[frail()], settings=[mine])).own
    assert (before.value, before.origin) == ("95 mmHg", "patient")


def test_parts_of_a_condition_stand_under_it() -> None:
    said = read("breathless-after-gain", Knowledge(), "en")
    raises = next(each for each in said.lines if each.says.startswith("Raises"))
    assert [part.says.partition(":")[0] for part in raises.parts] == ["first", "then"]
    ends = next(each for each in said.lines if each.says.startswith("Ends"))
    assert ends.parts[1].parts[0].says.startswith("the answer to")


def test_a_rule_that_is_gone_is_not_read() -> None:
    assert aloud("gone", shipped_rules(), Knowledge(), person(), AT, "sv") is None
    assert aloud(GAIN, None, Knowledge(), person(), AT, "sv") is None
    assert read(GAIN, Knowledge()).version == shipped_rules().rules[GAIN].version
