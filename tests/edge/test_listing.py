from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from edge.devices.catalogue import FAMILIES, is_fetched
from edge.main import main

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    def run(*words: str) -> tuple[int, str, str]:
        status = main(["devices", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_every_family_is_listed_with_what_it_measures_and_what_this_hub_does_with_it(command: Command) -> None:
    status, out, _ = command()
    assert status == 0
    fetched, _, decoded = out.partition("Decoded only: this hub does not talk to them\n")
    for family in FAMILIES:
        mark = "?" if family.standing.value == "likely" else " "
        lines = (fetched if is_fetched(family) else decoded).splitlines()
        assert [line for line in lines if line.startswith(f"{mark} {family.name} ")], family.name
    assert "  a-and-d-cuff           blood pressure, pulse  A&D UA-651BLE\n" in out
    assert max(map(len, out.splitlines())) <= 80


def test_one_family_tells_how_it_is_paired_in_both_languages(command: Command) -> None:
    _, out, _ = command("beurer-scale")
    assert "Needs: the code of four digits that the scale shows" in out
    assert "does not talk" not in out
    assert "This hub does not talk to it, and only decodes: it must be asked" in command("contec-oximeter")[1]
    assert "Ställ dig på vågen." in out
    assert "Step on the scale." in out


def test_how_sure_we_are_of_what_is_said_to_a_device_stands_on_its_page(command: Command) -> None:
    assert "asked as the Bluetooth profile says" in command("a-and-d-scale")[1]
    for likely in ("eufy-p2-scale", "qn-scale", "omron-cuff"):
        assert "What is said to it is likely" in command(likely)[1]
    for silent in ("xiaomi-1-scale", "keep-s3-scale"):
        assert "said to it" not in command(silent)[1]
    assert "writes a person into it" in " ".join(command("keep-s3-scale")[1].split())


def test_all_that_a_family_may_need_can_be_said(command: Command) -> None:
    for family in FAMILIES:
        assert ("Needs: " in command(family.name)[1]) is bool(family.needs)


def test_a_scale_that_sends_a_current_warns_of_implants(command: Command) -> None:
    warnings = ["pacemaker" in command(family.name)[1] for family in FAMILIES]
    assert warnings == [family.is_body_composition for family in FAMILIES]
    assert any(warnings)


def test_for_machines_there_is_one_object_a_family(command: Command) -> None:
    _, out, _ = command("--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert [each["family"] for each in told] == [family.name for family in FAMILIES]
    assert all(set(each["how_to_pair"]) == {"sv", "en"} for each in told)
    assert {each["talk"] for each in told} == {"specified", "likely", None}
    assert [each["only_decoded"] is None for each in told] == [is_fetched(family) for family in FAMILIES]
    assert [each["warning"] is not None for each in told] == [family.is_body_composition for family in FAMILIES]


def test_a_family_that_is_not_there_is_an_error_that_says_where_to_look(command: Command) -> None:
    assert command("headphones") == (1, "", "nara-hub devices: there is no family headphones: see nara-hub devices\n")
