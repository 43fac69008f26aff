from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from contract_samples import DESIRED
from small_hub import AT, EPOCH, PAIRED, PlacedCipher, body, waiting

from edge.adapters.outbox import PRUNED_AT_ONCE, SCHEMA_VERSION, Outbox
from edge.events import Key, Recent
from edge.household import Colour, Household, Look
from edge.ports import StorageError
from vitals.identity import Epoch, PatientId

DAY = timedelta(days=1)
OTHER_EPOCH = Epoch("a" * 16)


def opened(path: str | Path = ":memory:") -> tuple[Outbox, sqlite3.Connection]:
    sql = sqlite3.connect(path, isolation_level=None)
    outbox = Outbox(sql, PlacedCipher())
    outbox.begin_epoch(EPOCH)
    return outbox, sql


def keys(outbox: Outbox) -> list[tuple[str, int]]:
    return [(record.key.epoch, record.key.sequence) for record in outbox.waiting()]


def rows(sql: sqlite3.Connection) -> int:
    found: int = sql.execute("SELECT count(*) FROM record").fetchone()[0]
    return found


def fill_up(outbox: Outbox) -> int:
    for kept in range(10_000):
        try:
            outbox.put(body(padding="x" * 500), is_dated=True)
        except StorageError as problem:
            assert str(problem) == "the card is full"  # noqa: PT017  (only the first failure is looked at)
            return kept
    raise AssertionError("the card was never full")


def test_the_settings_that_survive_a_power_cut_are_in_force_on_a_file(tmp_path: Path) -> None:
    _, sql = opened(tmp_path / "outbox.db")
    read = [sql.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "journal_mode", "locking_mode")]
    assert read == [3, "wal", "exclusive"]
    sql.close()


def test_a_record_is_numbered_kept_and_read_back(tmp_path: Path) -> None:
    outbox, sql = opened(tmp_path / "outbox.db")
    given = [outbox.put(body(number=number), is_dated=True) for number in (1, 2)]
    assert given == [waiting(1), waiting(2)]
    sql.close()
    again, sql = opened(tmp_path / "outbox.db")
    assert again.waiting() == given
    assert again.body(Key(EPOCH, 2))["number"] == 2
    sql.close()


def test_a_new_epoch_numbers_from_one_and_rows_keep_their_place_for_life() -> None:
    outbox, _ = opened()
    outbox.put(body(), is_dated=True)
    outbox.begin_epoch(OTHER_EPOCH)
    outbox.put(body(), is_dated=True)
    assert keys(outbox) == [(EPOCH, 1), (OTHER_EPOCH, 1)]


def test_an_undated_record_gets_its_final_body_once_and_never_another() -> None:
    outbox, _ = opened()
    undated = outbox.put(body(heard_at=None), is_dated=False)
    assert undated == waiting(1, is_dated=False)
    assert outbox.date(undated.key, body()) == waiting(1)
    outbox.date(undated.key, body(heard_at="2030-01-01T00:00:00.000Z"))
    assert outbox.body(undated.key) == body()
    assert outbox.waiting() == [waiting(1)]


def test_a_settled_record_waits_no_more_and_can_still_be_read() -> None:
    outbox, _ = opened()
    outbox.put(body(), is_dated=True)
    outbox.put(body(), is_dated=True)
    outbox.settle((Key(EPOCH, 1), Key(EPOCH, 99)), AT)
    assert keys(outbox) == [(EPOCH, 2)]
    assert outbox.body(Key(EPOCH, 1)) == body()


def test_settled_records_are_kept_thirty_days_and_unsettled_ones_for_ever() -> None:
    outbox, sql = opened()
    for _ in range(3):
        outbox.put(body(), is_dated=True)
    outbox.settle((Key(EPOCH, 1),), AT)
    outbox.settle((Key(EPOCH, 2),), AT + 30 * DAY)
    assert rows(sql) == 3
    outbox.settle((Key(EPOCH, 1),), AT + 30 * DAY + timedelta(milliseconds=1))
    assert rows(sql) == 2
    outbox.settle((), AT + 3_650 * DAY)
    assert keys(outbox) == [(EPOCH, 3)]


def test_so_much_is_pruned_at_once_and_no_more() -> None:
    outbox, sql = opened()
    many = tuple(outbox.put(body(), is_dated=True).key for _ in range(PRUNED_AT_ONCE + 5))
    outbox.settle(many, AT)
    outbox.settle((), AT + 31 * DAY)
    assert rows(sql) == 5


def test_a_number_is_never_given_twice_even_after_pruning() -> None:
    outbox, _ = opened()
    outbox.settle((outbox.put(body(), is_dated=True).key,), AT)
    outbox.settle((), AT + 31 * DAY)
    assert outbox.put(body(), is_dated=True).key == Key(EPOCH, 2)


def test_a_full_card_says_so_keeps_every_unsettled_record_and_works_on_when_there_is_room(tmp_path: Path) -> None:
    outbox, sql = opened(tmp_path / "outbox.db")
    sql.execute("PRAGMA max_page_count=40")
    kept = fill_up(outbox)
    assert keys(outbox) == [(EPOCH, sequence) for sequence in range(1, kept + 1)]
    sql.execute("PRAGMA max_page_count=80")
    assert outbox.put(body(), is_dated=True).key == Key(EPOCH, kept + 1)
    sql.close()


def test_a_full_card_lets_settled_records_go_before_their_time(tmp_path: Path) -> None:
    outbox, sql = opened(tmp_path / "outbox.db")
    sql.execute("PRAGMA max_page_count=60")
    kept = fill_up(outbox)
    outbox.settle(tuple(Key(EPOCH, sequence) for sequence in range(1, kept)), AT)
    assert outbox.put(body(padding="x" * 500), is_dated=True).key == Key(EPOCH, kept + 1)
    assert keys(outbox) == [(EPOCH, kept), (EPOCH, kept + 1)]
    sql.close()


def test_a_record_that_is_gone_or_sealed_for_another_place_is_a_storage_error() -> None:
    outbox, sql = opened()
    with pytest.raises(StorageError, match="is not on the card"):
        outbox.body(Key(EPOCH, 1))
    outbox.put(body(number=1), is_dated=True)
    outbox.put(body(number=2), is_dated=True)
    sql.execute("UPDATE record SET body=(SELECT body FROM record WHERE sequence=1) WHERE sequence=2")
    with pytest.raises(StorageError, match="cannot be read: not what was sealed here"):
        outbox.body(Key(EPOCH, 2))


def test_a_newer_schema_is_refused_in_words() -> None:
    sql = sqlite3.connect(":memory:", isolation_level=None)
    sql.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    with pytest.raises(StorageError, match="newer hub"):
        Outbox(sql, PlacedCipher())


def test_the_desired_state_and_the_trusted_time_are_remembered_and_replaced() -> None:
    outbox, _ = opened()
    assert outbox.desired() is None
    assert outbox.trusted_at() is None
    for version in (3, 4):
        outbox.remember_desired(replace(DESIRED, version=version))
        outbox.remember_trusted(AT + version * DAY)
    assert outbox.desired() == replace(DESIRED, version=4)
    assert outbox.trusted_at() == AT + 4 * DAY


def test_a_saved_record_is_adopted_once_under_the_number_it_had() -> None:
    outbox, _ = opened()
    saved = waiting(7, epoch=OTHER_EPOCH)
    outbox.adopt(saved, body())
    outbox.adopt(saved, body(number=2))
    assert outbox.waiting() == [saved]
    assert outbox.body(saved.key) == body()


def test_an_undamaged_file_is_found_so() -> None:
    outbox, _ = opened()
    outbox.put(body(), is_dated=True)
    outbox.examine()


def test_the_latest_records_are_listed_oldest_first_with_what_became_of_them() -> None:
    outbox, sql = opened()
    for number in range(1, 5):
        outbox.put(body(number=number), is_dated=True)
    outbox.settle((Key(EPOCH, 3),), AT)
    sql.execute("UPDATE record SET body=x'00' WHERE sequence=4")
    assert outbox.recent(3) == [
        Recent(key=Key(EPOCH, 2), body=body(number=2), is_settled=False),
        Recent(key=Key(EPOCH, 3), body=body(number=3), is_settled=True),
    ], "what cannot be read is left out"


@pytest.mark.decision("C4")
def test_what_the_household_chose_is_kept_on_the_card_encrypted() -> None:
    outbox, sql = opened()
    assert outbox.household() == Household()
    chosen = Household().known_as(PatientId("a" * 16), Look(colour=Colour.BLUE, nickname="Kajsa"))
    outbox.remember_household(chosen)
    assert outbox.household() == chosen
    (stored,) = sql.execute("SELECT value FROM fact WHERE name='household'").fetchone()
    assert stored.startswith(b"household|"), "sealed for this place"


@pytest.mark.parametrize(
    "spoilt", [b"", b"household|0|{}", b"household|%d|[]" % sum(b"[]"), b"household|%d|{}" % sum(b"{}")]
)
def test_a_household_that_cannot_be_read_is_chosen_again(spoilt: bytes) -> None:
    outbox, sql = opened()
    sql.execute("INSERT INTO fact(name, value) VALUES('household', ?)", (spoilt,))
    assert outbox.household() == Household()


def test_a_device_is_kept_with_the_record_that_it_was_paired_and_read_back(tmp_path: Path) -> None:
    outbox, sql = opened(tmp_path / "outbox.db")
    given = outbox.put(body(), is_dated=True, enrols=PAIRED)
    sql.close()
    again, sql = opened(tmp_path / "outbox.db")
    assert (again.waiting(), again.devices()) == ([given], [PAIRED])
    sql.close()


def test_a_device_that_is_paired_again_stands_once_as_it_is_now() -> None:
    outbox, _ = opened()
    outbox.put(body(), is_dated=True, enrols=PAIRED)
    outbox.put(body(), is_dated=True, enrols=replace(PAIRED, name="BF105"))
    assert outbox.devices() == [replace(PAIRED, name="BF105")]


def test_what_cannot_be_kept_enrols_nobody() -> None:
    outbox, sql = opened()
    sql.execute("DROP TABLE record")
    with pytest.raises(StorageError):
        outbox.put(body(), is_dated=True, enrols=PAIRED)
    assert outbox.devices() == []


def test_a_device_whose_row_was_tampered_with_is_refused() -> None:
    outbox, sql = opened()
    outbox.put(body(), is_dated=True, enrols=PAIRED)
    sql.execute("UPDATE device SET device='otherdeviceaaaaa'")
    with pytest.raises(StorageError, match="the enrolment of otherdeviceaaaaa cannot be read"):
        outbox.devices()


def test_a_file_of_before_there_were_devices_is_brought_here_with_all_it_holds(tmp_path: Path) -> None:
    outbox, sql = opened(tmp_path / "outbox.db")
    given = outbox.put(body(), is_dated=True)
    sql.execute("DROP TABLE device")
    sql.execute("PRAGMA user_version=1")
    sql.close()
    again, sql = opened(tmp_path / "outbox.db")
    assert (again.waiting(), again.devices()) == ([given], [])
    again.begin_epoch(OTHER_EPOCH)
    again.put(body(), is_dated=True, enrols=PAIRED)
    assert again.devices() == [PAIRED]
    assert sql.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    sql.close()
