from __future__ import annotations

from edge.devices.capture import Capture


def test_the_payload_is_the_last_frame() -> None:
    assert Capture(source="ffe1", payloads=(b"a", b"b")).payload == b"b"
