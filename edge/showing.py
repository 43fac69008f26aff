"""Showing: the patient's screen at work: pages from what the hub knows, and what is pressed told to the hub."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import tzinfo
from http import HTTPStatus
from typing import Protocol

from edge.events import Event, HubTime
from edge.household import Language
from edge.pairing.talk import Event as PairingEvent
from edge.pairing.talk import Progress
from edge.ports import StorageError
from edge.screen.act import FormError, act
from edge.screen.exchange import Reply, Request
from edge.screen.known import Known
from edge.screen.page import Page, page, problem
from edge.screen.rendering import STATIC, render, static
from edge.today import Today

_FILES = "/static/"
_NOT_FOUND = "not_found"


class PairingPlace(Protocol):
    """Where people pair devices with this hub; others may do so at the same desk by ``nara-hub pair``."""

    @property
    def is_ready(self) -> bool:
        """Whether devices can be paired."""

    @property
    def progress(self) -> Progress | None:
        """How the latest pairing stands; None if nobody has begun one."""

    def hear_people(self, event: PairingEvent) -> None:
        """Hear what people do."""


class Showing:
    """Answers the browser. What somebody pressed is on the card before the next page says that it is saved."""

    def __init__(
        self,
        *,
        today: Today,
        clock: Callable[[], HubTime],
        hear: Callable[[Event], object],
        zone: tzinfo,
        has_scale: Callable[[], bool],
        language: Language,
        pairing: PairingPlace | None = None,
    ) -> None:
        """Take what the hub remembers, its clock, its ear (may raise StorageError), and what is fixed in the home.

        ``has_scale`` is asked for every page, for a scale may be paired meanwhile. A hub without a radio has no place
        for pairing.
        """
        self._today = today
        self._clock = clock
        self._hear = hear
        self._zone = zone
        self._has_scale = has_scale
        self._language: Language = language
        self._pairing = pairing

    def answer(self, request: Request) -> Reply:
        """Answer one request."""
        if request.form is not None:
            return self._take(request.path, request.form)
        if request.path.startswith(_FILES):
            return _file(request.path.removeprefix(_FILES))
        known = self._known()
        return self._show(page(request.path, known) or problem(known, _NOT_FOUND, HTTPStatus.NOT_FOUND), request.path)

    def _take(self, path: str, form: Mapping[str, str]) -> Reply:
        known = self._known()
        try:
            deed = act(path, form, known)
            for event in deed.events:
                self._hear(event)
            if deed.to_the_desk is not None and self._pairing is not None:
                self._pairing.hear_people(deed.to_the_desk)
        except FormError as wrong:
            what = str(wrong)
            status = HTTPStatus.NOT_FOUND if what == _NOT_FOUND else HTTPStatus.BAD_REQUEST
            return self._show(problem(known, what, status), "/")
        except StorageError:
            return self._show(problem(known, "not_saved", HTTPStatus.INTERNAL_SERVER_ERROR), "/")
        return Reply(status=HTTPStatus.SEE_OTHER, headers={"Location": deed.then})

    def _known(self) -> Known:
        return Known(
            now=self._clock(),
            zone=self._zone,
            today=self._today,
            has_scale=self._has_scale(),
            default_language=self._language,
            can_pair=self._pairing is not None and self._pairing.is_ready,
            pairing=None if self._pairing is None else self._pairing.progress,
        )

    def _show(self, shown: Page, here: str) -> Reply:
        body, mark = render(shown, here)
        again = {} if shown.again_after_s is None else {"Refresh": str(shown.again_after_s)}
        return Reply(status=shown.status, body=body, headers={"ETag": mark, **again})


def _file(name: str) -> Reply:
    content = static(name)
    if content is None:
        return Reply(status=HTTPStatus.NOT_FOUND, content_type="text/plain; charset=utf-8")
    return Reply(body=content, content_type=STATIC[name])
