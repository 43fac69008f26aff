"""The sink: committed observations flow on to InfluxDB, for Grafana and analysts; the product itself never asks it."""

from __future__ import annotations

import hmac
import logging
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from influxdb_client.client.influxdb_client import InfluxDBClient
from influxdb_client.client.write_api import SYNCHRONOUS, WriteApi
from influxdb_client.rest import ApiException
from urllib3.exceptions import HTTPError

from server.ledger.page import Observation
from server.ledger.port import LedgerError
from server.ledger.stream import ObservationStream
from vitals.fields import Json

LOG = logging.getLogger("nara.influx")
BATCH: Final = 2_000
LOOKS_EVERY_S: Final = 30.0
RETRY_FIRST_S: Final = 1.0
RETRY_LONGEST_S: Final = 60.0
_TIMEOUT_MS: Final = 20_000
_TOO_OLD: Final = "points beyond retention policy"
"""InfluxDB says so (status 422) when it has taken a batch but for these, and will never take them."""
_MANY: Final = 1_000_000
_PSEUDONYM_DIGITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluxPlace:
    """Where to write; ``key`` makes the pseudonyms, and never leaves this server."""

    url: str
    token: str
    org: str
    bucket: str
    key: bytes


class InfluxSink:
    """Takes the stream of observations from its cursor on, in a thread of its own: nobody ever waits for it.

    The cursor moves only once the server has taken a batch, and a point written again is the same point: so whatever
    dies, nothing is missing and nothing is doubled. No name, no id of ours and no free text goes out.
    """

    def __init__(self, stream: ObservationStream, place: InfluxPlace) -> None:
        """Take the stream and where to write."""
        self._stream = stream
        self._place = place
        self._news = threading.Event()
        self._is_stopping = threading.Event()
        self._trouble: str | None = None
        self._has_said_too_old = False
        self._thread = threading.Thread(target=self._run, name="influx", daemon=True)

    def start(self) -> None:
        """Begin, with what was written while the sink was away."""
        self._thread.start()

    def wake(self) -> None:
        """Say that there is news; from any thread, and at once."""
        self._news.set()

    def stop(self) -> None:
        """Finish the batch in hand; the rest is taken at the next start."""
        self._is_stopping.set()
        self._news.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        place, wait_s = self._place, RETRY_FIRST_S
        with (
            InfluxDBClient(place.url, place.token, org=place.org, timeout=_TIMEOUT_MS, retries=False) as client,
            client.write_api(write_options=SYNCHRONOUS) as writer,
        ):
            while not self._is_stopping.is_set():
                self._news.clear()
                if self._take_all(writer):
                    wait_s = RETRY_FIRST_S
                    self._news.wait(LOOKS_EVERY_S)
                else:
                    self._is_stopping.wait(wait_s)
                    wait_s = min(wait_s * 2, RETRY_LONGEST_S)

    def _take_all(self, writer: WriteApi) -> bool:
        """Write everything after the cursor; tells whether that went well. What is wrong is said once."""
        try:
            cursor = self._stream.cursor()
            while not self._is_stopping.is_set() and (portion := self._stream.read(cursor, BATCH)) is not None:
                points = [point(each, self._place.key) for each in portion.observations]
                if points:
                    self._give(writer, points)
                cursor = portion.after
                self._stream.taken(cursor)
        except (ApiException, HTTPError, LedgerError, OSError) as problem:
            self._say(_in_words(problem))
            return False
        if self._trouble is not None:
            LOG.info("InfluxDB takes measurements again")
        self._trouble = None
        return True

    def _give(self, writer: WriteApi, points: list[Json]) -> None:
        try:
            writer.write(self._place.bucket, record=points)
        except ApiException as problem:
            if _TOO_OLD not in str(problem.body):
                raise
            if not self._has_said_too_old:
                LOG.warning("InfluxDB takes nothing as old as some measurements: NARA_INFLUX_BUCKET keeps too little")
            self._has_said_too_old = True

    def _say(self, trouble: str) -> None:
        if trouble != self._trouble:
            LOG.warning("nothing is lost, but InfluxDB gets nothing now: %s", trouble)
        self._trouble = trouble


def point(observation: Observation, key: bytes) -> Json:
    """Write an observation as a point: the vital's name, two pseudonyms as tags, the value in the vital's unit.

    What lies under the millisecond of its time (in ns) is its arrival: two readings of a device whose clock knows only
    minutes would else be one point, and the second would overwrite the first.
    """
    coding = observation.vital.value
    since_1970 = observation.measured_at - datetime(1970, 1, 1, tzinfo=UTC)
    return {
        "measurement": coding.name,
        "tags": {
            "person": pseudonym(observation.patient, key),
            "device": pseudonym(observation.device, key),
            "unit": coding.unit,
        },
        "fields": {"value": round(observation.value * 10.0**coding.scale, -coding.scale)},
        "time": since_1970 // timedelta(milliseconds=1) * _MANY + observation.arrival % _MANY,
    }


def pseudonym(identity: str, key: bytes) -> str:
    """Give the name under which somebody is known outside: always the same, and without the key nobody's.

    >>> pseudonym("aaaqeayeaudaocaj", bytes(32)) == pseudonym("aaaqeayeaudaocaj", bytes(32))
    True
    """
    return hmac.new(key, identity.encode(), "sha256").hexdigest()[:_PSEUDONYM_DIGITS]


def _in_words(problem: Exception) -> str:
    if isinstance(problem, ApiException):
        return (
            f"it answers with status {problem.status} ({problem.reason}): look at NARA_INFLUX_TOKEN, _ORG and _BUCKET"
        )
    if isinstance(problem, LedgerError):
        return str(problem)
    return f"it does not answer at NARA_INFLUX_URL ({type(problem).__name__})"
