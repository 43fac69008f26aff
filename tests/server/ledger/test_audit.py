"""The audit chain: whatever is changed, left out, put in or moved in it is seen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.ledger.audit import NOTHING_BEFORE, AuditChain, AuditRow, Noted, is_whole, link

AT = datetime(2026, 3, 2, 7, tzinfo=UTC)
words = st.text(max_size=12)
noteds = st.builds(Noted, who=words, what=words, patients=st.lists(words, max_size=3).map(tuple), detail=words)


def chain(noted: list[Noted]) -> list[AuditRow]:
    """Write notes one after the other."""
    rows: list[AuditRow] = []
    for number, each in enumerate(noted, 1):
        before = rows[-1].row_hash if rows else NOTHING_BEFORE
        rows.append(link(number, AT + timedelta(minutes=number), each, before))
    return rows


@given(st.lists(noteds, max_size=6))
def test_what_is_written_in_order_is_whole_and_so_is_every_part_of_it(noted: list[Noted]) -> None:
    rows = chain(noted)
    assert is_whole(rows)
    assert is_whole(rows[2:5])


@given(st.lists(noteds, min_size=3, max_size=6, unique_by=lambda noted: noted.who), st.data())
def test_a_row_left_out_or_moved_is_seen(noted: list[Noted], data: st.DataObject) -> None:
    rows = chain(noted)
    place = data.draw(st.integers(1, len(rows) - 2))
    assert not is_whole([*rows[:place], *rows[place + 1 :]])
    assert not is_whole([*rows[: place - 1], rows[place], rows[place - 1], *rows[place + 1 :]])


@pytest.mark.parametrize(
    "change",
    [
        {"number": 7},
        {"at": AT},
        {"noted": Noted(who="eva", what="patient_seen", patients=("a",), detail="x")},
        {"noted": Noted(who="eva", what="patient_seen", patients=("a", "b"))},
        {"noted": Noted(who="bo", what="patient_seen", patients=("a",))},
        {"noted": Noted(who="eva", what="list_seen", patients=("a",))},
        {"before": bytes(32)},
        {"row_hash": bytes(32)},
    ],
)
def test_a_row_changed_in_any_part_is_seen(change: dict[str, object]) -> None:
    rows = chain([Noted(who="eva", what="patient_seen", patients=("a",))] * 3)
    spoiled = [rows[0], replace(rows[1], **change), rows[2]]  # type: ignore[arg-type]
    assert is_whole(rows)
    assert not is_whole(spoiled)


def test_a_changed_row_whose_hash_is_made_anew_breaks_the_next() -> None:
    rows = chain([Noted(who="eva", what="patient_seen")] * 3)
    forged = link(2, rows[1].at, Noted(who="bo", what="patient_seen"), rows[0].row_hash)
    assert not is_whole([rows[0], forged, rows[2]])


def test_a_chain_grows_from_where_it_ended() -> None:
    rows = chain([Noted(who="eva", what="patient_seen")] * 2)
    growing = AuditChain(2, rows[-1].row_hash)
    assert is_whole([*rows, growing.add(Noted(who="bo", what="list_seen"), AT), growing.add(rows[0].noted, AT)])


@given(noteds, noteds)
def test_two_different_notes_never_have_one_hash(first: Noted, second: Noted) -> None:
    same = link(1, AT, first, NOTHING_BEFORE).row_hash == link(1, AT, second, NOTHING_BEFORE).row_hash
    assert same == (first == second)
