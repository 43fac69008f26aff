"""A password: hashed with Argon2id and verified. Of pages it knows nothing: who makes an account loads none."""

from __future__ import annotations

import secrets
from base64 import b64encode
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

_HASHER: Final = PasswordHasher()


def hash_password(password: str) -> str:
    """Hash a password with Argon2id."""
    return _HASHER.hash(password)


def hash_of_nobody() -> str:
    """Make up a hash of no password at all, which takes as long to verify as any, and no time to make.

    >>> hash_of_nobody().split("$")[1:4] == hash_password("a").split("$")[1:4]
    True
    """
    costs = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    salt, digest = (
        b64encode(secrets.token_bytes(count)).decode().rstrip("=") for count in (_HASHER.salt_len, _HASHER.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${costs}${salt}${digest}"


def is_right(password_hash: str, password: str) -> bool:
    """Tell whether a password has this hash; what is no hash of ours is nobody's."""
    try:
        return _HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False
