"""The table of a calibration: every figure, published and found."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.calibration import event_rate, faithfulness, stable_weight, vital_signs, worsening_weight
from simulator.calibration.figure import Found

CHAPTERS = {
    "Weight while nothing is wrong": stable_weight.FIGURES,
    "Weight before and after events": worsening_weight.FIGURES,
    "Events": event_rate.FIGURES,
    "Measuring": faithfulness.FIGURES,
    "Pressure, pulse, answers": vital_signs.FIGURES,
}
HEADS = ("quantity", "published", "source", "generated", "95 % interval")
REAL_HEAD = "real series"
NOTHING = "nothing to measure"


def as_markdown(title: str, found: Sequence[Found], real: Sequence[Found] = ()) -> str:
    """Set one chapter; ``real`` holds the same figures as the same ruler finds them on real series."""
    heads = [*HEADS, REAL_HEAD] if real else [*HEADS]
    rows = [_cells(each) for each in found]
    for row, each in zip(rows, real, strict=False):
        row.append(_text(each, each.value))
    lines = [heads, ["---"] * len(heads), *rows]
    return f"### {title}\n\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _cells(found: Found) -> list[str]:
    figure = found.figure
    span = "" if math.isnan(found.value) else f"{_text(found, found.low)} to {_text(found, found.high)}"
    return [figure.name, figure.published, figure.source, _text(found, found.value), span]


def _text(found: Found, number: float) -> str:
    return NOTHING if math.isnan(number) else f"{number:.{found.figure.decimals}f}".replace("-", "−")
