from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import Any

import pytest
from captured import CASES, FILE, Case, differences

from edge.decode import decode_lines, main


def answer(case: object) -> dict[str, Any]:
    (found,) = decode_lines([json.dumps(case)])
    return found


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    def run(*words: str) -> tuple[int, str, str]:
        status = main(["decode", *words])
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.mark.decision("H9")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_captured_payload_decodes_to_its_published_values(case: Case) -> None:
    found = answer({field: value for field, value in case.items() if field != "expected"})
    assert ("reject" in found) is case["expected"].get("reject", False)
    assert differences(case, found.get("result", {})) == []


@pytest.mark.decision("H8")
@pytest.mark.parametrize(
    "case",
    [
        {"kind": "gatt", "characteristic_uuid": "0000faa1-0000-1000-8000-00805f9b34fb", "family": "huawei-ah100"},
        {"kind": "adv", "service_uuid": "0000fff8-0000-1000-8000-00805f9b34fb", "family": "huawei-ah100"},
        {"kind": "adv", "manufacturer_id": "0x027D", "family": "huawei-ah100"},
    ],
)
def test_a_family_not_built_says_so(case: Case) -> None:
    assert answer({"id": 1, "payload_hex": "00", **case}) == {"id": 1, "unsupported": "huawei-ah100"}


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"id": 1, "characteristic_uuid": "2a9d", "payload_hex": "00"}, "truncated"),
        ({"id": 1, "characteristic_uuid": "2a9d", "payload_hex": "xy"}, "payload_hex is not hexadecimal"),
        ({"id": 1, "characteristic_uuid": "2a9d"}, "payload_hex is missing or not a text"),
        ({"id": 1, "characteristic_uuid": "2a9d", "payload_hex": 5}, "payload_hex is missing or not a text"),
        ({"id": 1, "characteristic_uuid": "2a9d", "frames_hex": "008c3c"}, "frames_hex is not a list"),
    ],
)
def test_a_bad_case_is_one_reject_with_its_reason(case: dict[str, Any], reason: str) -> None:
    assert answer(case) == {"id": 1, "reject": reason}


def test_a_bad_line_stops_nothing() -> None:
    lines = ["{", "[]", "", "   ", "[" * 100_000, '{"id": "b", "characteristic_uuid": "2a9d", "payload_hex": "008c3c"}']
    found = list(decode_lines(lines))
    assert [part.get("reject") for part in found] == [
        "the line is not JSON",
        "the line is not a JSON object",
        "the line is not JSON",
        None,
    ]
    assert found[-1]["result"]["weight_kg"] == 77.5


Command = Callable[..., tuple[int, str, str]]


def test_a_file_gives_one_line_per_case_in_order(command: Command) -> None:
    status, out, _ = command("--jsonl", str(FILE))
    assert status == 0
    assert [json.loads(line)["id"] for line in out.splitlines()] == [case["id"] for case in CASES]


def test_standard_input_is_a_file_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    line = '{"id": "a", "characteristic_uuid": "2a9d", "payload_hex": "008c3c"}\n'
    monkeypatch.setattr(sys, "stdin", io.StringIO(line))
    _, out, _ = command("--jsonl", "-")
    assert json.loads(out)["result"]["weight_kg"] == 77.5


@pytest.mark.parametrize(
    ("words", "row"),
    [
        (("--characteristic", "2A9D", "008c3c"), "weight_kg     77.5"),
        (("--characteristic", "2a35", "16ff07ff07ff07e80706170e2f3bff070000"), "cuff_too_loose no"),
    ],
)
def test_one_payload_is_shown_to_people_as_a_table(command: Command, words: tuple[str, ...], row: str) -> None:
    status, out, _ = command(*words)
    assert status == 0
    assert row in out


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--characteristic", "2a9d", "00"), 1, "truncated"),
        (("--characteristic", "2a9d", "xy"), 1, "not hexadecimal"),
        (("--characteristic", "2aff", "00"), 1, "no decoder for characteristic 2aff"),
        (("--jsonl", "/no/such/file"), 2, "cannot read /no/such/file"),
        ((), 2, "give either --jsonl FILE, or --characteristic UUID and HEX"),
    ],
)
def test_a_mistake_is_said_in_words(command: Command, words: tuple[str, ...], status: int, said: str) -> None:
    found, _, err = command(*words)
    assert found == status
    assert said in err


def test_words_are_listed_for_people_and_their_absence_is_said(command: Command) -> None:
    _, out, _ = command("--characteristic", "2a5e", "0facf3bef5e8070b1d170839204022000066e3")
    assert "device_sensor_status   equipment_malfunction, low_perfusion\n" in out
    _, out, _ = command("--characteristic", "2a49", "0000")
    assert out == "features  none\n"


def test_a_payload_that_says_that_nothing_is_known_is_said_too(command: Command) -> None:
    assert command("--characteristic", "2a19", "ff") == (0, "it says that nothing is known\n", "")
