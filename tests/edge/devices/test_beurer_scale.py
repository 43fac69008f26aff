"""The talk with a Beurer scale: in by each user's code, and never a word that changes or deletes anybody."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from datetime import datetime

import pytest
from scripted_link import ScriptedLink

from edge.devices.beurer_scale import fetch_beurer_scale
from edge.devices.link import Consent, LinkError, Secrets
from edge.gatt.current_time import encode_current_time
from simulator.payload import weight_measurement

OFFERED = ("2a9d", "2a9c", "2a99", "2a9f", "2a2b", "2a19")
CODES = Secrets(consents=(Consent(1, 1234), Consent(2, 42)))
RIGHT = encode_current_time(datetime(2026, 3, 2, 7, 10)).hex()
GRANTED, REFUSED = "200201", "200205"
OF_USER = {1: weight_measurement(80.1, user=1).hex(), 2: weight_measurement(62, user=2).hex()}


def scale(answers: dict[int, str], **more: object) -> ScriptedLink:
    """A scale that gives each user's weighing, or refuses, when that user's code is named."""

    def react(characteristic: str, payload: bytes) -> Iterable[tuple[str, str]]:
        if characteristic != "2a9f":
            return []
        answer = answers[payload[1]]
        return [("2a9f", answer)] + ([("2a9d", OF_USER[payload[1]])] if answer == GRANTED else [])

    given = {"values": {"2a2b": RIGHT, "2a19": "50"}, "secrets": CODES} | more
    return ScriptedLink(OFFERED, reacts=react, **given)  # type: ignore[arg-type]  # what a test says otherwise


def test_each_user_consents_and_each_ones_weighings_carry_the_users_slot() -> None:
    link = scale({1: GRANTED, 2: GRANTED})
    link.run(fetch_beurer_scale)
    assert link.written() == ["2a9f 0201d204", "2a9f 02022a00"]
    assert [(record.to_wire()["user_slot"], values) for record, values in
            zip(link.records("beurer-scale"), link.values("beurer-scale"), strict=True)] == [
        (1, {"body_weight": 80_100}), (2, {"body_weight": 62_000}),
    ]  # fmt: skip
    assert link.log[:5] == ["expect clock", "subscribe 2a9d", "subscribe 2a9c", "subscribe 2a99", "subscribe 2a9f"]


def test_a_code_the_scale_does_not_know_is_told_and_the_other_user_is_still_fetched() -> None:
    link = scale({1: REFUSED, 2: GRANTED})
    link.run(fetch_beurer_scale)
    assert [line for line in link.log if line.startswith("trouble")] == [
        "trouble the scale does not know the code of user 1: look at the scale, and pair it again"
    ]
    assert link.values("beurer-scale") == [{"body_weight": 62_000}]


def test_a_scale_that_takes_no_codes_is_told_and_heard_out() -> None:
    link = scale({}, refuses=["write 2a9f"], said=[("2a9d", OF_USER[1])])
    link.run(fetch_beurer_scale)
    assert "trouble the scale takes no codes of users: pair it again" in link.log
    assert link.values("beurer-scale") == [{"body_weight": 80_100}]


def test_without_a_code_the_scale_is_heard_out_and_nobody_is_named() -> None:
    link = scale({}, secrets=Secrets(), said=[("2a9d", OF_USER[1]), ("2a99", "01000000")])
    link.run(fetch_beurer_scale)
    assert link.written() == []
    assert link.values("beurer-scale") == [{"body_weight": 80_100}]


@pytest.mark.parametrize("answer", ["", "20", "200304", "2002", "ff"])
def test_an_answer_that_is_none_refuses_nothing(answer: str) -> None:
    link = scale({1: answer, 2: GRANTED})
    link.run(fetch_beurer_scale)
    assert not [line for line in link.log if line.startswith("trouble")]


@pytest.mark.parametrize("heard", range(4))
def test_a_scale_that_hangs_up_at_any_moment_costs_nothing_that_was_heard(heard: int) -> None:
    link = scale({1: GRANTED, 2: GRANTED}, hangs_up_after=heard)
    with contextlib.suppress(LinkError):
        link.run(fetch_beurer_scale)
    assert len(link.kept) == heard // 2
