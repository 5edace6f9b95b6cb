"""Carriers: who takes our texts. A carrier's vocabulary ends at its module."""
