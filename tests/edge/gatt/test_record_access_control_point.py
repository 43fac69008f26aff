from __future__ import annotations

from datetime import datetime

import pytest
from control_encoder import RECORD_RESULTS, record_answer, record_count, record_request
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.octets import DecodeError
from edge.gatt.record_access_control_point import (
    Op,
    Operator,
    RecordAccess,
    Result,
    decode_record_access,
    write_abort,
    write_count_all,
    write_report_all,
    write_report_since,
)

sequences = st.integers(0, 0xFFFF)
times = st.datetimes().map(lambda at: at.replace(microsecond=0))
asks = st.sampled_from([(1, "report"), (2, "delete"), (4, "count")])
open_ended = st.sampled_from([(2, "less_or_equal"), (3, "greater_or_equal")])
unfiltered = st.sampled_from([(1, "all"), (5, "first"), (6, "last")])


def words(access: RecordAccess) -> list[str | None]:
    codes = (access.op, access.operator, access.filter)
    return [None if code is None else code.word for code in codes]


@given(asks, unfiltered)
def test_a_request_without_a_filter_comes_back(ask: tuple[int, str], which: tuple[int, str]) -> None:
    access = decode_record_access(record_request(ask[0], which[0]) + b"\xaa")
    assert words(access) == [ask[1], which[1], None]
    assert access.bounds == ()


@given(asks, open_ended, sequences | times)
def test_a_request_with_one_bound_comes_back(
    ask: tuple[int, str], which: tuple[int, str], bound: int | datetime
) -> None:
    access = decode_record_access(record_request(ask[0], which[0], bound) + b"\xaa")
    by = "user_facing_time" if isinstance(bound, datetime) else "sequence_number"
    assert words(access) == [ask[1], which[1], by]
    assert access.bounds == (bound,)


@given(asks, st.tuples(sequences, sequences) | st.tuples(times, times))
def test_a_request_for_a_range_comes_back(
    ask: tuple[int, str], bounds: tuple[int, int] | tuple[datetime, datetime]
) -> None:
    access = decode_record_access(record_request(ask[0], 4, *bounds) + b"\xaa")
    assert words(access)[:2] == [ask[1], "range"]
    assert access.bounds == bounds


def test_an_abort_comes_back() -> None:
    assert decode_record_access(record_request(3, 0)) == RecordAccess(op=Op.ABORT, operator=Operator.NONE)


@given(st.integers(1, 6), st.sampled_from(sorted(RECORD_RESULTS)))
def test_an_answer_comes_back(request: int, result: str) -> None:
    access = decode_record_access(record_answer(request, RECORD_RESULTS[result]) + b"\xaa")
    assert (access.op, access.request, access.result) == (Op.ANSWER, request, Result(RECORD_RESULTS[result]))
    assert Result(RECORD_RESULTS[result]).word == result
    assert access.count is None


@given(sequences)
def test_a_count_comes_back(count: int) -> None:
    access = decode_record_access(record_count(count) + b"\xaa")
    assert (access.op, access.count, access.request) == (Op.COUNT_ANSWER, count, None)


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        ("0001", "reserved op 0"),
        ("0701", "reserved op 7"),
        ("0107", "reserved operator 7"),
        ("0103030000", "reserved filter 3"),
        ("0600010a", "reserved result 10"),
        ("06000a01", "reserved op 10"),
    ],
)
def test_a_reserved_number_is_a_decode_error(payload: str, said: str) -> None:
    with pytest.raises(DecodeError, match=f"^{said}$"):
        decode_record_access(bytes.fromhex(payload))


@pytest.mark.parametrize(
    "payload",
    [
        record_request(1, 1),
        record_request(3, 0),
        record_request(1, 3, 258),
        record_request(4, 4, 1, 2),
        record_request(4, 4, datetime(2026, 3, 2), datetime(2026, 3, 3)),
        record_answer(1, 6),
        record_count(21),
    ],
    ids=bytes.hex,
)
def test_every_cut_is_truncation(payload: bytes) -> None:
    for length in range(len(payload)):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode_record_access(payload[:length])


@given(st.binary(max_size=30) | st.binary(max_size=20).map(lambda tail: b"\x01\x04" + tail))
def test_any_bytes_are_a_request_or_an_answer_or_a_decode_error(payload: bytes) -> None:
    try:
        access = decode_record_access(payload)
    except DecodeError:
        return
    assert len(access.bounds) <= 2


@given(sequences)
def test_what_the_hub_asks_is_written_as_the_specification_says(sequence: int) -> None:
    assert write_report_all() == record_request(1, 1)
    assert write_report_since(sequence) == record_request(1, 3, sequence)
    assert write_count_all() == record_request(4, 1)
    assert write_abort() == record_request(3, 0)


@pytest.mark.parametrize("sequence", [-1, 0x10000])
def test_a_sequence_number_beyond_sixteen_bits_is_not_written(sequence: int) -> None:
    with pytest.raises(ValueError, match="16 bits"):
        write_report_since(sequence)
