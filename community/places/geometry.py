"""Shapes on the ground: boxes, tests, circles, simplification. Degrees (WGS 84) and metres."""
