"""Pairing a device with people beside it: what is seen, what is asked, what is tried, what is said.

Pure: events in, orders out, time and chance injected. The radio, BlueZ, the card and the screen never come in.
"""
