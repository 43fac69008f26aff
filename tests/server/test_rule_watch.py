"""What every page says of the rules follows the folder, the approvals and what runs, and nothing stops it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pages import AT, SmallTown
from rule_pieces import GAIN, PATH, decided, edited, live_folder, pieces
from sqlalchemy import Engine, text

from server import rule_watch
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.rule_registry import approve
from server.ledger.page import Page
from server.rule_watch import RuleWatch
from server.rules.activation.activation import adoption
from server.rules.activation.approval import Part
from server.rules.activation.banner import Matter

FILES = live_folder()
LIGHTER = edited(FILES, PATH, "value: 2 kg", "value: 1.2 kg")
NOW = datetime(2026, 11, 27, tzinfo=UTC)


class Watched:
    """A folder, a database that the first rules run in, and who watches."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.town, self.ledger, self.folder = SmallTown(engine), SqlLedger(engine), folder
        self.town.registry.add_account("bo", "Bo Ek", "nurse", "$argon2id$")
        self.now = NOW
        self.watch = RuleWatch(self.ledger, lambda: self.now)
        self.ledger.write(Page(activations=[adoption(decided(FILES, FILES), {}, AT)]))
        self.write(FILES)

    def write(self, files: Mapping[str, bytes]) -> None:
        for path, content in files.items():
            (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / path).write_bytes(content)

    def says(self) -> list[Matter]:
        self.watch.look()
        return [each.matter for each in self.watch.banners()]


@pytest.fixture
def watched(sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Watched:
    monkeypatch.setenv("NARA_RULES", str(tmp_path / "rules"))
    (tmp_path / "rules").mkdir()
    return Watched(sqlite, tmp_path / "rules")


def test_nothing_is_said_before_anybody_has_looked(watched: Watched) -> None:
    watched.write({PATH: b"rule: a"})
    assert watched.watch.banners() == ()


def test_it_follows_the_folder_the_approvals_and_the_day(watched: Watched) -> None:
    assert watched.says() == []
    watched.write(LIGHTER)
    assert watched.says() == [Matter.KEPT]
    approve(watched.town.registry, [pieces(LIGHTER)[GAIN]], "anna", Part.CLINICAL)
    assert watched.says() == [Matter.KEPT]
    approve(watched.town.registry, [pieces(LIGHTER)[GAIN]], "bo", Part.SAFETY)
    assert watched.says() == [Matter.CHANGED]
    watched.ledger.write(Page(activations=[adoption(decided(LIGHTER, LIGHTER), {}, AT)]))
    assert watched.says() == []
    watched.now += timedelta(days=400)
    assert watched.says() == [Matter.OVERDUE]
    watched.write({PATH: b"rule: a"})
    assert watched.says() == [Matter.BROKEN]


def test_a_folder_that_is_gone_and_a_store_that_is_away_stop_nobody(watched: Watched, sqlite: Engine) -> None:
    watched.write(LIGHTER)
    assert watched.says() == [Matter.KEPT]
    with sqlite.begin() as connection:
        connection.execute(text("ALTER TABLE rule_approval RENAME TO elsewhere"))
    watched.write({PATH: b"rule: a"})
    assert watched.says() == [Matter.KEPT]
    watched.folder.rename(watched.folder.parent / "gone")
    assert watched.says() == [Matter.BROKEN]
    assert "is no folder" in watched.watch.banners()[0].says["sv"]


def test_it_is_decided_anew_only_when_something_has_changed(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    watched.write(LIGHTER)
    assert watched.says() == [Matter.KEPT]
    monkeypatch.setattr(rule_watch, "folder_decision", None)
    assert watched.says() == [Matter.KEPT]


def test_it_looks_again_and_again_until_the_server_stops(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rule_watch, "LOOKS_EVERY_S", 0.01)
    looked, is_stopping = threading.Event(), threading.Event()
    monkeypatch.setattr(watched.watch, "look", looked.set)
    thread = threading.Thread(target=watched.watch.run, args=(is_stopping,))
    thread.start()
    assert looked.wait(5)
    is_stopping.set()
    thread.join(5)
    assert not thread.is_alive()
