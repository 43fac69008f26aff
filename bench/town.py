"""A town under measurement: its register and keys, a database that is not empty, and the signed letters of its hubs."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import random
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from nacl.signing import SigningKey
from sqlalchemy import Engine, event, insert

from bench.letters import write_plan, write_stream
from bench.load import Load, Weighing
from server.adapters.store import schema
from server.adapters.store.database import migrate, open_database
from server.adapters.store.driver import DriverInsert
from server.adapters.store.registry import NewPatient, Registry
from server.adapters.store.rows import journal_values, observation_values
from server.config import ServerConfig, read_config
from server.ledger.page import Disposition, JournalRow, Observation
from server.provisioning import Provisioner
from server.web.password import hash_password
from vitals.identity import DeviceId, Epoch, HomeId, HubId, PatientId, mint_epoch
from vitals.measurement import Frame, Measurement
from vitals.moment import Moment, TimeQuality
from vitals.topics import Leaf, Topic
from vitals.vital import Vital
from vitals.wire import encode_record

NURSE: Final = "anna"
PASSWORD: Final = secrets.token_urlsafe(12)
ZONE: Final = "Europe/Stockholm"
_BEFORE: Final = timedelta(days=500)
"""Everybody has been in the register for longer than anything that is sent."""
_HISTORY_BEGINS: Final = timedelta(days=1_000)
_HISTORY_ENDS: Final = timedelta(days=60)
"""The rows a database is filled with beforehand are older than any rule looks back."""
_OLD: Final = Epoch("00" * 8)
_AT_ONCE: Final = 10_000


@dataclass(frozen=True, slots=True)
class HubKeys:
    """One hub of the town: who it is, what it signs with, and the files of its certificate."""

    home: HomeId
    hub: HubId
    seed: bytes
    folder: str

    @property
    def public(self) -> bytes:
        """The key that what it signs is verified with."""
        return bytes(SigningKey(self.seed).verify_key)

    @property
    def record_topic(self) -> str:
        """Where it publishes."""
        return str(Topic(self.home, self.hub, Leaf.RECORD))

    @property
    def tls(self) -> dict[str, str]:
        """Name the files of its connection."""
        return {name: f"{self.folder}/{name}.pem" for name in ("ca", "certificate", "key")}


class Town:
    """Homes with a hub each, and everybody's scale: written with the product's own register and authority."""

    def __init__(self, folder: Path, load: Load) -> None:
        """Build it in a folder that is kept as a pattern: servers under measurement run in copies."""
        self.load = load
        self.pattern = folder / "pattern"
        self._keys = folder / "hubs"
        self.hubs: list[HubKeys] = []
        self.devices: list[DeviceId] = []
        self.patients: list[PatientId] = []
        self._history_begins = datetime.now(UTC) - _HISTORY_BEGINS
        self._build(read_config({"NARA_DATA": str(self.pattern)}))

    def copy(self, folder: Path) -> None:
        """Copy the pattern for one server."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.pattern, folder)

    def fill(self, rows: int) -> None:
        """Write that many weighings of years past into the pattern, as the product would have stored them."""
        engine = _hasty(open_database(read_config({"NARA_DATA": str(self.pattern)}).database_url))
        to_journal = DriverInsert(insert(schema.JOURNAL), engine.dialect)
        to_observations = DriverInsert(insert(schema.OBSERVATION), engine.dialect)
        for first in range(1, rows + 1, _AT_ONCE):
            old = [self._old_rows(arrival) for arrival in range(first, min(first + _AT_ONCE, rows + 1))]
            with engine.begin() as connection:
                to_journal(connection, [journal_values(row) for row, _ in old])
                to_observations(connection, [observation_values(row) for _, row in old])
        engine.dispose()

    def write_letters(self, folder: Path, load: Load, *, twice: bool = False) -> Path:
        """Write the signed letters of every hub and the generator's plan for them; ``twice``, each again later."""
        folder.mkdir(parents=True, exist_ok=True)
        with multiprocessing.Pool() as pool:
            told = [(self, load, number, folder, twice) for number in range(len(self.hubs))]
            return write_plan(folder, pool.starmap(_write_hub, told))

    def _build(self, config: ServerConfig) -> None:
        self.pattern.mkdir(parents=True)
        engine = _hasty(open_database(config.database_url))
        migrate(engine)
        now = datetime.now(UTC)
        registry = Registry(engine, os.urandom, now - _BEFORE, "command:bench")
        provisioner = Provisioner(config, engine, registry)
        registry.add_account(NURSE, "Anna Berg", "nurse", hash_password(PASSWORD))
        for number in range(self.load.hubs):
            home = registry.add_home(f"home {number}", ZONE)
            self.hubs.append(self._add_hub(provisioner, home, number))
            for patient in self.load.of_hub(number):
                self._add_patient(registry, home, patient)
        engine.dispose()

    def _add_hub(self, provisioner: Provisioner, home: HomeId, number: int) -> HubKeys:
        signing, key = SigningKey.generate(), ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hub")])
        request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, hashes.SHA256())
        pem = serialization.Encoding.PEM
        asked = {"signing_key": bytes(signing.verify_key).hex(), "csr": request.public_bytes(pem).decode()}
        hub, bundle = provisioner.add_hub(home, f"hub {number}", asked)
        folder = self._keys / hub
        folder.mkdir(parents=True)
        private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        (folder / "key.pem").write_bytes(private)
        (folder / "certificate.pem").write_text(bundle["certificate"])
        (folder / "ca.pem").write_text(bundle["ca"])
        return HubKeys(home, hub, bytes(signing), str(folder))

    def _add_patient(self, registry: Registry, home: HomeId, number: int) -> None:
        now = datetime.now(UTC)
        from_at = now - _BEFORE
        new = NewPatient(
            name=f"Patient {number}",
            personnummer=f"1940{number:08}",
            born=date(1940, 1, 1),
            zone=ZONE,
            care_level=2,
            contact=NURSE,
            matters="",
            plan_from=now.date(),  # of the days past that are sent, nobody was silent on any
        )
        address = ":".join(f"{octet:02X}" for octet in number.to_bytes(6, "big"))
        device = registry.add_device(home, "standard-scale", address, "scale")
        patient = registry.add_patient(new, home, from_at)
        registry.assign(device, None, patient, from_at)
        self.devices.append(device)
        self.patients.append(patient)

    def _old_rows(self, arrival: int) -> tuple[JournalRow, Observation]:
        """Make the rows of one weighing, all patients in turn, day by day."""
        day, patient = divmod(arrival - 1, self.load.patients)
        share = self.load.patients // self.load.hubs
        keys, device = self.hubs[patient // share], self.devices[patient]
        at = self._history_begins + timedelta(days=day, seconds=patient)
        payload = random.randbytes(550)  # noqa: S311  (only to fill)
        row = JournalRow(
            arrival=arrival,
            received_at=at,
            home=keys.home,
            hub=keys.hub,
            epoch=_OLD,
            sequence=day * share + patient % share + 1,
            kind="measurement",
            device=device,
            measured_at=at,
            heard_at=at,
            boot_id=_OLD,
            monotonic_ms=arrival,
            content_hash=hashlib.sha256(payload).digest(),
            payload=payload,
            natural_key=None,
            duplicate_of=None,
            disposition=Disposition.OBSERVED,
            reason=None,
        )
        observation = Observation(
            arrival=arrival,
            vital=Vital.BODY_WEIGHT,
            patient=self.patients[patient],
            value=70_000 + day % 7 * 100,
            measured_at=at,
            received_at=at,
            device=device,
            flags=(),
        )
        return row, observation


def _hasty(engine: Engine) -> Engine:
    """Let a database that is only being set up not wait for the disk."""
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return engine


def _write_hub(town: Town, load: Load, number: int, folder: Path, twice: bool) -> dict[str, Any]:  # noqa: FBT001  (starmap)
    keys, epoch = town.hubs[number], mint_epoch(os.urandom)
    topic, signing = keys.record_topic, SigningKey(keys.seed)
    letters, crossings = [], {}
    for place, weighing in enumerate(load.weighings(number)):
        body = _measurement(town.devices[weighing.patient], place, epoch, weighing).to_wire()
        payload = encode_record(keys.hub, epoch, place + 1, body, lambda text: signing.sign(text).signature)
        letters.append((topic, payload))
        if weighing.is_crossing:
            crossings[place] = str(weighing.patient)
    return {
        "tls": keys.tls,
        "client_id": keys.hub,
        "receipt_topic": str(Topic(keys.home, keys.hub, Leaf.RECEIPT)),
        "epoch": epoch,
        **write_stream(folder / f"{keys.hub}.packets", letters, crossings, Random(number) if twice else None),  # noqa: S311
    }


def _measurement(device: DeviceId, place: int, boot: str, weighing: Weighing) -> Measurement:
    moment = Moment(
        device_time=None,
        heard_at=weighing.at,
        boot_id=boot,
        monotonic_ms=place * 1_000,
        measured_at=weighing.at,
        time_quality=TimeQuality.ARRIVAL,
    )
    frame = Frame(characteristic="2a9d", payload=b"\x00" + (weighing.grams // 5).to_bytes(2, "little"))
    return Measurement(
        device=device,
        user_slot=None,
        values={Vital.BODY_WEIGHT: weighing.grams},
        flags=frozenset(),
        moment=moment,
        raw=(frame,),
    )
