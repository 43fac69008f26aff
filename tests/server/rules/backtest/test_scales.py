from __future__ import annotations

import numpy as np
import pytest
from log_making import QUESTIONS, LogMaking

from server.rules.backtest.admission import Admission, admit
from server.rules.backtest.refusal import Mended, Refusal
from server.rules.backtest.scales import weigh_again


def weighed(made: LogMaking) -> Admission:
    log = made.log()
    found = admit(log, QUESTIONS)
    weigh_again(found, log)
    return found


def test_pounds_sent_as_kilograms_for_some_days_are_refused() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0] * 10 + [176.4, 177.0, 176.1] + [80.2] * 3)
    assert {why: places.tolist() for why, places in weighed(made).refused.items()} == {Refusal.POUNDS: [10, 11, 12]}


def test_pounds_from_the_first_day_are_held_against_the_enrolment() -> None:
    made = LogMaking().patient(weight="80.0").mornings("2026-03-01", [176.4, 80.0])
    assert weighed(made).counts.tolist() == [False, True]


def test_a_heavy_stranger_is_no_pound_and_stays_for_the_gate() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0] * 10 + [150.0, 200.0, 80.0])
    assert weighed(made).counts.all()


def test_who_always_was_that_heavy_weighs_kilograms() -> None:
    made = LogMaking().patient(weight="").mornings("2026-03-01", [176.0, 176.4, 176.2, 176.1])
    assert weighed(made).counts.all()


@pytest.mark.decision("F15")
def test_a_new_scale_shows_what_the_old_one_did() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0] * 9, device="old")
    made.mornings("2026-03-10", [81.3] * 9, device="new")
    found = weighed(made)
    assert found.steps.tolist() == [80_000] * 18
    assert found.mended[Mended.RESCALED].tolist() == [*range(9, 18)]


@pytest.mark.decision("F15")
def test_a_scale_that_was_replaced_without_another_name_is_known_by_what_was_told() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0] * 9 + [78.9] * 9)
    assert not np.array_equal(
        weighed(made.told("2026-03-10T06:00:00", "device_replaced", "scale")).steps[9:], [78_900] * 9
    )
    assert weighed(made).steps.tolist() == [80_000] * 18


def test_two_scales_in_turn_are_no_swap() -> None:
    made = LogMaking().patient()
    for number in range(16):
        day = f"2026-03-{number + 1:02}"
        made.row(f"{day}T07:00:00", "weight", 80.0 + number % 2, device=("home", "cabin")[number % 2])
    assert Mended.RESCALED not in weighed(made).mended


def test_with_too_few_weights_on_either_side_nothing_is_taken_off() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0] * 9, device="old")
    made.mornings("2026-03-10", [81.3] * 2, device="new")
    assert weighed(made).steps.tolist()[-2:] == [81_300] * 2


def test_a_new_cuff_changes_no_weight() -> None:
    made = LogMaking().patient().mornings("2026-03-01", [80.0] * 9 + [78.9] * 9)
    assert Mended.RESCALED not in weighed(made.told("2026-03-10T06:00:00", "device_replaced", "cuff")).mended
