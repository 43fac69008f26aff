"""The riddle of newer QN scales: Bluetooth's own sample data, and what a scale and its app were heard to say."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.devices.riddle import e1, solve_riddle
from edge.gatt.octets import DecodeError

SAMPLES = [
    ("00000000000000000000000000000000", "000000000000", "00000000000000000000000000000000",
     "056c0fe648afcdd4bd40fef76693b113"),
    ("159dd9f43fc3d328efba0cd8a861fa57", "7ca89b233c2d", "bc3f30689647c8d7c5a03ca80a91eceb",
     "8d5205c53ed75df4abd9af638d144e94"),
    ("45298d06e46bac21421ddfbed94c032b", "c62f19f6ce98", "0891caee063f5da1809577ff94ccdcfb",
     "00507e5f2a5f19fbf60907e69f39ca9f"),
    ("35949a914225fabad91995d226de1d92", "f428f0e624b3", "0ecd61782b4128480c05dc45542b1b8c",
     "80e5629ca6fe4dcde3924611d3cc6ba1"),
]  # fmt: skip
"""The Core Specification's four: key, address, challenge, answer."""
HEARD = [
    ("4aec29cdbaabf2fbe3467cc254f81be8", "b3833f209534f73681c0febecb85466d"),
    ("e78d765a2e63339fc99a66320db73158", "ade992145ab89adf32a1188daf81cb96"),
    ("5a255d051758e95ed4abb2cdc69bb454", "e33c7c6052d8f88cf4659a004e44ba11"),
    ("41213ddc8770e93ea141e1fc673e017e", "1d01910f7b913c816858e788d7250b10"),
    ("97eadc6b968f385c2aecb03bfb32af3c", "075b87ae03d1fac9ed1b54e761c0b47c"),
    ("b1852b27c416ae9cfcc074f6e557e1ad", "4c88b5e54afd87c42af758fc59cdf0d2"),
    ("b955ec4ca696e06ee993477a91b97fdf", "5358042a6b3951f66bf61f0d2786f722"),
    ("8c9a6ed2e94cf944265c482e87fc8376", "0916698330bc972260776984f1d4f29d"),
    ("f53ecda8bac0b6aabb6e7342b64e191a", "09a4693c5b62155f536999a90c299ae9"),
    ("e748bfaf532c3f6a4144ba5c661950ec", "7fb31bf5e63728facd1a7854063f5081"),
]
"""Captured from a GE CS 10 G and its maker's app (KristianP26/ble-scale-sync#235), in both directions."""


@pytest.mark.parametrize(("key", "address", "challenge", "answer"), SAMPLES)
def test_the_specifications_own_samples_come_out(key: str, address: str, challenge: str, answer: str) -> None:
    assert e1(bytes.fromhex(key), bytes.fromhex(challenge), bytes.fromhex(address)).hex() == answer


@pytest.mark.parametrize(("challenge", "answer"), HEARD)
def test_each_captured_riddle_has_its_captured_answer(challenge: str, answer: str) -> None:
    assert solve_riddle(bytes.fromhex(f"00{challenge}")).hex() == f"01{answer}"


@given(st.binary(max_size=40))
def test_any_bytes_have_an_answer_of_seventeen_or_are_no_riddle(payload: bytes) -> None:
    for said in (payload, b"\x00" + payload):
        with suppress(DecodeError):
            assert len(solve_riddle(said)) == 17


def test_what_is_cut_off_or_begins_otherwise_is_no_riddle() -> None:
    whole = bytes.fromhex(f"00{HEARD[0][0]}")
    for cut in range(len(whole)):
        with pytest.raises(DecodeError, match="truncated"):
            solve_riddle(whole[:cut])
    with pytest.raises(DecodeError, match="not a riddle"):
        solve_riddle(b"\x02pass" + bytes(12))


@pytest.mark.parametrize("lengths", [(15, 16, 6), (16, 17, 6), (16, 16, 5)])
def test_other_lengths_are_a_mistake_of_ours(lengths: tuple[int, int, int]) -> None:
    key, challenge, address = map(bytes, lengths)
    with pytest.raises(ValueError, match="E1 takes"):
        e1(key, challenge, address)
