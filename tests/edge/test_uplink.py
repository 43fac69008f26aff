from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_hub import waiting

from edge.uplink import IN_FLIGHT_MAX, RESEND_FIRST_MS, RESEND_LONGEST_MS, Uplink
from vitals.record import Kind


def uplink(*sequences: int, is_up: bool = True, jitter: float = 0.5) -> Uplink:
    made = Uplink(lambda: jitter)
    for sequence in sequences:
        made.add(waiting(sequence))
    if is_up:
        made.line_up()
    return made


def sent(of: Uplink, now_ms: int) -> list[int]:
    return [key.sequence for key in of.due(now_ms)]


def test_what_waits_is_sent_in_order_when_the_line_is_up() -> None:
    assert sent(uplink(1, 2, 3), 0) == [1, 2, 3]


def test_nothing_is_sent_and_nothing_is_due_without_a_line() -> None:
    up = uplink(1, is_up=False)
    assert sent(up, 0) == []
    assert up.next_due_ms() is None


def test_what_is_in_flight_is_not_sent_again_before_its_time_and_then_is() -> None:
    up = uplink(1)
    assert sent(up, 0) == [1]
    assert sent(up, RESEND_FIRST_MS - 1) == []
    assert up.next_due_ms() == RESEND_FIRST_MS
    assert sent(up, RESEND_FIRST_MS) == [1]


def test_the_wait_doubles_up_to_five_minutes_and_nothing_is_given_up() -> None:
    up, now_ms, waits = uplink(1), 0, []
    for _ in range(20):
        assert sent(up, now_ms) == [1]
        due_ms = up.next_due_ms()
        assert due_ms is not None
        waits.append(due_ms - now_ms)
        now_ms = due_ms
    assert waits[:6] == [10_000, 20_000, 40_000, 80_000, 160_000, RESEND_LONGEST_MS]
    assert set(waits[6:]) == {RESEND_LONGEST_MS}


@given(st.floats(0, 1))
def test_the_wait_is_jittered_by_a_quarter_either_way(chance: float) -> None:
    up = uplink(1, jitter=chance)
    up.due(0)
    due_ms = up.next_due_ms()
    assert due_ms is not None
    assert 7_500 <= due_ms <= 12_500


@pytest.mark.decision("A8")
def test_of_a_backlog_the_newest_goes_first_then_the_oldest_and_only_so_many_fly() -> None:
    up = uplink(*range(1, 301))
    first = sent(up, 0)
    assert first == [300, *range(1, IN_FLIGHT_MAX)]
    assert sent(up, 1) == []
    up.settle([waiting(300).key, waiting(1).key])
    assert sent(up, 2) == [299, 100]


@pytest.mark.parametrize("kind", [Kind.ANSWER, Kind.BUTTON])
def test_what_people_said_goes_before_any_backlog_and_waits_for_no_room(kind: Kind) -> None:
    up = uplink(*range(1, 301))
    assert len(sent(up, 0)) == IN_FLIGHT_MAX
    up.add(waiting(301, kind=kind))
    up.add(waiting(302))
    assert sent(up, 1) == [301]
    up.line_up()
    assert sent(up, 2)[:3] == [301, 302, 1]


@pytest.mark.parametrize("kind", [Kind.UNDECODED, Kind.ATTEMPT_FAILED, Kind.PAIRED])
def test_what_no_rule_reads_does_not_take_the_place_of_the_newest_measurement(kind: Kind) -> None:
    up = uplink(*range(1, 301))
    up.add(waiting(301, kind=kind))
    assert sent(up, 0)[:2] == [300, 1]


def test_a_settled_record_is_forgotten_and_settling_twice_is_nothing() -> None:
    up = uplink(1, 2)
    up.due(0)
    up.settle([waiting(1).key])
    up.settle([waiting(1).key])
    assert [record.key.sequence for record in up.waiting] == [2]
    assert len(up) == 1
    assert sent(up, RESEND_LONGEST_MS * 2) == [2]


def test_a_new_line_sends_all_that_was_in_flight_on_the_old_one_at_once() -> None:
    up = uplink(1, 2)
    assert sent(up, 0) == [1, 2]
    up.line_down()
    assert sent(up, 1) == []
    up.line_up()
    assert sent(up, 2) == [1, 2]
    assert up.next_due_ms() == 2 + RESEND_FIRST_MS


def test_a_record_without_a_final_body_is_not_sent_until_it_has_one() -> None:
    up = uplink(1)
    up.add(waiting(2, is_dated=False))
    assert up.undated == 1
    assert sent(up, 0) == [1]
    assert [record.key.sequence for record in up.take_undated()] == [2]
    assert up.undated == 0
    assert up.take_undated() == []
    up.add(waiting(2))
    assert sent(up, 1) == [2]


@given(st.lists(st.tuples(st.sampled_from(["add", "due", "settle", "cycle"]), st.integers(1, 250)), max_size=80))
def test_whatever_happens_no_more_fly_than_may_and_every_unsettled_record_is_sent_in_the_end(
    steps: list[tuple[str, int]],
) -> None:
    up, now_ms, model = uplink(), 0, set[int]()
    for what, number in steps:
        now_ms += number * 100
        if what == "add":
            model.add(number)
            up.add(waiting(number))
        elif what == "settle":
            model.discard(number)
            up.settle([waiting(number).key])
        elif what == "cycle":
            up.line_down()
            up.line_up()
        else:
            assert len(up.due(now_ms)) <= IN_FLIGHT_MAX
    seen = set[int]()
    up.line_up()
    for _ in range(len(model)):
        now_ms += RESEND_LONGEST_MS * 2
        taken = sent(up, now_ms)
        seen.update(taken)
        up.settle([waiting(number).key for number in taken])
    assert seen == model
    assert len(up) == 0
