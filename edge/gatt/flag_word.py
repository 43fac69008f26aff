"""Words of flags whose bits each have a name."""

from __future__ import annotations

from collections.abc import Sequence


def name_bits(word: int, names: Sequence[str]) -> tuple[str, ...]:
    """List the names of the bits that are set, lowest first; bits beyond the names are reserved and say nothing.

    >>> name_bits(0b1101, ("manual", "external", "time_zone"))
    ('manual', 'time_zone')
    """
    return tuple(name for bit, name in enumerate(names) if word >> bit & 1)
