"""``nara rules activate``: what would run, what it would do to today's patients, and asking the server to let it."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from server.adapters.rule_folder import read_files, shipped_folder
from server.adapters.store import schema
from server.adapters.store.ledger import SqlLedger
from server.adapters.store.registry import RegistryError
from server.adapters.store.rule_registry import answer_to, ask_to_activate
from server.commands.effect_listing import as_json, effect_lines, guard_lines, unfit_lines, verdict_lines
from server.commands.office import Office, in_office
from server.commands.price_listing import price_line
from server.commands.rule_desk import Shelf, failing, shelf
from server.commands.rule_situation import known_now
from server.rule_watch import folder_decision
from server.rules.activation.activation import Activation, ActivationRequest, Answer, runs_already
from server.rules.activation.banner import Banner, banners
from server.rules.activation.change import change
from server.rules.activation.decision import Decision, Light, Lot, runnable
from server.rules.activation.effect import Effect, effect_of
from server.rules.activation.price import NoPrice, Price, price_of
from server.rules.activation.ruling import Ruling, changed_rules
from server.rules.activation.unfit import lost_profiles, unfit_settings
from server.rules.language.logic import logic_of_all
from server.rules.language.order import SEEN
from server.rules.language.rule_set import RuleSet

_LOOKS_EVERY_S: Final = 0.1
_SAYS: Final = {
    "sv": {
        "nothing": "Mappen gäller redan: inget att göra.",
        "broken": "Mappen kan inte läsas: nara rules check visar allt.",
        "unfit": "Egna inställningar som inte skulle vara tillåtna; ändra dem först (nara patient setting):",
        "diaries": "Dagböckerna säger annat än reglerna: {rules} (nara rules test).",
        "unpriced": "Har inte visat vad de kostar, med just den logik som skulle gälla (nara rules check MAPP --log"
        " KATALOG --store mäter det):",
        "waits": "Väntar på en person: {why}. Säg ja med --accept NAMN.",
        "dry_run": "Inget är ändrat (--dry-run).",
        "done": "Reglerna gäller nu.",
        "asked": "Begärt: servern gör det när den körs nästa gång.",
        "stale": "Andra regler har börjat gälla under tiden: titta igen.",
        "reading": "läser vad som är känt om {count} patienter …",
        "judging": "bedömer vad som skulle ändras …",
    },
    "en": {
        "nothing": "The folder runs already: nothing to do.",
        "broken": "The folder cannot be read: nara rules check shows everything.",
        "unfit": "Patients' own settings that would not be allowed; set them anew first (nara patient setting):",
        "diaries": "The diaries say otherwise than the rules: {rules} (nara rules test).",
        "unpriced": "These have not shown what they cost, with the very logic that would run (nara rules check FOLDER"
        " --log DIR --store measures it):",
        "waits": "Waits for a person: {why}. Say yes with --accept NAME.",
        "dry_run": "Nothing is changed (--dry-run).",
        "done": "The rules run now.",
        "asked": "Asked: the server does it when it runs next.",
        "stale": "Other rules have come to run meanwhile: look again.",
        "reading": "reading what is known of {count} patients …",
        "judging": "judging what would change …",
    },
}


@dataclass(slots=True)
class _Turn:
    """One run of the command: what it found, step by step, and how it ended."""

    decision: Decision
    banners: list[Banner]
    effect: Effect | None = None
    unfit: tuple[str, ...] = ()
    failing: tuple[str, ...] = ()
    prices: Mapping[str, Price | NoPrice] = field(default_factory=dict)
    is_first: bool = False
    status: str = "nothing"

    @property
    def unpriced(self) -> dict[str, NoPrice]:
        """Give the rules that would be judged anew and have not shown what they cost."""
        return {name: price for name, price in self.prices.items() if isinstance(price, NoPrice)}

    @property
    def obstacle(self) -> str | None:
        """Name what keeps the rules from running, whatever people say; None: nothing."""
        found = {"unfit": self.unfit, "diaries": self.failing, "unpriced": self.unpriced}
        return next((name for name, what in found.items() if what), None)

    @property
    def waits(self) -> bool:
        """Tell whether a person must say yes; the very first rules take the place of none."""
        return self.effect is not None and bool(self.effect.waits_for) and not self.is_first

    @property
    def code(self) -> int:
        """Give the exit status: whatever waits for a person is 1."""
        is_well = self.decision.light is Light.GREEN and self.status in {"nothing", "done", "asked", "dry_run"}
        return 1 if not is_well or (self.status == "dry_run" and self.waits) else 0


@in_office
def activate(office: Office, arguments: argparse.Namespace) -> int:
    """Show what the folder would change, and ask for it."""
    registry, ledger = office.registry(), SqlLedger(office.engine)
    if arguments.accept is not None:
        _must_be_of_the_staff(ledger, arguments.accept)
    running = ledger.activation()
    found = shelf(arguments.folder, registry.now)
    decision = folder_decision(found.files, running, ledger.approvals(), found.read_at)
    is_running = runs_already(decision.files, ledger.pilots(), running)
    turn = _Turn(decision, banners(decision, is_running=is_running), is_first=running is None)
    if decision.light is Light.BROKEN:
        turn.status = "broken"
    elif not is_running:
        _look(turn, found, running, ledger, arguments)
        if turn.obstacle is not None:
            turn.status = turn.obstacle
        elif arguments.dry_run:
            turn.status = "dry_run"
        elif turn.waits and arguments.accept is None:
            turn.status = "waits"
        else:
            turn.status = _ask(office, turn.decision, running, ledger, arguments)
    _tell(turn, arguments)
    return turn.code


def _must_be_of_the_staff(ledger: SqlLedger, who: str) -> None:
    if who not in ledger.register().staff:
        raise RegistryError(f"there is no {schema.ACCOUNT.name} {who}: nara account add")


def _look(
    turn: _Turn, found: Shelf, running: Activation | None, ledger: SqlLedger, arguments: argparse.Namespace
) -> None:
    """Find out what the rules would do to today's patients, and whose own settings they would not allow."""
    now = found.read_at
    after = Ruling(rule_set=turn.decision.rule_set, pilots=ledger.pilots())
    known = ledger.known(now)
    unfit = unfit_settings(after.rule_set, known.settings, now)
    lost = lost_profiles(after.rule_set, known.profiles, now)
    turn.unfit = tuple(unfit_lines(unfit, lost, arguments.lang))
    if turn.unfit:
        return
    before = _before(running)
    fresh = changed_rules(before, after) & {*turn.decision.named(Lot.RUNS)}
    turn.failing = tuple(failing(fresh, after.rule_set, found.files))
    turn.prices = _prices(fresh, turn.decision, found)
    if turn.obstacle is not None:
        return
    _progress(arguments, "reading", count=len(ledger.register().patients))
    found_now = known_now(ledger, after.rule_set, now)
    _progress(arguments, "judging")
    changed = change(before, after, found_now.episodes, found_now.situation)
    turn.effect = effect_of(changed, before, after, found_now.patients)


def _prices(fresh: Iterable[str], decision: Decision, found: Shelf) -> dict[str, Price | NoPrice]:
    """Tell what it costs that nurses see rules; behind those of the release alone nobody stands yet but it."""
    rules = decision.rule_set
    seen = [name for name in sorted(fresh) if rules.rules[name].status in SEEN and name not in decision.on_release]
    return {name: price_of(name, rules, found.burden()) for name in seen}


def _before(running: Activation | None) -> Ruling:
    """Give what runs; before the first activation nothing does."""
    if running is not None:
        return Ruling(rule_set=runnable(running.files), pilots=running.pilots)
    shipped = runnable(read_files(shipped_folder()))
    return Ruling(rule_set=_empty(shipped))


def _empty(rules: RuleSet) -> RuleSet:
    return RuleSet(rules={}, signals=rules.signals, severities=rules.severities, symptoms=rules.symptoms)


def _ask(
    office: Office, decision: Decision, running: Activation | None, ledger: SqlLedger, arguments: argparse.Namespace
) -> str:
    """Ask the server, and wait for its answer a while."""
    registry = office.registry()
    request = ActivationRequest(
        files=decision.files,
        who=arguments.accept or registry.who,
        asked_at=registry.now,
        instead_of=None if running is None else running.number,
        is_accepted=arguments.accept is not None,
        pilots=ledger.pilots(),
    )
    is_proved = arguments.accept is not None and office.prove([arguments.accept])
    number = ask_to_activate(registry, request, logic_of_all(decision.rule_set), is_proved=is_proved)
    until_s = time.monotonic() + arguments.wait
    while (said := answer_to(office.engine, number)) is None and time.monotonic() < until_s:
        time.sleep(_LOOKS_EVERY_S)
    return "asked" if said is None else _status(said)


def _status(answer: Answer) -> str:
    return {Answer.DONE: "done", Answer.WAITS: "waits", Answer.STALE: "stale", Answer.UNFIT: "unfit"}[answer]


def _tell(turn: _Turn, arguments: argparse.Namespace) -> None:
    """Print what was found."""
    if arguments.json:
        prices = {name: price_line(name, price, arguments.lang) for name, price in turn.prices.items()}
        shown = as_json(turn.decision, turn.banners, turn.effect, turn.unfit, turn.status) | {"prices": prices}
        print(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    language = arguments.lang
    for banner in turn.banners:
        print(f"! {banner.says[language]}")
    for line in verdict_lines(turn.decision.verdicts, language):
        print(line)
    if turn.effect is not None:
        print("\n".join(effect_lines(turn.effect, language)))
    for name, price in turn.prices.items():
        if turn.obstacle is None:
            print(price_line(name, price, language))
    why = "; ".join([] if turn.effect is None else guard_lines(turn.effect, language))
    print(_SAYS[language][turn.status].format(why=why, rules=", ".join(turn.failing)))
    for line in turn.unfit:
        print(f"  {line}")
    for name, price in turn.unpriced.items():
        print(f"  {price_line(name, price, language)}")


def _progress(arguments: argparse.Namespace, what: str, **words: object) -> None:
    if not arguments.json:
        sys.stderr.write(_SAYS[arguments.lang][what].format(**words) + "\n")
