from __future__ import annotations

import pytest

from edge.devices.quirk import cuff_layout, grams_a_step


@pytest.mark.parametrize("name", ["BM48", "BM59", "bm85", "Beurer BM85", "ELITE900"])
def test_named_cuffs_write_their_tail_high_byte_first(name: str) -> None:
    assert cuff_layout(name).always_has_user


@pytest.mark.parametrize("name", [None, "", "BM54", "BM64", "BM96", "A&D_UA-651BLE_1A2B3C"])
def test_all_other_cuffs_follow_the_specification(name: str | None) -> None:
    assert not cuff_layout(name).always_has_user


@pytest.mark.parametrize(
    ("name", "payload", "step"),
    [
        ("Renpho-Scale", b"\x4e", 50),
        ("Renpho-Scale", b"\x0e", 5),
        ("SBF73", b"\x4e", 5),
        (None, b"\x4e", 5),
        ("Renpho", b"", 5),
    ],
)
def test_only_a_renpho_scale_that_says_so_counts_in_fifty_grams(name: str | None, payload: bytes, step: int) -> None:
    assert grams_a_step(name, payload) == step
