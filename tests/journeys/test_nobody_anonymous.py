"""The broker takes in nobody it does not know, and lets a hub speak and hear only as itself; on both brokers."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from edge.adapters.keys import KeyRing
from server.adapters.authority import Authority
from simulator.hub import HomeHub
from tests.journeys.life import Life
from tests.journeys.plan import homes, sendings
from tests.journeys.street import Street, chosen_seed, story
from vitals.identity import HomeId, HubId
from vitals.topics import PUBLISHED_BY_HUB, READ_BY_HUB, Topic

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.timeout(120)]
ANSWERS_WITHIN_S = 5.0
SILENCE_S = 1.0


@dataclass
class Visitor:
    """An MQTT client with some certificate, or none, and what came of it."""

    authority: Path
    certificate: Path | None
    key: Path | None
    is_taken_in: bool = False
    heard: list[str] = field(default_factory=list)

    @contextmanager
    def at_the_broker(self, port: int) -> Iterator[Client]:
        """Knock, and stay for a while if taken in."""
        client = Client(CallbackAPIVersion.VERSION2, client_id="visitor", reconnect_on_failure=False)
        context = ssl.create_default_context(cafile=str(self.authority))
        if self.certificate is not None and self.key is not None:
            context.load_cert_chain(self.certificate, self.key)
        client.tls_set_context(context)
        client.on_connect = self._connected
        client.on_message = self._came
        try:
            client.connect("127.0.0.1", port)
            client.loop_start()
            self._wait_for_an_answer(client)
        except OSError:
            pass
        yield client
        client.disconnect()
        client.loop_stop()

    def knocks(self, port: int) -> bool:
        """Knock; tells whether the broker opens."""
        with self.at_the_broker(port):
            return self.is_taken_in

    def _wait_for_an_answer(self, client: Client) -> None:
        until = time.monotonic() + ANSWERS_WITHIN_S
        while (
            not self.is_taken_in
            and time.monotonic() < until
            and client._thread is not None
            and client._thread.is_alive()
        ):
            time.sleep(0.01)

    def _connected(self, _client: Client, _data: object, _flags: object, reason: Any, _properties: object) -> None:
        self.is_taken_in = not reason.is_failure

    def _came(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self.heard.append(message.topic)


def as_hub(hub: HomeHub) -> Visitor:
    """Visit with the keys and the certificate of a hub."""
    folder = hub.folder
    return Visitor(folder / "ca.crt", folder / "tls.crt", folder / "tls.key")


def with_a_certificate_of_ones_own(folder: Path, hub: HomeHub) -> Visitor:
    """Visit with a certificate in a hub's name that another authority made."""
    keys = KeyRing(folder / "forger")
    keys.make()
    forged = folder / "forged.crt"
    authority = Authority(folder / "authority")
    forged.write_text(authority.certify_hub(keys.certificate_request().decode(), hub.hub), encoding="ascii")
    return Visitor(hub.folder / "ca.crt", forged, folder / "forger" / "tls.key")


@pytest.mark.decision("A6")
@pytest.mark.parametrize("broker", ["nats", pytest.param("mosquitto", marks=pytest.mark.mosquitto)])
def test_nobody_unknown_comes_in_and_no_hub_speaks_or_hears_as_another(tmp_path: Path, broker: str) -> None:
    seed = chosen_seed()
    who = homes(seed, 4)[2:]
    street = Street(tmp_path, who, has_mosquitto=broker == "mosquitto")
    with story(street, seed):
        street.start()
        port = street.broker.port
        mine, other = street.hubs["dahl"], street.hubs["wallin"]
        mine.stop()  # its certificate is in our hands now
        assert not Visitor(mine.folder / "ca.crt", None, None).knocks(port)
        assert not with_a_certificate_of_ones_own(tmp_path, mine).knocks(port)
        assert as_hub(mine).knocks(port)

        others_home = HomeId(street.premises.ids["home"]["wallin"])
        topics = {leaf: str(Topic(others_home, HubId(other.hub), leaf)) for leaf in (*PUBLISHED_BY_HUB, *READ_BY_HUB)}
        visitor = as_hub(mine)
        with visitor.at_the_broker(port) as client:
            assert visitor.is_taken_in
            for topic in (*topics.values(), "#", "nara/v1/#", f"nara/v1/{others_home}/+/receipt"):
                client.subscribe(topic, qos=0)
            for leaf in PUBLISHED_BY_HUB:
                client.publish(topics[leaf], b"not from there", qos=1, retain=True)
            time.sleep(SILENCE_S)
            life = Life(street)
            life.live(each for each in sendings(who, 2, seed) if each.home == "wallin")
            assert life.wait_for_receipts(nudges=400)
            time.sleep(SILENCE_S)
            assert client.is_connected(), "it was here all the time"
            # a broker may let it hear, under "#", what is for itself: nothing else
            mine_home = HomeId(street.premises.ids["home"]["dahl"])
            own = {str(Topic(mine_home, HubId(mine.hub), leaf)) for leaf in READ_BY_HUB}
            assert set(visitor.heard) <= own
        truth = life.end()
        assert truth.strangers == [], "what was said on another hub's topic must not even reach the server"
