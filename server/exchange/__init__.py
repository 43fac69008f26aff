"""Observation logs out of the server and into it: what of a patient leaves, under which name, and what a row becomes.

The words of the format are ``vitals.observation_log``. No I/O, no clock, no database: rows come from
``server.adapters.store.log_reading``, and go to the folder that ``server.adapters.log_writing`` writes.
"""
