"""Calibration: measures an observation log as papers measured their patients, and sets the two beside each other."""
