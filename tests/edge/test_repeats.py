"""What is said again and again is known, until ten minutes have passed in which it was not said."""

from __future__ import annotations

from edge.repeats import SAID_AGAIN_MS, Repeats


def test_what_is_said_again_is_known_as_long_as_it_is_said() -> None:
    repeats = Repeats(SAID_AGAIN_MS)
    heard = [repeats.is_said_again("80 kg", minute * 60_000) for minute in (0, 1, 10, 19)]
    assert heard == [False, True, True, True]


def test_after_ten_minutes_of_silence_it_is_news() -> None:
    repeats = Repeats(SAID_AGAIN_MS)
    assert [repeats.is_said_again("80 kg", at_ms) for at_ms in (0, SAID_AGAIN_MS)] == [False, False]


def test_another_weight_is_news_and_so_is_all_that_was_forgotten() -> None:
    repeats = Repeats(SAID_AGAIN_MS)
    assert not repeats.is_said_again("80 kg", 0)
    assert not repeats.is_said_again("81 kg", 0)
    repeats.forget()
    assert not repeats.is_said_again("80 kg", 1)


def test_what_is_read_out_of_a_memory_is_known_however_long_ago_it_was_read() -> None:
    memory = Repeats(None)
    assert [memory.is_said_again("80 kg", at_ms) for at_ms in (0, 90 * 24 * 3_600_000)] == [False, True]
