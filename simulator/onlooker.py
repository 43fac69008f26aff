"""Somebody who signs in, reads the worklist as it stands on the page, and deals with what stands there."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final, NamedTuple
from urllib.parse import urlencode

_NO_MORE: Final[Mapping[str, str]] = {}
_FORM: Final = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One alert on the worklist, in this version: whom it is about, which rule, and why, in the words of the page."""

    alert: str
    name: str
    rule: str
    why: str
    version: str


class Onlooker:
    """Uses the page over HTTP, in English."""

    def __init__(self, port: int) -> None:
        """Take the port of the screens."""
        self._port = port
        self._cookies = "nara_language=en"

    def sign_in(self, staff: str, password: str) -> None:
        """Begin a session; raises PermissionError if the server says no."""
        answer = self._ask("POST", "/login", urlencode({"staff": staff, "password": password}), _FORM)
        if answer.status != http.HTTPStatus.SEE_OTHER or answer.cookie is None:
            raise PermissionError(f"the server did not let {staff} in (status {answer.status})")
        self._cookies += "; " + answer.cookie.partition(";")[0]

    def worklist(self) -> list[Row]:
        """Read the rows, in the order of the page."""
        answer = self._ask("GET", "/worklist")
        if answer.status != http.HTTPStatus.OK:
            raise PermissionError(f"the server did not show the worklist (status {answer.status})")
        reader = _RowReader()
        reader.feed(answer.text)
        return reader.rows

    def close(self, row: Row, cause: str, action: str) -> None:
        """Close an alert with its outcome; raises PermissionError if the server does not."""
        told = urlencode({"seen": f"{row.alert}:{row.version}", "cause": cause, "action": action})
        answer = self._ask("POST", "/close", told, _FORM)
        if answer.status != http.HTTPStatus.SEE_OTHER:
            raise PermissionError(f"the server did not close alert {row.alert} (status {answer.status})")

    def deal_with_all(self) -> int:
        """Close everything on the list, as things that were dealt with on the telephone; gives how many there were."""
        rows = self.worklist()
        for row in rows:
            self.close(row, "expected", "phone_advice")
        return len(rows)

    def _ask(self, method: str, path: str, body: str | None = None, headers: Mapping[str, str] = _NO_MORE) -> _Answer:
        with closing(http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)) as connection:
            connection.request(method, path, body, {"Cookie": self._cookies, **headers})
            answer = connection.getresponse()
            return _Answer(answer.status, answer.getheader("set-cookie"), answer.read().decode())


class _Answer(NamedTuple):
    """What the server said."""

    status: int
    cookie: str | None
    text: str


class _RowReader(HTMLParser):
    """Finds the alerts: ``id="alert-7" data-rule="…"`` with the reason in ``why``; a row's first link is its name."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._name = ""
        self._alerts: list[dict[str, str]] = []
        self._into: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._name, self._alerts = "", []
        elif given.get("id", "").startswith("alert-"):
            told = {"rule": given["data-rule"], "version": given["data-version"], "why": ""}
            self._alerts.append({"alert": given["id"].removeprefix("alert-"), **told})
        elif tag == "a" and given.get("href", "").startswith("/patients/") and not self._name:
            self._into = "name"
        elif tag == "span" and given.get("class") == "why":
            self._into = "why"

    def handle_data(self, data: str) -> None:
        if self._into == "name":
            self._name += data
        elif self._into == "why" and self._alerts:
            self._alerts[-1]["why"] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"a", "span"}:
            self._into = None
        elif tag == "tr":
            name = self._name.strip()
            self.rows += [Row(**{**each, "name": name, "why": each["why"].strip()}) for each in self._alerts]
            self._alerts = []
