"""Bytes to readings, one file per GATT characteristic, named as the Bluetooth SIG names it; pure.

Any bytes give a reading or a ``DecodeError`` and never another exception. What never comes in: a radio, a clock, a
device's name, a quirk of one maker (those are in ``edge.devices``).
"""
