from __future__ import annotations

from edge.devices.renpho import RENPHO_FRAMED, encode_start


def test_neither_memory_nor_person_is_touched() -> None:
    assert all(bytes.fromhex(command).startswith(RENPHO_FRAMED.forbidden) for command in ("55aa950001", "55aa96000e"))
    assert not encode_start().startswith(RENPHO_FRAMED.forbidden)
