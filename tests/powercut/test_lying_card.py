"""A card that says that it has written and has not: no setting survives that, so the hub must survive the bad file."""

from __future__ import annotations

import contextlib
from pathlib import Path
from random import Random

import apsw
import pytest
from small_hub import AT, PlacedCipher, body

from edge.adapters.card import open_card
from edge.adapters.outbox import Outbox
from edge.ports import StorageError
from tests.powercut.forgetful_disk import Disk, PowerCut, connect
from vitals.identity import mint_epoch

STARTS = 60
STARTS_LONG = 1_000


def live_until_the_cut(disk: Disk, chance: Random) -> set[str]:
    """Use the outbox until the power goes; gives what was ever put."""
    put: set[str] = set()
    connection = None
    try:
        connection = connect(disk)
        outbox = Outbox(connection, PlacedCipher())
        connection.execute("PRAGMA wal_autocheckpoint=8")
        outbox.begin_epoch(mint_epoch(chance.randbytes))
        disk.cut_in = chance.randint(20, 300)
        while True:
            put.add(nonce := chance.randbytes(8).hex())
            outbox.put(body(nonce=nonce, padding=nonce * chance.choice((1, 40, 400))), is_dated=True)
            if chance.random() < 0.2:
                outbox.settle(tuple(waiting.key for waiting in outbox.waiting()[:5]), AT)
    except (PowerCut, StorageError, apsw.Error):
        return put
    finally:
        if connection is not None:
            with contextlib.suppress(PowerCut, apsw.Error):
                connection.close()


def start_on(folder: Path, disk: Disk, chance: Random, put: set[str]) -> str | None:
    """Let a hub start on what the card gives back; it must be able to work. Gives the fault that it tells."""
    for name, octets in disk.durable.items():
        (folder / name).write_bytes(octets)
    outbox, fault = open_card(folder / "outbox.db", PlacedCipher(), AT, chance.randbytes)
    outbox.begin_epoch(mint_epoch(chance.randbytes))
    kept = [outbox.body(waiting.key)["nonce"] for waiting in outbox.waiting()]
    assert len(kept) == len(set(kept))
    assert set(kept) <= put
    assert outbox.body(outbox.put(body(nonce="after"), is_dated=True).key)["nonce"] == "after"
    assert (fault is not None) == bool(list(folder.glob("outbox.db.bad-*")))
    del outbox  # a hub that ends is a process that ends, and lets go of its card
    return fault


def starts(folder: Path, seeds: range) -> int:
    """Start so many hubs after such a cut; gives how many found their file bad."""
    bad = 0
    for seed in seeds:
        chance = Random(seed)  # noqa: S311  (a story must come again from its seed)
        disk = Disk(chance)
        disk.lies = 0.7
        put = live_until_the_cut(disk, chance)
        place = folder / str(seed)
        place.mkdir()
        bad += start_on(place, disk.after_the_cut(), chance, put) is not None
    return bad


@pytest.mark.decision("H7")
@pytest.mark.slow
@pytest.mark.timeout(60)
def test_on_a_card_that_lies_every_hub_starts_and_says_when_its_file_is_bad(tmp_path: Path) -> None:
    assert starts(tmp_path, range(STARTS)) > STARTS // 20


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_of_a_thousand_do(tmp_path: Path) -> None:
    assert starts(tmp_path, range(STARTS_LONG)) > STARTS_LONG // 20
