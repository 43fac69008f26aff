from __future__ import annotations

from datetime import datetime

import pytest
from gatt_encoder import composition, cuff, sfloat, weight
from hypothesis import given
from hypothesis import strategies as st
from oximeter_encoder import continuous, spot_check, status_word
from vital_encoder import medical_float, temperature

from edge.devices.capture import Capture
from edge.devices.catalogue import family_named
from edge.devices.interpret import UnsupportedCharacteristicError, interpret, interpret_capture
from edge.devices.interpretation import Interpretation, Outcome
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
    with pytest.raises(UnsupportedCharacteristicError, match=r"^no decoder for 2aff$"):
        interpret("2aff", b"\x00")


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


def test_an_enrolled_device_is_read_by_its_family() -> None:
    advert = Capture(source="181d", payloads=(bytes.fromhex("229e43e507040b101301"),), is_advertisement=True)
    assert interpret_capture(advert, family_named("xiaomi-1-scale")).values == (("body_weight", 86_550),)
    with pytest.raises(UnsupportedCharacteristicError):
        interpret_capture(advert, family_named("standard-scale"))


def test_a_family_that_this_hub_does_not_know_is_read_by_the_characteristic() -> None:
    weighing = Capture(source="2a9d", payloads=(weight(16_512),))
    assert interpret_capture(weighing, None).values == (("body_weight", 82_560),)
    assert interpret_capture(weighing, family_named("xiaomi-1-scale")).values == (("body_weight", 82_560),)


AIR, PULSE = (97, 0), (64, 0)


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (None, Outcome.MEASUREMENT),
        ({"fully_qualified_data"}, Outcome.MEASUREMENT),
        ({"data_from_measurement_storage", "questionable_measurement"}, Outcome.MEASUREMENT),
        ({"measurement_ongoing"}, Outcome.PROGRESS),
        ({"early_estimated_data"}, Outcome.PROGRESS),
        ({"data_for_demonstration"}, Outcome.NOTHING),
        ({"data_for_testing", "measurement_ongoing"}, Outcome.NOTHING),
        ({"measurement_unavailable"}, Outcome.ATTEMPT_FAILED),
        ({"invalid_measurement"}, Outcome.ATTEMPT_FAILED),
    ],
)
def test_a_spot_check_counts_when_the_oximeter_stands_by_it(status: set[str] | None, outcome: Outcome) -> None:
    word = None if status is None else status_word(status)
    taken = interpret("2a5e", spot_check((AIR, PULSE), at=AT, status=word))
    assert taken.outcome is outcome
    assert taken.values == ((("spo2", 970), ("pulse_rate", 640)) if outcome is Outcome.MEASUREMENT else ())


def test_a_spot_check_without_a_number_is_a_failed_attempt() -> None:
    assert interpret("2a5e", spot_check(((0x7FF, 0), PULSE))).outcome is Outcome.ATTEMPT_FAILED


def test_an_oximeter_whose_clock_was_never_set_tells_no_time() -> None:
    assert interpret("2a5e", spot_check((AIR, PULSE), at=AT)).device_time == AT
    assert interpret("2a5e", spot_check((AIR, PULSE), at=AT, clock_not_set=True)).device_time is None


def test_a_stream_of_saturations_and_a_rising_temperature_are_progress() -> None:
    assert interpret("2a5f", continuous((AIR, PULSE))).outcome is Outcome.PROGRESS
    assert interpret("2a1e", temperature(medical_float(370, -1))).outcome is Outcome.PROGRESS


def test_a_temperature_is_kept_in_tenths_of_celsius() -> None:
    assert interpret("2a1c", temperature(medical_float(3697, -2), at=AT)) == Interpretation(
        outcome=Outcome.MEASUREMENT, values=(("body_temperature", 370),), device_time=AT
    )
    assert interpret("2a1c", temperature(medical_float(986, -1), fahrenheit=True)).values == (
        ("body_temperature", 370),
    )
    assert interpret("2a1c", temperature(medical_float(0x7FFFFF))).outcome is Outcome.ATTEMPT_FAILED
