"""Device families: which characteristic carries what, the quirks of makers, and what a payload means for the hub.

Pure. What never comes in: bleak, a database, a clock, a patient.
"""
