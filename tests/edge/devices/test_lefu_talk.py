"""The talk with an AC02 scale, in which the hub says nothing."""

from __future__ import annotations

from lefu_encoder import ac02
from scripted_link import ScriptedLink

from edge.devices.lefu import AC02, fetch_ac02, split_ac02


def test_a_final_frame_in_one_notification_with_a_moving_one_is_found() -> None:
    for said in (ac02(840, kind=0xCE) + ac02(841), ac02(841) + ac02(841), ac02(840, kind=0xCE) + b"\x00" + ac02(841)):
        link = ScriptedLink(["ffb1", "ffb2"], said=[("ffb2", said.hex())])
        link.run(fetch_ac02)
        assert link.values("lefu-scale") == [{"body_weight": 84_100}]
        assert link.written() == []


def test_one_frame_and_none_are_one_part() -> None:
    assert split_ac02(ac02(841)) == [ac02(841)]
    assert split_ac02(b"") == [b""]


def test_nobodys_person_and_unit_are_set() -> None:
    # The commands by which two other programs set the person and the unit.
    assert all(
        bytes.fromhex(command).startswith(AC02.forbidden) for command in ("ac02fb021fa5cc8d", "ac02fe060000ccd0")
    )
