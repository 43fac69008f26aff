"""Which model a connected device is: as it says itself, else as it is called."""

from __future__ import annotations

import asyncio

import pytest
from scripted_link import ScriptedLink

from edge.devices.device_model import model_of


@pytest.mark.parametrize(
    ("link", "model"),
    [
        (ScriptedLink(["2a24"], values={"2a24": b"HEM-7322T".hex()}, name="BLESmart"), "HEM-7322T"),
        (ScriptedLink(["2a24"], values={"2a24": ""}, name="BLESmart"), "BLESmart"),
        (ScriptedLink(["2a24"], refuses=["read 2a24"], name="BLESmart"), "BLESmart"),
        (ScriptedLink([], name="BLESmart"), "BLESmart"),
        (ScriptedLink([]), ""),
    ],
    ids=["says it", "says nothing", "refuses", "has none", "has no name either"],
)
def test_a_model_is_what_the_device_says_it_is_else_what_it_is_called(link: ScriptedLink, model: str) -> None:
    assert asyncio.run(model_of(link)) == model
