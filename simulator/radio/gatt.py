"""Bluetooth's words between libraries: UUIDs, properties and advertisements as bleak and BlueZ write them."""

from __future__ import annotations

from typing import Final

from bumble.core import UUID, AdvertisingData

_BASE: Final = "-0000-1000-8000-00805f9b34fb"
PROPERTIES: Final = (
    ("broadcast", 0x01),
    ("read", 0x02),
    ("write-without-response", 0x04),
    ("write", 0x08),
    ("notify", 0x10),
    ("indicate", 0x20),
    ("authenticated-signed-writes", 0x40),
    ("extended-properties", 0x80),
)


def uuid_text(uuid: UUID) -> str:
    """Write a UUID in full.

    >>> uuid_text(UUID("181D"))
    '0000181d-0000-1000-8000-00805f9b34fb'
    """
    text = uuid.to_hex_str("-").lower()
    return text if len(text) > 8 else f"{text:0>8}{_BASE}"  # noqa: PLR2004  (8 digits: a short form)


def property_names(properties: int) -> list[str]:
    """Name the properties of a characteristic.

    >>> property_names(0x22)
    ['read', 'indicate']
    """
    return [name for name, bit in PROPERTIES if properties & bit]


def read_data(advertised: AdvertisingData) -> tuple[dict[str, bytes], dict[int, bytes]]:
    """Read the data that a device advertises: by service (those with short UUIDs) and by company.

    >>> read_data(AdvertisingData.from_bytes(bytes.fromhex("05ff00014142")))
    ({}, {256: b'AB'})
    """
    kinds, services, companies = AdvertisingData.Type, {}, {}
    for kind, value in advertised.ad_structures:
        if kind == kinds.SERVICE_DATA_16_BIT_UUID:
            services[uuid_text(UUID.from_bytes(value[:2]))] = bytes(value[2:])
        elif kind == kinds.MANUFACTURER_SPECIFIC_DATA:
            companies[int.from_bytes(value[:2], "little")] = bytes(value[2:])
    return services, companies


def read_advertisement(advertised: AdvertisingData) -> tuple[str | None, list[str]]:
    """Read the name and the services (those with short UUIDs) that a device advertises.

    bumble reports an advertisement together with its scan response, so a service may come twice; it is told once.
    """
    kinds, name, services = AdvertisingData.Type, None, []
    for kind, value in advertised.ad_structures:
        if kind == kinds.COMPLETE_LOCAL_NAME:
            name = value.decode("utf-8", "replace")
        elif kind == kinds.COMPLETE_LIST_OF_16_BIT_SERVICE_CLASS_UUIDS:
            services += [uuid_text(UUID.from_bytes(value[at : at + 2])) for at in range(0, len(value), 2)]
    return name, list(dict.fromkeys(services))
