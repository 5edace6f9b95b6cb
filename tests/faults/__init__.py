"""Faults: nothing lost, nothing doubled. Short forms run in the suite, FAULTS=full runs the long ones."""
