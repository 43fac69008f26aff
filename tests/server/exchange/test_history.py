from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from zoneinfo import ZoneInfo

import pytest
from leaving_people import WORDS
from small_server import SmallServer, at
from sqlalchemy import Engine

from server.adapters.store.import_books import ImportBooks, hub_of
from server.adapters.store.ledger import SqlLedger
from server.exchange.arriving import Known, LogRow
from server.exchange.had import Had
from server.exchange.history import History, Places, Source
from server.ledger.page import Disposition
from vitals.identity import Epoch, PatientId
from vitals.wire import decode_record

pytestmark = pytest.mark.timeout(60)
HUB = hub_of("riket")


class Unread:
    """A store that holds nothing yet, and counts what it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def firsts(self, natural_keys: Collection[str]) -> Mapping[str, int]:
        self.asked += len(natural_keys)
        return {}

    def known(self, hub: str, keys: Collection[str]) -> set[str]:
        self.asked += len(keys)
        return set() if hub == HUB else set(keys)

    def had(self, _patient: PatientId) -> Sequence[Had]:
        return ()


def history(server: SmallServer, books: Unread | ImportBooks) -> History:
    source = Source(
        hub=HUB,
        epoch=Epoch("0" * 16),
        arrival=SqlLedger(server.engine).recall(at(0)).next_arrival,
        register=server.ledger.register(),
        zone=ZoneInfo("Europe/Stockholm"),
        now=at(30),
    )
    return History(books, WORDS, source)


def rows(server: SmallServer, *values: str, **said: str) -> list[tuple[LogRow, Places]]:
    places = Places(server.home.home, Known(server.anna, server.home.scale))
    told = {"kind": "weight", "unit": "kg", "device": "one", "entry": "auto"} | said
    found = []
    for day, value in enumerate(values, 2):
        moment = f"2026-03-{day:02}T07:00:00"
        found.append((LogRow(line=day, patient="anna", measured=moment, received=moment, value=value, **told), places))
    return found


def test_a_row_goes_through_the_gate_of_records_and_no_rule_hears_of_it(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    page, outcomes = history(server, Unread()).take(rows(server, "80.0", "80.1", "79.9", "95.0", "9000", "x"))
    assert [each.what for each in outcomes] == ["kept"] * 3 + ["kept_questioned", "impossible_value", "no_value"]
    assert [each.value for each in page.observations] == [80_000, 80_100, 79_900, 95_000]
    assert {each.patient for each in page.observations} == {server.anna}
    assert [row.disposition for row in page.journal][-2:] == [Disposition.QUARANTINED] * 2
    assert [each.why.value for each in page.set_apart] == ["impossible_value", "undecoded"]
    assert (page.transitions, page.alert_events, page.questions) == ([], [], {})
    assert page.held[HUB, Epoch("0" * 16)].upto == 6


def test_a_row_is_taken_in_once_in_a_page_over_pages_and_over_runs(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    mine, books = rows(server, "80.0", "80.1"), ImportBooks(sqlite)
    first = history(server, books)
    page, outcomes = first.take([*mine, mine[0]])
    assert sorted(each.what for each in outcomes) == ["here_before", "kept", "kept"]
    server.ledger.write(page)
    for again in (first, history(server, books)):
        page, outcomes = again.take(mine)
        assert ([each.what for each in outcomes], page.is_empty()) == (["here_before"] * 2, True)


def test_a_devices_repeat_is_linked_to_the_first_also_over_pages(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    mine = history(server, ImportBooks(sqlite))
    page, _ = mine.take(rows(server, "80.0"))
    server.ledger.write(page)
    (row, places) = rows(server, "80.0")[0]
    page, (outcome,) = mine.take([(row._replace(received="2026-03-05T07:00:00"), places)])
    assert (outcome.what, page.journal[0].duplicate_of, page.observations) == ("duplicate", 1, [])


def test_the_row_can_be_read_out_of_the_journal_again(sqlite: Engine) -> None:
    server = SmallServer(sqlite)
    page, _ = history(server, Unread()).take(rows(server, "80.0"))
    record = decode_record(page.journal[0].payload).record
    assert record.moment.boot_id == rows(server, "80.0")[0][0].key
    assert (
        b"anna,2026-03-02T07:00:00,2026-03-02T07:00:00,weight,80.0,kg,one,auto".hex().encode()
        in page.journal[0].payload
    )
    assert page.journal[0].received_at == at(0)
