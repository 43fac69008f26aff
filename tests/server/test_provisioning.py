from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID

from edge.adapters.keys import KeyRing
from server.adapters.store.database import migrate, open_database
from server.adapters.store.registry import Registry, RegistryError
from server.config import ServerConfig, read_config
from server.provisioning import Provisioner
from vitals.fields import Json
from vitals.identity import HomeId

AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def config(tmp_path: Path) -> ServerConfig:
    return read_config({"NARA_DATA": str(tmp_path / "data"), "NARA_BROKER_URL": "mqtts://broker.example:8884"})


def request_of_a_new_hub(folder: Path) -> Json:
    keys = KeyRing(folder)
    keys.make()
    return {"csr": keys.certificate_request().decode(), "signing_key": keys.public_signing_key().hex()}


def test_a_hub_gets_a_certificate_in_the_name_the_server_chose_and_nobody_elses(
    tmp_path: Path, config: ServerConfig
) -> None:
    config.data.mkdir()
    engine = open_database(config.database_url)
    migrate(engine)
    registry = Registry(engine, os.urandom, AT, "technician")
    home = registry.add_home("Lindqvist", "Europe/Stockholm")
    hub, bundle = Provisioner(config, engine, registry).add_hub(home, "hall", request_of_a_new_hub(tmp_path / "hub"))
    certificate = x509.load_pem_x509_certificate(bundle["certificate"].encode())
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert [name.value for name in names] == [hub]
    assert (bundle["broker"], bundle["is_clock_trusted"]) == ({"host": "broker.example", "port": 8884}, False)
    engine.dispose()


def test_a_home_that_is_not_there_gets_no_hub(tmp_path: Path, config: ServerConfig) -> None:
    config.data.mkdir()
    engine = open_database(config.database_url)
    migrate(engine)
    provisioner = Provisioner(config, engine, Registry(engine, os.urandom, AT, "technician"))
    with pytest.raises(RegistryError, match="there is no home aaaaaaaaaaaaaaaa"):
        provisioner.add_hub(HomeId("aaaaaaaaaaaaaaaa"), "hall", request_of_a_new_hub(tmp_path / "hub"))
    engine.dispose()
