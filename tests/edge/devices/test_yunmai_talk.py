from __future__ import annotations

from edge.devices.yunmai import YUNMAI


def test_nobodys_person_is_written() -> None:
    assert bytes.fromhex("0d12100100000001aa01375a5a0000010300").startswith(YUNMAI.forbidden)
