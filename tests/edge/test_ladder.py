from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from edge.ladder import LIVELY_S, Ladder, Rung

SILENCE_S = 90.0


def lively(*, may_exit: bool = True) -> Ladder:
    """Give the ladder of a house in which something is always heard."""
    ladder = Ladder(SILENCE_S, may_exit=may_exit)
    for now_s in range(0, int(LIVELY_S) + 60, 60):
        ladder.heard(now_s)
    return ladder


def silences(ladder: Ladder, count: int, *, is_hung: bool = False) -> list[Rung]:
    return [ladder.deaf(is_hung=is_hung) for _ in range(count)]


def test_a_lively_house_that_falls_silent_is_climbed_for_up_to_a_new_hub() -> None:
    assert silences(lively(), 5) == [Rung.ANEW, Rung.ANEW, Rung.POWER, Rung.BLUETOOTHD, Rung.EXIT]


def test_whatever_is_heard_puts_the_radio_back_on_the_ground() -> None:
    ladder = lively()
    silences(ladder, 3)
    ladder.heard(LIVELY_S + 400)
    ladder.heard(LIVELY_S + 2000)
    assert silences(ladder, 1, is_hung=True) == [Rung.ANEW]


def test_it_knows_the_first_silence_from_those_that_follow() -> None:
    ladder = Ladder(SILENCE_S, may_exit=False)
    seen = [ladder.is_on_the_ground]
    silences(ladder, 1)
    seen.append(ladder.is_on_the_ground)
    ladder.heard(0.0)
    assert [*seen, ladder.is_on_the_ground] == [True, False, True]


def test_a_quiet_house_is_only_listened_to_anew_and_its_adapter_is_switched_once_an_hour() -> None:
    ladder = Ladder(SILENCE_S, may_exit=True)
    ladder.heard(0.0)
    taken = silences(ladder, 80)
    assert set(taken) == {Rung.ANEW, Rung.POWER}
    assert taken.count(Rung.POWER) == 2


def test_one_weighing_a_day_does_not_make_a_house_lively() -> None:
    ladder = Ladder(SILENCE_S, may_exit=True)
    for day in range(5):
        ladder.heard(day * 86_400.0)
        ladder.heard(day * 86_400.0 + 5)
        assert Rung.EXIT not in silences(ladder, 30)


def test_the_hub_does_not_end_before_it_has_heard_anything_in_this_run() -> None:
    ladder = Ladder(SILENCE_S, may_exit=True)
    assert Rung.EXIT not in silences(ladder, 50, is_hung=True)
    ladder.heard(0.0)
    assert silences(ladder, 5, is_hung=True)[-1] is Rung.EXIT


def test_a_bluetoothd_that_does_not_answer_is_restarted_in_a_quiet_house_too() -> None:
    assert Rung.BLUETOOTHD in silences(Ladder(SILENCE_S, may_exit=False), 4, is_hung=True)


def test_a_hub_that_nobody_starts_again_never_ends() -> None:
    assert Rung.EXIT not in silences(lively(may_exit=False), 50, is_hung=True)


@given(st.lists(st.one_of(st.floats(0, 1e6), st.booleans()), max_size=100), st.booleans())
def test_the_hub_never_ends_unheard_or_alone(story: list[float | bool], may_exit: bool) -> None:
    ladder, has_heard, now_s = Ladder(SILENCE_S, may_exit=may_exit), False, 0.0
    for each in story:
        if isinstance(each, bool):
            assert ladder.deaf(is_hung=each) is not Rung.EXIT or (has_heard and may_exit)
        else:
            now_s, has_heard = now_s + each, True
            ladder.heard(now_s)
