"""What rules cost on a log, as it is kept beside them: the burden of all together, and of each by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from server.rules.backtest.episode import Episode
from server.rules.backtest.truth import Watched
from server.rules.comparison.outcome import outcomes, tally
from server.rules.comparison.variants import kept_live
from server.rules.language.burden import Burden, Cost, logic_of_cost, logic_of_costs
from server.rules.language.order import SEEN
from server.rules.language.rule_set import RuleSet


def not_yet_seen(rules: RuleSet) -> Iterator[tuple[str, RuleSet]]:
    """Give each rule that has a budget and that nurses do not see, with the rules that judge it as if they did.

    It must show its price before it is live; one at a time, for they would change each other.
    """
    for name, rule in rules.rules.items():
        if rule.burden_per_1000_patient_years is not None and rule.status not in SEEN:
            yield name, kept_live(rules, name)


def burden_of(
    found: Iterable[Episode], alone: Mapping[str, Iterable[Episode]], rules: RuleSet, watched: Watched, log: str
) -> Burden:
    """Say what episodes cost: ``found`` are those that nurses see, ``alone`` those of the rules not yet seen.

    Of all rules together what is scored counts, signs of medium or high severity; of a rule by itself all it raises.
    """
    everything = [*found]
    by_rule = {name: [each for each in everything if each.rule == name] for name in rules.rules}
    by_rule = {name: mine for name, mine in by_rule.items() if rules.rules[name].status in SEEN}
    by_rule |= {name: [each for each in mine if each.rule == name] for name, mine in alone.items()}
    tallies = [tally(each, watched) for each in ([one for one in everything if one.counts], *by_rule.values())]
    folder, *each_rule = (each.unexplained for each in outcomes(tallies, watched))
    return Burden(
        log=log,
        patients=len(watched.names),
        patient_years=float(watched.years.sum()),
        folder=Cost(logic_of_costs(rules), *folder),
        rules={
            name: Cost(logic_of_cost(name, rules), *figure) for name, figure in zip(by_rule, each_rule, strict=True)
        },
    )
