"""A server at work: the one place where store, line, broker, pipeline, sink, clock and screens meet."""

from __future__ import annotations

import contextlib
import gc
import logging
import os
import signal
import socket
import threading
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING, Final

import uvicorn
from fastapi import FastAPI

from server.adapters.authority import Authority
from server.adapters.broker import BrokerError, BrokerPlace, EmbeddedBroker
from server.adapters.clock import Clock, SteppedClock, WallClock
from server.adapters.mqtt import Letter, ServerLine
from server.adapters.rule_folder import RuleFolderError, read_files, rule_folder, shipped_release
from server.adapters.signature import ServerKey, verify
from server.adapters.store.database import Database
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.reading import SqlReader
from server.adapters.store.register import version_in
from server.adapters.store.stream import SqlObservationStream
from server.config import ConfigError, ServerConfig
from server.feed import Feed
from server.joining import Clocks, Joining
from server.ledger.page import Page
from server.ledger.port import Ledger
from server.provisioning import SIGNING_KEY
from server.rule_watch import RuleWatch, folder_decision
from server.rules.activation.activation import adoption
from server.rules.activation.decision import runnable
from server.rules.activation.release import read_release
from server.rules.language.reading import SYMPTOMS
from server.rules.language.rule_set import RuleSet
from server.serving import Worker
from server.symptoms import parse_symptoms
from server.web.app import create_app

if TYPE_CHECKING:
    from server.adapters.influx import InfluxSink

LOG = logging.getLogger("nara.serve")
_LOOKS_EVERY_S: Final = 0.5
_GOODBYE_S: Final = 3
_OBJECTS_UNTIL_COLLECTED: Final = 20_000


class Server:
    """Everything of one server. It ends by a signal, or with status 1 when a part of it has died that nobody mends."""

    def __init__(self, config: ServerConfig, engine: Database) -> None:
        """Put the parts together; nothing runs yet. Raises ConfigError, and SymptomsError."""
        self._config = config
        self._ledger = SqlLedger(engine, is_only_writer=True)
        reader = SqlReader(engine)
        if config.demo_clock and not reader.is_demo():
            raise ConfigError("NARA_DEMO_CLOCK is only for a database that the demo made: unset it")
        Authority(config.pki).equip_server(list(config.mqtt_names))
        self._clock: Clock = SteppedClock(config.demo_clock) if config.demo_clock else WallClock()
        rules = _rules(self._ledger, self._clock.now())
        self._watch = RuleWatch(self._ledger, self._clock.now, self._let_screens_know)
        self._broker = self._embedded_broker()
        self._feed = Feed()
        url = config.broker_url or f"mqtts://{config.mqtt_names[0]}:{config.mqtt_port}"
        self._line = ServerLine(url, config.pki, self._heard)
        server_key = ServerKey(config.pki / SIGNING_KEY)
        self._sink = _sink_of(config, engine, server_key)
        self._worker = Worker(
            ledger=self._ledger,
            verify=verify,
            sign=server_key.signer(),
            clock=self._clock,
            publish=self._line.publish,
            register_version=lambda: version_in(engine),
            register_changed=self._let_hubs_in,
            feed=self._feed,
            committed=lambda: None if self._sink is None else self._sink.wake(),
            rules=rules,
            listed=read_release(shipped_release()),
        )
        desk, joining = self._worker, self._joining(engine)
        app = self._app = create_app(reader, reader, desk, self._feed, joining, rules, self._watch.banners)
        settings = uvicorn.Config(
            app,
            host=config.web_host,
            port=config.web_port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GOODBYE_S,
        )
        self._web = _Web(settings, app)
        self._is_stopping = threading.Event()
        self._has_failed = False

    def run(self) -> int:
        """Work until a signal, which also during the start ends all in order; gives the exit status.

        Raises ConfigError if the screens' port is taken.
        """
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._web.handle_exit)
        with _listen(self._config) as door, contextlib.ExitStack() as at_the_end:
            self._start(at_the_end)
            self._web.run(sockets=[door])
        return 1 if self._has_failed or not self._web.started else 0

    def _start(self, at_the_end: contextlib.ExitStack) -> None:
        """Start the parts; what was started when something fails, and nothing else, is stopped at the end."""
        if self._broker is not None:
            self._broker.start(self._ledger.register().hubs.values())
            at_the_end.callback(self._broker.stop)
        self._worker.start()
        at_the_end.callback(self._worker.stop)
        if self._sink is not None:
            self._sink.start()
            at_the_end.callback(self._sink.stop)
        self._line.start()
        at_the_end.callback(self._line.stop)
        if isinstance(self._clock, SteppedClock):
            self._clock.follow(self._worker.stepped, self._lost_the_simulator)
        self._watch.look()
        threading.Thread(target=self._watch.run, args=(self._is_stopping,), name="rule watch", daemon=True).start()
        threading.Thread(target=self._keep, name="keeper", daemon=True).start()
        at_the_end.callback(self._is_stopping.set)
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        _spare_the_collector()
        LOG.info("the screens are at http://%s:%d", self._config.web_host, self._config.web_port)

    def _heard(self, letter: Letter) -> None:
        self._worker.heard(letter)

    def _embedded_broker(self) -> EmbeddedBroker | None:
        config = self._config
        if config.broker_url is not None:
            return None
        place = BrokerPlace(host=config.mqtt_host, port=config.mqtt_port, data=config.data / "broker", pki=config.pki)
        return EmbeddedBroker(place)

    def _joining(self, engine: Database) -> Joining:
        clocks = Clocks(real=lambda: datetime.now(UTC), clinical=self._clock.now)
        return Joining(self._config, engine, clocks, is_clock_trusted=self._config.demo_clock is not None)

    def _let_screens_know(self, rules: RuleSet) -> None:
        self._app.state.rules = rules

    def _let_hubs_in(self) -> None:
        if self._broker is not None:
            self._broker.allow(self._ledger.register().hubs.values())

    def _keep(self) -> None:
        """Start the broker again if it dies; if pipeline or line die, end the process: its screens would look alive."""
        while not self._is_stopping.wait(_LOOKS_EVERY_S):
            if not (self._worker.is_alive and self._line.is_alive):
                LOG.critical("the %s has died: the server ends, to be started again", self._dead_part())
                self._has_failed = True
                self._web.end()
                return
            if self._broker is not None:
                self._revive(self._broker)

    def _lost_the_simulator(self) -> None:
        if not self._is_stopping.is_set():
            LOG.warning("the simulator hung up: without it there is no time, and the server ends")
            self._web.end()

    def _dead_part(self) -> str:
        return "line" if self._worker.is_alive else "pipeline"

    @staticmethod
    def _revive(broker: EmbeddedBroker) -> None:
        try:
            broker.revive()
        except BrokerError as problem:
            LOG.error("%s; trying again", problem)  # noqa: TRY400  (says it all)


def _spare_the_collector() -> None:
    """Take what the start has left out of the garbage collector's sight, and let it look more seldom: 8 µs a record.

    Records leave no circles behind, and by default it looks for some after every 700 objects: every tenth record.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_UNTIL_COLLECTED, 20, 20)


def _sink_of(config: ServerConfig, engine: Database, server_key: ServerKey) -> InfluxSink | None:
    if config.influx_url is None:
        return None
    from server.adapters.influx import InfluxPlace, InfluxSink  # noqa: PLC0415  (18 MB that most servers never need)

    place = InfluxPlace(
        url=config.influx_url,
        token=config.influx_token,
        org=config.influx_org,
        bucket=config.influx_bucket,
        key=server_key.secret_for("pseudonyms in InfluxDB"),
    )
    return InfluxSink(SqlObservationStream(engine), place)


def _rules(ledger: Ledger, now: datetime) -> RuleSet:
    """Give the rules that run; on the first start of all, let what is approved of the folder run, or what ships.

    Raises ConfigError, and SymptomsError if the homes could not be asked what the folder says.
    """
    running = ledger.activation()
    if running is None:
        try:
            files = read_files(rule_folder())
        except RuleFolderError as problem:
            raise ConfigError(f"NARA_RULES: {problem}") from None
        parse_symptoms(files[SYMPTOMS])
        decision = folder_decision(files, None, ledger.approvals(), now)
        for found in decision.findings:
            LOG.error("rules: %s:%d: %s", found.file, found.line, found.message("en"))
        running = adoption(decision, ledger.pilots(), now)
        ledger.write(Page(activations=[running]))
    return runnable(running.files)


def _listen(config: ServerConfig) -> socket.socket:
    """Take the screens' port before anything else is started; raises ConfigError."""
    try:
        return socket.create_server((config.web_host, config.web_port))
    except OSError as problem:
        where, why = f"{config.web_host}:{config.web_port}", os.strerror(problem.errno or 0)
        raise ConfigError(f"nobody can listen at {where} ({why}): set NARA_WEB_PORT to another") from None


class _Web(uvicorn.Server):
    """Uvicorn that tells open event streams to end when it is asked to, for they never end by themselves."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    def end(self) -> None:
        """End, from any thread or a signal handler."""
        if self.started:
            self._app.state.close_streams()
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002  (called as a signal handler is)
        """Hear a signal. Uvicorn's own would raise it again when the web has ended, before the rest is put away."""
        self.force_exit = self.should_exit
        self.end()
