"""Registers of residents: CSV read into values, bad lines by number."""
