from __future__ import annotations

import re

import pytest
from knowing import setting, use

from server.commands.effect_listing import effect_lines, guard_lines, unfit_lines, verdict_lines
from server.rules.activation.approval import Part
from server.rules.activation.decision import Lot, Verdict
from server.rules.activation.effect import Effect, Line
from server.rules.activation.unfit import Unfit, WhyUnfit
from server.rules.transition import Severity
from vitals.identity import PatientId

ANNA, BO = PatientId("anna" * 4), PatientId("bobo" * 4)
EFFECT = Effect(
    lines=(
        Line(rule="oxygen-low", severity=Severity.HIGH, raised=(ANNA,), cleared=(BO,)),
        Line(rule="gain", severity=Severity.LOW, asked=(BO,), kept=(ANNA,)),
    ),
    patients=10,
    retired=("old",),
)


def test_the_effect_is_a_sum_and_a_row_for_each_rule_with_the_patients_under_it() -> None:
    head, columns, *rows = effect_lines(EFFECT, "en")
    assert head == "Alerts that would be raised: 1 (high: 1); cleared: 1. Patients touched: 2 of 10."
    assert re.split(r" {2,}", columns.strip()) == ["raised", "asked first", "cleared", "stays, look at it"]
    assert [" ".join(row.split()) for row in rows] == [
        "oxygen-low high 1 – 1 –",
        f"raised: {ANNA}",
        f"cleared: {BO}",
        "gain low – 1 – 1",
        f"asked first: {BO}",
        f"stays, look at it: {ANNA}",
    ]
    assert len({len(columns), len(rows[0]), len(rows[3])}) == 1, "the columns stand under each other"
    assert [*effect_lines(Effect(lines=(), patients=3), "sv")] == ["Ingen patient berörs (3 patienter)."]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_reason_to_wait_is_said(language: str) -> None:
    said = guard_lines(EFFECT, language)
    assert len(said) == len(EFFECT.waits_for) == 4
    assert any("old" in each for each in said)


def test_what_does_not_simply_run_is_named_with_who_is_missing_and_its_heir() -> None:
    verdicts = [
        Verdict(name="a", lot=Lot.RUNS, version="1.0"),
        Verdict(name="b", lot=Lot.KEPT, version="1.1", lacks=(Part.SAFETY,)),
        Verdict(name="c", lot=Lot.WAITS, version="1.0", lacks=(Part.CLINICAL, Part.SAFETY)),
        Verdict(name="d", lot=Lot.RETIRED, version="2.0", replaced_by="c"),
    ]
    assert [*verdict_lines(verdicts, "en")] == [
        "b 1.1: changed without approval, the one approved last applies; lacks approval of safety",
        "c 1.0: new, not in use yet; lacks clinical approval, approval of safety",
        "d 2.0: no longer used, replaced by c",
    ]


def test_what_must_be_set_anew_is_listed_by_patient() -> None:
    own = setting("gain.limit", 3_500)
    unfit = [
        Unfit(setting=own, why=WhyUnfit.OUTSIDE, allowed="1 kg – 3 kg"),
        Unfit(setting=own, why=WhyUnfit.GONE),
    ]
    assert unfit_lines(unfit, [use("frail")], "en") == [
        f"{own.patient}: gain.limit is 3.5 kg, allowed would be 1 kg – 3 kg",
        f"{own.patient}: gain.limit is 3.5 kg, and there would be no such setting",
        f"{own.patient}: has the profile frail, which is there no more",
    ]
