"""Bluetooth without hardware: virtual scales and cuffs, the air between, and a host stack for the hub's own bleak.

Every byte is a real one: advertisements, L2CAP, ATT and HCI, by Google's bumble. What never comes in: edge, server.
"""
