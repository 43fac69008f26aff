"""What is said of an episode that ends with its rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from server.rules.judging.plan import AWAKE
from server.rules.judging.publishing import Published
from server.rules.language.rule import Rule
from server.rules.transition import Cause, EpisodeState, Transition


def closing(ended: Published, before: EpisodeState, rule: Rule, rules: Mapping[str, Rule], at: datetime) -> Transition:
    """Make the transition of an episode that ended with ``rule``, now that ``rules`` run."""
    heir = _heir(rule, rules)
    return Transition(
        patient=ended.patient,
        rule=rule.name,
        rule_version=rule.version,
        episode=ended.name,
        number=ended.number,
        from_state=before,
        to_state=EpisodeState.RULE_CHANGED,
        cause=Cause.RULE_CHANGED,
        severity=rule.severity,
        at=at,
        measured_at=at,
        is_late=False,
        facts={"version_before": rule.version} | ({} if heir is None else {"rule_now": heir.name}),
        arrivals=(),
        say=_say(rule, heir),
    )


def _heir(rule: Rule, rules: Mapping[str, Rule]) -> Rule | None:
    """Find what runs in the place of a rule: itself in another version, or the one that replaces it."""
    same = rules.get(rule.name)
    if same is not None and same.status in AWAKE:
        return same
    return next((each for each in rules.values() if each.status in AWAKE and rule.name in each.replaces), None)


def _say(rule: Rule, heir: Rule | None) -> dict[str, str]:
    if heir is None:
        return {
            "sv": f"Regeln ”{rule.title['sv']}” används inte längre.",
            "en": f"The rule “{rule.title['en']}” is no longer used.",
        }
    if heir.name != rule.name:
        return {
            "sv": f"Regeln är ersatt av ”{heir.title['sv']}”.",
            "en": f"The rule is replaced by “{heir.title['en']}”.",
        }
    if heir.version == rule.version:
        return {
            "sv": f"Regeln bedöms på nytt (version {rule.version}).",
            "en": f"The rule is judged anew (version {rule.version}).",
        }
    return {
        "sv": f"Regeln är ändrad, version {rule.version} till {heir.version}; efter den nya är det inte så.",
        "en": f"The rule has changed, version {rule.version} to {heir.version}; by the new one it is not so.",
    }
