from __future__ import annotations

import pytest
from log_making import ZONE, LogMaking, shipped

from server.rules.backtest.case import Case
from server.rules.backtest.instants import written


def case_of(made: LogMaking) -> Case:
    found = shipped().rule_set
    assert found is not None
    return made.material(found).load.cases[0]


def events(made: LogMaking) -> list[str]:
    return [
        f"{each.kind} {written(each.from_s, ZONE, naive=True)[5:16]}"
        + ("" if each.until_s is None else f" to {written(each.until_s, ZONE, naive=True)[5:16]}")
        for each in case_of(made).happenings
    ]


@pytest.fixture
def made() -> LogMaking:
    return LogMaking().patient().mornings("2026-03-01", [80.0] * 40)


@pytest.mark.decision("E6")
def test_what_was_told_is_named_as_rules_name_it(made: LogMaking) -> None:
    made.told("2026-03-05T10:00:00", "diuretic_change", "up").told("2026-03-06T10:00:00", "device_replaced", "scale")
    assert events(made.told("2026-03-07T10:00:00", "weather", "rain")) == [
        "diuretic_changed 03-05T10:00",
        "diuretic_increased 03-05T10:00",
        "scale_changed 03-06T10:00",
    ]


def test_an_admission_ends_with_the_discharge_or_when_somebody_weighs_at_home_again() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0] * 5 + [None] * 5 + [78.0] * 5)
    made.told("2026-03-05T14:00:00", "hospital_admit")
    assert events(made) == ["admitted 03-05T14:00 to 03-11T07:00"]
    assert events(made.told("2026-03-10T11:00:00", "hospital_discharge")) == [
        "admitted 03-05T14:00 to 03-10T11:00",
        "discharged 03-10T11:00",
    ]


@pytest.mark.parametrize(
    ("detail", "until"),
    [("7", "03-12T10:00"), ("until 2026-03-09", "03-10T00:00"), ("", "03-06T10:00"), ("soon", "03-06T10:00")],
)
def test_a_journey_ends_as_was_said_or_when_somebody_is_home_again(made: LogMaking, detail: str, until: str) -> None:
    made.row("2026-03-06T10:00:00", "weight", 80.5)
    assert events(made.told("2026-03-05T10:00:00", "absence_announced", detail)) == [
        f"travelling 03-05T10:00 to {until}"
    ]


def test_thirty_days_after_a_discharge_are_newly_home(made: LogMaking) -> None:
    made.told("2026-03-05T10:00:00", "hospital_discharge").told("2026-03-20T10:00:00", "hospital_admit")
    made.told("2026-03-24T10:00:00", "hospital_discharge")
    assert [last - first for first, last in case_of(made).newly_home] == [15, 30]


def heard(made: LogMaking) -> list[str]:
    return [" ".join(written(at_s, ZONE, naive=True)[5:16] for at_s in stretch) for stretch in case_of(made).contact]


@pytest.mark.decision("E5")
def test_without_contacts_a_hub_lives_but_while_it_held_something_back(made: LogMaking) -> None:
    assert heard(made) == ["03-01T03:00 04-09T07:00"]
    made.row("2026-03-10T20:00:00", "weight", 80.5, received="2026-03-12T09:00:00")
    made.row("2026-03-20T20:00:00", "weight", 80.5, received="2026-03-20T21:00:00")
    made.row("1970-01-01T20:00:00", "weight", 80.5, received="2026-03-25T09:00:00")
    assert heard(made) == ["03-01T03:00 03-10T20:00", "03-12T09:00 04-09T07:00"]


@pytest.mark.decision("E5")
def test_with_contacts_the_hub_was_silent_when_they_say_so(made: LogMaking) -> None:
    made.silent("2026-03-10T20:00:00", "2026-03-12T09:00:00").silent("2026-04-08T20:00:00", "")
    made.row("2026-03-20T20:00:00", "weight", 80.5, received="2026-03-21T21:00:00")
    assert heard(made) == ["03-01T03:00 03-10T20:00", "03-12T09:00 04-08T20:00"]


@pytest.mark.decision("F4")
def test_the_reference_is_the_enrolment_weight_else_that_of_the_first_days() -> None:
    assert (
        case_of(LogMaking().patient(weight="81.5").mornings("2026-03-01", [80.0] * 20)).agreed["reference_weight"][0][1]
        == 81_500
    )
    late = LogMaking().patient(weight="").mornings("2026-03-02", [80.0, 80.4, 80.2] * 6)
    assert case_of(late).agreed["reference_weight"][0][1] == 80_200
