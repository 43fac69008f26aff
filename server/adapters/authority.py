"""The product's own small certificate authority: one for each server, so that nobody on the line is anonymous."""

from __future__ import annotations

import fcntl
import ipaddress
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from vitals.identity import is_id

LEAF_LASTS: Final = timedelta(days=3 * 365)
AUTHORITY_LASTS: Final = timedelta(days=20 * 365)
RENEWED_BEFORE: Final = timedelta(days=180)
"""What runs out sooner is made anew at the next start; a server that is updated twice a year never runs out."""
_BACKDATED: Final = timedelta(days=365 * 2)
"""A hub whose clock starts in the past must still be able to take the first step of its own time."""
SERVER_NAME: Final = "server"


class Authority:
    """Signs certificates for the broker, the server and every hub; its key never leaves its folder."""

    def __init__(self, folder: Path) -> None:
        """Open the authority in a folder, or make a new one."""
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._alone():
            if not (folder / "ca.key").exists():
                self._make_itself()
        self._key = _load_key(folder / "ca.key")
        self._certificate = x509.load_pem_x509_certificate((folder / "ca.crt").read_bytes())

    @property
    def certificate_pem(self) -> str:
        """The authority's own certificate, which everybody trusts."""
        return self._certificate.public_bytes(serialization.Encoding.PEM).decode()

    def certify_hub(self, request_pem: str, hub: str) -> str:
        """Sign a hub's request under the id the server gave it; raises ValueError for a request that is not sound."""
        if not is_id(hub):
            raise ValueError(f"{hub!r} is not the id of a hub")
        return self._certify(self.read_request(request_pem), hub, [], ExtendedKeyUsageOID.CLIENT_AUTH)

    @staticmethod
    def read_request(request_pem: str) -> ec.EllipticCurvePublicKey:
        """Give the public key that a request asks a certificate for; raises ValueError for one that is not sound."""
        request = x509.load_pem_x509_csr(request_pem.encode())
        if not request.is_signature_valid:
            raise ValueError("the certificate request is not signed by its own key")
        key = request.public_key()
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise ValueError("the certificate request has no elliptic curve key")  # noqa: TRY004  (a wrong file)
        return key

    def requested_key(self, request_pem: str) -> bytes:
        """Give that public key as bytes, the same however often its owner asks; raises ValueError as above."""
        encoding, form = serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        return self.read_request(request_pem).public_bytes(encoding, form)

    def equip_server(self, hosts: list[str]) -> None:
        """Make the broker's and the server's own certificates, if they are not there, end soon or name other hosts."""
        wanted = ",".join(hosts)
        names = self._folder / "hosts"
        with self._alone():
            if names.exists() and names.read_text(encoding="utf-8") == wanted and not self._ends_soon():
                return
            names.unlink(missing_ok=True)
            self._equip("broker", "broker", hosts, ExtendedKeyUsageOID.SERVER_AUTH)
            self._equip("server", SERVER_NAME, [], ExtendedKeyUsageOID.CLIENT_AUTH)
            names.write_text(wanted, encoding="utf-8")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from making the same keys at the same time."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _ends_soon(self) -> bool:
        pems = [(self._folder / f"{file}.crt").read_bytes() for file in ("broker", "server")]
        ends = [x509.load_pem_x509_certificate(pem).not_valid_after_utc for pem in pems]
        return min(ends) - datetime.now(UTC) < RENEWED_BEFORE

    def _equip(self, file: str, name: str, hosts: list[str], usage: x509.ObjectIdentifier) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        _write_key(self._folder / f"{file}.key", key)
        certificate = self._certify(key.public_key(), name, hosts, usage)
        (self._folder / f"{file}.crt").write_text(certificate, encoding="ascii")

    def _certify(
        self, public_key: ec.EllipticCurvePublicKey, name: str, hosts: list[str], usage: x509.ObjectIdentifier
    ) -> str:
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self._certificate.subject)
            .public_key(public_key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + LEAF_LASTS)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
        )
        if hosts:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False
            )
        signed = builder.sign(self._key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM).decode()

    def _make_itself(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Hjartnara {os.urandom(4).hex()}")])
        now = datetime.now(UTC)
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - _BACKDATED)
            .not_valid_after(now + AUTHORITY_LASTS)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .sign(key, hashes.SHA256())
        )
        (self._folder / "ca.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        _write_key(self._folder / "ca.key", key)


def _host(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _load_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError(f"{path} is not an elliptic curve key")
    return key


def _write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Write a key that only its owner can read, whole or not at all."""
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
