"""The talk with an Omron cuff, on a cuff that answers out of a memory of its own, with real records in it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from scripted_cuff import FIRST, KEY, NEWER
from scripted_cuff import ScriptedCuff as Cuff
from scripted_link import ScriptedLink

from edge.devices.catalogue import forbidden_to
from edge.devices.link import Link, LinkError, RefusedError, Secrets
from edge.devices.omron import COMMANDS, UNLOCK, encode_key, encode_key_wish, encode_token, encode_unlock
from edge.devices.omron_cuff import OMRON_CUFF, fetch_omron, introduce_omron
from edge.devices.omron_memory import MODELS


def test_every_slot_of_both_users_is_read_and_the_taken_ones_are_kept_with_their_user() -> None:
    cuff = Cuff()
    cuff.put(0, 0, FIRST)
    cuff.put(0, 99, FIRST)
    cuff.put(1, 50, FIRST)
    link = cuff.link()
    link.run(fetch_omron)
    assert cuff.answered == 50
    assert [record.to_wire()["user_slot"] for record in link.records("omron-cuff")] == [1, 1, 2]
    assert link.values("omron-cuff")[0] == {"systolic": 1450, "diastolic": 910, "pulse_rate": 720}
    assert link.written()[-1] == f"{COMMANDS} 080f000000000007"


def newer(model: str = "HEM-7380T1-EBK") -> Cuff:
    return Cuff(model, channels=1)


@pytest.mark.parametrize("model", ["HEM-7380T1-EBK", "HEM-7155T_ESL1"])
def test_a_newer_cuff_is_greeted_with_four_bytes_and_read_over_its_one_channel(model: str) -> None:
    cuff = newer(model)
    cuff.put(1, 3, NEWER, next(name for name in MODELS if model.startswith(name) and MODELS[name].is_newer))
    link = cuff.link(secrets=Secrets())
    link.run(fetch_omron)
    assert link.written()[0] == f"{UNLOCK} 11a5000102{'00' * 15}"
    assert [record.to_wire()["user_slot"] for record in link.records("omron-cuff")] == [2]
    assert link.values("omron-cuff") == [{"systolic": 1500, "diastolic": 930, "pulse_rate": 700}]


def test_a_newer_cuff_that_does_not_greet_back_is_not_read() -> None:
    cuff = newer()
    cuff.is_greeted = False
    link = cuff.link()
    link.run(fetch_omron)
    assert [line for line in link.written() if line.startswith(COMMANDS)] == []
    assert link.log[-1].startswith("trouble the cuff does not let this hub in")


@pytest.mark.parametrize(
    ("model", "channels"),
    [("HEM-7155T_K4-EBK", 1), ("HEM-7155T-ESL", 1), ("HEM-7322T-D", 1), ("HEM-7380T1-EBK", 4), ("HEM-7382T1-AZAZ", 1)],
)
def test_a_newer_cuff_under_an_older_number_is_asked_nothing_for_its_addresses_are_others(
    model: str, channels: int
) -> None:
    link = Cuff(model, channels=channels).link()
    link.run(fetch_omron)
    assert link.written() == []
    assert link.log[-1].startswith("trouble the memory of an Omron")


def test_nothing_that_is_forbidden_is_said_and_nothing_is_written_into_the_memory() -> None:
    link = Cuff().link()
    link.run(fetch_omron)
    said = [bytes.fromhex(line.split()[1]) for line in link.written()]
    assert not [command for command in said if command.startswith(forbidden_to("omron-cuff"))]
    assert {command[1:3] for command in said[1:]} == {b"\x00\x00", b"\x01\x00", b"\x0f\x00"}


@pytest.mark.parametrize("model", ["HEM-9999X", ""])
def test_a_model_whose_addresses_are_not_known_is_asked_nothing_and_that_is_told(model: str) -> None:
    link = Cuff(model).link()
    link.run(fetch_omron)
    assert link.written() == []
    assert link.log[-1].startswith("trouble the memory of an Omron")


def test_a_model_number_that_may_not_be_read_is_taken_from_the_name() -> None:
    link = Cuff().link(refuses=["read 2a24"], name="HEM-7322T")
    link.run(fetch_omron)
    assert len(link.written()) == 53


def test_a_cuff_of_another_key_is_told_and_asked_nothing() -> None:
    for secrets in (Secrets(unlock_key=bytes(16)), Secrets()):
        link = Cuff().link(secrets=secrets)
        link.run(fetch_omron)
        assert [line for line in link.written() if line.startswith(COMMANDS)] == []
        assert link.log[-1].startswith("trouble the cuff does not let this hub in")


def test_a_hub_that_does_not_know_the_time_leaves_the_readings_in_the_cuff() -> None:
    link = Cuff().link(local_time=None)
    link.run(fetch_omron)
    assert link.written() == []


@pytest.mark.parametrize("broken", [1, 2, 25, 50])
def test_an_answer_with_a_wrong_sum_ends_the_call_and_what_was_read_before_is_kept(broken: int) -> None:
    cuff = Cuff()
    cuff.put(0, 0, FIRST)
    cuff.breaks_at = broken
    link = cuff.link()
    with pytest.raises(LinkError, match="wrong check sum"):
        link.run(fetch_omron)
    assert len(link.kept) == (0 if broken == 1 else 1)


def test_an_answer_about_another_address_is_not_believed() -> None:
    cuff = Cuff()
    link = cuff.link()
    honest = cuff.react

    def lie(characteristic: str, payload: bytes) -> Iterable[tuple[str, str]]:
        is_read = payload[1:3] == b"\x01\x00"
        return honest(
            characteristic, bytes((*payload[:4], payload[4] ^ 1, payload[5], 0, payload[7] ^ 1)) if is_read else payload
        )

    link._reacts = lie
    with pytest.raises(LinkError, match="was asked"):
        link.run(fetch_omron)


@pytest.mark.parametrize("silent_after", [0, 1, 2, 9])
def test_a_cuff_that_falls_silent_ends_the_call(silent_after: int) -> None:
    cuff = Cuff()
    cuff.put(0, 0, FIRST)
    link = cuff.link(hangs_up_after=silent_after)
    with pytest.raises(LinkError):
        link.run(fetch_omron)
    assert len(link.kept) == (1 if silent_after == 9 else 0)


def test_a_cuff_that_refuses_to_open_is_not_read() -> None:
    cuff = Cuff()
    link = cuff.link()
    link._reacts = lambda to, what: cuff.react(to, what) if to == UNLOCK else cuff.spoken(b"\x80\x01" + bytes(4))
    with pytest.raises(LinkError, match="does not open"):
        link.run(fetch_omron)


def introduced(cuff: Cuff, **more: object) -> tuple[ScriptedLink, Secrets]:
    link = cuff.link(**more)
    given: list[Secrets] = []

    async def introduce(link: Link) -> None:
        given.append(await introduce_omron(link))

    link.run(introduce)
    return link, given[0]


@pytest.mark.parametrize("says_no_times", [0, 1, 9])
def test_a_cuff_that_flashes_p_gets_a_key_of_its_own_and_opens_to_it_from_then_on(says_no_times: int) -> None:
    cuff = Cuff()
    cuff.put(0, 0, FIRST)
    cuff.flashes_p, cuff.says_no_times = True, says_no_times
    link, secrets = introduced(cuff, secrets=Secrets())
    assert link.written() == [
        *[f"{UNLOCK} 02{'00' * 16}"] * (says_no_times + 1),
        f"{UNLOCK} 00{bytes(range(16)).hex()}",
    ]
    assert secrets == Secrets(unlock_key=cuff.key)
    cuff.flashes_p = False
    later = cuff.link(secrets=secrets)
    later.run(fetch_omron)
    assert len(later.kept) == 1


def test_a_key_that_the_hub_knows_is_given_again() -> None:
    cuff = Cuff()
    cuff.flashes_p, cuff.key = True, bytes(16)
    _, secrets = introduced(cuff, secrets=Secrets(unlock_key=b"k" * 16))
    assert secrets.unlock_key == cuff.key == b"k" * 16


def test_a_cuff_that_does_not_flash_p_keeps_its_key_and_the_pairing_is_refused() -> None:
    cuff = Cuff()
    with pytest.raises(RefusedError, match="must flash a P"):
        introduced(cuff)
    assert cuff.key == KEY


def test_a_cuff_that_does_not_take_its_key_or_falls_silent_is_not_paired() -> None:
    cuff = Cuff()
    cuff.flashes_p, cuff.takes_keys = True, False
    with pytest.raises(RefusedError, match="did not take its key"):
        introduced(cuff)
    with pytest.raises(LinkError):
        introduced(cuff, hangs_up_after=0)
    assert cuff.key == KEY


def test_an_answer_that_comes_late_is_not_taken_for_the_answer_to_the_next_command() -> None:
    cuff = Cuff()
    cuff.flashes_p = True
    honest = cuff.react
    link = cuff.link(secrets=Secrets())
    link._reacts = lambda to, what: [(UNLOCK, "8200"), (UNLOCK, ""), *honest(to, what)]

    async def introduce(link: Link) -> None:
        assert (await introduce_omron(link)).unlock_key == cuff.key

    link.run(introduce)


def test_a_newer_cuff_has_no_lock_and_is_told_nothing() -> None:
    link, secrets = introduced(Cuff(channels=1))
    assert (link.written(), secrets) == ([], Secrets())


def test_a_key_is_given_only_to_introduce_and_the_memory_is_never_written() -> None:
    wish, key = encode_key_wish(), encode_key(KEY)
    assert not wish.startswith(OMRON_CUFF.forbidden)
    assert not key.startswith(OMRON_CUFF.forbidden)
    assert wish.startswith(forbidden_to("omron-cuff"))
    assert key.startswith(forbidden_to("omron-cuff"))
    for length in range(8, 256):
        assert bytes((length, 0x01, 0xC0, 0x02, 0x60)).startswith(OMRON_CUFF.forbidden)


@pytest.mark.parametrize("key", [b"\x01\xc0" + bytes(14), b"\x00\x01\xc0" + bytes(13)])
def test_a_key_that_looks_like_a_write_opens_all_the_same(key: bytes) -> None:
    assert not encode_unlock(key).startswith(forbidden_to("omron-cuff"))
    assert not encode_key(key).startswith(OMRON_CUFF.forbidden)


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_key_of_another_length_is_a_mistake_of_ours(length: int) -> None:
    for encode, expected in ((encode_key, "16"), (encode_unlock, "16"), (encode_token, "4")):
        with pytest.raises(ValueError, match=f"{expected} bytes"):
            encode(bytes(length))


@pytest.mark.parametrize("model", ["HEM-7322T-D", "HEM-7380T1"])
def test_a_cuff_without_a_lock_is_read_and_one_whose_lock_is_silent_is_not(model: str) -> None:
    cuff = Cuff(model, channels=1 if "7380" in model else 4)
    cuff.has_lock = False
    open_link = cuff.link(secrets=Secrets())
    open_link.run(fetch_omron)
    assert open_link.written()[-1] == f"{COMMANDS} 080f000000000007"
    cuff.has_lock, cuff.is_silent = True, True
    link = cuff.link()
    link.run(fetch_omron)
    assert link.log[-1].startswith("trouble the cuff does not let this hub in")


def test_what_the_lock_says_while_the_memory_is_read_is_no_part_of_it() -> None:
    cuff = Cuff()
    cuff.put(0, 0, FIRST)
    cuff.babbles = True
    link = cuff.link()
    link.run(fetch_omron)
    assert len(link.kept) == 1
