"""The handshake of Eufy's P2 scales: four letters, sealed with a key that is made of the scale's own address.

We say who we are (C0), the scale says who it is (C1), we say both together (C2), and it lets us in or does not (C3).
Whoever hears the address on the air can make the key: it keeps nobody out, and tells nobody apart.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Sequence
from functools import reduce
from operator import xor
from typing import TYPE_CHECKING, Any, Final

from edge.gatt.octets import DecodeError, Octets

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher

_OURS, _THEIRS, _BOTH, _VERDICT = 0xC0, 0xC1, 0xC2, 0xC3
_HEAD: Final = 4
_PIECE: Final = 15
"""So many characters of a letter go into one frame."""
_BLOCK: Final = 16
_START: Final = b"0" * _BLOCK
"""The digit, not the number: so the maker's app writes it."""
_LET_IN: Final = 0
_LONGEST_NAME: Final = 160
"""With a longer one both names together would be more than the length of a letter, one byte, can tell."""


class EufyHandshake:
    """What to say to a P2, and what its answers come to; ``is_let_in`` is None until the scale has said.

    >>> shake = EufyHandshake("CF:E6:03:1D:09:F7", "abcdef123456789")
    >>> [frame[:4].hex() for frame in shake.opening()], shake.is_let_in
    (['c0020018', 'c0020118'], None)

    Source: bdr99/eufylife-ble-client, KristianP26/ble-scale-sync (facts); no captured talk proves it.
    """

    def __init__(self, address: str, our_name: str) -> None:
        """Take the scale's address, and fifteen characters for ourselves."""
        self._key = hashlib.md5(address.replace(":", "").upper().encode(), usedforsecurity=False).digest()
        self._our_name = our_name.encode()
        self._pieces: tuple[bytes, ...] = ()
        self.is_let_in: bool | None = None

    def opening(self) -> list[bytes]:
        """Give the frames in which we say who we are."""
        return self._letter(_OURS, self._our_name)

    def answers_to(self, frame: bytes) -> list[bytes]:
        """Give the frames that answer one of the scale's; none to one that is cut off, torn, or not of a handshake."""
        try:
            kind, count, index, length, piece = _open(frame)
        except DecodeError:
            return []
        if kind == _VERDICT and piece:
            self.is_let_in = piece[:1] == bytes((_LET_IN,))
        if kind != _THEIRS:
            return []
        if index == 0:
            self._pieces = ()
        goes_on = index == len(self._pieces) < count
        self._pieces += (piece,) if goes_on else ()
        return self._introduce(b"".join(self._pieces), length) if goes_on and index == count - 1 else []

    def _introduce(self, letter: bytes, length: int) -> list[bytes]:
        """Say both names together; what is not sealed for us is a no."""
        try:
            their_name = _unseal(letter, self._key)
        except ValueError:
            their_name = b""
        if not 0 < len(their_name) <= _LONGEST_NAME or len(letter) != length:
            self.is_let_in = False
            return []
        return self._letter(_BOTH, self._our_name + b"_" + their_name)

    def _letter(self, kind: int, text: bytes) -> list[bytes]:
        sealed = b64encode(_seal(text, self._key))
        return _frames(kind, [sealed[at : at + _PIECE] for at in range(0, len(sealed), _PIECE)])


def _frames(kind: int, pieces: Sequence[bytes]) -> list[bytes]:
    length = sum(map(len, pieces))
    frames = [bytes((kind, len(pieces), index, length)) + piece for index, piece in enumerate(pieces)]
    return [frame + bytes((reduce(xor, frame),)) for frame in frames]


def _open(frame: bytes) -> tuple[int, int, int, int, bytes]:
    """Take a frame apart: what it is, how many there are, which one, how long the whole is, and its piece."""
    octets = Octets(frame)
    kind, count, index, length = octets.take(_HEAD)
    if reduce(xor, frame):
        raise DecodeError("wrong check sum")
    return kind, count, index, length, octets.rest()[:-1]


def _seal(text: bytes, key: bytes) -> bytes:
    filler = _BLOCK - len(text) % _BLOCK
    encryptor = _cipher(key).encryptor()
    return encryptor.update(text + bytes((filler,)) * filler) + encryptor.finalize()


def _unseal(letter: bytes, key: bytes) -> bytes:
    """Read what the scale has sealed; raises ValueError for anything else."""
    decryptor = _cipher(key).decryptor()
    opened = decryptor.update(b64decode(letter, validate=True)) + decryptor.finalize()
    filler = opened[-1:] * (opened[-1] if opened else 0)
    if not 0 < len(filler) <= _BLOCK or not opened.endswith(filler):
        raise ValueError("not sealed with this key")
    return opened.removesuffix(filler)


def _cipher(key: bytes) -> Cipher[Any]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # noqa: PLC0415  (only a P2 needs it)

    return Cipher(algorithms.AES(key), modes.CBC(_START))
