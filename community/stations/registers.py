"""Registers of stations: CSV and GeoJSON read into values."""
