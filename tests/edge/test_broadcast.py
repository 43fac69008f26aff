from __future__ import annotations

from edge.broadcast import broadcast


def test_every_piece_of_data_is_an_indication_of_where_it_stands() -> None:
    service = "0000181b-0000-1000-8000-00805f9b34fb"
    said = list(broadcast("C0:00:00:00:00:44", "MIBFS", {service: b"weight"}, {0xFFFF: b"a", 0x0100: b"b"}))
    assert [(each.characteristic, each.payload) for each in said] == [
        (service, b"weight"),
        ("company:ffff", b"a"),
        ("company:0100", b"b"),
    ]
    assert {(each.address, each.name) for each in said} == {("C0:00:00:00:00:44", "MIBFS")}


def test_who_says_nothing_gives_nothing() -> None:
    assert list(broadcast("C0:00:00:00:00:44", None, {}, {})) == []
