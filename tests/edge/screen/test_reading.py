from __future__ import annotations

from datetime import timedelta

import pytest
from hand_made import screen
from small_hub import AT, CUFF, SCALE
from small_screen import SmallScreen, seen

from edge.events import Indication, LineUp
from edge.screen.reading import number, values
from vitals.measurement import Measurement
from vitals.moment import Moment, TimeQuality
from vitals.vital import Vital


def lines(made: SmallScreen) -> str:
    return made.get().text.partition("I dag ")[2].partition("Ansvarig")[0].removeprefix("– inget nät ").strip()


@pytest.mark.decision("F13")
def test_a_weight_goes_from_saved_to_sent_to_checked_to_seen_by_a_named_person() -> None:
    made = SmallScreen()
    weighed = made.weigh()
    assert lines(made) == "80,1 kg 7.10 – sparat"
    made.settle()
    assert lines(made) == "80,1 kg 7.10 – skickat"
    made.tell(screen(seen=(seen(weighed, by=None),)))
    assert lines(made) == "80,1 kg 7.10 – skickat, kontrollerat av reglerna"
    made.tell(screen(seen=(seen(weighed, by=None), seen(weighed, at=AT + timedelta(hours=1)))))
    assert lines(made) == "80,1 kg 7.10 – sett av Anna Berg i dag 8.10"


@pytest.mark.decision("F13")
def test_seen_is_said_of_the_very_record_that_somebody_looked_at_and_of_no_other() -> None:
    made = SmallScreen()
    first = made.weigh()
    made.weigh("00f83e")
    made.settle()
    made.tell(screen(seen=(seen(first),)))
    assert lines(made) == "80,6 kg 7.10 – skickat 80,1 kg 7.10 – sett av Anna Berg i dag 7.10"


def test_without_a_line_it_says_that_care_has_not_seen_it_and_later_that_it_was_sent() -> None:
    made = SmallScreen()
    made.loses_line()
    assert lines(made) == "Inget nät: vården ser inte nya värden. Mår du sämre? Ring 1177."
    made.weigh()
    assert "I dag – inget nät" in made.get().text
    assert lines(made) == "80,1 kg 7.10 – sparat, vården ser det inte än"
    made.hear(LineUp())
    made.settle()
    assert lines(made) == "80,1 kg 7.10 – skickat"


def test_all_answers_are_one_line_that_is_no_further_than_the_last_of_them() -> None:
    made = SmallScreen()
    made.press("yes sv", "/ask")
    assert lines(made) == "Dina svar 7.10 – sparat"
    made.settle()
    made.passes(minutes=5)
    made.press("safe_2 sv", f"/ask/safe_at_home/{screen().people[0].patient}")
    assert lines(made) == "Dina svar 7.15 – sparat"
    made.loses_line()
    assert lines(made) == "Dina svar 7.15 – sparat, vården ser det inte än"
    made.settle()
    assert lines(made) == "Dina svar 7.15 – skickat"


def test_only_the_latest_of_a_day_stand_there() -> None:
    made = SmallScreen()
    for _ in range(6):
        made.weigh()
        made.passes(minutes=1)
    assert lines(made).count("80,1 kg") == 4
    assert "7.15" in lines(made)
    assert "7.10" not in lines(made)


def test_a_failed_attempt_and_bytes_that_nobody_can_read_are_said_and_not_judged() -> None:
    made = SmallScreen()
    made.hear(
        Indication(address=CUFF.address, characteristic="2a35", payload=bytes.fromhex("00ff07ff07ff07"), name=None)
    )
    made.hear(Indication(address=SCALE.address, characteristic="2a9d", payload=b"\x02\x74", name=None))
    said = lines(made)
    assert "Mätningen lyckades inte. Försök igen. 7.10 – sparat" in said
    assert "Något kom som inte gick att läsa 7.10 – sparat" in said


def test_who_saw_it_is_said_without_a_time_while_no_time_is_known() -> None:
    made = SmallScreen()
    weighed = made.weigh()
    made.tell(screen(seen=(seen(weighed),)))
    made.loses_time()
    assert "80,1 kg 7.10 – sett av Anna Berg" in made.get().text


def test_values_are_said_as_the_device_shows_them_in_both_languages() -> None:
    told = {
        Vital.BODY_WEIGHT: 81_350,
        Vital.SYSTOLIC: 1_285,
        Vital.DIASTOLIC: 790,
        Vital.PULSE_RATE: 640,
        Vital.SPO2: 960,
        Vital.BODY_TEMPERATURE: 370,
    }
    measured = measurement(told)
    assert values(measured, "sv") == "81,35 kg, 128,5/79, puls 64, syre 96 %, 37,0 °C"
    assert values(measured, "en") == "81.35 kg, 128.5/79, pulse 64, oxygen 96 %, 37.0 °C"
    assert values(measurement({Vital.MEAN_PRESSURE: 950}), "sv") == "Mätning"


def test_a_number_is_rounded_to_the_places_it_may_have() -> None:
    assert number(80_104, 3, "sv", at_least=1, at_most=2) == "80,1"
    assert number(80_105, 3, "sv", at_least=1, at_most=2) == "80,11"


def measurement(told: dict[Vital, int]) -> Measurement:
    moment = Moment(
        device_time=None,
        heard_at=AT,
        boot_id="0" * 16,
        monotonic_ms=1,
        measured_at=AT,
        time_quality=TimeQuality.ARRIVAL,
    )
    return Measurement(device=SCALE.device, user_slot=None, values=told, flags=frozenset(), moment=moment, raw=())
