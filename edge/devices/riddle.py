"""The riddle that newer scales set on a service of their own (AE00) before they send a weight.

Their chips are JieLi's. The answer is Bluetooth's old function E1, made of the cipher SAFER+, over what the scale sent,
with two numbers that stand in the maker's library and are the same for every scale. It keeps nobody out who read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from edge.gatt.octets import DecodeError, Octets

_ASKED, _ANSWERED = 0x00, 0x01
_KEY: Final = bytes.fromhex("06775f87918dd423005df1d8cf0c142b")
_ADDRESS: Final = bytes.fromhex("112233332211")
_BLOCK: Final = 16
_ROUNDS: Final = 8
_EXPONENTS: Final = tuple(pow(45, power, 257) & 0xFF for power in range(256))
_LOGARITHMS: Final = tuple(_EXPONENTS.index(value) for value in range(256))
_IS_MIXED: Final = tuple(at % 4 in (0, 3) for at in range(_BLOCK))
"""At these places a round begins with exclusive or and an exponent; at the others with a sum and a logarithm."""
_SHUFFLED: Final = (8, 11, 12, 15, 2, 1, 6, 5, 10, 9, 14, 13, 0, 7, 4, 3)
_PRIMES: Final = (233, 229, 223, 193, 179, 167, 149, 131)
_FEEDS_BACK_IN_ROUND: Final = 3


def solve_riddle(payload: bytes) -> bytes:
    """Answer what a scale sent (AE02) with what it waits for (AE01); raises DecodeError for what is no riddle.

    >>> solve_riddle(bytes.fromhex("00" "4aec29cdbaabf2fbe3467cc254f81be8")).hex()
    '01b3833f209534f73681c0febecb85466d'

    Source: KristianP26/ble-scale-sync#235 (facts: the two numbers, and ten captured pairs).
    """
    octets = Octets(payload)
    if octets.unsigned(1) != _ASKED:
        raise DecodeError("not a riddle")
    return bytes((_ANSWERED,)) + e1(_KEY, octets.take(_BLOCK), _ADDRESS)


def e1(key: bytes, challenge: bytes, address: bytes) -> bytes:
    """Give Bluetooth's E1: sixteen bytes for a key of sixteen, a challenge of sixteen and an address of six.

    Raises ValueError for other lengths.

    >>> e1(bytes(16), bytes(16), bytes(6)).hex()
    '056c0fe648afcdd4bd40fef76693b113'

    Source: Bluetooth Core Specification, volume 2, part H, section 6.1; that part's sample data for E1.
    """
    if (len(key), len(challenge), len(address)) != (_BLOCK, _BLOCK, 6):
        raise ValueError("E1 takes a key of 16 bytes, a challenge of 16 and an address of 6")
    sealed = _exclusive_or(_encrypt(key, challenge), challenge)
    widened = (address * 3)[:_BLOCK]
    return _encrypt(_shift(key), _sum(sealed, widened), is_fed_back=True)


def _encrypt(key: bytes, block: bytes, *, is_fed_back: bool = False) -> bytes:
    """Encrypt by SAFER+; ``is_fed_back``: the block is put in once more, which leaves no way back to it."""
    keys = list(_round_keys(key))
    done = block
    for each in range(1, _ROUNDS + 1):
        if is_fed_back and each == _FEEDS_BACK_IN_ROUND:
            done = _put_in(done, block, is_mixed_first=True)
        done = _put_in(done, keys[2 * each - 2], is_mixed_first=True)
        done = bytes(
            (_EXPONENTS if is_mixed else _LOGARITHMS)[byte] for byte, is_mixed in zip(done, _IS_MIXED, strict=True)
        )
        done = _diffuse(_put_in(done, keys[2 * each - 1], is_mixed_first=False))
    return _put_in(done, keys[-1], is_mixed_first=True)


def _put_in(block: bytes, key: bytes, *, is_mixed_first: bool) -> bytes:
    """Put a key into a block: by exclusive or at half of the places, by a sum at the other half."""
    return bytes(
        byte ^ part if is_mixed is is_mixed_first else (byte + part) & 0xFF
        for byte, part, is_mixed in zip(block, key, _IS_MIXED, strict=True)
    )


def _diffuse(block: bytes) -> bytes:
    """Make every byte hang on every other: four times pairs of sums, with a shuffle between them."""
    for _ in range(3):
        paired = _pair(block)
        block = bytes(paired[at] for at in _SHUFFLED)
    return _pair(block)


def _pair(block: bytes) -> bytes:
    pairs = zip(block[::2], block[1::2], strict=True)
    return bytes(part & 0xFF for first, second in pairs for part in (2 * first + second, first + second))


def _round_keys(key: bytes) -> Iterator[bytes]:
    """Give seventeen keys: the register of the key and its parity, turned by three bits for each, and biased."""
    parity = 0
    for byte in key:
        parity ^= byte
    register = (*key, parity)
    yield key
    for number in range(2, 2 * _ROUNDS + 2):
        register = tuple((byte << 3 | byte >> 5) & 0xFF for byte in register)
        part = ((register * 2)[number - 1 + at] for at in range(_BLOCK))
        bias = (_EXPONENTS[_EXPONENTS[17 * number + at + 1 & 0xFF]] for at in range(_BLOCK))
        yield _sum(bytes(part), bytes(bias))


def _shift(key: bytes) -> bytes:
    """Give the second key that E1 uses: primes put into the first, in the second half the other way round."""
    return bytes(
        (byte + prime) & 0xFF if (at % 2 == 0) is (at < len(_PRIMES)) else byte ^ prime
        for at, (byte, prime) in enumerate(zip(key, _PRIMES * 2, strict=True))
    )


def _sum(first: bytes, second: bytes) -> bytes:
    return bytes((one + other) & 0xFF for one, other in zip(first, second, strict=True))


def _exclusive_or(first: bytes, second: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(first, second, strict=True))
