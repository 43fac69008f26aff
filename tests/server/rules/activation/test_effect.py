from __future__ import annotations

from dataclasses import replace

import pytest
from engine_story import PATIENT
from ward_of_rules import DIARY, NOON, Ward, heavy

from server.rules.activation.change import Changed
from server.rules.activation.effect import Effect, Guard, Line, effect_of
from server.rules.activation.ruling import Ruling
from server.rules.language.rule import Rule, Status
from server.rules.transition import Severity
from vitals.identity import PatientId


def effect(before: tuple[Rule, ...], after: tuple[Rule, ...], patients: int = 100) -> Effect:
    ward = Ward(DIARY, NOON, *before)
    return effect_of(ward.change(*after), ward.before, ward.ruling(after, {}), patients)


def somebody(count: int) -> tuple[PatientId, ...]:
    return tuple(PatientId(f"{number:a>16}") for number in range(count))


def test_what_would_be_raised_and_cleared_is_counted_by_rule_with_the_patients() -> None:
    found = effect((heavy(82_000),), (heavy(83_000), heavy(81_500, "stout", severity=Severity.HIGH)))
    assert (found.raised, found.cleared, found.raised_high) == (1, 1, 1)
    assert [(line.rule, line.raised, line.cleared) for line in found.lines] == [
        ("stout", (PATIENT,), ()),
        ("heavy", (), (PATIENT,)),
    ]
    assert found.touched == {PATIENT}


def test_what_goes_on_is_no_effect() -> None:
    found = effect((heavy(82_000),), (heavy(81_500),))
    assert found == Effect(lines=(), patients=100)
    assert found.waits_for == ()


def test_what_nobody_is_shown_is_no_effect() -> None:
    assert effect((), (heavy(82_000, status=Status.SHADOW),)).lines == ()


@pytest.mark.parametrize(("patients", "waits"), [(20, ()), (19, (Guard.MANY,))])
def test_more_than_one_patient_in_twenty_waits_for_a_person(patients: int, waits: tuple[Guard, ...]) -> None:
    assert effect((), (heavy(82_000),), patients).waits_for == waits


@pytest.mark.parametrize("severity", [Severity.MEDIUM, Severity.HIGH])
def test_a_high_alert_is_not_cleared_without_a_person(severity: Severity) -> None:
    found = effect((heavy(82_000, severity=severity),), (heavy(83_000, severity=severity),))
    assert found.waits_for == ((Guard.HIGH_CLEARED,) if severity is Severity.HIGH else ())


def test_a_rule_that_nurses_saw_does_not_go_without_a_person() -> None:
    found = effect((heavy(90_000),), (heavy(90_000, status=Status.SHADOW),))
    assert (found.retired, found.waits_for) == (("heavy",), (Guard.RETIRES,))
    assert effect((heavy(90_000, status=Status.SHADOW),), ()).waits_for == ()


def test_what_stays_for_a_nurse_waits_for_one() -> None:
    beyond = next(each for each in Ward(DIARY, NOON, heavy(82_000)).live.published() if each.is_open)
    ruling = Ruling(rule_set=Ward(DIARY, NOON, heavy(82_000)).before.rule_set)
    found = effect_of(Changed(beyond=(beyond,)), ruling, ruling, 100)
    assert found.waits_for == (Guard.BEYOND,)
    assert found.touched == frozenset()


def test_nobody_enrolled_is_nobody_touched() -> None:
    assert Effect(lines=(), patients=0).waits_for == ()


def test_a_patient_touched_twice_is_one() -> None:
    line = Line(rule="a", severity=Severity.LOW, raised=somebody(5))
    found = Effect(lines=(line, replace(line, rule="b")), patients=100)
    assert (found.raised, len(found.touched), found.waits_for) == (10, 5, ())
