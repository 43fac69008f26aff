"""The contract: the words that the hub and the server share, and how they look on the wire.

Here live the vital signs with their codes, the records a hub must not lose, the receipt, the desired state, the hub's
status, the signed envelope and the topic grammar. Standard library only; no I/O, no clock, no randomness: bytes and
values in, values and bytes out. Signing and verifying are passed in. What never comes in: a patient's name, a database,
a broker, a rule.
"""
