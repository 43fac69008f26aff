from __future__ import annotations

from datetime import datetime

import pytest
from gatt_encoder import COMPOSITION_FIELDS, composition
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.body_composition_measurement import decode_body_composition_measurement, join_packets
from edge.gatt.octets import DecodeError

times = st.none() | st.datetimes().map(lambda at: at.replace(microsecond=0))
users = st.none() | st.integers(0, 255)
numbers = st.dictionaries(st.sampled_from(COMPOSITION_FIELDS), st.integers(0, 0xFFFF))


@given(st.integers(0, 0xFFFE), times, users, numbers)
def test_every_legal_combination_of_flags_comes_back(
    fat: int, at: datetime | None, user: int | None, fields: dict[str, int]
) -> None:
    measured = decode_body_composition_measurement(composition(fat, at=at, user=user, numbers=fields) + b"\xaa")
    assert measured.body_fat_tenths == (fat or None)
    assert (measured.device_time, measured.is_failed, measured.has_more) == (at, False, False)
    assert (measured.user_id, measured.is_user_unknown) == ((None, True) if user == 255 else (user, False))
    assert measured.basal_metabolism_kj == (fields.get("basal_metabolism") or None)
    assert measured.muscle_tenths == (fields.get("muscle_percent") or None)
    assert measured.impedance_tenths == (fields.get("impedance") or None)
    for mass in ("muscle_mass", "fat_free_mass", "soft_lean_mass", "body_water_mass", "weight"):
        assert getattr(measured, f"{mass}_g") == (5 * fields.get(mass, 0) or None)
    height = fields.get("height")
    assert float(measured.height_m or 0) == pytest.approx((height or 0) / 1000)


def test_imperial_frames_keep_their_pounds() -> None:
    measured = decode_body_composition_measurement(
        composition(200, imperial=True, numbers={"weight": 18_000, "height": 700})
    )
    assert (measured.weight_g, measured.weight_centipounds) == (81_647, 18_000)
    assert float(measured.height_m or 0) == pytest.approx(1.778)


def test_an_unsuccessful_measurement_says_so() -> None:
    measured = decode_body_composition_measurement(composition(0xFFFF, user=1))
    assert (measured.is_failed, measured.body_fat_tenths, measured.user_id) == (True, None, 1)


@pytest.mark.parametrize(
    ("fields", "is_placeholder"),
    [
        ({"basal_metabolism": 7000, "muscle_percent": 0, "impedance": 0}, True),
        ({"basal_metabolism": 7000, "soft_lean_mass": 15_762, "impedance": 0}, True),
        ({"basal_metabolism": 7000, "impedance": 4520}, False),
        ({"weight": 16_000}, False),
    ],
)
def test_a_frame_with_nothing_measured_is_a_placeholder(fields: dict[str, int], is_placeholder: bool) -> None:
    assert decode_body_composition_measurement(composition(0, numbers=fields)).is_placeholder is is_placeholder


def test_two_packets_make_one_measurement() -> None:
    at = datetime(2026, 3, 2, 7, 10)
    first = decode_body_composition_measurement(
        composition(194, at=at, user=2, more=True, numbers={"muscle_percent": 407})
    )
    second = decode_body_composition_measurement(
        composition(194, more=True, numbers={"impedance": 4520, "weight": 15_000})
    )
    joined = join_packets(first, second)
    assert first.has_more
    assert not joined.has_more
    assert (joined.device_time, joined.user_id, joined.muscle_tenths) == (at, 2, 407)
    assert (joined.impedance_tenths, joined.weight_g) == (4520, 75_000)


@given(times, users, numbers, st.data())
def test_every_cut_before_the_last_announced_field_is_truncation(
    at: datetime | None, user: int | None, fields: dict[str, int], data: st.DataObject
) -> None:
    payload = composition(194, at=at, user=user, numbers=fields)
    with pytest.raises(DecodeError, match=r"^truncated$"):
        decode_body_composition_measurement(payload[: data.draw(st.integers(0, len(payload) - 1))])


@given(st.binary(max_size=40))
def test_any_bytes_are_a_measurement_or_a_decode_error(payload: bytes) -> None:
    try:
        decode_body_composition_measurement(payload)
    except DecodeError as error:
        assert str(error) == "truncated"  # noqa: PT017
