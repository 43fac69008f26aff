"""Records, clocks and answers of an Omron cuff, written straight from the field tables."""

from __future__ import annotations

from datetime import datetime


def record(
    layout: str,
    pressures: tuple[int, int],
    pulse: int,
    date: tuple[int, int, int, int, int, int],
    *,
    irregular: bool = False,
    moved: bool = False,
    fits: bool = True,
    rest: int = 0,
) -> bytes:
    """Write a slot; ``date`` is year since 2000, month, day, hour, minute, second; ``rest`` fills what nobody reads."""
    systolic, diastolic = pressures
    year, month, day, hour, minute, second = date
    first = f"{moved:b}{irregular:b}{month:04b}{day:05b}{hour:05b}"
    last = f"00{rest & 1:b}{fits:b}{minute:06b}{second:06b}"
    if layout == "be14-bitpacked":
        bits = f"{diastolic:08b}{systolic - 25:08b}{year:08b}{pulse:08b}{first}{last}"
        head = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    else:
        words = [int(first, 2), int(last, 2)]
        head = bytes([systolic - 25, diastolic, pulse, year]) + b"".join(bytes([w % 256, w // 256]) for w in words)
    return head + bytes([rest]) * ((16 if layout == "le16" else 14) - 8)


def clock(at: datetime, before: bytes = bytes(8)) -> bytes:
    """Write sixteen bytes of settings with a clock at the eighth."""
    told = before + bytes([at.year - 2000, at.month, at.day, at.hour, at.minute, at.second])
    return told + bytes([sum(told) % 256, 0])


def answer(address: int, data: bytes, kind: int = 0x8100, result: int = 0, size: int | None = None) -> bytes:
    """Write an answer, its XOR right."""
    frame = [len(data) + 8, kind // 256, kind % 256, address // 256, address % 256]
    return exclusive([*frame, len(data) if size is None else size, *data, result])


def exclusive(frame: list[int]) -> bytes:
    """Add the byte that makes the XOR of all 0."""
    check = 0
    for byte in frame:
        check ^= byte
    return bytes([*frame, check])
