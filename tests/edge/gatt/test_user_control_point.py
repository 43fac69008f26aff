from __future__ import annotations

import pytest
from control_encoder import USER_RESULTS, user_answer, user_request
from hypothesis import given
from hypothesis import strategies as st

from edge.gatt.octets import DecodeError
from edge.gatt.user_control_point import (
    Op,
    Result,
    UserControl,
    decode_user_control,
    write_consent,
    write_list_users,
    write_register,
)

codes = st.integers(0, 9999)
indexes = st.integers(0, 254)
numbers = st.integers(0, 255)
failures = st.sampled_from([name for name in sorted(USER_RESULTS) if name != "success"])


@given(codes, numbers)
def test_every_request_comes_back(code: int, index: int) -> None:
    requests = {
        user_request(1, code=code): UserControl(op=Op.REGISTER, consent_code=code),
        user_request(2, index=index, code=code): UserControl(op=Op.CONSENT, user_index=index, consent_code=code),
        user_request(3): UserControl(op=Op.DELETE_USER_DATA),
        user_request(4): UserControl(op=Op.LIST_USERS),
        user_request(5, index=index): UserControl(op=Op.DELETE_USERS, user_index=index),
    }
    for payload, control in requests.items():
        assert decode_user_control(payload + b"\xaa") == control


@given(numbers)
def test_an_answer_of_success_tells_the_user_or_how_many_there_are(number: int) -> None:
    def answer(request: int) -> tuple[int | None, int | None]:
        control = decode_user_control(user_answer(request, 1, number))
        assert (control.op, control.request, control.result) == (Op.ANSWER, request, Result.SUCCESS)
        return control.user_index, control.count

    found = [answer(request) for request in (1, 2, 3, 4, 5)]
    assert found == [(number, None), (None, None), (None, None), (None, number), (number, None)]


@given(st.integers(1, 5), failures)
def test_an_answer_of_failure_tells_only_that(request: int, result: str) -> None:
    control = decode_user_control(user_answer(request, USER_RESULTS[result]))
    assert control == UserControl(op=Op.ANSWER, request=Op(request), result=Result(USER_RESULTS[result]))
    assert Result(USER_RESULTS[result]).word == result


@pytest.mark.parametrize(
    ("payload", "said"),
    [("00", "reserved op 0"), ("06", "reserved op 6"), ("200701", "reserved op 7"), ("200206", "reserved result 6")],
)
def test_a_reserved_number_is_a_decode_error(payload: str, said: str) -> None:
    with pytest.raises(DecodeError, match=f"^{said}$"):
        decode_user_control(bytes.fromhex(payload))


@pytest.mark.parametrize(
    "payload",
    [
        user_request(1, code=1234),
        user_request(2, index=3, code=1234),
        user_request(4),
        user_request(5, index=3),
        user_answer(1, 1, 3),
        user_answer(2, 1),
        user_answer(4, 1, 2),
    ],
    ids=bytes.hex,
)
def test_every_cut_is_truncation(payload: bytes) -> None:
    for length in range(len(payload)):
        with pytest.raises(DecodeError, match=r"^truncated$"):
            decode_user_control(payload[:length])


@given(st.binary(max_size=20) | st.binary(max_size=9).map(lambda tail: b"\x20" + tail))
def test_any_bytes_are_a_request_or_an_answer_or_a_decode_error(payload: bytes) -> None:
    try:
        control = decode_user_control(payload)
    except DecodeError:
        return
    assert (control.result is None) == (control.op is not Op.ANSWER)


@given(indexes, codes)
def test_what_the_hub_asks_is_written_as_the_specification_says(index: int, code: int) -> None:
    assert write_register(code) == user_request(1, code=code)
    assert write_consent(index, code) == user_request(2, index=index, code=code)
    assert write_list_users() == user_request(4)


@pytest.mark.parametrize("code", [-1, 10_000])
def test_a_consent_code_has_at_most_four_digits(code: int) -> None:
    with pytest.raises(ValueError, match="0 to 9999"):
        write_register(code)
    with pytest.raises(ValueError, match="0 to 9999"):
        write_consent(1, code)


@pytest.mark.parametrize("index", [-1, 255])
def test_nobody_consents_as_the_unknown_user(index: int) -> None:
    with pytest.raises(ValueError, match="0 to 254"):
        write_consent(index, 1234)
