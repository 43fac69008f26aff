"""``nara-hub join``: a new hub makes its keys, proves that it knows the one-time code, and takes its settings.

A power cut at any instant costs nothing: keys that were made stay, hub.toml is written last, and the server gives the
same keys with the same code the same certificate again.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from edge.adapters.asking import AskError, ask
from edge.adapters.keys import KeyRing, key_of_seed, verifier_of
from edge.config import FILE
from edge.provisioning import BundleError, install, request_of
from vitals.fields import WireError
from vitals.invitation import JOIN_PATH, Code, Invitation, fingerprint_of, server_address
from vitals.joining import Refusal, decode_answer, decode_refusal, encode_request

Ask = Callable[[str, bytes], tuple[int, bytes]]
"""Posts bytes to an address; gives status and answer, raises AskError."""
_OK: Final = 200
_FAILED: Final = 500
_NEW_CODE: Final = "make a new one on the server: nara hub invite"
_SAID: Final = {
    Refusal.UNREADABLE: "the server cannot read what this hub asks: update the software of the older of the two",
    Refusal.UNKNOWN: f"the server does not know this code: look whether it was typed right, or {_NEW_CODE}",
    Refusal.ENDED: f"the time of this code is out: {_NEW_CODE}",
    Refusal.USED: "another hub, or this one with other keys, has used this code. If that was not you, somebody else has"
    " seen it: tell whoever looks after the server, on whose page of hubs that hub stands under the code's label."
    f" Then {_NEW_CODE}",
    Refusal.TOO_MANY: "the server was asked with wrong codes too often: wait a minute and try again",
    Refusal.BUSY: "the server's database does not answer just now: try again with the same code",
}


class JoinError(Exception):
    """The hub has not joined; ``problem`` is a word for machines, the text says whose fault it is and what to do."""

    def __init__(self, problem: str, said: str) -> None:
        """Take the word and the text."""
        super().__init__(said)
        self.problem = problem


def run(arguments: argparse.Namespace) -> int:
    """Run the command; returns the exit status."""
    try:
        invitation = _invited(arguments)
        bundle = join(arguments.dir, invitation, ask)
    except JoinError as problem:
        if arguments.json:
            print(json.dumps({"problem": problem.problem, "said": str(problem)}))  # noqa: T201  (a command's answer)
        else:
            print(f"nara-hub join: {problem}", file=sys.stderr)  # noqa: T201  (a command's answer)
        return 2
    if arguments.json:
        print(json.dumps({name: bundle[name] for name in ("hub", "home")}))  # noqa: T201  (a command's answer)
    else:
        devices = len(bundle["devices"])
        print(  # noqa: T201  (a command's answer)
            f"this hub has joined {invitation.server} as {bundle['hub']}, in home {bundle['home']} with {devices}"
            f" device{'' if devices == 1 else 's'}\nstart it: nara-hub run --dir {arguments.dir}"
        )
    return 0


def join(folder: Path, invitation: Invitation, ask_server: Ask) -> dict[str, Any]:
    """Join a server and give the bundle that was installed; raises JoinError, and then hub.toml is not there."""
    if (folder / FILE).exists():
        raise JoinError(
            "provisioned",
            f"this hub is provisioned already ({folder / FILE}). If it is to be another: let it send all it has,"
            f" stop it, empty {folder}, and join with a new code",
        )
    try:
        keys = KeyRing(folder)
        keys.make()
        code_key, sign = key_of_seed(invitation.code.seed())
        request, asked = encode_request(code_key, request_of(keys), sign)
        bundle = _answer(invitation, request, asked, ask_server)
        install(folder, bundle)
    except OSError as problem:
        raise JoinError("folder", f"{problem}: run it as the user whose {folder} is, with room on the card") from None
    except (ValueError, TypeError) as problem:
        said = f"the keys in {folder} are damaged ({problem}): remove its .key files, and join with a new code"
        raise JoinError("folder", said) from None
    except BundleError as problem:
        raise JoinError("server", f"the server's answer does not do: {problem}") from None
    return bundle


def _answer(invitation: Invitation, request: bytes, asked: bytes, ask_server: Ask) -> dict[str, Any]:
    try:
        status, answer = ask_server(f"{invitation.server}{JOIN_PATH}", request)
    except AskError as problem:
        raise JoinError("unreached", str(problem)) from None
    if status != _OK:
        raise _refused(invitation, status, answer)
    try:
        bundle = decode_answer(answer, asked, invitation.code, verifier_of)
    except WireError as problem:
        raise JoinError(
            "stranger",
            f"what answers at {invitation.server} does not prove that it made this code ({problem}): nothing was taken"
            " from it. Check the address; if it is right, somebody on the way may be changing what is said",
        ) from None
    if invitation.fingerprint not in {None, fingerprint_of(bundle["ca"])}:
        raise JoinError("stranger", "the server has another authority than the QR code says: scan a new code")
    return bundle


def _refused(invitation: Invitation, status: int, answer: bytes) -> JoinError:
    try:
        refusal = decode_refusal(answer)
    except WireError:
        if status >= _FAILED:
            said = f"the server, or the proxy before it, fails (status {status}): try again with the same code"
            return JoinError("busy", said)
        said = (
            f"{invitation.server} answers (status {status}), but not as a server of ours: check the address, and that"
            f" a proxy before it passes {JOIN_PATH} on"
        )
        return JoinError("stranger", said)
    return JoinError(refusal.value, _SAID[refusal])


def _invited(arguments: argparse.Namespace) -> Invitation:
    try:
        if arguments.invitation is not None and arguments.server is None and arguments.code is None:
            return Invitation.read(arguments.invitation)
        if arguments.invitation is None and arguments.server is not None and arguments.code is not None:
            server, code = server_address(arguments.server), Code.typed(arguments.code)
            return Invitation(server=server, code=code, fingerprint=None)
    except WireError as problem:
        raise JoinError("invitation", str(problem)) from None
    raise JoinError("invitation", "give what the QR code holds, in quotes, or both --server and --code")
