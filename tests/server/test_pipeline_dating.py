"""Records of a hub that did not know the time: kept, shown, and dated as soon as the same boot knows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_server import BEFORE, BOOT, EPOCH, SmallServer, at, held, moment, undated
from sqlalchemy import Engine

from server.patients.arrival import Arrival
from vitals.fields import INTEGER_MAX
from vitals.identity import DeviceId
from vitals.moment import Moment
from vitals.record import Button

OTHER_BOOT = "0000000000000001"
pytestmark = pytest.mark.decision("B2")


@pytest.fixture
def server(engine: Engine) -> SmallServer:
    """A server with one home and one patient."""
    return SmallServer(engine)


def ms(when: datetime) -> int:
    """Give the monotonic milliseconds of a boot that began when the home was enrolled."""
    return round((when - BEFORE) / timedelta(milliseconds=1))


def blind(server: SmallServer, when: datetime, kilograms: float = 80.0) -> Arrival:
    """Weigh at an instant that the hub does not know."""
    return server.home.weighs(kilograms, undated(ms(when)), when)


def take_both(server: SmallServer, first: Arrival, second: Arrival, between: str) -> None:
    """Take two letters with nothing, a batch's end, or a restart between them."""
    if between == "nothing":
        server.takes(first, second)
        return
    server.takes(first)
    if between == "a restart":
        server.restarts()
    server.takes(second)


def test_a_record_without_a_time_is_held_and_waits_in_no_rule_and_in_no_quarantine(server: SmallServer) -> None:
    done = server.takes(blind(server, at(0)))
    assert server.rows("journal", "disposition", "reason", "measured_at") == [("undated", "no_time", None)]
    assert (server.rows("observation"), server.rows("quarantine")) == ([], [])
    assert held(done)[EPOCH].upto == 1


@pytest.mark.parametrize("order", [("blind", "dated"), ("dated", "blind")])
@pytest.mark.parametrize("between", ["nothing", "a batch", "a restart"])
def test_a_record_of_the_same_boot_with_a_time_dates_it(
    server: SmallServer, order: tuple[str, str], between: str
) -> None:
    letters = {"blind": blind(server, at(0)), "dated": server.home.weighs(80.2, at(0, "08:30"))}
    first, second = (replace(letters[name], received_at=at(0, "09:00")) for name in order)
    take_both(server, first, second, between)
    assert sorted(server.rows("observation", "measured_at", "value")) == [(at(0), 80_000), (at(0, "08:30"), 80_200)]
    assert set(server.rows("journal", "disposition")) == {"observed"}
    assert server.rows("journal", "reason") == [None, None]


@pytest.mark.parametrize("is_first", [True, False])
def test_a_heartbeat_of_the_same_boot_dates_it(server: SmallServer, *, is_first: bool) -> None:
    when = at(0, "06:00") if is_first else at(0, "09:00")
    beat = server.home.beats(when, monotonic_ms=ms(when))
    for letter in (beat, blind(server, at(0))) if is_first else (blind(server, at(0)), beat):
        server.takes(letter)
    assert server.rows("observation", "measured_at") == [at(0)]


def test_neither_another_boot_nor_a_retained_heartbeat_dates_it(server: SmallServer) -> None:
    server.takes(blind(server, at(0)))
    another = moment(at(1), boot_id=OTHER_BOOT)
    old_news = server.home.beats(at(1), monotonic_ms=ms(at(1)), is_retained=True)
    server.takes(server.home.weighs(80.2, another), old_news, server.home.beats(at(1), sent_at=None))
    assert server.rows("journal", "disposition") == ["undated", "observed"]


def test_a_stored_reading_gets_the_devices_own_time_in_the_homes_zone(server: SmallServer) -> None:
    stored = undated(ms(at(1)), device_time=datetime(2026, 3, 2, 7, 0))
    server.takes(server.home.weighs(80.0, stored, at(1)), server.home.weighs(80.2, at(1, "08:00")))
    assert server.rows("observation", "measured_at") == [at(0), at(1, "08:00")]


def test_a_gain_that_was_not_dated_is_raised_late_once_it_is(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, moment(at(0), boot_id=OTHER_BOOT)), blind(server, at(2), 83.0))
    assert server.rows("transition") == []
    (raised,) = server.takes(server.home.beats(at(3), monotonic_ms=ms(at(3)))).transitions
    assert (raised.measured_at, raised.at, raised.is_late) == (at(2), at(3), True)


def test_a_device_that_nobody_knows_is_set_apart_when_its_time_is_known(server: SmallServer) -> None:
    stranger = server.home.weighing(80.0, undated(ms(at(0))), device=DeviceId("unknownaaaaaaaaa"))
    letter = server.home.sends(stranger, at(0))
    server.takes(letter)
    server.takes(server.home.beats(at(1), monotonic_ms=ms(at(1))))
    assert server.rows("journal", "disposition", "reason") == [("quarantined", "unknown_device")]
    assert server.rows("quarantine", "why", "payload", "topic", "arrival") == [
        ("unknown_device", letter.payload, letter.topic, 1)
    ]


@pytest.mark.parametrize(
    ("counted_ms", "why"),
    [
        (ms(at(0)) + 1_000_000_000, "from_the_future"),
        (INTEGER_MAX, "impossible_time"),
        (0, None),
    ],
)
def test_a_hub_that_counts_wrongly_stops_nobody(server: SmallServer, counted_ms: int, why: str | None) -> None:
    server.takes(server.home.weighs(80.0, undated(counted_ms), at(0)))
    server.takes(server.home.beats(at(1), monotonic_ms=ms(at(1))))
    assert server.rows("journal", "reason") == [why]
    assert server.rows("quarantine", "why") == ([] if why is None else [why])


def test_a_time_before_the_calendar_begins_is_set_apart(server: SmallServer) -> None:
    server.takes(server.home.weighs(80.0, undated(0), at(0)))
    server.takes(server.home.beats(at(1), sent_at=datetime(1, 1, 2, tzinfo=UTC), monotonic_ms=INTEGER_MAX))
    assert server.rows("journal", "reason", "measured_at") == [("impossible_time", None)]


def test_an_answer_without_a_time_is_kept_and_waits_for_nothing(server: SmallServer) -> None:
    server.takes(server.home.sends(Button(button="worried", about=None, moment=undated(5)), at(0)))
    assert server.rows("journal", "disposition") == ["kept"]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.timeout(120)
def test_in_any_order_and_any_batches_every_record_of_a_boot_gets_its_time(
    server: SmallServer, data: st.DataObject
) -> None:
    boot = f"{data.draw(st.integers(2, 2**64 - 1)):016x}"
    known = server.home.weighs(81.0, moment(at(9), boot_id=boot))
    waiting = [server.home.weighs(80.0, replace(undated(ms(at(day))), boot_id=boot), at(9)) for day in range(6)]
    before = len(server.rows("observation"))
    queue = data.draw(st.permutations([known, *waiting, *waiting[:2]]))
    while queue:
        size = data.draw(st.integers(1, len(queue)))
        server.takes(*(replace(letter, received_at=at(9)) for letter in queue[:size]))
        if data.draw(st.booleans()):
            server.restarts()
        queue = queue[size:]
    found = server.rows("observation", "measured_at")[before:]
    assert sorted(found) == [*(at(day) for day in range(6)), at(9)]
    assert boot != BOOT


DEVICE_TIME = datetime(2026, 3, 2, 7, 0)


def stored(server: SmallServer, when: datetime | Moment, received_at: datetime) -> Arrival:
    """Let the scale send what it stored at seven on the second of March, again."""
    told = replace(moment(when) if isinstance(when, datetime) else when, device_time=DEVICE_TIME)
    return server.home.weighs(80.0, told, received_at)


@pytest.mark.parametrize("between", ["nothing", "a batch", "a restart"])
def test_a_repeat_with_a_time_counts_when_the_first_that_came_has_none(server: SmallServer, between: str) -> None:
    first = stored(server, undated(ms(at(0)), boot_id=OTHER_BOOT), at(0, "09:00"))
    repeat = stored(server, moment(at(0)), at(0, "09:00"))
    take_both(server, first, repeat, between)
    assert server.rows("journal", "disposition") == ["undated", "observed"]
    assert server.rows("observation", "arrival", "measured_at") == [(2, at(0))]


def test_what_waited_is_a_duplicate_if_its_repeat_has_counted_meanwhile(server: SmallServer) -> None:
    server.takes(stored(server, undated(ms(at(0)), boot_id=OTHER_BOOT), at(0, "09:00")))
    server.takes(stored(server, moment(at(0)), at(0, "09:30")))
    server.takes(server.home.beats(at(1), boot_id=OTHER_BOOT, monotonic_ms=ms(at(1))))
    assert server.rows("journal", "disposition", "duplicate_of") == [("duplicate", 2), ("observed", None)]
    assert server.rows("observation", "arrival") == [2]


@pytest.mark.parametrize("is_apart", [True, False])
def test_of_a_reading_and_its_repeat_that_both_waited_one_counts(server: SmallServer, *, is_apart: bool) -> None:
    letters = [stored(server, undated(ms(at(0)) + late), at(0, "09:00")) for late in (0, 1_000)]
    beat = server.home.beats(at(1), monotonic_ms=ms(at(1)))
    for some in [letters[:1], letters[1:], [beat]] if is_apart else [[*letters, beat]]:
        server.takes(*some)
    assert server.rows("journal", "disposition", "duplicate_of") == [("observed", None), ("duplicate", 1)]
    assert server.rows("observation", "arrival") == [1]


def test_a_repeat_without_a_time_is_a_duplicate_of_the_first_that_counts(server: SmallServer) -> None:
    server.takes(stored(server, moment(at(0)), at(0, "09:00")))
    server.takes(stored(server, undated(ms(at(0)), boot_id=OTHER_BOOT), at(0, "09:30")))
    assert server.rows("journal", "disposition", "duplicate_of") == [("observed", None), ("duplicate", 1)]


def test_what_was_set_apart_when_it_came_keeps_nothing_out_of_the_rules(server: SmallServer) -> None:
    server.takes(stored(server, moment(at(3)), at(0, "09:00")))
    server.takes(stored(server, moment(at(0)), at(0, "09:30")))
    assert server.rows("journal", "disposition", "reason") == [("quarantined", "from_the_future"), ("observed", None)]
