from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import pytest

from edge.devices.capture import Capture
from edge.devices.family import Advertisement, Family, Sign, Standing, Told

SCALE = Advertisement(name="BF720", services=frozenset({"181d"}), company_data={0x0611: b"\x01\x02"})


@pytest.mark.parametrize(
    ("sign", "score"),
    [
        (Sign(services=("181d",)), 1),
        (Sign(services=("1810", "181d")), 1),
        (Sign(services=("1810",)), 0),
        (Sign(names=("bf7",), services=("181d",)), 9),
        (Sign(names=("BF8", "BF7")), 8),
        (Sign(names=("F720",)), 0),
        (Sign(companies=(0x0611,)), 4),
        (Sign(companies=(0x11,), company_mask=0xFF), 4),
        (Sign(companies=(0x0611,), begins=b"\x01"), 6),
        (Sign(companies=(0x0611,), begins=b"\x02"), 0),
        (Sign(names=("BF7",), companies=(0x0613,)), 0),
        (Sign(services=("181d",), without=("181b",)), 1),
        (Sign(names=("BF7",), without=("181d",)), 0),
    ],
)
def test_of_every_kind_that_a_sign_names_one_must_be_there(sign: Sign, score: int) -> None:
    assert sign.score(SCALE) == score


def test_data_of_a_service_counts_as_the_service_and_may_have_to_begin_rightly() -> None:
    heard = Advertisement(service_data={"fe95": b"\x48\x59\xd5\x3b"})
    assert Sign(services=("fe95",)).score(heard) == 1
    assert Sign(services=("fe95",), begins=b"\x48\x59").score(heard) == 3
    assert Sign(services=("fe95",), begins=b"\x30").score(heard) == 0


def test_who_has_no_name_is_never_taken_for_one() -> None:
    assert Sign(names=("A",)).score(Advertisement()) == 0


def family(sources: Mapping[str, tuple[bytes, ...]] = MappingProxyType({})) -> Family:
    return Family(
        name="x",
        label="X",
        standing=Standing.LIKELY,
        measures=("body_weight",),
        how_to_pair=Told(sv="", en=""),
        signs=(Sign(names=("X",)), Sign(services=("181d",))),
        sources=sources,
    )


def test_a_family_is_as_likely_as_its_loudest_sign() -> None:
    assert family().score(Advertisement(name="X1", services=frozenset({"181d"}))) == 8
    assert family().score(SCALE) == 1


def test_a_frame_is_a_familys_by_its_source_and_its_beginning() -> None:
    mine = family(sources={"ffe1": (b"\xe7", b"\xf7"), "fff4": (), "company:__c0": ()})

    def owns(source: str, payload: str) -> bool:
        return mine.owns(Capture(source=source, payloads=(bytes.fromhex(payload),)))

    assert owns("ffe1", "e758")
    assert owns("ffe1", "f758")
    assert not owns("ffe1", "ff44")
    assert not owns("ffe1", "")
    assert owns("fff4", "00")
    assert not owns("fff1", "00")
    assert owns("company:24c0", "")
    assert not owns("company:24c1", "")
    assert not owns("company:c0", "")
