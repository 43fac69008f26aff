"""How long the radio waits for what, each number with its reason. docs/radio.md has the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """All waits of the radio, in seconds; where there are several, the next is taken after each failure in a row."""

    connect_s: float = 30.0  # bleak's own limit, for weak links; a cuff that is awake answers within two seconds
    step_s: float = 10.0  # an answer takes one or two connection intervals; a bluetoothd that hangs never gives one
    call_s: float = 180.0  # one that never stops talking, like an oximeter on a finger, must not starve the rest
    idle_s: float = 15.0  # the slowest scale known sends 4 s after the subscription; others wait meanwhile
    hang_up_s: float = 10.0  # bleak waits 10 s for the end of a link; a hung bluetoothd must not hold us longer
    offer_s: float = 10.0  # devices advertise for seconds: calling one that is asleep again blocks the rest for 30 s
    echo_s: float = 0.25  # BlueZ reports the end of a link as if the device had been heard, and does so at once
    retry_s: tuple[float, ...] = (0.1, 0.25, 0.5, 1.0, 4.0)  # as bleak-retry-connector does, by long experience
    silent_s: tuple[float, ...] = (5.0, 15.0, 60.0)  # one that answers and says nothing must not starve the rest
    check_s: float = 5.0  # looking at the adapter costs no call over D-Bus
    silence_s: float = 90.0  # a scan can die with `Discovering` still true; habluetooth starts again after 90 s too
    scan_call_s: float = 10.0  # starting a scan takes milliseconds, and calls over D-Bus have no limit of their own
    absent_s: tuple[float, ...] = (1.0, 2.0, 5.0, 15.0, 30.0)  # an adapter plugged in is found within 30 s
    keep_again_s: float = 1.0  # a full card is not emptied faster than this


USUAL: Final = Pace()
"""As a hub at work waits."""


def nth(waits_s: tuple[float, ...], failures: int) -> float:
    """Give the wait after so many failures in a row; the last one serves for all further ones.

    >>> [nth((0.1, 1.0), failures) for failures in (0, 1, 2)]
    [0.1, 1.0, 1.0]
    """
    return waits_s[min(failures, len(waits_s) - 1)]
