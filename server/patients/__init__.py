"""Whose is it, and can it be: the register of homes, devices and people, attribution and the gate.

Pure: it asks no clock, opens no file and knows no database.
"""
