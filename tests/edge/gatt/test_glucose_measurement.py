from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vital_encoder import glucose

from edge.gatt.glucose_measurement import decode_glucose_measurement
from edge.gatt.octets import DecodeError

BASE = datetime(2026, 3, 2, 7, 16, 30)
TYPES = {
    1: "capillary_whole_blood",
    2: "capillary_plasma",
    3: "venous_whole_blood",
    4: "venous_plasma",
    5: "arterial_whole_blood",
    6: "arterial_plasma",
    7: "undetermined_whole_blood",
    8: "undetermined_plasma",
    9: "interstitial_fluid",
    10: "control_solution",
}
LOCATIONS = {1: "finger", 2: "alternate_site_test", 3: "earlobe", 4: "control_solution", 15: "not_available"}
bases = st.none() | st.datetimes(datetime(1600, 1, 1), datetime(9000, 1, 1)).map(lambda at: at.replace(microsecond=0))
offsets = st.none() | st.integers(-0x7FFF, 0x7FFE)
concentrations = st.none() | st.tuples(st.integers(-2000, 2000), st.integers(-8, 7))
samples = st.tuples(st.integers(0, 15), st.integers(0, 15))
statuses = st.none() | st.integers(0, 0xFFFF)


@given(st.integers(0, 0xFFFF), bases, offsets, concentrations, st.booleans(), samples, statuses, st.booleans())
def test_every_legal_combination_of_flags_comes_back(
    sequence: int,
    base: datetime | None,
    offset: int | None,
    concentration: tuple[int, int] | None,
    molar: bool,
    sample: tuple[int, int],
    status: int | None,
    context: bool,
) -> None:
    payload = glucose(
        sequence,
        base,
        offset_min=offset,
        concentration=concentration,
        molar=molar,
        type_and_site=sample,
        status=status,
        context=context,
    )
    measured = decode_glucose_measurement(payload + b"\xaa")
    assert (measured.sequence, measured.base_time, measured.time_offset_min) == (sequence, base, offset)
    assert measured.device_time == (None if base is None else base + timedelta(minutes=offset or 0))
    assert (measured.is_molar, measured.sensor_status, measured.has_context) == (molar, status, context)
    if concentration is None:
        assert (measured.concentration, measured.sample_type, measured.sample_location) == (None, None, None)
    else:
        assert measured.concentration == Decimal(concentration[0]).scaleb(concentration[1])
        assert (measured.sample_type, measured.sample_location) == (TYPES.get(sample[0]), LOCATIONS.get(sample[1]))


@given(st.integers(-2000, 2000), st.integers(-8, 7), st.booleans())
def test_what_blood_can_hold_is_given_in_millimoles(mantissa: int, exponent: int, molar: bool) -> None:
    payload = glucose(1, BASE, concentration=(mantissa, exponent), molar=molar)
    millimoles = Fraction(mantissa) * Fraction(10) ** exponent * 1000
    if not molar:
        millimoles *= Fraction(1000) / Fraction("180.156")
    found = decode_glucose_measurement(payload).glucose_mmol_l
    if found is None:
        assert millimoles <= Fraction("0.0005") or millimoles >= 200
    else:
        assert found > 0
        assert abs(Fraction(found) - millimoles) <= Fraction("0.0005")


@pytest.mark.parametrize("concentration", [None, (0x7FF, 0), (0, 0), (81, 0)])
def test_nothing_and_what_no_blood_holds_are_no_millimoles(concentration: tuple[int, int] | None) -> None:
    payload = glucose(1, BASE, concentration=concentration, molar=True)
    assert decode_glucose_measurement(payload).glucose_mmol_l is None


@pytest.mark.parametrize("offset", [0x7FFF, -0x8000])
def test_an_offset_beyond_what_the_meter_can_say_leaves_no_time(offset: int) -> None:
    measured = decode_glucose_measurement(glucose(1, BASE, offset_min=offset))
    assert (measured.base_time, measured.time_offset_min, measured.device_time) == (BASE, None, None)


@pytest.mark.parametrize(
    ("base", "offset"), [(datetime(9999, 12, 31, 23, 59), 1), (datetime(1, 1, 1), -1)], ids=["last day", "first day"]
)
def test_a_time_out_of_the_calendar_is_no_time(base: datetime, offset: int) -> None:
    measured = decode_glucose_measurement(glucose(1, base, offset_min=offset))
    assert (measured.base_time, measured.device_time) == (base, None)


@given(offsets, concentrations, statuses, st.data())
def test_every_cut_is_truncation(
    offset: int | None, concentration: tuple[int, int] | None, status: int | None, data: st.DataObject
) -> None:
    payload = glucose(1, BASE, offset_min=offset, concentration=concentration, status=status)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_glucose_measurement(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=40))
def test_any_bytes_are_a_measurement_or_a_decode_error(payload: bytes) -> None:
    try:
        measured = decode_glucose_measurement(payload)
    except DecodeError:
        return
    assert measured.glucose_mmol_l is None or 0 < measured.glucose_mmol_l <= 200
