"""A town of invented patients with virtual devices, for demonstrations and journeys.

It speaks the contract and the radio, and starts hub and server as processes; it imports neither of them.
"""
