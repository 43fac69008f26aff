from __future__ import annotations

import ipaddress
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from contract_samples import HUB
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.verification import Store, VerificationError

from edge.adapters.keys import KeyRing
from server.adapters import authority as module
from server.adapters.authority import LEAF_LASTS, Authority

HOSTS = ["127.0.0.1", "broker.clinic.example"]


def certificate(pem: str | bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pem if isinstance(pem, bytes) else pem.encode())


def request_of(folder: Path) -> str:
    keys = KeyRing(folder)
    keys.make()
    return keys.certificate_request().decode()


def verifier(authority: Authority, at: datetime) -> x509.verification.PolicyBuilder:
    store = Store([certificate(authority.certificate_pem)])
    return x509.verification.PolicyBuilder().store(store).time(at)


def name_of(found: x509.Certificate) -> str:
    return found.subject.rfc4514_string()


@pytest.mark.decision("A5")
def test_a_hubs_certificate_names_the_hub_and_nobody_in_its_home(tmp_path: Path) -> None:
    found = certificate(Authority(tmp_path / "pki").certify_hub(request_of(tmp_path / "hub"), HUB))
    assert name_of(found) == f"CN={HUB}"


def test_a_hub_that_asks_twice_asks_for_the_same_key_in_other_words(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "pki")
    first, again, other = request_of(tmp_path / "a"), request_of(tmp_path / "a"), request_of(tmp_path / "b")
    assert first != again
    assert authority.requested_key(first) == authority.requested_key(again) != authority.requested_key(other)
    with pytest.raises(ValueError, match="PEM"):
        authority.requested_key("no request")


def test_the_authority_answers_for_the_broker_by_every_name_it_has(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    authority.equip_server(HOSTS)
    broker = certificate((tmp_path / "broker.crt").read_bytes())
    policy = verifier(authority, datetime.now(UTC))
    policy.build_server_verifier(x509.DNSName("broker.clinic.example")).verify(broker, [])
    policy.build_server_verifier(x509.IPAddress(ipaddress.ip_address("127.0.0.1"))).verify(broker, [])
    with pytest.raises(VerificationError):
        policy.build_server_verifier(x509.DNSName("other.example")).verify(broker, [])


def test_a_hub_cannot_pass_for_the_broker_nor_the_broker_for_a_client(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    authority.equip_server(HOSTS)
    for file, is_client in (("broker", False), ("server", True)):
        assert usages(certificate((tmp_path / f"{file}.crt").read_bytes())) == (["client"] if is_client else ["server"])
    hub = certificate(authority.certify_hub(request_of(tmp_path / "hub"), HUB))
    assert usages(hub) == ["client"]
    with pytest.raises(VerificationError):
        verifier(authority, datetime.now(UTC)).build_server_verifier(x509.DNSName(HUB)).verify(hub, [])


def test_what_another_authority_signed_is_not_ours(tmp_path: Path) -> None:
    ours, theirs = Authority(tmp_path / "ours"), Authority(tmp_path / "theirs")
    for authority in (ours, theirs):
        authority.equip_server(["localhost"])
    broker = certificate((tmp_path / "theirs" / "broker.crt").read_bytes())
    with pytest.raises(VerificationError):
        verifier(ours, datetime.now(UTC)).build_server_verifier(x509.DNSName("localhost")).verify(broker, [])


def test_a_clock_that_is_two_years_slow_still_gets_in(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    authority.equip_server(["localhost"])
    broker = certificate((tmp_path / "broker.crt").read_bytes())
    for at in (datetime.now(UTC) - timedelta(days=700), datetime.now(UTC) + LEAF_LASTS - timedelta(days=1)):
        verifier(authority, at).build_server_verifier(x509.DNSName("localhost")).verify(broker, [])


def test_the_authority_stays_the_same_when_it_is_opened_again(tmp_path: Path) -> None:
    first, again = Authority(tmp_path), Authority(tmp_path)
    assert first.certificate_pem == again.certificate_pem
    first.equip_server(HOSTS)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    again.equip_server(HOSTS)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_other_names_and_an_end_in_sight_give_new_certificates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = Authority(tmp_path)
    authority.equip_server(HOSTS)
    first = (tmp_path / "broker.crt").read_bytes()
    authority.equip_server(["localhost"])
    second = (tmp_path / "broker.crt").read_bytes()
    assert first != second
    monkeypatch.setattr(module, "RENEWED_BEFORE", LEAF_LASTS + timedelta(days=1))
    authority.equip_server(["localhost"])
    assert (tmp_path / "broker.crt").read_bytes() != second


def test_a_start_that_was_cut_short_is_made_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Power goes away after new keys are written and before their certificates are."""
    Authority(tmp_path).equip_server(HOSTS)
    for file, name in (("broker.crt", "_certify"), ("ca.key", "_make_itself")):
        (tmp_path / file).unlink()
        (tmp_path / "hosts").unlink(missing_ok=True)
        with monkeypatch.context() as cut:
            cut.setattr(Authority, name, power_goes)
            with pytest.raises(KeyboardInterrupt):
                Authority(tmp_path).equip_server(HOSTS)
    authority = Authority(tmp_path)
    authority.equip_server(HOSTS)
    for file in ("broker", "server"):
        key = serialization.load_pem_private_key((tmp_path / f"{file}.key").read_bytes(), None)
        found = certificate((tmp_path / f"{file}.crt").read_bytes())
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        assert found.public_key() == key.public_key()
        found.verify_directly_issued_by(certificate(authority.certificate_pem))


def test_only_the_owner_reads_the_keys(tmp_path: Path) -> None:
    Authority(tmp_path / "pki").equip_server(HOSTS)
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "pki").glob("*.key")}
    assert modes == {"ca.key": 0o400, "broker.key": 0o400, "server.key": 0o400}
    assert (tmp_path / "pki").stat().st_mode & 0o077 == 0


@pytest.mark.slow
@pytest.mark.timeout(60)
def test_processes_that_open_a_new_authority_at_once_get_the_same_one(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from server.adapters.authority import Authority;"
        "authority = Authority(Path(sys.argv[1])); authority.equip_server(['localhost']);"
        "sys.stdout.write(authority.certificate_pem)"
    )
    folder = tmp_path / "pki"
    started = [
        subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE, env=os.environ)
        for _ in range(3)
    ]
    said = {process.communicate()[0] for process in started}
    assert said == {(folder / "ca.crt").read_bytes()}
    key = serialization.load_pem_private_key((folder / "ca.key").read_bytes(), None)
    assert certificate((folder / "ca.crt").read_bytes()).public_key() == key.public_key()


@pytest.mark.parametrize(
    "name", ["server", "broker", "#", "+", "a/b", "", "HUBAAAAAAAAAAAAA", f"{HUB}\n", f"{HUB},CN=server"]
)
def test_a_name_that_is_no_hubs_id_is_not_certified(tmp_path: Path, name: str) -> None:
    request = request_of(tmp_path / "hub")
    with pytest.raises(ValueError, match="is not the id of a hub"):
        Authority(tmp_path / "pki").certify_hub(request, name)


def test_a_request_that_its_own_key_did_not_sign_is_refused(tmp_path: Path) -> None:
    stolen = x509.load_pem_x509_csr(request_of(tmp_path / "hub").encode()).public_bytes(serialization.Encoding.DER)
    forged = x509.load_der_x509_csr(stolen[:-4] + bytes(octet ^ 1 for octet in stolen[-4:]))
    pem = forged.public_bytes(serialization.Encoding.PEM).decode()
    with pytest.raises(ValueError, match="not signed by its own key"):
        Authority(tmp_path / "pki").certify_hub(pem, HUB)


def test_a_request_with_another_kind_of_key_or_none_at_all_is_refused(tmp_path: Path) -> None:
    request = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))
    other = request.sign(ed25519.Ed25519PrivateKey.generate(), None).public_bytes(serialization.Encoding.PEM)
    with pytest.raises(ValueError, match="no elliptic curve key"):
        Authority(tmp_path).certify_hub(other.decode(), HUB)
    with pytest.raises(ValueError, match="PEM"):
        Authority(tmp_path).certify_hub("not a request", HUB)


def test_a_request_cannot_choose_its_name_or_its_use(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    wish = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "server")]))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("server")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    found = certificate(Authority(tmp_path).certify_hub(wish.public_bytes(serialization.Encoding.PEM).decode(), HUB))
    assert name_of(found) == f"CN={HUB}"
    assert found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca is False
    with pytest.raises(x509.ExtensionNotFound):
        found.extensions.get_extension_for_class(x509.SubjectAlternativeName)


def power_goes(*_: object) -> None:
    raise KeyboardInterrupt


def usages(found: x509.Certificate) -> list[str]:
    words = {x509.oid.ExtendedKeyUsageOID.CLIENT_AUTH: "client", x509.oid.ExtendedKeyUsageOID.SERVER_AUTH: "server"}
    return [words[usage] for usage in found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value]
