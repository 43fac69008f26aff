"""A code lets one hub in, once, in its time; on both databases, with the hub's own keys at the other end."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pages import AT, SmallTown
from sqlalchemy import Engine

from edge.adapters.keys import KeyRing, key_of_seed, verifier_of
from edge.provisioning import install, request_of
from server.adapters.store import invitations, schema
from server.adapters.store.invitations import Invited
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import RegistryError
from server.config import read_config
from server.joining import Clocks, Joining
from vitals.fields import Json
from vitals.identity import HomeId, HubId
from vitals.invitation import Code, Invitation
from vitals.joining import Refusal, RefusedError, decode_answer, encode_request

NOW = datetime(2026, 11, 1, 9, tzinfo=UTC)
HALF_AN_HOUR = timedelta(minutes=30)


class Office:
    """A server's joining at a clock that tests turn, and hubs that come."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.now, self.folder = NOW, folder
        self.town = SmallTown(engine)
        config = read_config({"NARA_DATA": str(folder / "data"), "NARA_JOIN_URL": "https://nara.example"})
        clocks = Clocks(real=lambda: self.now, clinical=lambda: AT)
        self.joining = Joining(config, engine, clocks, is_clock_trusted=False)

    def invite(self, lasts: timedelta = HALF_AN_HOUR) -> Invitation:
        return self.joining.invite(HomeId(self.town.home), "hall", lasts, "command:tester")[0]

    def comes(self, hub: str, code: Code) -> Json:
        """Let a hub come with a code; gives what it believes."""
        keys = KeyRing(self.folder / hub)
        keys.make()
        code_key, sign = key_of_seed(code.seed())
        payload, asked = encode_request(code_key, request_of(keys), sign)
        return decode_answer(self.joining.join(payload), asked, code, verifier_of)

    def refuses(self, hub: str, code: Code) -> Refusal:
        with pytest.raises(RefusedError) as caught:
            self.comes(hub, code)
        return caught.value.refusal

    def hubs(self) -> set[HubId]:
        return set(SqlLedger(self.town.engine).register().hubs) - {HubId(self.town.hub)}


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Office:
    return Office(engine, tmp_path)


def test_an_invited_hub_is_taken_in_with_its_keys_and_the_devices_of_its_home(office: Office) -> None:
    invitation = office.invite()
    assert invitation.server == "https://nara.example"
    bundle = office.comes("hub", invitation.code)
    install(office.folder / "hub", bundle)
    assert office.hubs() == {bundle["hub"]}
    assert [device["device"] for device in bundle["devices"]] == [office.town.scale]
    entry = SqlLedger(office.town.engine).register().hubs[bundle["hub"]]
    assert entry.keys == {office.town.home: KeyRing(office.folder / "hub").public_signing_key()}


def test_a_lost_answer_is_given_again_to_the_same_keys_however_late(office: Office) -> None:
    code = office.invite().code
    first = office.comes("hub", code)
    office.now += timedelta(days=3)
    assert office.comes("hub", code) == first
    assert office.hubs() == {first["hub"]}


def test_other_keys_get_nothing_for_a_used_code(office: Office) -> None:
    code = office.invite().code
    first = office.comes("hub", code)
    assert office.refuses("thief", code) is Refusal.USED
    (office.folder / "hub" / "tls.key").unlink()
    assert office.refuses("hub", code) is Refusal.USED, "both of its keys must be the same"
    assert office.hubs() == {first["hub"]}


@pytest.mark.parametrize(("late_s", "is_in_time"), [(-1, True), (0, False), (3_600, False)])
def test_a_code_is_good_until_its_time_is_out(office: Office, late_s: int, is_in_time: bool) -> None:
    code = office.invite().code
    office.now += HALF_AN_HOUR + timedelta(seconds=late_s)
    if is_in_time:
        assert office.comes("hub", code)["home"] == office.town.home
    else:
        assert office.refuses("hub", code) is Refusal.ENDED
        assert office.hubs() == set()


def test_a_code_that_nobody_made_opens_nothing(office: Office) -> None:
    office.invite()
    assert office.refuses("hub", Code("aaaqeayeaudaocaj")) is Refusal.UNKNOWN
    assert office.hubs() == set()


@pytest.mark.parametrize("lasts", [timedelta(0), timedelta(seconds=59), timedelta(days=1, seconds=1), timedelta(-1)])
def test_no_code_lasts_for_ever(office: Office, lasts: timedelta) -> None:
    with pytest.raises(RegistryError, match="at least a minute and at most a day"):
        office.invite(lasts)


def test_a_request_that_is_none_is_refused_with_the_reason_for_the_audit(office: Office) -> None:
    code_key, sign = key_of_seed(office.invite().code.seed())
    payload, _ = encode_request(code_key, {"signing_key": "00" * 32, "csr": "no request"}, sign)
    for said, why in ((payload, "that is not a hub's request"), (b"{}", "v is missing")):
        with pytest.raises(RefusedError, match=why) as caught:
            office.joining.join(said)
        assert caught.value.refusal is Refusal.UNREADABLE


def test_a_database_that_fails_is_said_to_be_busy_and_the_code_is_still_good(office: Office) -> None:
    code = office.invite().code
    with office.town.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE hub_home RENAME TO gone")
    assert office.refuses("hub", code) is Refusal.BUSY
    with office.town.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO hub_home")
    assert office.comes("hub", code)["hub"] in office.hubs()


def test_nothing_that_is_stored_lets_its_reader_join(office: Office) -> None:
    code = office.invite().code
    with office.town.engine.connect() as connection:
        stored = [repr(row) for table in schema.METADATA.sorted_tables for row in connection.execute(table.select())]
    for secret in (code.letters, code.seed().hex(), repr(code.seed())[2:-1]):
        assert not any(secret in row for row in stored)


def test_of_many_who_come_at_once_with_one_code_one_is_taken_in(office: Office) -> None:
    code = office.invite().code
    came: list[object] = []

    def come(hub: str) -> None:
        try:
            came.append(office.comes(hub, code)["hub"])
        except RefusedError as problem:
            came.append(problem.refusal)

    threads = [threading.Thread(target=come, args=(hub,)) for hub in ("a", "b", "c", "d")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (hub,) = office.hubs()
    assert sorted(map(str, came)) == sorted([hub, *3 * ["used"]])


def test_whoever_was_faster_between_the_look_and_the_writing_is_the_hub(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = office.invite().code
    really = invitations.find
    looks: list[Invited | None] = []

    def look(engine: Engine, code_key: bytes) -> Invited | None:
        looks.append(really(engine, code_key))
        if len(looks) == 1:
            office.comes("faster", code)
        return looks[0] if len(looks) == 2 else really(engine, code_key)

    monkeypatch.setattr(invitations, "find", look)
    assert office.refuses("slower", code) is Refusal.USED
    assert len(office.hubs()) == 1
