from __future__ import annotations

from datetime import datetime

import pytest
from gatt_encoder import composition, cuff, sfloat, weight
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.interpret import Interpretation, Outcome, UnsupportedCharacteristicError, interpret
from edge.gatt.octets import DecodeError
from vitals.measurement import Flag
from vitals.vital import Vital

AT = datetime(2026, 3, 2, 7, 10)
NAN = sfloat(0x7FF)


def test_a_weighing_is_a_measurement_in_grams() -> None:
    assert interpret("2a9d", weight(16_512, at=AT, user=2)) == Interpretation(
        outcome=Outcome.MEASUREMENT, values=(("body_weight", 82_560),), user_slot=2, device_time=AT
    )


def test_an_unsuccessful_weighing_is_a_failed_attempt() -> None:
    assert interpret("2a9d", weight(0xFFFF)).outcome is Outcome.ATTEMPT_FAILED


def test_of_a_composition_only_the_weight_is_taken() -> None:
    taken = interpret("2a9c", composition(194, user=1, numbers={"impedance": 4520, "weight": 15_000}))
    assert taken.values == (("body_weight", 75_000),)


def test_a_composition_without_a_weight_is_nothing() -> None:
    assert interpret("2a9c", composition(194, numbers={"impedance": 4520})).outcome is Outcome.NOTHING


def test_an_unsuccessful_composition_is_a_failed_attempt_even_with_a_weight() -> None:
    taken = interpret("2a9c", composition(0xFFFF, numbers={"weight": 15_000}))
    assert (taken.outcome, taken.values) == (Outcome.ATTEMPT_FAILED, ())


def test_a_blood_pressure_is_a_measurement_in_tenths() -> None:
    taken = interpret("2a35", cuff((sfloat(1284, -1), sfloat(79), sfloat(95)), pulse=sfloat(64), status=0b101110))
    assert dict(taken.values) == {"systolic": 1284, "diastolic": 790, "mean_pressure": 950, "pulse_rate": 640}
    assert taken.flags == {"cuff_too_loose", "irregular_pulse", "improper_position", "pulse_above_range"}


def test_kilopascal_is_counted_in_millimetres_of_mercury() -> None:
    taken = interpret("2a35", cuff((sfloat(160, -1), sfloat(105, -1), NAN), kilopascal=True))
    assert dict(taken.values) == {"systolic": 1200, "diastolic": 788}


def test_a_mean_or_pulse_of_zero_is_not_a_value() -> None:
    taken = interpret("2a35", cuff((sfloat(118), sfloat(80), sfloat(0)), pulse=sfloat(0)))
    assert set(dict(taken.values)) == {"systolic", "diastolic"}


def test_a_cuff_that_gave_up_is_a_failed_attempt() -> None:
    assert interpret("2a35", cuff((NAN, NAN, NAN), at=AT, status=0)) == Interpretation(
        outcome=Outcome.ATTEMPT_FAILED, device_time=AT
    )


def test_cuff_pressure_while_pumping_is_progress() -> None:
    assert interpret("2a36", cuff((sfloat(87), NAN, NAN))).outcome is Outcome.PROGRESS


def test_a_number_too_large_to_be_sent_is_a_decode_error() -> None:
    with pytest.raises(DecodeError, match="is no pressure or pulse"):
        interpret("2a35", cuff((sfloat(2000, 7), sfloat(80), NAN)))


def test_a_characteristic_without_a_decoder_is_said() -> None:
    with pytest.raises(UnsupportedCharacteristicError, match=r"^no decoder for 2a5e$"):
        interpret("2a5e", b"\x00")


@given(
    st.sampled_from(["2a9d", "2a9c", "2a35", "2a36"]), st.binary(max_size=40), st.sampled_from([None, "BM85", "Renpho"])
)
def test_any_bytes_are_interpreted_in_the_contracts_words_or_refused(
    uuid: str, payload: bytes, name: str | None
) -> None:
    try:
        taken = interpret(uuid, payload, name)
    except DecodeError:
        return
    assert (taken.outcome is Outcome.MEASUREMENT) == bool(taken.values)
    assert {vital for vital, _ in taken.values} <= {vital.value.name for vital in Vital}
    assert taken.flags <= set(Flag)
