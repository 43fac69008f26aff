"""The hub's doors to the world, one technology a file; none knows another.

Bluetooth, the outbox's SQLite, MQTT, the clock, keys, the indications socket. What never comes in: a decision.
"""
