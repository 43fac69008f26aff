from __future__ import annotations

import pytest
from ward_of_rules import DIARY, NOON, Ward, heavy

from server.rules.language.rule import Rule, Status

OLD = heavy(82_000, version="3.1", title={"sv": "Tung", "en": "Heavy"})
HEIR = {"replaces": ("heavy",), "title": {"sv": "Tyngre", "en": "Heavier"}}


@pytest.mark.parametrize(
    ("rules", "sv", "en"),
    [
        ((), "Regeln ”Tung” används inte längre.", "The rule “Heavy” is no longer used."),
        (
            (heavy(90_000, "stout", **HEIR),),
            "Regeln är ersatt av ”Tyngre”.",
            "The rule is replaced by “Heavier”.",
        ),
        (
            (heavy(90_000, "stout", **HEIR, status=Status.DRAFT),),
            "Regeln ”Tung” används inte längre.",
            "The rule “Heavy” is no longer used.",
        ),
        (
            (heavy(90_000, version="3.2"),),
            "Regeln är ändrad, version 3.1 till 3.2; efter den nya är det inte så.",
            "The rule has changed, version 3.1 to 3.2; by the new one it is not so.",
        ),
        (
            (heavy(90_000, version="3.1"),),
            "Regeln bedöms på nytt (version 3.1).",
            "The rule is judged anew (version 3.1).",
        ),
    ],
)
def test_what_ends_with_its_rule_says_why_in_both_languages(rules: tuple[Rule, ...], sv: str, en: str) -> None:
    (ended,) = Ward(DIARY, NOON, OLD).change(*rules).transitions
    assert ended.say == {"sv": sv, "en": en}
    assert ended.facts["version_before"] == "3.1"
