"""Payloads that no capture has: all flags, cut off at each byte, with a tail, with what is no number or no day."""

from __future__ import annotations

from datetime import datetime
from itertools import product

import pytest
from beurer_ffe1_encoder import result as beurer_result
from contec_encoder import contec
from eufy_encoder import eufy_c1, eufy_p2
from feature_encoder import enhanced_cuff
from gatt_encoder import COMPOSITION_FIELDS, composition, cuff, sfloat, weight
from jks50f_encoder import jks50f
from keep_encoder import keep_s3
from laica_encoder import laica
from lefu_encoder import ac02
from medisana_encoder import weight as medisana_weight
from nonin_encoder import nonin
from omron_encoder import record as omron_record
from oximeter_encoder import spot_check
from qn_encoder import extended_live, extended_stored, live, shorter_live, stored
from renpho_encoder import broadcast, framed
from senssun_encoder import senssun
from viatom_encoder import bp2_record, pc60_state
from vitafit_encoder import vitafit_weight
from vital_encoder import medical_float, temperature
from xiaogui_encoder import xiaogui
from xiaomi_encoder import mi_scale_1, mi_scale_2
from yunmai_encoder import yunmai_result

from edge.devices.capture import Capture
from edge.devices.catalogue import FAMILIES, family_named
from edge.devices.interpret import interpret, interpret_capture
from edge.devices.interpretation import Interpretation, Outcome
from edge.gatt.octets import DecodeError
from vitals.vital import Vital

AT = datetime(2026, 3, 2, 7, 10)
NO_NUMBERS = {"NaN": 0x7FF, "NRes": 0x800, "+INF": 0x7FE, "-INF": 0x802, "reserved": 0x801}
BOTH = (False, True)
PRESSURES = (sfloat(124), sfloat(86), sfloat(97))
TAIL = b"\xaa\x00\xff"


def whole_and_cut(source: str, payload: bytes, name: str | None = None) -> Interpretation:
    """Read a payload, with a tail as well; and hold that no part of it is read as anything."""
    taken = interpret(source, payload, name)
    assert interpret(source, payload + TAIL, name) == taken
    for cut in range(len(payload)):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            interpret(source, payload[:cut], name)
    return taken


def test_all_sixteen_flags_of_a_weight_with_all_reserved_bits_and_both_units() -> None:
    for imperial, timed, used, built, reserved in product(BOTH, BOTH, BOTH, BOTH, (0, 0x10, 0x80, 0xF0)):
        payload = weight(
            16_000,
            imperial=imperial,
            at=AT if timed else None,
            user=2 if used else None,
            bmi_and_height=(245, 1800) if built else None,
            reserved=reserved,
        )
        assert whole_and_cut("2a9d", payload) == Interpretation(
            outcome=Outcome.MEASUREMENT,
            values=(("body_weight", 72_575 if imperial else 80_000),),
            user_slot=2 if used else None,
            device_time=AT if timed else None,
        )


def test_all_eight_thousand_flags_of_a_composition_leave_the_weight_and_nothing_of_the_body() -> None:
    for imperial, timed, used, more in product(BOTH, BOTH, BOTH, BOTH):
        for bits in range(1 << len(COMPOSITION_FIELDS)):
            sent = {field: 15_000 for at, field in enumerate(COMPOSITION_FIELDS) if bits >> at & 1}
            at, user = AT if timed else None, 2 if used else None
            payload = composition(194, imperial=imperial, at=at, user=user, more=more, numbers=sent)
            taken = interpret("2a9c", payload + TAIL)
            grams = 68_039 if imperial else 75_000
            assert taken.values == ((("body_weight", grams),) if "weight" in sent else ())
            assert (taken.device_time, taken.user_slot) == (at, user)


def test_every_cut_of_a_composition_with_all_flags_is_truncation() -> None:
    everything = composition(194, imperial=True, at=AT, user=1, more=True, numbers=dict.fromkeys(COMPOSITION_FIELDS, 9))
    whole_and_cut("2a9c", everything)
    whole_and_cut("2a9c", bytes((everything[0], everything[1] | 0xE0)) + everything[2:])


def test_all_thirty_two_flags_of_a_blood_pressure_in_both_units_and_all_states() -> None:
    for kilopascal, timed, pulsed, used, status in product(BOTH, BOTH, BOTH, BOTH, (None, 0, 0x3F, 0xFFFF, 0xFFC0)):
        payload = cuff(
            (sfloat(160, -1), sfloat(105, -1), sfloat(123, -1)) if kilopascal else PRESSURES,
            kilopascal=kilopascal,
            at=AT if timed else None,
            pulse=sfloat(64) if pulsed else None,
            user=3 if used else None,
            status=status,
        )
        payload = bytes((payload[0] | 0xC0,)) + payload[1:]  # E2E-CRC is another characteristic's; both are reserved
        taken = whole_and_cut("2a35", payload)
        pressures = (1200, 788, 923) if kilopascal else (1240, 860, 970)
        expected = dict(zip(("systolic", "diastolic", "mean_pressure"), pressures, strict=True))
        assert dict(taken.values) == expected | ({"pulse_rate": 640} if pulsed else {})
        assert (taken.device_time, taken.user_slot) == (AT if timed else None, 3 if used else None)
        assert ("irregular_pulse" in taken.flags) is (status in {0x3F, 0xFFFF})


def test_all_hundred_and_twenty_eight_flags_of_an_enhanced_blood_pressure() -> None:
    for kilopascal, timed, pulsed, used, told, seen, since_2000 in product(*[BOTH] * 7):
        payload = enhanced_cuff(
            PRESSURES,
            kilopascal=kilopascal,
            seconds=825_000_000 if timed else None,
            pulse=sfloat(64) if pulsed else None,
            user=3 if used else None,
            status=4 if told else None,
            seen_seconds=825_003_600 if seen else None,
            since_2000=since_2000,
        )
        taken = whole_and_cut("2b34", payload)
        assert ("pulse_rate" in dict(taken.values), taken.user_slot) == (pulsed, 3 if used else None)
        assert (taken.device_time is not None) is (timed or seen)
        assert taken.flags == ({"irregular_pulse"} if told else set())


def test_all_thirty_two_flags_of_a_spot_check_with_reserved_bits() -> None:
    for timed, told, sensed, measured, unset, reserved in product(BOTH, BOTH, BOTH, BOTH, BOTH, (0, 0xE0)):
        payload = spot_check(
            ((97, 0), (72, 0)),
            at=AT if timed else None,
            status=1 << 7 | 0x1F if told else None,
            sensor=0xFFFFFF if sensed else None,
            amplitude=(42, -1) if measured else None,
            clock_not_set=unset,
            reserved=reserved,
        )
        taken = whole_and_cut("2a5e", payload)
        assert dict(taken.values) == {"spo2": 970, "pulse_rate": 720}
        assert taken.device_time == (AT if timed and not unset else None)


def test_all_eight_flags_of_a_temperature_with_every_site_there_is_and_is_not() -> None:
    for fahrenheit, timed, site, reserved in product(BOTH, BOTH, (None, *range(12), 255), (0, 0xF8)):
        number = medical_float(986, -1) if fahrenheit else medical_float(370, -1)
        payload = temperature(number, fahrenheit=fahrenheit, at=AT if timed else None, site=site, reserved=reserved)
        assert whole_and_cut("2a1c", payload).values == (("body_temperature", 370),)


@pytest.mark.parametrize("raw", NO_NUMBERS.values(), ids=NO_NUMBERS)
@pytest.mark.parametrize("place", range(4))
def test_what_is_no_number_is_never_one_wherever_it_stands_in_a_blood_pressure(raw: int, place: int) -> None:
    numbers = [sfloat(124), sfloat(86), sfloat(97), sfloat(64)]
    numbers[place] = sfloat(raw)
    taken = interpret("2a35", cuff((numbers[0], numbers[1], numbers[2]), pulse=numbers[3], at=AT))
    if place < 2:
        assert (taken.outcome, taken.values, taken.device_time) == (Outcome.ATTEMPT_FAILED, (), AT)
    else:
        assert set(dict(taken.values)) == {"systolic", "diastolic", "mean_pressure", "pulse_rate"} - {
            ("mean_pressure", "pulse_rate")[place - 2]
        }


@pytest.mark.parametrize("raw", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_a_special_mantissa_with_an_exponent_is_a_number_and_not_special(raw: int) -> None:
    taken = interpret("2a35", cuff((sfloat(raw, -1), sfloat(86), sfloat(97))))
    assert (taken.outcome, "systolic" in dict(taken.values)) == (Outcome.MEASUREMENT, True)


@pytest.mark.parametrize("raw", NO_NUMBERS.values(), ids=NO_NUMBERS)
def test_a_spot_check_with_what_is_no_number_is_a_failed_attempt(raw: int) -> None:
    for pair in (((raw, 0), (72, 0)), ((97, 0), (raw, 0))):
        assert interpret("2a5e", spot_check(pair)).outcome is Outcome.ATTEMPT_FAILED


@pytest.mark.parametrize("zeros", [(0, 86), (124, 0), (0, 0)])
def test_a_blood_pressure_of_zero_is_a_failed_attempt(zeros: tuple[int, int]) -> None:
    for payload in (
        cuff((sfloat(zeros[0]), sfloat(zeros[1]), sfloat(0))),
        cuff((sfloat(zeros[0], -2), sfloat(zeros[1], 1), sfloat(0)), status=0),
    ):
        assert interpret("2a35", payload).outcome is Outcome.ATTEMPT_FAILED


def test_a_plate_that_nobody_stands_on_is_no_weight() -> None:
    for payload in (weight(0), weight(0, imperial=True, at=AT, user=1), composition(0, numbers={"weight": 0})):
        assert interpret("2a9d" if payload[0] & 4 or len(payload) == 3 else "2a9c", payload).values == ()
    assert interpret("2a9d", weight(0)).outcome is Outcome.NOTHING


NO_DAYS = {
    "all zeros": "00000000000000",
    "no year": "00000302070a00",
    "no month": "ea070002070a00",
    "no day": "ea070300070a00",
    "month 13": "ea070d02070a00",
    "30 February": "ea07021e070a00",
    "29 February of no leap year": "ea07021d070a00",
    "31 April": "ea07041f070a00",
    "hour 24": "ea070302180a00",
    "minute 60": "ea070302073c00",
    "second 60": "ea070302070a3c",
    "all ones": "ffffffffffffff",
}


@pytest.mark.parametrize("written", NO_DAYS.values(), ids=NO_DAYS)
def test_a_day_that_no_calendar_has_costs_the_time_and_never_the_measurement(written: str) -> None:
    at = bytes.fromhex(written)
    for source, payload in (
        ("2a9d", b"\x02" + weight(16_000)[1:] + at),
        ("2a9c", b"\x02\x04" + b"\xc2\x00" + at + b"\x98\x3a"),
        ("2a35", b"\x02" + b"".join(PRESSURES) + at),
        ("2a5e", b"\x01" + spot_check(((97, 0), (72, 0)))[1:] + at),
        ("2a1c", b"\x02" + medical_float(370, -1) + at),
    ):
        taken = whole_and_cut(source, payload)
        assert (taken.outcome, taken.device_time) == (Outcome.MEASUREMENT, None), source


def test_a_leap_day_is_a_day() -> None:
    assert interpret("2a9d", weight(16_000, at=datetime(2028, 2, 29, 7))).device_time == datetime(2028, 2, 29, 7)


FRAMES: dict[str, tuple[str, str, bytes, dict[str, object]]] = {
    "Mi 1": ("xiaomi-1-scale", "181d", mi_scale_1(16_000, AT), {}),
    "Mi 2": ("xiaomi-2-scale", "181b", mi_scale_2(16_000, AT, 500), {}),
    "Medisana": ("medisana-scale", "8a21", medisana_weight(8000, 1_772_000_000), {}),
    "Laica": ("laica-scale", "company:a0ac", laica(80_000), {}),
    "Senssun": ("senssun-scale", "company:0100", senssun(8000, impedance=500), {}),
    "Xiaogui": ("xiaogui-scale", "company:13c0", xiaogui(800, impedance=5000), {}),
    "Keep": ("keep-s3-scale", "ff01", keep_s3(16_000, impedance=500, pulse=70), {}),
    "C1 stored": ("eufy-c1-scale", "fff4", eufy_c1(8000, 5000, at=AT), {}),
    "Omron": ("omron-cuff", "ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b",
        omron_record("le16", (124, 86), 64, (26, 3, 2, 7, 10, 0)), {"level": "eeprom_record", "layout": "le16"}),
    "BP2": ("viatom-cuff", "14839ac4-7d7e-415c-9a42-167340cf2339", bp2_record(124, 86, 64, seconds=1_772_000_000), {}),
    "Nonin": ("nonin-oximeter", "0aad7ea0-0d60-11e2-8e3c-0002a5d5c51b", nonin(97, 72), {}),
}  # fmt: skip
"""A frame of each family that ends in no sum, or in one of five bits, which sees no others."""
SUMMED: dict[str, tuple[str, str, bytes, dict[str, object]]] = {
    "QN shorter": ("qn-scale", "fff1", shorter_live(8000, 1, (500, 490)), {"weight_divisor": 100}),
    "QN": ("qn-scale", "fff1", live(8000, 2, (500, 490), 200), {"weight_divisor": 100}),
    "QN longer": ("qn-scale", "ffe1", live(8000, 2, (500, 490), 200, longer=True), {"weight_divisor": 100}),
    "QN stored": ("qn-scale", "fff1", stored(1, 1, 800_000_000, 8000, (500, 490)), {}),
    "QN that says more": ("qn-scale", "fff1", extended_live(8000, bytes(range(36))), {}),
    "QN that stored more": ("qn-scale", "fff1", extended_stored(800_000_000, 8000, bytes(30)), {}),
    "C1": ("eufy-c1-scale", "fff4", eufy_c1(8000, 5000), {}),
    "P2": ("eufy-p2-scale", "fff2", eufy_p2(8000, 5000), {}),
    "AC02": ("lefu-scale", "ffb2", ac02(800), {}),
    "AC02 in pounds": ("lefu-scale", "ffb2", ac02(1764), {"display_unit": "lb"}),
    "MSC04": ("renpho-msc04-scale", "2a12", framed(8000, final=True), {}),
    "Vitafit": ("vitafit-scale", "fff1", vitafit_weight(8000), {}),
    "Yunmai": ("yunmai-scale", "ffe4", yunmai_result(8000, 500, seconds=1_772_000_000, user=1, fat=2000), {}),
    "PC-60": ("pc60-oximeter", "6e400003-b5a3-f393-e0a9-e50e24dcca9e", pc60_state(1, 3, 97, 72), {}),
    "JKS50F": ("jks50f-oximeter", "ffe1", jks50f(97, 72), {"still": 1}),
}
"""A frame of each family that ends in a sum of what came before."""


def taken_of(family: str, source: str, payload: bytes, context: dict[str, object]) -> Interpretation | None:
    """Read a frame as the hub does; None where it is for people to look at, or another family's."""
    found = family_named(family)
    assert found is not None
    try:
        return interpret_capture(Capture(source=source, payloads=(payload,), context=context), found)
    except DecodeError:
        return None


def is_measured(taken: Interpretation | None) -> bool:
    return taken is not None and taken.outcome is Outcome.MEASUREMENT


every_frame = pytest.mark.parametrize("name", [*FRAMES, *SUMMED])


def frame_of(name: str) -> tuple[str, str, bytes, dict[str, object]]:
    return (FRAMES | SUMMED)[name]


@every_frame
def test_a_makers_frame_is_what_its_encoder_says_and_holds_nothing_that_its_family_does_not_measure(name: str) -> None:
    family, source, payload, context = frame_of(name)
    taken = taken_of(family, source, payload, context)
    assert taken is not None
    assert is_measured(taken)
    found = family_named(family)
    assert found is not None
    assert set(dict(taken.values)) <= set(found.measures)
    if "body_weight" in dict(taken.values):
        assert dict(taken.values) == {"body_weight": 80_014 if context.get("display_unit") == "lb" else 80_000}


@every_frame
def test_a_makers_frame_that_is_cut_off_or_has_a_tail_is_never_another_measurement(name: str) -> None:
    family, source, payload, context = frame_of(name)
    whole = taken_of(family, source, payload, context)
    assert whole is not None
    cut = [taken_of(family, source, payload[:at], context) for at in range(len(payload))]
    longer = [
        taken_of(family, source, payload + bytes([fill]) * count, context) for fill in (0, 255) for count in (1, 7)
    ]
    for taken in (*cut, *longer):
        assert taken is None or not is_measured(taken) or taken.values == whole.values


@pytest.mark.parametrize("name", SUMMED)
def test_a_makers_frame_with_one_bit_turned_is_never_another_measurement(name: str) -> None:
    family, source, payload, context = frame_of(name)
    for at in range(len(payload)):
        for bit in range(8):
            turned = bytearray(payload)
            turned[at] ^= 1 << bit
            assert not is_measured(taken_of(family, source, bytes(turned), context)), f"byte {at}, bit {bit}"


def test_frames_of_several_parts_and_of_what_only_streams_are_no_measurement_by_halves() -> None:
    frames = beurer_result(102, 1_780_610_300, 1600, 437, (223, 521, 397))
    family = family_named("beurer-ffe1-scale")
    assert family is not None
    whole = interpret_capture(Capture(source="ffe1", payloads=tuple(frames)), family)
    assert whole.values == (("body_weight", 80_000),)
    for parts in (frames[:1], frames[:2], frames[1:], frames[::-1], [*frames, frames[-1]]):
        with pytest.raises(DecodeError):
            interpret_capture(Capture(source="ffe1", payloads=tuple(parts)), family)
    assert not is_measured(taken_of("contec-oximeter", "ff02", contec(97, 72), {}))
    assert not is_measured(taken_of("renpho-broadcast-scale", "company:ffff", broadcast(8000, 0x20), {}))


def test_nothing_that_a_rule_could_read_is_of_a_bodys_composition() -> None:
    codes = {vital.value.name for vital in Vital}
    assert not [name for name in codes if any(word in name for word in ("fat", "impedance", "water", "muscle", "lean"))]
    for family in FAMILIES:
        assert set(family.measures) <= codes
        assert not family.is_body_composition or family.measures == ("body_weight",)
