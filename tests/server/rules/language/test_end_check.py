"""An alert never ends at the moment it is raised: what is refused and what is let through."""

from __future__ import annotations

import pytest
from rule_folder import read, said, small_folder

FILE = "tried.yaml"
RULE = """\
rule: tried
title: {{sv: Prov, en: Trial}}
version: 1.0
status: draft
severity: low
patients: {{groups: [heart-failure]}}
settings:
  some: {{value: 2 kg, allowed: 1 kg to 4 kg, set_by: [nurse]}}
  bpm: {{value: 20 bpm, allowed: 10 bpm to 30 bpm, set_by: [nurse]}}
raise_when: {raises}
unless:
  all_of: [{{weight: {{at_least: some, above: target_weight}}}}, {{pulse: {{at_least: bpm, above: baseline}}}}]
clear_when: {clears}
say:
  nurse: {{sv: "Prov.", en: "Trial."}}
"""
RISE = "{weight: {rises_by: some, within: 3 days}}"
HEAVY = "{weight: {at_least: 90 kg}}"
PULSE = "{pulse: {at_least: 100 bpm}}"
DIZZY = "{symptom.dizziness: {answered: [often, fainted]}}"
LINES = f"from: [{{points: 2, when: {HEAVY}}}], look_back: 3 days, if_unknown: cannot tell"
SCORE = f"{{score: {{at_least: 2 points, {LINES}}}}}"
EVENT = "{event: {any: [admitted], within: 3 days}}"


def codes(raises: str, clears: str) -> list[str]:
    reading = read({**small_folder(), FILE: RULE.format(raises=raises, clears=clears).encode()})
    assert all(finding.file == FILE for finding in reading.findings), said(reading)
    return [finding.code for finding in reading.findings]


@pytest.mark.decision("D3", "E4")
@pytest.mark.parametrize(
    ("raises", "clears"),
    [
        (RISE, "{weight: {at_most: half of some, above: level_before}}"),
        (RISE, "{weight: {less_than: some, above: level_before, on: 2 days in a row}}"),
        (RISE, "{weight: {arrives: 1 reading}}"),
        (HEAVY, "{weight: {less_than: 90 kg}}"),
        ("{weight: {more_than: 90 kg}}", "{weight: {at_most: 90 kg}}"),
        (HEAVY, "{none_of: [{weight: {at_least: 88 kg}}]}"),
        ("{weight: {at_least: some, above: baseline}}", "{weight: {at_most: half of some, above: level_before}}"),
        ("{weight: {at_least: 2 x own spread, above: baseline}}",
         "{weight: {at_most: 1 x own spread, above: baseline}}"),
        ("{weight: {falls_by: 2 kg, within: 3 days}}", "{weight: {at_most: 1 kg, below: level_before}}"),
        (DIZZY, "{symptom.dizziness: {answered: [never]}}"),
        (DIZZY, "{symptom.dizziness: {less_than: often}}"),
        (DIZZY, "{none_of: [{symptom.dizziness: {at_least: sometimes}}]}"),
        ("{symptom.dizziness: {more_than: sometimes}}", "{symptom.dizziness: {at_most: sometimes}}"),
        (f"{{all_of: [{HEAVY}, {DIZZY}]}}", "{symptom.dizziness: {answered: [never]}}"),
        (f"{{any_of: [{HEAVY}, {DIZZY}]}}", f"{{none_of: [{HEAVY}, {DIZZY}]}}"),
        (f"{{at_least: 2, of: [{HEAVY}, {DIZZY}, {PULSE}]}}", f"{{none_of: [{HEAVY}, {DIZZY}]}}"),
        (f"{{none_of: [{HEAVY}, {DIZZY}]}}", f"{{any_of: [{HEAVY}, {DIZZY}]}}"),
        (EVENT, "{none_of: [{event: {any: [admitted, discharged], within: 7 days}}]}"),
        (EVENT, "{none_of: [{event: {any: [admitted], within: 3 days}}]}"),
        ("{event: {any: [admitted], within: 3 hours}}", "{none_of: [{event: {any: [admitted], within: 4 hours}}]}"),
        (f"{{first: {EVENT}, then: {HEAVY}, within: 5 days}}", "{weight: {less_than: 88 kg}}"),
        ("{pulse_irregular: {is: yes}}", "{pulse_irregular: {is: no, on: 2 of last 2 readings within 2 days}}"),
        ("{systolic: {at_least: 150 mmHg, on: 2 of last 3 readings within 2 days}}",
         "{systolic: {less_than: 140 mmHg, on: 2 of last 3 readings within 2 days}}"),
    ],
)  # fmt: skip
def test_an_end_that_excludes_whatever_raises_is_let_through(raises: str, clears: str) -> None:
    assert codes(raises, clears) == []


@pytest.mark.decision("D3", "E4")
@pytest.mark.parametrize(
    ("raises", "clears"),
    [
        (RISE, "{weight: {at_most: 1 kg, above: level_before}}"),
        (RISE, "{weight: {less_than: 90 kg}}"),
        (RISE, "{weight: {using: 3-day median, at_most: half of some, above: level_before}}"),
        (RISE, "{all_of: [{weight: {at_most: half of some, above: level_before}}], within: 2 days}"),
        (HEAVY, "{weight: {at_most: 90 kg}}"),
        (HEAVY, "{weight: {at_most: 89.95 kg}}"),
        (HEAVY, "{hub: {silent_for: 1 hour}}"),
        (HEAVY, "{none_of: [{weight: {at_least: 92 kg}}]}"),
        (HEAVY, "{none_of: [{weight: {at_least: 88 kg, on: 3 days in a row}}]}"),
        (DIZZY, "{symptom.dizziness: {answered: [never, often]}}"),
        (DIZZY, "{symptom.dizziness: {at_most: usual level}}"),
        (DIZZY, "{symptom.breathlessness: {answered: [never]}}"),
        (f"{{any_of: [{HEAVY}, {DIZZY}]}}", f"{{none_of: [{HEAVY}]}}"),
        (f"{{all_of: [{HEAVY}, {DIZZY}], within: 1 day}}", f"{{none_of: [{HEAVY}]}}"),
        (f"{{at_least: 2, of: [{HEAVY}, {DIZZY}, {PULSE}]}}", f"{{none_of: [{HEAVY}]}}"),
        (f"{{none_of: [{HEAVY}, {DIZZY}]}}", f"{{all_of: [{PULSE}]}}"),
        (EVENT, "{none_of: [{event: {any: [admitted], within: 2 days}}]}"),
        (EVENT, "{none_of: [{event: {any: [admitted], within: 90 hours}}]}"),
        (EVENT, "{none_of: [{event: {any: [admitted], is: ongoing}}]}"),
        (f"{{first: {HEAVY}, then: {EVENT}, within: 5 days}}", "{weight: {less_than: 88 kg}}"),
        (HEAVY, f"{{first: {EVENT}, then: {PULSE}, within: 5 days}}"),
        (HEAVY, f"{{any_of: [{{weight: {{less_than: 88 kg}}}}, {PULSE}]}}"),
        ("{systolic: {at_least: 150 mmHg}}",
         "{systolic: {less_than: 140 mmHg, on: 2 of last 3 readings within 2 days}}"),
        ("{pulse_irregular: {is: yes}}", "{pulse_irregular: {is: no, on: 1 of last 2 readings within 2 days}}"),
        (SCORE, "{score: {at_most: 2 points}}"),
        (SCORE, PULSE),
    ],
)  # fmt: skip
def test_an_end_that_can_be_open_when_it_raises_is_refused(raises: str, clears: str) -> None:
    assert "E504" in codes(raises, clears)


def test_a_score_ends_where_none_of_its_lines_can_be() -> None:
    assert codes(SCORE, "{weight: {less_than: 88 kg}}") == []
