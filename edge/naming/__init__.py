"""Decoded values under the names that files of captured payloads use, ready for JSON; one file per kind of device.

Pure, and only for people and tests. What never comes in: what a value means for the hub (that is ``edge.devices``).
"""
