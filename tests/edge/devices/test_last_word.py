"""One frame of each weighing, however often it is repeated and whatever breaks; Yunmai's frames serve as anybody's."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_link import ScriptedLink
from yunmai_encoder import yunmai, yunmai_live, yunmai_result

from edge.devices.capture import Capture
from edge.devices.frame import ScaleFrame
from edge.devices.last_word import LastWord
from edge.devices.link import Link, RefusedError, Said
from edge.devices.yunmai import YUNMAI, decode_yunmai

EMPTY = yunmai_live(0, 0)
RIGHT_AT = int(datetime(2026, 3, 2, 6, 10, tzinfo=UTC).timestamp())


def moving(grams: int) -> bytes:
    return yunmai_live(grams // 10, 0)


def final(grams: int, *, seconds: int = 0) -> bytes:
    return yunmai_result(grams // 10, 0, seconds=seconds, user=0)


def read(capture: Capture) -> ScaleFrame:
    return decode_yunmai(capture.payload)


async def listen(link: Link) -> None:
    with LastWord(link, YUNMAI, read) as last_word:
        await last_word.subscribe()
        await last_word.listen()


def kept(*frames: bytes) -> list[bytes]:
    link = ScriptedLink(["ffe4"], said=[("ffe4", frame.hex()) for frame in frames])
    link.run(listen)
    return [each.payload for each in link.kept]


def test_a_weight_that_is_repeated_is_kept_once() -> None:
    assert kept(moving(40_000), final(80_000), final(80_000), final(80_000)) == [final(80_000)]


def test_a_weight_is_on_the_card_as_soon_as_it_is_said_twice() -> None:
    link = ScriptedLink(["ffe4"])
    with LastWord(link, YUNMAI, read) as last_word:
        last_word.take(Said("ffe4", final(80_000)))
        assert link.kept == []
        last_word.take(Said("ffe4", final(80_000)))
        assert len(link.kept) == 1
    assert len(link.kept) == 1


def test_a_weight_called_final_that_still_drifts_is_kept_where_it_stands_still() -> None:
    assert kept(final(79_800), final(79_900), final(80_000), final(80_000), final(80_100)) == [final(80_000)]


def test_of_a_weight_that_never_stands_still_the_last_word_counts() -> None:
    assert kept(final(79_800), final(79_900), moving(79_950), final(80_000)) == [final(80_000)]


def test_a_weight_that_was_said_once_is_kept_in_whatever_way_the_talk_ends() -> None:
    link = ScriptedLink(["ffe4"])

    def break_off() -> None:
        with LastWord(link, YUNMAI, read) as last_word:
            last_word.take(Said("ffe4", final(80_000)))
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        break_off()
    assert [each.payload for each in link.kept] == [final(80_000)]


@pytest.mark.parametrize("between", [[EMPTY], [moving(30_000)], [final(80_000), EMPTY]])
def test_when_the_plate_was_empty_the_same_weight_is_another_weighing(between: list[bytes]) -> None:
    assert kept(final(80_000), *between, final(80_000)) == [final(80_000), final(80_000)]


def test_somebody_who_sways_is_the_same_weighing() -> None:
    assert kept(final(80_000), final(80_000), moving(80_400), final(80_400), final(80_400)) == [final(80_000)]
    assert kept(final(80_000), moving(79_000), final(80_000), moving(40_000), final(80_000)) == [final(80_000)]


def test_two_people_without_an_empty_plate_between_them_are_two_weighings() -> None:
    assert kept(final(80_000), final(80_000), final(60_000)) == [final(80_000), final(60_000)]
    assert kept(final(80_000), final(82_000)) == [final(82_000)]
    assert kept(final(80_000), final(82_010)) == [final(80_000), final(82_010)]


def test_the_same_weight_with_another_time_is_another_weighing() -> None:
    old, new = final(80_000, seconds=RIGHT_AT - 86_400), final(80_000, seconds=RIGHT_AT)
    assert kept(old, new) == [old, new]
    assert kept(new, final(80_000, seconds=RIGHT_AT + 1)) == [final(80_000, seconds=RIGHT_AT + 1)]


def test_what_is_not_the_familys_own_and_what_says_nothing_is_passed_over() -> None:
    assert kept(b"\xff\x01", yunmai(5, b"\x00"), final(80_000), yunmai(5, b"\x00")) == [final(80_000)]


def test_of_frames_that_cannot_be_read_the_first_three_are_kept_for_people() -> None:
    broken = [final(80_000)[:-1] + bytes([last]) for last in range(9) if bytes([last]) != final(80_000)[-1:]]
    link = ScriptedLink(["ffe4"], said=[("ffe4", frame.hex()) for frame in [broken[0], *broken, final(80_000)]])
    link.run(listen)
    assert [each.payload for each in link.kept] == [*broken[:3], final(80_000)]
    assert link.values("yunmai-scale") == [{}, {}, {}, {"body_weight": 80_000}]


def test_a_record_that_this_hub_cannot_read_is_kept_and_the_same_once() -> None:
    link = ScriptedLink(["ffe4"])
    records = [b"\x0d\x99" + bytes([at]) for at in range(9)]
    with LastWord(link, YUNMAI, read, records=(b"\x0d\x99",), weight_divisor=10) as last_word:
        for record in [*records, *records]:
            last_word.take(Said("ffe4", record))
    assert [each.payload for each in link.kept] == records
    assert {each.context for each in link.kept} == {(("weight_divisor", 10),)}


def test_the_radio_waits_as_long_as_it_will_for_a_result_and_shortly_for_more() -> None:
    for frame, patience_s in ((moving(80_000), None), (final(80_000)[:-1], None), (final(80_000), 12.0)):
        link = ScriptedLink(["ffe4"], said=[("ffe4", frame.hex())])
        link.run(listen)
        assert link.patience_s == patience_s


def test_after_a_record_the_radio_waits_as_long_as_ever() -> None:
    link = ScriptedLink(["ffe4"], said=[("ffe4", "0d99")])

    async def listen_to_a_memory(link: Link) -> None:
        with LastWord(link, YUNMAI, read, records=(b"\x0d\x99",)) as last_word:
            assert last_word.is_empty
            await last_word.subscribe()
            await last_word.listen()
            assert not last_word.is_empty

    link.run(listen_to_a_memory)
    assert (len(link.kept), link.patience_s) == (1, None)


def test_what_is_not_there_or_not_allowed_is_not_subscribed_to() -> None:
    link = ScriptedLink(["ffe4"], refuses=["subscribe ffe4"])
    link.run(listen)
    assert link.log == ["subscribe ffe4"]
    link = ScriptedLink(["2a9d"])
    link.run(listen)
    assert link.log == []
    with pytest.raises(RefusedError):
        asyncio.run(link.subscribe("ffe4"))


weighings = st.lists(
    st.tuples(st.integers(4_000, 15_000), st.lists(st.integers(-10, 10), max_size=6), st.booleans()), max_size=4
)


@given(weighings, st.integers(0, 60))
def test_each_weighing_that_was_called_final_is_kept_once_wherever_the_link_breaks(
    people: list[tuple[int, list[int], bool]], words: int
) -> None:
    said: list[tuple[int, bytes]] = []
    for who, (weight, drifts, has_progress) in enumerate(people):
        said += [(who, moving(10 * weight))] * has_progress
        said += [(who, final(10 * (weight + drift))) for drift in drifts]
        said += [(who, EMPTY)]
    link = ScriptedLink(["ffe4"], said=[("ffe4", frame.hex()) for _, frame in said], hangs_up_after=words + 1)
    link.run(listen)
    finals = [(who, frame) for who, frame in said[: words + 1] if frame[3] == 2]
    expected = []
    for who in dict(finals):
        mine = [frame for each, frame in finals if each == who]
        repeated = [frame for frame, following in pairwise(mine) if frame == following]
        expected.append(repeated[0] if repeated else mine[-1])
    assert [each.payload for each in link.kept] == expected
