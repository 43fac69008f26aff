"""Proof of who people are: at a terminal each of them gives the password of the dashboard; a script asks nobody."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping, Sequence

from server.adapters.store.registry import RegistryError
from server.web.password import is_right


def prove(people: Sequence[str], hashes: Mapping[str, str]) -> bool:
    """Ask each of these people (user names) for the password, by the hashes of the register; tells if they were asked.

    Nobody is asked where nobody sits: then whoever runs the command is trusted, as all who may run commands are.
    Raises RegistryError for a wrong password.
    """
    if not sys.stdin.isatty():
        return False
    for who in people:
        if not is_right(hashes.get(who, ""), getpass.getpass(f"password of {who}: ", stream=sys.stderr)):
            raise RegistryError(f"that is not the password of {who}")
    return True
