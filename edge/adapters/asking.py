"""Asking a server one question over HTTP, once, and saying in words why no answer came."""

from __future__ import annotations

import http.client
import ssl
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

TIMEOUT_S: Final = 30.0
ANSWER_BYTES_MAX: Final = 65_536
_NOT_YET, _NO_MORE = 9, 10
"""OpenSSL's numbers (X509_V_ERR) for a certificate that is not valid yet, and for one that is no more."""


class AskError(Exception):
    """No answer came; the text says why, and what to do."""


def ask(url: str, payload: bytes) -> tuple[int, bytes]:
    """Post a question and give status and answer; raises AskError. Redirections are answers like others."""
    place = urlsplit(url)
    host = place.hostname or ""
    if place.scheme == "https":
        context = ssl.create_default_context()
        line: http.client.HTTPConnection = http.client.HTTPSConnection(
            host, place.port, timeout=TIMEOUT_S, context=context
        )
    else:
        line = http.client.HTTPConnection(host, place.port, timeout=TIMEOUT_S)
    try:
        line.request("POST", place.path, payload, {"Content-Type": "application/json"})
        answer = line.getresponse()
        return answer.status, answer.read(ANSWER_BYTES_MAX + 1)
    except ssl.SSLCertVerificationError as problem:
        raise AskError(_of_certificate(host, problem)) from None
    except ssl.SSLError as problem:
        raise AskError(
            f"{host} does not speak TLS as it should ({problem.reason}): check the server's address"
        ) from None
    except (OSError, http.client.HTTPException) as problem:
        why = str(problem) or type(problem).__name__
        raise AskError(
            f"the server was not reached at {url} ({why}): check this hub's network and the address, and try again"
        ) from None
    finally:
        line.close()


def _of_certificate(host: str, problem: ssl.SSLCertVerificationError) -> str:
    now = datetime.now(UTC)
    if problem.verify_code in {_NOT_YET, _NO_MORE}:
        return (
            f"the certificate of {host} is not valid by this hub's clock, which says {now:%Y-%m-%d %H:%M} UTC:"
            " if that is wrong, wait until the hub has the time from its network (timedatectl) and try again;"
            " if it is right, the server's certificate has run out"
        )
    return (
        f"the certificate of {host} is not one that this hub trusts ({problem.verify_message}): check the address;"
        " if it is right, its owner must mend the server's certificate"
    )
