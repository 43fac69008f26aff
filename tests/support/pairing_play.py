"""A pairing on paper: a window, a clock to turn, and what was ordered."""

from __future__ import annotations

from collections.abc import Mapping

from small_hub import SCALE

from edge.devices.catalogue import family_named
from edge.devices.family import Advertisement, Family
from edge.enrolled import EnrolledDevice
from edge.pairing.progress import progress_of
from edge.pairing.talk import (
    Bonded,
    Chose,
    Event,
    LinkEnded,
    NotRejoined,
    Opened,
    Order,
    Progress,
    Rejoined,
    Sighted,
    Step,
    Tick,
)
from edge.pairing.waits import Waits
from edge.pairing.why import Why
from edge.pairing.window import PairingWindow

A_AND_D = Advertisement(name="A&D_UC-352BLE_0A1B2C", services=frozenset({"181d"}))
PLAIN_CUFF = Advertisement(name="A cuff", services=frozenset({"1810"}))
BODY_SCALE = Advertisement(name="A body scale", services=frozenset({"181b"}))
MI = Advertisement(name="MI SCALE2", services=frozenset({"181d"}), service_data={"181d": bytes(10)})
OMRON = Advertisement(name="BLESmart_0000", services=frozenset({"ecbe3980-c9a2-11e1-b1bd-0002a5d5c51b"}))
BEURER = Advertisement(name="BF720", services=frozenset({"181d"}))
S400_ADDRESS = "8C:D0:B2:F6:BE:EF"
S400_KEY = "0728974d657a4b60964c1b1677f35f7c"
S400 = Advertisement(
    name="Xiaomi Scale",
    service_data={"fe95": bytes.fromhex("4859d53b0abc078ff2348c844138e930220000009e538599")},
)
"""One of the captured payloads (tests/captures), with its key."""
HERE = SCALE.address
AWAY = "C0:00:00:00:00:01"
WAITS = Waits()


def family(name: str) -> Family:
    """Give a family that is known."""
    found = family_named(name)
    assert found is not None
    return found


class Play:
    """A window, and all that happened."""

    def __init__(self, enrolled: Mapping[str, EnrolledDevice] | None = None, *, unread: str = "") -> None:
        self.now_ms = 1_000_000
        self.orders: list[Order] = []
        self.window = PairingWindow(
            enrolled=lambda: enrolled or {},
            can_read=lambda family: family.name != unread,
            random_bytes=lambda length: bytes(range(length)),
            waits=WAITS,
        )

    def hear(self, event: Event, after_ms: int = 0) -> list[Order]:
        """Let something happen; gives what is ordered now."""
        self.now_ms += after_ms
        orders = self.window.step(event, self.now_ms)
        self.orders += orders
        return orders

    def passes(self, ms: int) -> list[Order]:
        """Let time pass, second by second."""
        orders: list[Order] = []
        for _ in range(ms // 1000):
            orders += self.hear(Tick(), 1000)
        return orders

    def sight(self, said: Advertisement = A_AND_D, address: str = HERE, signal_dbm: int = -60) -> list[Order]:
        """Let a device advertise."""
        return self.hear(Sighted(address=address, said=said, signal_dbm=signal_dbm))

    def chooses(self, said: Advertisement = A_AND_D, address: str = HERE) -> list[Order]:
        """Open the window, see a device and choose it."""
        self.hear(Opened())
        self.sight(said, address)
        return self.hear(Chose(address))

    def bonds_and_rests(self, said: Advertisement = A_AND_D) -> None:
        """Get as far as the device being off."""
        self.chooses(said)
        self.hear(Bonded())
        self.hear(LinkEnded())
        self.passes(4_000)

    def comes_back(self, said: Advertisement = A_AND_D) -> list[Order]:
        """Get as far as the card."""
        self.bonds_and_rests(said)
        self.sight(said)
        return self.hear(Rejoined())

    def returns_in_vain_twice(self, *, is_old: bool = False) -> list[Order]:
        """Let the keys not fit, once and again."""
        self.hear(NotRejoined(Why.REFUSED))
        self.sight()
        if is_old:
            self.hear(Bonded(is_old=True))
        return self.hear(NotRejoined(Why.REFUSED))

    def at(self) -> Step:
        """Where the pairing stands."""
        return self.window.now_at

    def shown(self) -> Progress:
        """What people see."""
        return progress_of(self.window, self.now_ms)
