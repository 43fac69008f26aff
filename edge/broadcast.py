"""What a device that only advertises says, as indications of where it stands in the advertisement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from edge.events import Indication


def broadcast(
    address: str, name: str | None, service_data: Mapping[str, bytes], company_data: Mapping[int, bytes]
) -> Iterator[Indication]:
    """Give an indication for every piece of data, of its service or of ``company:`` and four digits.

    >>> [said] = broadcast("C0:00:00:00:00:44", None, {}, {0x0100: b"weight"})
    >>> said.characteristic
    'company:0100'
    """
    companies = {f"company:{company:04x}": payload for company, payload in company_data.items()}
    for source, payload in [*service_data.items(), *companies.items()]:
        yield Indication(address=address, characteristic=source, payload=payload, name=name)
