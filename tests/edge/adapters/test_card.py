from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from small_hub import AT, EPOCH, PAIRED, PlacedCipher, body, waiting

from edge.adapters.card import DamagedOutbox, connect, open_card
from edge.adapters.outbox import Outbox
from edge.ports import StorageError
from vitals.identity import DeviceId, Epoch

minted = count(1)


def random_bytes(length: int) -> bytes:
    return next(minted).to_bytes(length)


def opened(path: Path) -> tuple[Outbox, str | None]:
    return open_card(path, PlacedCipher(), AT, random_bytes)


def filled(path: Path, records: int, *, settled: int = 0) -> None:
    connection = connect(path)
    outbox = Outbox(connection, PlacedCipher())
    outbox.begin_epoch(EPOCH)
    for sequence in range(1, records + 1):
        outbox.put(body(number=sequence, padding="x" * 500), is_dated=True)
    outbox.settle(tuple(waiting(sequence).key for sequence in range(1, settled + 1)), AT)
    connection.close()


def unsettled(outbox: Outbox) -> list[int]:
    return [record.key.sequence for record in outbox.waiting()]


def test_a_new_card_is_opened_without_a_fault(tmp_path: Path) -> None:
    outbox, fault = opened(tmp_path / "outbox.db")
    assert (fault, unsettled(outbox)) == (None, [])


def test_a_good_card_keeps_what_it_held(tmp_path: Path) -> None:
    filled(tmp_path / "outbox.db", 5, settled=2)
    outbox, fault = opened(tmp_path / "outbox.db")
    assert (fault, unsettled(outbox)) == (None, [3, 4, 5])


def test_a_file_that_is_no_database_is_kept_aside_and_the_hub_starts(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").write_bytes(b"not a database at all" * 500)
    outbox, fault = opened(tmp_path / "outbox.db")
    assert fault is not None
    assert "0 records were saved" in fault
    (kept,) = tmp_path.glob("outbox.db.bad-20260302T061000-*")
    assert kept.read_bytes().startswith(b"not a database")
    outbox.put(body(), is_dated=True)
    assert len(unsettled(outbox)) == 1


def test_of_a_damaged_file_all_that_can_be_read_is_saved_under_its_own_number(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    filled(path, 200, settled=20)
    octets = bytearray(path.read_bytes())
    middle = len(octets) // 2 // 4096 * 4096
    octets[middle : middle + 4096] = b"\xa5" * 4096
    path.write_bytes(octets)
    outbox, fault = opened(path)
    saved = unsettled(outbox)
    assert fault is not None
    assert f"{len(saved)} records were saved" in fault
    assert 150 <= len(saved) < 180
    assert set(saved) < set(range(21, 201))
    assert {record.key.epoch for record in outbox.waiting()} == {EPOCH}
    assert outbox.body(waiting(200).key)["number"] == 200


def test_after_a_rescue_new_records_get_a_new_epoch(tmp_path: Path) -> None:
    path = tmp_path / "outbox.db"
    filled(path, 3)
    connect(path).execute("UPDATE record SET body=x'00' WHERE sequence=2").connection.close()
    outbox, fault = opened(path)
    assert fault is not None
    assert unsettled(outbox) == [1, 3]
    assert outbox.put(body(), is_dated=True).key.epoch not in {EPOCH, Epoch("")}


@pytest.mark.parametrize("value", [b"{", b"{}", b"\xff"])
def test_a_fact_that_makes_no_sense_is_a_damaged_card(tmp_path: Path, value: bytes) -> None:
    path = tmp_path / "outbox.db"
    filled(path, 3)
    connection = connect(path)
    connection.execute("INSERT OR REPLACE INTO fact(name, value) VALUES('desired', ?)", (value,))
    connection.close()
    outbox, fault = opened(path)
    assert fault is not None
    assert unsettled(outbox) == [1, 2, 3]


def test_what_was_committed_but_only_stands_in_the_log_of_a_bad_file_is_saved_too(tmp_path: Path) -> None:
    path, copy = tmp_path / "source.db", tmp_path / "outbox.db"
    connection = connect(path)
    outbox = Outbox(connection, PlacedCipher())
    outbox.begin_epoch(EPOCH)
    outbox.put(body(), is_dated=True)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    outbox.put(body(), is_dated=True)
    connection.execute("INSERT INTO fact(name, value) VALUES('desired', x'7b')")
    for suffix in ("", "-wal"):
        (tmp_path / f"outbox.db{suffix}").write_bytes((tmp_path / f"source.db{suffix}").read_bytes())
    connection.close()
    rescued, fault = opened(copy)
    assert fault is not None
    assert unsettled(rescued) == [1, 2]


def test_a_folder_in_place_of_the_file_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "outbox.db").mkdir()
    outbox, fault = opened(tmp_path / "outbox.db")
    assert fault is not None
    assert outbox.put(body(), is_dated=True).key.sequence == 1


def test_a_card_that_is_not_there_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="the card does not work"):
        opened(tmp_path / "nowhere" / "outbox.db")


def test_a_damaged_file_without_its_counter_is_read_all_the_same() -> None:
    connection = connect(Path(":memory:"))
    outbox = Outbox(connection, PlacedCipher())
    outbox.begin_epoch(EPOCH)
    outbox.put(body(number=1), is_dated=True, enrols=PAIRED)
    outbox.put(body(number=2), is_dated=True)
    connection.execute("DELETE FROM sqlite_sequence")
    damaged = DamagedOutbox(connection, PlacedCipher())
    assert [found["number"] for _, found in damaged.readable(10)] == [1, 2]
    assert list(damaged.readable_devices()) == [PAIRED]


def test_the_devices_of_a_file_that_is_put_aside_are_still_read(tmp_path: Path) -> None:
    filled(tmp_path / "outbox.db", 1)
    connection = connect(tmp_path / "outbox.db")
    outbox = Outbox(connection, PlacedCipher())
    outbox.begin_epoch(Epoch("b" * 16))
    outbox.put(body(), is_dated=True, enrols=replace(PAIRED, device=DeviceId("otherpairedaaaaa")))
    outbox.put(body(), is_dated=True, enrols=PAIRED)
    connection.execute("UPDATE device SET body=x'00' WHERE device='otherpairedaaaaa'")
    connection.close()
    outbox, fault = opened(tmp_path / "outbox.db")
    assert "3 records were saved from it, and 1 devices" in str(fault)
    assert outbox.devices() == [PAIRED]


def test_a_file_of_before_there_were_devices_gives_none(tmp_path: Path) -> None:
    filled(tmp_path / "outbox.db", 1)
    connection = connect(tmp_path / "outbox.db")
    connection.execute("DROP TABLE device")
    assert list(DamagedOutbox(connection, PlacedCipher()).readable_devices()) == []
    connection.close()


def test_a_file_whose_own_words_are_no_text_any_more_is_kept_aside(tmp_path: Path) -> None:
    # found by the thousandth card that lies: SQLite quotes the broken word in its error, and Python cannot read that
    path = tmp_path / "outbox.db"
    filled(path, 3)
    words = path.read_bytes()
    path.write_bytes(words.replace(b"CREATE TABLE", b"CREATE \x82ABLE"))
    outbox, fault = opened(path)
    assert fault is not None
    assert fault.startswith("storage fault: the card")
    assert unsettled(outbox) == []
