"""The talk with a Eufy P2: the handshake by the scale's own address, and then the weight that stands still."""

from __future__ import annotations

from eufy_encoder import eufy_letter, eufy_p2, read_eufy_letter
from scripted_link import ADDRESS, ScriptedLink

from edge.devices.eufy_p2 import fetch_eufy_p2

ALL = ["fff1", "fff2", "fff4", "2a19"]
LET_IN, TURNED_AWAY = "c301000100c3", "c301000101c2"
THEIRS = b"DEVICEUUID12345"


class Scale:
    """A scale that weighs for whoever said both names to it, sealed."""

    def __init__(self, *weights: bytes, verdict: str = LET_IN, sealed_for: str = ADDRESS) -> None:
        self.weights, self.verdict, self.sealed_for = weights, verdict, sealed_for
        self.letters: dict[int, list[bytes]] = {0xC0: [], 0xC2: []}

    def reacts(self, to: str, what: bytes) -> list[tuple[str, str]]:
        assert to == "fff1"
        letter = self.letters[what[0]]
        letter.append(what)
        if len(letter) < what[1]:
            return []
        if what[0] == 0xC0:
            return [("fff4", frame.hex()) for frame in eufy_letter(0xC1, THEIRS, self.sealed_for)]
        name = read_eufy_letter(self.letters[0xC0], ADDRESS)
        assert read_eufy_letter(letter, ADDRESS) == name + b"_" + THEIRS
        return [("fff4", self.verdict), *(("fff2", weight.hex()) for weight in self.weights)]

    def link(self, **more: object) -> ScriptedLink:
        return ScriptedLink(ALL, reacts=self.reacts, values={"2a19": "40"}, **more)  # type: ignore[arg-type]  # a test's own words


def test_whoever_shakes_hands_is_weighed_for_and_the_battery_is_told() -> None:
    moving, settled = eufy_p2(8790, final=False), eufy_p2(8800, 4700)
    link = Scale(moving, settled, settled, settled).link()
    link.run(fetch_eufy_p2)
    assert link.values("eufy-p2-scale") == [{"body_weight": 88_000}]
    assert "battery 64" in link.log
    assert not [line for line in link.log if line.startswith("trouble")]


def test_we_call_ourselves_fifteen_characters_that_nobody_can_guess() -> None:
    scale = Scale()
    scale.link().run(fetch_eufy_p2)
    assert read_eufy_letter(scale.letters[0xC0], ADDRESS) == b"000102030405060"


def test_a_scale_that_turns_us_away_is_told_to_a_technician() -> None:
    for scale in (Scale(verdict=TURNED_AWAY), Scale(sealed_for="C0:00:00:00:00:08")):
        link = scale.link()
        link.run(fetch_eufy_p2)
        assert link.kept == []
        assert link.log[-1].startswith("trouble the scale does not let this hub in")


def test_a_scale_that_turns_us_away_and_weighs_all_the_same_is_no_trouble() -> None:
    link = Scale(eufy_p2(8800), verdict=TURNED_AWAY).link()
    link.run(fetch_eufy_p2)
    assert link.values("eufy-p2-scale") == [{"body_weight": 88_000}]
    assert not [line for line in link.log if line.startswith("trouble")]


def test_nothing_is_written_but_the_two_letters() -> None:
    link = Scale(eufy_p2(8800)).link()
    link.run(fetch_eufy_p2)
    assert {line[:7] for line in link.written()} == {"fff1 c0", "fff1 c2"}
    assert len(link.written()) == 2 + 3
