from __future__ import annotations

import subprocess
import sys

import pytest
from argon2 import PasswordHasher, Type, extract_parameters
from argon2.exceptions import VerifyMismatchError

from server.web.password import hash_of_nobody, hash_password, is_right


def test_a_password_is_hashed_with_argon2id_and_its_own_salt() -> None:
    first, second = hash_password("a"), hash_password("a")
    assert first != second
    costs = extract_parameters(first)
    assert (costs.type, costs.version) == (Type.ID, 19)
    assert costs.memory_cost >= 19 * 1024  # OWASP's least with two passes, in KiB
    assert costs.time_cost >= 2
    assert costs.parallelism >= 1


def test_only_the_password_itself_is_right() -> None:
    hashed = hash_password("a")
    assert is_right(hashed, "a")
    assert not is_right(hashed, "b")
    assert not is_right("$argon2id$", "$argon2id$")


def test_what_is_verified_for_a_name_that_nobody_has_costs_what_a_password_costs_and_is_no_password() -> None:
    assert extract_parameters(hash_of_nobody()) == extract_parameters(hash_password("a"))
    assert hash_of_nobody() != hash_of_nobody()
    with pytest.raises(VerifyMismatchError):  # it was hashed and compared, and not refused unread
        PasswordHasher().verify(hash_of_nobody(), "a")


@pytest.mark.parametrize("command", ["people", "enrolment", "homes"])
def test_a_command_that_shows_no_page_loads_no_screens(command: str) -> None:
    asked = f"import sys, server.commands.{command}; print({{'fastapi', 'pydantic', 'starlette'}} & {{*sys.modules}})"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout
    assert told.strip() == "set()"
