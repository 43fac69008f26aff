"""A provisioned hub's folder, with a certificate authority made for it; only the hub's own libraries are needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID
from small_hub import HOME, HUB

from edge.adapters.keys import KeyRing
from edge.provisioning import install

SERVER_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
"""What the server of these tests signs with."""
NOWHERE = ("127.0.0.1", 9)
"""Port 9 discards; nobody listens there on a machine of today."""


class TinyAuthority:
    """Signs certificates for one test."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.certificate = self._sign(self._key.public_key(), "tests", is_authority=True)

    def certify(self, request_pem: bytes, name: str = HUB) -> str:
        """Sign a request under a name."""
        return _pem(self._sign(x509.load_pem_x509_csr(request_pem).public_key(), name, is_authority=False))

    def certificate_pem(self) -> str:
        """Give its own certificate."""
        return _pem(self.certificate)

    def server_papers(self, folder: Path, host: str, days: int = 0) -> tuple[Path, Path]:
        """Make a server's certificate and key for an address, good so many days from now; gives the files."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = self._sign(key.public_key(), "broker", is_authority=False, host=host, days=days)
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        (folder / "broker.crt").write_text(_pem(certificate), encoding="ascii")
        (folder / "broker.key").write_bytes(key.private_bytes(pem, pkcs8, serialization.NoEncryption()))
        return folder / "broker.crt", folder / "broker.key"

    def _sign(
        self, public_key: Any, name: str, *, is_authority: bool, host: str = "127.0.0.1", days: int = 0
    ) -> x509.Certificate:
        now = datetime.now(UTC) + timedelta(days=days)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tests")]))
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
            .sign(self._key, hashes.SHA256())
        )


def bundle(
    request: bytes,
    *,
    devices: Sequence[dict[str, Any]] = (),
    broker: tuple[str, int] = NOWHERE,
    authority: TinyAuthority | None = None,
) -> dict[str, Any]:
    """Answer a hub's certificate request as the server would."""
    authority = authority or TinyAuthority()
    return {
        "home": HOME,
        "hub": HUB,
        "zone": "Europe/Stockholm",
        "status_every_s": 300,
        "is_clock_trusted": True,
        "broker": {"host": broker[0], "port": broker[1]},
        "devices": list(devices),
        "ca": authority.certificate_pem(),
        "certificate": authority.certify(request),
        "server_key": SERVER_KEY.public_key().public_bytes_raw().hex(),
    }


def provision(folder: Path, **told: Any) -> Path:
    """Make a hub's keys and install a bundle; gives the folder."""
    keys = KeyRing(folder)
    keys.make()
    install(folder, json.loads(json.dumps(bundle(keys.certificate_request(), **told))))
    return folder


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode()
