"""What a hub of a small town sends, signed and numbered: for tests that stand between the line and the store."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from contract_samples import AT, BOOT, RAW
from nacl.signing import SigningKey

from vitals.hub_status import HubStatus
from vitals.identity import DeviceId, Epoch, HomeId, HubId
from vitals.measurement import Measurement
from vitals.moment import Moment, TimeQuality
from vitals.record import Record
from vitals.topics import Leaf, Topic
from vitals.vital import Vital
from vitals.wire import encode_record, encode_status

EPOCH = Epoch("0123456789abcdef")
MINUTE = timedelta(minutes=1)


class HubLetters:
    """One hub with one scale; every letter has the next number of one epoch."""

    def __init__(self, key: SigningKey, home: HomeId, hub: HubId, scale: DeviceId) -> None:
        self._key, self.home, self.hub, self.scale = key, home, hub, scale
        self.numbers: Iterator[int] = count(1)

    @property
    def topic(self) -> str:
        """Give the topic of its records."""
        return str(Topic(self.home, self.hub, Leaf.RECORD))

    def weighing(self, grams: int, measured_at: datetime, number: int | None = None) -> bytes:
        """Write a weighing that the hub heard when it was made."""
        moment = Moment(
            device_time=None,
            heard_at=measured_at,
            boot_id=BOOT,
            monotonic_ms=round((measured_at - AT) / timedelta(milliseconds=1)) + 10**10,
            measured_at=measured_at,
            time_quality=TimeQuality.ARRIVAL,
        )
        return self.record(self._weight(grams, moment), number)

    def undated_weighing(self, grams: int, monotonic_ms: int, boot_id: str = BOOT) -> bytes:
        """Write a weighing of a hub that does not know the time."""
        moment = Moment(
            device_time=None,
            heard_at=None,
            boot_id=boot_id,
            monotonic_ms=monotonic_ms,
            measured_at=None,
            time_quality=TimeQuality.UNKNOWN,
        )
        return self.record(self._weight(grams, moment))

    def record(self, record: Record, number: int | None = None) -> bytes:
        """Write any record."""
        number = next(self.numbers) if number is None else number
        return encode_record(self.hub, EPOCH, number, record.to_wire(), self.sign)

    def status(self, status: HubStatus) -> bytes:
        """Write a heartbeat."""
        return encode_status(status, self.sign)

    def sign(self, signed: bytes) -> bytes:
        """Sign as this hub."""
        return self._key.sign(signed).signature

    def _weight(self, grams: int, moment: Moment) -> Measurement:
        values = {Vital.BODY_WEIGHT: grams}
        return Measurement(device=self.scale, user_slot=None, values=values, flags=frozenset(), moment=moment, raw=RAW)
