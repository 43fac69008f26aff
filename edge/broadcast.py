"""What a device advertises: as indications of where it stands there, or as what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from edge.devices.family import Advertisement
from edge.events import Indication
from edge.gatt.uuid import short_form


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


def advertisement(
    name: str | None, services: Iterable[str], service_data: Mapping[str, bytes], company_data: Mapping[int, bytes]
) -> Advertisement:
    """Give what a device says of itself, with UUIDs in short form.

    >>> advertisement("BF720", ["0000181d-0000-1000-8000-00805f9b34fb"], {}, {}).services
    frozenset({'181d'})
    """
    return Advertisement(
        name=name,
        services=frozenset(map(short_form, services)),
        service_data={short_form(service): bytes(said) for service, said in service_data.items()},
        company_data={company: bytes(said) for company, said in company_data.items()},
    )
